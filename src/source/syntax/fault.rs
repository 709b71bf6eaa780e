//! Where the parser stopped, and what is wrong there.

use super::line::{Line, end_of_word};
use crate::diagnostic::File;
use crate::source::source_range::Span;

/// The help about indentation.
pub(super) const COLUMNS: &str = "all keys of a mapping start in the same column, and so do all dashes of a list: indent this line like its neighbors";

/// Where the parser stopped.
pub(in crate::source) struct Place<'a> {
    /// The file.
    pub file: File,
    /// The text of the file.
    pub text: &'a str,
    /// Where the parser noticed the error.
    pub at: usize,
    /// The end of what it had parsed before.
    pub seen: usize,
    /// Where the innermost open bracket is, if the parser has reported one.
    pub bracket: Option<usize>,
}

/// What is wrong, and what to write instead.
pub(super) struct Fault {
    pub span: Span,
    pub message: String,
    pub help: String,
    /// Another place, and its label.
    pub also: Option<(Span, &'static str)>,
}

impl Fault {
    pub fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into(), also: None }
    }

    /// Adds another place with a label.
    pub fn also(mut self, span: Span, text: &'static str) -> Self {
        self.also = Some((span, text));
        self
    }
}

/// A fault at the token where the parser stopped, with the help about indentation.
pub(super) fn generic(place: &Place<'_>, message: &str) -> Fault {
    Fault::new(place.token(place.at), message, COLUMNS)
}

impl Place<'_> {
    /// The line in which the parser stopped.
    pub(super) fn line(&self) -> Line<'_> {
        Line::at(self.text, self.at)
    }

    /// The word at a byte. If no word begins there, for example at the end of a line, this is the last nonblank
    /// character before the byte, so that there is something to underline.
    pub(super) fn token(&self, at: usize) -> Span {
        let end = end_of_word(self.text, at);
        if end > at {
            return at..end;
        }
        let before = self.text[..at].trim_end();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        before.len() - last..before.len()
    }

    /// The opening quote of the string in which the parser stopped.
    pub(super) fn quote(&self) -> Option<usize> {
        let mut rest = self.text.get(self.seen..)?.char_indices();
        while let Some((at, c)) = rest.next() {
            match c {
                '"' | '\'' => return Some(self.seen + at),
                // A quote in a comment does not open a string.
                '#' => drop(rest.by_ref().find(|(_, c)| ['\n', '\r'].contains(c))),
                _ => {}
            }
        }
        None
    }
}
