//! A42: an article has an empty name, or an empty name in the shop.

use super::shown::{ShownName, names};
use crate::diagnostic::{Code, Diagnostic, Severity, is_hidden};
use crate::rules::{ArticleView, Rule, RuleContext};

// An error in the default language and a warning in others; see `finding`.
const CODE: Code = Code::error(
    "A42",
    "blank-name",
    "empty name",
    "The name of an article is empty.",
    include_str!("../codes/A42.md"),
);

/// Reports articles with an empty name, or with an empty name in the shop.
pub struct BlankNames;

impl Rule for BlankNames {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let default = context.articles.manifest().default_language();
        context.articles.of_each(|each| of_article(each, default))
    }
}

fn of_article(each: &ArticleView<'_>, default: &str) -> Option<Diagnostic> {
    // One finding for each article, however many of its names are empty.
    let blank = names(each).find(|shown| is_blank(shown.text))?;
    Some(finding(each, &blank, default))
}

fn is_blank(text: &str) -> bool {
    // A name of invisible characters looks empty to customers too.
    text.chars().all(|c| c.is_whitespace() || is_hidden(c))
}

// An error in the default language, because the billing system rejects an article without a name there. In any other
// language it is only a warning: customers see an empty name.
fn finding(each: &ArticleView<'_>, shown: &ShownName<'_>, default: &str) -> Diagnostic {
    let ShownName { words, language, place, .. } = *shown;
    let in_language = language.map_or(String::new(), |language| format!(" in `{language}`"));
    let message =
        format!("the name of `{}`{words} is empty{in_language}: customers see no name", each.number());
    let severity =
        // Text without a language is in the default language.
        if language.is_none_or(|language| language == default) { Severity::Error } else { Severity::Warning };
    let help = match language {
        Some(language) if language != default => {
            format!("write the name, or remove the key `{language}`")
        }
        _ => "write the name that customers see".to_owned(),
    };
    Diagnostic { severity, ..Diagnostic::new(CODE, place, message).help(help) }
}
