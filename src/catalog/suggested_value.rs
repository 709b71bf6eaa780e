//! The forms that a value may have, and what to write in one of them instead of another value.

use crate::diagnostic::{is_odd_blank, letter, near};
use crate::source::{Data, Node, in_brackets};
use std::fmt;

/// The forms that a value may have: `a text`, `a list`, or a word in backticks.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The forms.
    pub forms: &'a [String],
    /// Whether one of them is a list of texts.
    pub is_list_of_texts: bool,
}

/// The forms without what more there is to say of them: a number's bounds are no matter of its type.
impl fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sort = |form: &'_ String| form.split(" from ").next().unwrap_or_default().to_owned();
        f.write_str(&join(&self.forms.iter().map(sort).collect::<Vec<_>>()))
    }
}

/// What to write instead of a value.
pub struct Instead {
    /// The words that say so.
    pub help: String,
    /// The text that takes the value's place, where there is no doubt about it.
    pub text: Option<String>,
}

impl Instead {
    /// Words alone.
    pub fn words(help: impl Into<String>) -> Self {
        Self { help: help.into(), text: None }
    }

    /// A text, and the words that offer it.
    pub fn of(text: impl Into<String>, help: impl Into<String>) -> Self {
        Self { help: help.into(), text: Some(text.into()) }
    }
}

impl Expected<'_> {
    /// What to write instead of a value that has none of the forms.
    pub fn instead_of(self, node: &Node) -> Instead {
        let instead = match &node.data {
            Data::Text(text) => odd(text).map(Instead::words).or_else(|| self.instead_of_text(text)),
            Data::Number(text) if self.has("a string") => Some(in_quotes(text)),
            Data::Bool(value) if self.has("a string") => Some(in_quotes(value.written())),
            Data::Mapping(_) if self.has("a list") => {
                Some(Instead::words("write a list: start each element with `- `"))
            }
            Data::Sequence(items) if self.has("a string") => Some(one_text(items)),
            Data::Sequence(_) if self.has("a mapping") => {
                Some(Instead::words("write a mapping: lines of `key: value`, without `- ` before them"))
            }
            _ => None,
        };
        instead.unwrap_or_else(|| Instead::words(format!("write {}", join(self.forms))))
    }

    fn instead_of_text(self, text: &str) -> Option<Instead> {
        let bare = text.trim_end_matches([',', ';']);
        let near = || near(text, ["true", "false"]).into_iter().find(|word| self.takes(&Node::plain(word)));
        match word(text) {
            Some(word) if self.takes(&Node::plain(word)) => {
                Some(Instead::of(word, format!("write `{word}`: in YAML 1.2, `{text}` is a string")))
            }
            _ if bare != text && self.takes(&Node::plain(bare)) => {
                let help = format!("write `{bare}`, without the `{}` after it", &text[bare.len()..]);
                Some(Instead::of(bare, help))
            }
            _ if self.takes(&Node::plain(text)) => {
                Some(Instead::of(text, format!("write `{text}`, without quotes")))
            }
            _ if near().is_some() => near().map(|word| Instead::words(format!("write `{word}`"))),
            _ if self.is_list_of_texts => Some(list(text)),
            _ => self.has("a boolean").then(|| Instead::words("write `true` or `false`")),
        }
    }

    /// Whether one of the forms is of a sort.
    fn has(self, form: &str) -> bool {
        self.forms.iter().any(|known| known.starts_with(form))
    }

    /// Whether a value has one of the forms.
    fn takes(self, node: &Node) -> bool {
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

/// A text instead of a list. What the list holds is not repeated: it may be a password.
fn one_text(items: &[Node]) -> Instead {
    Instead::words(match items {
        [only] if only.as_text().is_some() => "write only its element, without the list around it",
        _ => "write a single string, not a list",
    })
}

fn in_quotes(text: &str) -> Instead {
    let quoted = format!("\"{text}\"");
    let help = format!("if it is meant to be a string, put it in quotes: `{quoted}`");
    Instead::of(quoted, help)
}

/// What separates names where a list is written as one text.
const SEPARATORS: &[char] = &['|', ',', ';', '\n'];

/// A list instead of one text, which is its only element unless something separates several in it.
fn list(text: &str) -> Instead {
    let parts = text.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty());
    let written: Vec<String> = parts.map(in_brackets).collect();
    let list = format!("[{}]", written.join(", "));
    let help = match written.len() {
        0 => return Instead::words("write a list: `[a, b]`"),
        1 => format!("write a list, even for one element: `{list}`"),
        _ => format!("write a list: `{list}`"),
    };
    Instead::of(list, help)
}

/// What is wrong with a text in which an odd blank follows a colon or a dash, which is none for YAML.
fn odd(text: &str) -> Option<String> {
    let odd = text.chars().find(|c| is_odd_blank(*c))?;
    let is_behind = |sign: char| text.contains(&format!("{sign}{odd}"));
    let letter = letter(odd);
    (is_behind(':') || is_behind('-')).then(|| {
        format!("it contains {letter}, which looks like an ordinary space: write an ordinary space instead")
    })
}

/// The boolean that YAML 1.1 had by this word.
pub fn word(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" => Some("true"),
        "no" | "off" | "n" => Some("false"),
        _ => None,
    }
}
