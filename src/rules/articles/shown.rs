//! The names under which customers see an article.

use crate::diagnostic::Place;
use crate::kinds::Shop;
use crate::model::Text;
use crate::rules::Each;

/// A name in one language.
pub(super) struct Shown<'a> {
    /// Where it is shown: nothing for the article's own name.
    pub words: &'static str,
    /// The language; none of a text without languages.
    pub language: Option<&'a str>,
    /// The name.
    pub text: &'a str,
    /// Where it stands.
    pub place: Place,
}

/// The name of an article, and its name in the shop, in each language.
pub(super) fn names<'a>(each: &Each<'a>) -> impl Iterator<Item = Shown<'a>> + use<'a> {
    let own = ("", &each.part.name, each.at("name"));
    let placed = match &each.part.shop {
        Some(Shop::Placed(placement)) => placement.name.as_ref(),
        _ => None,
    };
    let placed = placed.map(|name| (" in the shop", name, each.at("shop").child("name")));
    [Some(own), placed]
        .into_iter()
        .flatten()
        .flat_map(|(words, text, place)| in_languages(words, text, place))
}

fn in_languages<'a>(words: &'static str, text: &'a Text, place: Place) -> Vec<Shown<'a>> {
    match text {
        Text::Default(text) => vec![Shown { words, language: None, text, place }],
        Text::ByLanguage(texts) => {
            let of = |language: &'a str, text: &'a str| Shown {
                words,
                language: Some(language),
                text,
                place: place.child(language),
            };
            texts.iter().map(|(language, text)| of(language.name(), text.as_str())).collect()
        }
    }
}
