//! Formats a YAML file in a uniform layout.
//!
//! The layout itself is done by the `pretty_yaml` library. This module makes sure that the result has the same values
//! and comments, and that formatting it again does not change it. Otherwise the file is not formatted.

mod block_scalars;

use super::document::Document;
use super::node::{Data, Node};
use super::parse::parse;
use super::source_range::Span;
use crate::diagnostic::{Diagnostic, File, Location};
use block_scalars::Outline;
use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions};
use std::fmt;

/// The maximum width of a list or mapping in brackets, in characters. A wider one is split into lines.
const WIDTH: usize = 120;
/// The maximum number of times that a text is formatted. Formatting is repeated until the text no longer changes.
const ROUNDS: usize = 4;

/// The reason why a text was not formatted, and the bytes that cause it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The bytes that cannot be formatted; `0..0` if the error is not about particular bytes.
    pub span: Span,
    /// The reason, for the user.
    pub message: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FormatError {}

impl FormatError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }

    /// Returns the location of the error in the given file.
    pub fn location(&self, file: File) -> Location {
        Location::bytes(file, self.span.clone())
    }
}

/// Formats the text of a YAML file without changing its meaning.
///
/// Comments, the order of keys, the spelling of values and a byte-order mark stay the same. All lines end like the
/// first: with a line feed, or with a carriage return and a line feed.
pub fn format(text: &str) -> Result<String, FormatError> {
    // First, because the values of a file with errors could not be compared with those of the result.
    let documents = read(text)?;
    // The formatter gets neither a byte-order mark nor carriage returns.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = &text[..text.len() - body.len()];
    let is_crlf = body.find('\n').is_some_and(|at| body[..at].ends_with('\r'));
    // A carriage return alone is a line break in YAML too.
    let before = body.replace("\r\n", "\n").replace('\r', "\n");
    let in_file = |error: FormatError| FormatError {
        span: mark.len() + original_offset(body, error.span.start)
            ..mark.len() + original_offset(body, error.span.end),
        ..error
    };
    let after = format_until_stable(&before).map_err(in_file)?;
    let after = mark.to_owned() + &if is_crlf { after.replace('\n', "\r\n") } else { after };
    let unreadable = |_| FormatError::new(0..0, "formatting would make this file unreadable");
    match difference(&documents, &read(&after).map_err(unreadable)?) {
        Some(span) => Err(FormatError::new(span, "formatting would change this value")),
        None => Ok(after),
    }
}

/// Returns the documents of a text. The error is the first error in the text.
fn read(text: &str) -> Result<Vec<Document>, FormatError> {
    let place = |finding: &Diagnostic| match finding.primary() {
        Location::Bytes(_, range) => range.start..range.end,
        Location::In(_) => 0..0,
    };
    let (documents, findings) = parse("", text);
    // One reason is enough to leave the file alone; `wares check` reports all of them.
    match findings.first() {
        Some(finding) => Err(FormatError::new(place(finding), finding.message.clone())),
        None => Ok(documents),
    }
}

/// Formats a text repeatedly until it no longer changes.
fn format_until_stable(text: &str) -> Result<String, FormatError> {
    let mut current = lay_out(text)?;
    // From 1, since the first round is above.
    for _ in 1..ROUNDS {
        // An unchanged text is stable, without another round.
        if current == text {
            return Ok(current);
        }
        // A place in the intermediate text means nothing to the author.
        let next = lay_out(&current).map_err(|error| FormatError { span: 0..0, ..error })?;
        if next == current {
            return Ok(current);
        }
        current = next;
    }
    Err(FormatError::new(0..0, "formatting this file a second time would change it again"))
}

/// Formats a text once. Block scalars and strings with unusual characters are hidden from the formatter.
fn lay_out(text: &str) -> Result<String, FormatError> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    // The outline needs a line break at the end of the last line.
    let text = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let lost = || FormatError::new(0..0, "formatting would change the structure of this file");
    let outline = Outline::of(&text).ok_or_else(lost)?;
    if let Some(span) = outline.slow_string {
        return Err(FormatError::new(
            span,
            "this string has too many brackets for the formatter; put it in quotes",
        ));
    }
    let substituted = outline.replace_unformattable(&text);
    let formatted = pretty_yaml::format_text(&substituted, &options()).map_err(|error| {
        // The formatter's offset is an offset in the text with the substitutes, which has the same lines as `text`.
        let at = same_line(&substituted, error.offset(), &text);
        FormatError::new(at..at, "the formatter cannot read this")
    })?;
    let new = Outline::of(&formatted).ok_or_else(lost)?;
    if let Some(span) = outline.first_lost_comment(&new) {
        return Err(FormatError::new(span, "formatting would lose or move this comment"));
    }
    outline.restore(&new, &formatted).ok_or_else(lost)
}

fn options() -> FormatOptions {
    FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, ..LayoutOptions::default() },
        language: LanguageOptions {
            trailing_comma: false,
            // Spaces at the end of a line can be part of a string.
            trim_trailing_whitespaces: false,
            // No comment can contain this, so no part of a file can opt out.
            ignore_comment_directive: "\0".to_owned(),
            ..LanguageOptions::default()
        },
    }
}

/// Converts a byte in `from` to the byte at the same line and column in `to`. Both texts have the same lines.
fn same_line(from: &str, at: usize, to: &str) -> usize {
    let before = &from.as_bytes()[..at.min(from.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    let start: usize = to.split_inclusive('\n').take(line).map(str::len).sum();
    let at = (start + column).min(to.len());
    (0..=at).rev().find(|at| to.is_char_boundary(*at)).unwrap_or_default()
}

/// Converts a byte in a text with normalized line breaks to the corresponding byte in `text`, which has the original
/// line breaks.
fn original_offset(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let is_kept = |at: &usize| !bytes[*at..].starts_with(b"\r\n");
    // Linear, which does not matter: it is only called for the place of an error.
    (0..bytes.len()).filter(is_kept).nth(at).unwrap_or(bytes.len())
}

/// Returns the bytes of the first value that differs between two lists of documents; `None` if all values are equal.
fn difference(before: &[Document], after: &[Document]) -> Option<Span> {
    let mut after = after.iter();
    for document in before {
        // Empty documents are left out, so the serials must be compared too.
        let Some(other) = after.next().filter(|other| other.id.serial == document.id.serial) else {
            return Some(document.root.span.clone());
        };
        if let Some(span) = first_unequal(&document.root, &other.root) {
            return Some(span);
        }
    }
    after.next().map(|_| 0..0)
}

fn first_unequal(before: &Node, after: &Node) -> Option<Span> {
    if before == after {
        return None;
    }
    let inner = match (&before.data, &after.data) {
        (Data::Sequence(old), Data::Sequence(new)) if old.len() == new.len() => {
            old.iter().zip(new).find_map(|(old, new)| first_unequal(old, new))
        }
        (Data::Mapping(old), Data::Mapping(new)) if old.len() == new.len() => {
            old.iter().zip(new).find_map(|(old, new)| match old.key == new.key {
                true => first_unequal(&old.value, &new.value),
                false => Some(old.span.clone()),
            })
        }
        _ => None,
    };
    inner.or_else(|| Some(before.span.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The range of the first value that differs if the formatter turned `before` into `after`.
    fn changed_value(before: &str, after: &str) -> Option<Span> {
        difference(&read(before).expect("YAML"), &read(after).expect("YAML"))
    }

    #[test]
    fn changed_value_is_located() {
        assert_eq!(changed_value("a: 1\nb: [x, y]\n", "a:   1\nb:\n  - x\n  - y\n"), None);
        for (before, after, at) in [
            ("a: 1\nb: [x, y]\n", "a: 1\nb: [x, z]\n", 12..13),
            ("a: 1\nb: 2\n", "a: 1\nc: 2\n", 5..6),
            ("a: 1\nb: 2\n", "b: 2\na: 1\n", 0..1),
            ("a: [1, 2]\n", "a: [1]\n", 3..9),
            ("a: 1\n", "a: '1'\n", 3..4),
            ("a: 1\n---\nb: 2\n", "a: 1\n", 9..13),
            ("---\n---\na: 1\n", "a: 1\n", 8..12),
            ("a: 1\n", "a: 1\n---\nb: 2\n", 0..0),
        ] {
            assert_eq!(changed_value(before, after), Some(at), "{before} {after}");
        }
    }

    #[test]
    fn lost_comment_is_located() {
        let outline = |text: &str| Outline::of(text).expect("YAML");
        let before = outline("# a\nb: 1 # c  \n");
        assert_eq!(before.first_lost_comment(&outline("# a\nb: 1\n# c\n")), None);
        assert_eq!(before.first_lost_comment(&outline("# a\nb: 1\n")), Some(9..14));
        assert_eq!(before.first_lost_comment(&outline("# c\nb: 1 # a\n")), Some(0..3));
    }

    #[test]
    fn block_scalars_are_not_restored_if_their_number_differs() {
        let (two, one) = ("a: |\n  x\nb: |\n  y\n", "a: |\n  x\nb: y\n");
        let outline = |text: &str| Outline::of(text).expect("YAML");
        assert_eq!(outline(two).restore(&outline(two), two).as_deref(), Some(two));
        assert_eq!(outline(two).restore(&outline(one), one), None);
    }
}
