//! The place where the parser stopped, and the explanation of the error.

use super::line::{Line, end_of_word};
use crate::diagnostic::File;
use crate::source::source_range::Span;

/// The help for wrong indentation.
pub(super) const COLUMNS: &str = "all keys of a mapping start in the same column, and so do all dashes of a list: indent this line like its neighbors";

/// The place where the parser stopped.
pub(in crate::source) struct Place<'a> {
    /// The file with the error.
    pub file: File,
    /// The text of the file, up to the first document marker after the error.
    pub text: &'a str,
    /// The byte at which the parser noticed the error.
    pub at: usize,
    /// The byte at the end of the last event that the parser reported before the error.
    pub seen: usize,
    /// The byte of the innermost open bracket; `None` if the parser has not reported one.
    pub bracket: Option<usize>,
}

/// An explanation of an error: the bytes with the error, what is wrong, and what to write instead.
pub(super) struct Fault {
    pub span: Span,
    pub message: String,
    pub help: String,
    /// Additional bytes to show, with a label.
    pub also: Option<(Span, &'static str)>,
}

impl Fault {
    pub fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into(), also: None }
    }

    /// Adds bytes to show, with a label.
    pub fn also(mut self, span: Span, text: &'static str) -> Self {
        self.also = Some((span, text));
        self
    }
}

/// Creates a fault at the word where the parser stopped, with the help for wrong indentation.
pub(super) fn generic(place: &Place<'_>, message: &str) -> Fault {
    Fault::new(place.token(place.at), message, COLUMNS)
}

impl Place<'_> {
    /// Returns the line on which the parser stopped.
    pub(super) fn line(&self) -> Line<'_> {
        Line::at(self.text, self.at)
    }

    /// Returns the bytes of the word that begins at a byte. If no word begins there, for example at the end of a line,
    /// returns the last nonblank character before the byte. Thus there is always something to underline.
    pub(super) fn token(&self, at: usize) -> Span {
        let end = end_of_word(self.text, at);
        if end > at {
            return at..end;
        }
        let before = self.text[..at].trim_end();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        before.len() - last..before.len()
    }

    /// Returns the byte offset of the opening quote of the string in which the parser stopped; `None` if there is no
    /// quote.
    pub(super) fn quote(&self) -> Option<usize> {
        // The quote cannot be in what the parser has already accepted.
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
