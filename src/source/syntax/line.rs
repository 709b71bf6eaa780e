//! Lines and words of a text.

use crate::source::node::Span;

/// A line of a text, without its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    whole: &'a str,
    pub(super) start: usize,
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    /// The line of a place.
    pub(super) fn at(whole: &'a str, at: usize) -> Self {
        let start = whole[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let text = whole[start..].split('\n').next().unwrap_or_default();
        Self { whole, start, text }
    }

    /// The nearest line above that says something.
    pub(super) fn above(&self) -> Option<Self> {
        let mut line = *self;
        while line.start > 0 {
            line = Self::at(self.whole, line.start - 1);
            let said = line.text.trim_start();
            if !said.is_empty() && !said.starts_with('#') {
                return Some(line);
            }
        }
        None
    }

    /// What stands in it, without blanks around.
    pub(super) fn content(&self) -> Span {
        let trimmed = self.text.trim_start();
        let start = self.start + self.text.len() - trimmed.len();
        start..start + trimmed.trim_end().len()
    }

    /// Its first word behind the dashes of a list: a key, as a rule.
    pub(super) fn key(&self) -> Span {
        let mut rest = self.text.trim_start();
        while let Some(behind) = rest.strip_prefix("- ") {
            rest = behind.trim_start();
        }
        let start = self.start + self.text.len() - rest.len();
        start..start + rest.find(':').unwrap_or(rest.trim_end().len())
    }

    /// The column of a place in it, from 1.
    pub(super) fn column(&self, at: usize) -> usize {
        let before = self.whole[self.start..at].trim_start_matches('\u{feff}');
        before.chars().count() + 1
    }
}

/// Where the word ends that begins at a place: before a blank, or before what brackets and commas separate.
pub(super) fn end_of_word(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let separates = |c: char| c.is_whitespace() || c.is_control() || "[]{},".contains(c);
    match rest.find(separates) {
        Some(0) => at + rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8),
        Some(end) => at + end,
        None => text.len(),
    }
}

/// A text in quotes, as YAML writes it.
pub(super) fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}
