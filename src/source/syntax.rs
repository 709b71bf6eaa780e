//! Why a text is not YAML, in the words of those who write it.
//!
//! The parser says what it expected; these words say what the author did, and what to write instead.

mod brackets;
mod line;
mod stray_characters;
mod yaml_faults;

use super::node::Span;
use crate::diagnostic::{Diagnostic, File, Location};
use crate::source::codes;
use granit_parser::ErrorKind;
use line::Line;

/// Where the parser stopped.
pub(super) struct Place<'a> {
    /// The file.
    pub file: File,
    /// Its text.
    pub text: &'a str,
    /// Where the parser noticed that something is wrong.
    pub at: usize,
    /// The end of what it had taken in before.
    pub seen: usize,
    /// The innermost bracket that is open.
    pub bracket: Option<usize>,
}

/// What is wrong, and what to write instead.
struct Fault {
    span: Span,
    message: String,
    help: String,
    also: Option<(Span, &'static str)>,
}

impl Fault {
    fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into(), also: None }
    }

    fn also(mut self, span: Span, text: &'static str) -> Self {
        self.also = Some((span, text));
        self
    }
}

/// A parser's error as a finding.
pub(super) fn explain(place: &Place<'_>, kind: &ErrorKind, max_depth: usize) -> Diagnostic {
    if *kind == ErrorKind::RecursionLimitExceeded {
        return too_deep(place.file, place.token(place.at), max_depth);
    }
    let fault = yaml_faults::of(place, kind);
    let code = if yaml_faults::is_of_a_tag(kind) { codes::UNSUPPORTED } else { codes::SYNTAX };
    let finding = Diagnostic::new(code, Location::bytes(place.file, fault.span), fault.message);
    let finding = match fault.also {
        Some((span, text)) => finding.also(Location::bytes(place.file, span), text),
        None => finding,
    };
    finding.help(fault.help)
}

/// The finding for what is nested too deeply.
pub(super) fn too_deep(file: File, span: Span, max_depth: usize) -> Diagnostic {
    let message = format!("values are nested more than {max_depth} levels deep");
    Diagnostic::new(codes::TOO_LARGE, Location::bytes(file, span), message)
        .help("no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys")
}

/// The finding for the inner one of two braces where a template's `{{ name }}` stands as it is written.
pub(super) fn placeholder(file: File, text: &str, at: usize) -> Option<Diagnostic> {
    let start = text[..at].ends_with('{').then(|| at - 1)?;
    let line = Line::at(text, start);
    let end = text[start..line.content().end].rfind("}}").map_or(line.content().end, |end| start + end + 2);
    let fault = stray_characters::template(text, start..end.max(at + 1));
    Some(Diagnostic::new(codes::SYNTAX, Location::bytes(file, fault.span), fault.message).help(fault.help))
}

/// Where the next document begins, at or behind a place: no text can hold a line that begins with `---`.
pub(super) fn next_document(text: &str, from: usize) -> Option<usize> {
    let from = (from.saturating_sub(1)..=from.min(text.len())).find(|at| text.is_char_boundary(*at))?;
    let starts = text[from..].match_indices("\n---").map(|(at, _)| from + at + 1);
    // What else looks like a blank is none for YAML: with it, the line is text.
    starts.into_iter().find(|at| text[at + 3..].chars().next().is_none_or(|c| " \t\r\n".contains(c)))
}

/// The tag of a value: it stands between what was read before and the value.
pub(super) fn tag(text: &str, seen: usize, value: &Span) -> Span {
    let start = seen.min(value.start);
    let (mut before, mut is_comment) = (text[..start].chars().next_back().unwrap_or('\n'), false);
    for (at, c) in text[start..value.start].char_indices() {
        is_comment = c != '\n' && (is_comment || c == '#' && before.is_whitespace());
        if c == '!' && !is_comment && !before.is_alphanumeric() {
            return start + at..line::end_of_word(text, start + at);
        }
        before = c;
    }
    value.clone()
}

impl Place<'_> {
    /// The line in which the parser stopped.
    fn line(&self) -> Line<'_> {
        Line::at(self.text, self.at)
    }

    /// The word at a place; at the end of a line the last character before it, so that something can be
    /// underlined.
    fn token(&self, at: usize) -> Span {
        let end = line::end_of_word(self.text, at);
        if end > at {
            return at..end;
        }
        let before = self.text[..at].trim_end();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        before.len() - last..before.len()
    }

    /// The quote that began the text in which the parser stopped.
    fn quote(&self) -> Option<usize> {
        let mut rest = self.text.get(self.seen..)?.char_indices();
        while let Some((at, c)) = rest.next() {
            match c {
                '"' | '\'' => return Some(self.seen + at),
                '#' => drop(rest.by_ref().find(|(_, c)| ['\n', '\r'].contains(c))),
                _ => {}
            }
        }
        None
    }
}
