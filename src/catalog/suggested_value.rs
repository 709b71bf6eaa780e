//! Suggests a value of an expected form in place of a value of another form.

use crate::diagnostic::{is_odd_blank, letter, near};
use crate::source::{Data, Node, in_brackets};
use std::fmt;

/// The forms that a value may have, such as `a string`, `a list`, or a word in backticks.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The forms, as messages describe them.
    pub forms: &'a [String],
    /// Whether one of the forms is a list of strings.
    pub is_list_of_texts: bool,
}

/// The forms, joined by "or". The bounds of a number are left out, since they do not belong to its type.
impl fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let without_bounds = |form: &'_ String| form.split(" from ").next().unwrap_or_default().to_owned();
        f.write_str(&join(&self.forms.iter().map(without_bounds).collect::<Vec<_>>()))
    }
}

/// A suggestion that corrects a value.
pub struct ValueSuggestion {
    /// The help text of the finding.
    pub help: String,
    /// The replacement for the value. `None` if it is not certain.
    pub text: Option<String>,
}

impl ValueSuggestion {
    /// Makes a suggestion that has only a help text, because no replacement is certain.
    pub fn words(help: impl Into<String>) -> Self {
        Self { help: help.into(), text: None }
    }

    /// Makes a suggestion whose replacement `text` is certain. `help` is the help text that offers the replacement.
    pub fn of(text: impl Into<String>, help: impl Into<String>) -> Self {
        Self { help: help.into(), text: Some(text.into()) }
    }
}

impl Expected<'_> {
    /// Suggests what to write instead of a value that has none of the forms.
    pub fn instead_of(self, node: &Node) -> ValueSuggestion {
        let instead = match &node.data {
            // First, because with an ordinary space the string would be a mapping, and no other advice would be
            // right.
            Data::Text(text) => {
                odd_space(text).map(ValueSuggestion::words).or_else(|| self.instead_of_text(text))
            }
            Data::Number(text) if self.has("a string") => Some(in_quotes(text)),
            Data::Bool(value) if self.has("a string") => Some(in_quotes(value.written())),
            Data::Mapping(_) if self.has("a list") => {
                Some(ValueSuggestion::words("write a list: start each element with `- `"))
            }
            Data::Sequence(items) if self.has("a string") => Some(one_text(items)),
            Data::Sequence(_) if self.has("a mapping") => Some(ValueSuggestion::words(
                "write a mapping: lines of `key: value`, without `- ` before them",
            )),
            _ => None,
        };
        instead.unwrap_or_else(|| ValueSuggestion::words(format!("write {}", join(self.forms))))
    }

    /// Suggests what to write instead of a string that has none of the forms. `None` if there is nothing better than to
    /// list the forms.
    fn instead_of_text(self, text: &str) -> Option<ValueSuggestion> {
        // YAML 1.1 and JSON spell some values in ways that are strings in YAML 1.2: `yes`, `10,`, `"10"`.
        let bare = text.trim_end_matches([',', ';']);
        // A closure, because comparing words takes time and most strings have a better suggestion.
        let near = || near(text, ["true", "false"]).into_iter().find(|word| self.takes(&Node::plain(word)));
        match word(text) {
            Some(word) if self.takes(&Node::plain(word)) => {
                Some(ValueSuggestion::of(word, format!("write `{word}`: in YAML 1.2, `{text}` is a string")))
            }
            _ if bare != text && self.takes(&Node::plain(bare)) => {
                let help = format!("write `{bare}`, without the `{}` after it", &text[bare.len()..]);
                Some(ValueSuggestion::of(bare, help))
            }
            _ if self.takes(&Node::plain(text)) => {
                Some(ValueSuggestion::of(text, format!("write `{text}`, without quotes")))
            }
            // A similar word is only a guess, so it is not a fix.
            _ if near().is_some() => near().map(|word| ValueSuggestion::words(format!("write `{word}`"))),
            _ if self.is_list_of_texts => Some(list(text)),
            _ => self.has("a boolean").then(|| ValueSuggestion::words("write `true` or `false`")),
        }
    }

    /// Whether the description of one of the forms begins with `form`.
    fn has(self, form: &str) -> bool {
        self.forms.iter().any(|known| known.starts_with(form))
    }

    /// Whether a value has one of the forms.
    fn takes(self, node: &Node) -> bool {
        // A field such as `shop` takes `false` but not `true`, so a boolean alone is not enough.
        let is_value = matches!(node.data, Data::Bool(value) if self.has(&format!("`{}`", value.is_true())));
        is_value || self.has(node.type_name()) || node.is_whole() && self.has("a whole number")
    }
}

fn join(forms: &[String]) -> String {
    match forms {
        [] => "another value".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

/// Suggests a string instead of a list. The elements are not repeated, since they may be passwords.
fn one_text(items: &[Node]) -> ValueSuggestion {
    ValueSuggestion::words(match items {
        // Removing the brackets is enough.
        [only] if only.as_text().is_some() => "write only the element, without the list around it",
        _ => "write a single string, not a list",
    })
}

fn in_quotes(text: &str) -> ValueSuggestion {
    // Only numbers and booleans come here, and nothing in them needs an escape.
    let quoted = format!("\"{text}\"");
    let help = format!("if it is meant to be a string, put it in quotes: `{quoted}`");
    ValueSuggestion::of(quoted, help)
}

/// The characters that may separate names in a list that is written as one string.
const SEPARATORS: &[char] = &['|', ',', ';', '\n'];

/// Suggests a list instead of a string. The string is split at separators; without a separator, it becomes the only
/// element.
fn list(text: &str) -> ValueSuggestion {
    let parts = text.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty());
    let written: Vec<String> = parts.map(in_brackets).collect();
    let list = format!("[{}]", written.join(", "));
    let help = match written.len() {
        0 => return ValueSuggestion::words("write a list: `[a, b]`"),
        // People often write a single element without the list around it.
        1 => format!("write a list, even for one element: `{list}`"),
        _ => format!("write a list: `{list}`"),
    };
    ValueSuggestion::of(list, help)
}

/// The help for a string in which a colon or a dash is followed by a space that YAML does not accept. With an ordinary
/// space, YAML would read a mapping or a list. `None` for all other strings.
fn odd_space(text: &str) -> Option<String> {
    let odd = text.chars().find(|c| is_odd_blank(*c))?;
    let is_after = |sign: char| text.contains(&format!("{sign}{odd}"));
    let letter = letter(odd);
    (is_after(':') || is_after('-')).then(|| {
        format!("it contains {letter}, which looks like an ordinary space: write an ordinary space instead")
    })
}

/// Returns the boolean that a word such as `yes` means in YAML 1.1. `None` for all other words.
pub fn word(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" => Some("true"),
        "no" | "off" | "n" => Some("false"),
        _ => None,
    }
}
