//! A42: articles whose name is empty.

use crate::diagnostic::{Code, Diagnostic, Place, Severity, is_hidden};
use crate::kinds::Shop;
use crate::model::Text;
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A42",
    "blank-name",
    "shows nothing",
    "The name of an article is empty.",
    include_str!("../codes/A42.md"),
);

/// Finds empty names.
pub struct BlankNames;

impl Rule for BlankNames {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let default = sight.articles.manifest().default_language();
        sight.articles.of_each(|each| of_article(each, default))
    }
}

fn of_article(each: &Each<'_>, default: &str) -> Option<Diagnostic> {
    let own = ("", &each.part.name, each.at("name"));
    let placed = match &each.part.shop {
        Some(Shop::Placed(placement)) => placement.name.as_ref(),
        _ => None,
    };
    let placed = placed.map(|name| (" in the shop", name, each.at("shop").child("name")));
    [Some(own), placed].into_iter().flatten().find_map(|(words, text, place)| {
        let blank = blank(text)?;
        Some(told(each, words, blank, place, default))
    })
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_hidden(c))
}

/// The language in which a text is empty; none of a text without languages.
fn blank(text: &Text) -> Option<Option<&str>> {
    match text {
        Text::Default(text) => is_blank(text).then_some(None),
        Text::ByLanguage(texts) => {
            texts.iter().find(|(_, text)| is_blank(text.as_str())).map(|(language, _)| Some(language.name()))
        }
    }
}

/// Without a name in the default language the billing system refuses an article. In another, the customer sees none.
fn told(each: &Each<'_>, words: &str, language: Option<&str>, place: Place, default: &str) -> Diagnostic {
    let number = each.number();
    let (message, place) = match language {
        None => {
            (format!("the name of `{number}`{words} is empty: customers see nothing in its place"), place)
        }
        Some(language) => (
            format!(
                "the name of `{number}`{words} is empty in `{language}`: customers see nothing in its place"
            ),
            place.child(language),
        ),
    };
    let severity =
        if language.is_none_or(|language| language == default) { Severity::Error } else { Severity::Warning };
    let help = match language {
        Some(language) if language != default => {
            format!("write the name, or take `{language}` out of it")
        }
        _ => "write the name that customers see".to_owned(),
    };
    Diagnostic { severity, ..Diagnostic::new(CODE, place, message).help(help) }
}
