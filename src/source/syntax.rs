//! Explains why a text is not valid YAML.
//!
//! The parser only reports what it expected. The messages here say what the mistake is, and what to write instead.

mod brackets;
mod fault;
mod line;
mod stray_characters;
mod yaml_faults;

use super::codes;
use super::source_range::Span;
use crate::diagnostic::{Diagnostic, File, Location};
pub(super) use fault::Place;
use granit_parser::ErrorKind;
use line::{Line, end_of_word};

/// Converts an error of the parser to a finding.
pub(super) fn explain(place: &Place<'_>, kind: &ErrorKind, max_depth: usize) -> Diagnostic {
    // The parser has a limit of its own. To the author, both limits are one.
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

/// Returns the finding for a value that is nested too deeply.
pub(super) fn too_deep(file: File, span: Span, max_depth: usize) -> Diagnostic {
    let message = format!("values are nested more than {max_depth} levels deep");
    Diagnostic::new(codes::TOO_LARGE, Location::bytes(file, span), message)
        .help("no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys")
}

/// Returns the finding for a `{{ name }}` in a template that was not rendered; `at` is the byte of its second brace.
/// YAML parses the braces as a mapping whose key is a mapping. `None` if there is no brace right before `at`.
pub(super) fn placeholder(file: File, text: &str, at: usize) -> Option<Diagnostic> {
    let start = text[..at].ends_with('{').then(|| at - 1)?;
    let line = Line::at(text, start);
    // Up to the closing braces, if they are on the same line.
    let end = text[start..line.content().end].rfind("}}").map_or(line.content().end, |end| start + end + 2);
    let fault = stray_characters::template(text, start..end.max(at + 1));
    Some(Diagnostic::new(codes::SYNTAX, Location::bytes(file, fault.span), fault.message).help(fault.help))
}

/// Returns the start of the next document at or after the given byte; `None` if there is none. No string can contain a
/// line that starts with `---`, so this needs no parser.
pub(super) fn next_document(text: &str, from: usize) -> Option<usize> {
    // One byte earlier, to find the line break before a marker at `from`.
    let from = (from.saturating_sub(1)..=from.min(text.len())).find(|at| text.is_char_boundary(*at))?;
    let starts = text[from..].match_indices("\n---").map(|(at, _)| from + at + 1);
    // Before any other character, even a Unicode space, `---` is part of a string.
    starts.into_iter().find(|at| text[at + 3..].chars().next().is_none_or(|c| " \t\r\n".contains(c)))
}

/// Returns the bytes of the tag of a value. `seen` is the byte at which the previously parsed text ends. The tag is
/// between `seen` and the value. If no tag is found there, returns the bytes of the value.
pub(super) fn tag(text: &str, seen: usize, value: &Span) -> Span {
    let start = seen.min(value.start);
    let (mut before, mut is_comment) = (text[..start].chars().next_back().unwrap_or('\n'), false);
    for (at, c) in text[start..value.start].char_indices() {
        // In YAML, `#` starts a comment only after whitespace.
        is_comment = c != '\n' && (is_comment || c == '#' && before.is_whitespace());
        if c == '!' && !is_comment && !before.is_alphanumeric() {
            return start + at..end_of_word(text, start + at);
        }
        before = c;
    }
    value.clone()
}
