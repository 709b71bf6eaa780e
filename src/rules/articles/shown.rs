//! Collects the names that customers see for an article.

use crate::diagnostic::Place;
use crate::kinds::Shop;
use crate::model::Text;
use crate::rules::ArticleView;

/// A name of an article in one language.
pub(super) struct ShownName<'a> {
    /// The words after the article number in messages: ` in the shop` for the name in the shop; empty for the article's
    /// own name.
    pub words: &'static str,
    /// The language, or `None` if the name is not localized.
    pub language: Option<&'a str>,
    /// The name itself.
    pub text: &'a str,
    /// The place of the name in the files.
    pub place: Place,
}

/// Returns the name of an article and its name in the shop, in each language.
pub(super) fn names<'a>(each: &ArticleView<'a>) -> impl Iterator<Item = ShownName<'a>> + use<'a> {
    let article_name = ("", &each.part.name, each.at("name"));
    let shop_name = match &each.part.shop {
        // In the shop, customers see this name instead of the article's own.
        Some(Shop::Placed(placement)) => placement.name.as_ref(),
        _ => None,
    };
    // Only this one is marked in messages, because the article's own name needs no explanation.
    let shop_name = shop_name.map(|name| (" in the shop", name, each.at("shop").child("name")));
    [Some(article_name), shop_name]
        .into_iter()
        .flatten()
        .flat_map(|(words, text, place)| in_languages(words, text, place))
}

fn in_languages<'a>(words: &'static str, text: &'a Text, place: Place) -> Vec<ShownName<'a>> {
    match text {
        // Text that is not localized has no key for a language to point to.
        Text::Default(text) => vec![ShownName { words, language: None, text, place }],
        Text::ByLanguage(texts) => {
            let shown = |language: &'a str, text: &'a str| ShownName {
                words,
                language: Some(language),
                text,
                place: place.child(language),
            };
            texts.iter().map(|(language, text)| shown(language.name(), text.as_str())).collect()
        }
    }
}
