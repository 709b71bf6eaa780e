//! A48: names of articles with a blank at an edge, or with a letter that nobody sees.

use super::shown::{Shown, names};
use crate::diagnostic::{Code, Diagnostic, Edit, is_hidden, letter};
use crate::rules::{Each, Rule, Sight};
use crate::source::in_brackets;

const CODE: Code = Code::error(
    "A48",
    "odd-name",
    "not seen",
    "The name of an article has a blank at an edge, or a letter that nobody sees.",
    include_str!("../codes/A48.md"),
)
.warning();

/// Finds names with what nobody sees.
pub struct OddNames;

impl Rule for OddNames {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(|each| names(each).find_map(|shown| told(each, &shown)))
    }
}

/// Letters that are not seen and belong to words: hyphens that show where a word may break, joiners, and what chooses
/// the form of the letter before.
fn belongs(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}')
}

fn told(each: &Each<'_>, shown: &Shown<'_>) -> Option<Diagnostic> {
    let Shown { words, text, place, .. } = shown;
    let bare = text.trim();
    // Of a name that shows nothing at all another rule tells.
    if bare.chars().all(is_hidden) {
        return None;
    }
    let odd = bare.chars().find(|c| is_hidden(*c) && !belongs(*c));
    let how = match odd {
        Some(odd) => format!("holds {}", letter(odd)),
        None if bare != *text => edge(text).to_owned(),
        None => return None,
    };
    let message = format!("the name of `{}`{words} {how}", each.number());
    let finding = Diagnostic::new(CODE, *place, message)
        .help("remove it: customers do not see it, but programs treat the names as different");
    let edit = Edit { location: (*place).into(), text: Some(in_brackets(bare)) };
    Some(if odd.is_some() { finding } else { finding.fix("remove the blank", vec![edit]) })
}

fn edge(name: &str) -> &'static str {
    match (name.starts_with(char::is_whitespace), name.ends_with(char::is_whitespace)) {
        (true, true) => "begins and ends with a blank",
        (true, false) => "begins with a blank",
        _ => "ends with a blank",
    }
}
