//! A42: articles whose name is empty.

use super::shown::{Shown, names};
use crate::diagnostic::{Code, Diagnostic, Severity, is_hidden};
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
    let blank = names(each).find(|shown| is_blank(shown.text))?;
    Some(told(each, &blank, default))
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_hidden(c))
}

/// Without a name in the default language the billing system refuses an article. In another, the customer sees none.
fn told(each: &Each<'_>, shown: &Shown<'_>, default: &str) -> Diagnostic {
    let Shown { words, language, place, .. } = *shown;
    let of = language.map_or(String::new(), |language| format!(" in `{language}`"));
    let message =
        format!("the name of `{}`{words} is empty{of}: customers see nothing in its place", each.number());
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
