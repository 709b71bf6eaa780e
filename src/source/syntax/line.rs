//! Lines and words of a text, for the messages about syntax errors.

use crate::source::source_range::Span;

/// A line of a text, without its line break.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// The whole text, of which this is one line.
    whole: &'a str,
    /// The byte at which the line begins.
    pub(super) start: usize,
    /// The text of the line.
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    /// Returns the line that contains the given byte.
    pub(super) fn at(whole: &'a str, at: usize) -> Self {
        let start = whole[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let text = whole[start..].split('\n').next().unwrap_or_default();
        Self { whole, start, text }
    }

    /// Returns the nearest line above that is neither blank nor a comment.
    pub(super) fn above(&self) -> Option<Self> {
        let mut line = *self;
        while line.start > 0 {
            line = Self::at(self.whole, line.start - 1);
            let content = line.text.trim_start();
            if !content.is_empty() && !content.starts_with('#') {
                return Some(line);
            }
        }
        None
    }

    /// Returns the bytes of the line, without leading and trailing spaces.
    pub(super) fn content(&self) -> Span {
        let trimmed = self.text.trim_start();
        let start = self.start + self.text.len() - trimmed.len();
        start..start + trimmed.trim_end().len()
    }

    /// Returns the bytes from the first word, after any dashes of a list, to the first colon: usually a key. Without a
    /// colon, returns the bytes to the end of the line.
    pub(super) fn key(&self) -> Span {
        let mut rest = self.text.trim_start();
        // A list within a list has two dashes on one line: `- - a`.
        while let Some(after) = rest.strip_prefix("- ") {
            rest = after.trim_start();
        }
        let start = self.start + self.text.len() - rest.len();
        start..start + rest.find(':').unwrap_or(rest.trim_end().len())
    }

    /// Returns the column of a byte in the line. Columns start at 1 and count characters.
    pub(super) fn column(&self, at: usize) -> usize {
        // A byte-order mark is not a column.
        let before = self.whole[self.start..at].trim_start_matches('\u{feff}');
        before.chars().count() + 1
    }
}

/// Returns the end of the word that begins at the given byte. A word ends before a space, a bracket or a comma. A
/// bracket or a comma itself is a word.
pub(super) fn end_of_word(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let separates = |c: char| c.is_whitespace() || c.is_control() || "[]{},".contains(c);
    match rest.find(separates) {
        // A bracket or comma is a word of its own; a space is none.
        Some(0) => at + rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8),
        Some(end) => at + end,
        None => text.len(),
    }
}

/// Puts a string in single or double quotes, whichever needs fewer escapes.
pub(super) fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}
