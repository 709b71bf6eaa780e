//! A48: the name of an article begins or ends with a space, or contains an invisible character.

use super::shown::{ShownName, names};
use crate::diagnostic::{Code, Diagnostic, Edit, is_hidden, letter};
use crate::rules::{ArticleView, Rule, RuleContext};
use crate::source::in_brackets;

// A warning, because customers see no difference; only programs do.
const CODE: Code = Code::error(
    "A48",
    "odd-name",
    "an invisible character",
    "The name of an article begins or ends with a space, or contains an invisible character.",
    include_str!("../codes/A48.md"),
)
.warning();

/// Reports names that begin or end with a space or contain invisible characters.
pub struct OddNames;

impl Rule for OddNames {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(|each| names(each).find_map(|shown| finding(each, &shown)))
    }
}

/// Whether an invisible character can be a regular part of a word: a soft hyphen, a joiner, or a variation selector. A
/// variation selector chooses the form of the character before it.
fn is_part_of_words(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}')
}

fn finding(each: &ArticleView<'_>, shown: &ShownName<'_>) -> Option<Diagnostic> {
    let ShownName { words, text, place, .. } = shown;
    let bare = text.trim();
    // A name without any visible character is reported as A42.
    if bare.chars().all(is_hidden) {
        return None;
    }
    let invisible = bare.chars().find(|c| is_hidden(*c) && !is_part_of_words(*c));
    let problem = match invisible {
        Some(c) => format!("contains {}", letter(c)),
        None if bare != *text => edge(text).to_owned(),
        None => return None,
    };
    let message = format!("the name of `{}`{words} {problem}", each.number());
    let finding = Diagnostic::new(CODE, *place, message)
        .help("remove it: customers do not see it, but programs treat it as part of the name");
    // In brackets of YAML, so that the fix cannot turn the name into another type.
    let edit = Edit { location: (*place).into(), text: Some(in_brackets(bare)) };
    // There is no automatic fix for an invisible character inside a name: a space may be intended in its place.
    Some(if invisible.is_some() { finding } else { finding.fix("remove the space", vec![edit]) })
}

fn edge(name: &str) -> &'static str {
    match (name.starts_with(char::is_whitespace), name.ends_with(char::is_whitespace)) {
        (true, true) => "begins and ends with a space",
        (true, false) => "begins with a space",
        // The caller has found a space at one end at least.
        _ => "ends with a space",
    }
}
