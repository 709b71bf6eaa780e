//! Explains errors in lists and mappings that are written in brackets.

use super::fault::{Fault, Place, generic};
use super::line::Line;
use crate::source::source_range::Span;
use granit_parser::ErrorKind as Kind;

/// Explains an error that has to do with brackets; `None` for any other error.
pub(super) fn of(place: &Place<'_>, kind: &Kind) -> Option<Fault> {
    let here = place.token(place.at);
    Some(match kind {
        Kind::UnclosedFlowCollection { open } => unclosed(place, place.at, *open),
        Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::InvalidFlowScalarIndent
        | Kind::InvalidColonPlacement => return open_bracket(place),
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator => separator(place),
        Kind::MisplacedFlowCollectionEnd => {
            let word = &place.text[here.clone()];
            Fault::new(
                here,
                format!("unexpected closing `{word}`"),
                "remove it, or add the opening bracket before it",
            )
        }
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            let end = place.text[place.at..].find(*close).map_or(here.end, |at| place.at + at + 1);
            let help = format!("write `{}` instead of `{close}`", closing(*open));
            Fault::new(place.at..end, format!("mismatched brackets: `{open}` is closed by `{close}`"), help)
        }
        Kind::BlockEntryInFlowCollection | Kind::PlainScalarStartsWithDashFlowIndicator => dash(place, here),
        _ => return None,
    })
}

/// Explains a missing comma between two entries, or a missing closing bracket.
fn separator(place: &Place<'_>) -> Fault {
    let here = place.token(place.at);
    let Some((at, open)) = opened(place) else {
        return generic(place, "missing comma");
    };
    // A closing bracket in a comment is easy to overlook.
    if let Some(fault) = commented_out(place, at, open) {
        return fault;
    }
    let close = closing(open);
    let message = format!("missing comma or closing `{close}` before this");
    let help = format!("write `,` between two entries, and `{close}` after the last");
    Fault::new(here, message, help).also(at..at + 1, "opened here")
}

/// Explains a dash inside brackets. If the dash begins a line, a closing bracket is probably missing above.
fn dash(place: &Place<'_>, here: Span) -> Fault {
    // Checked first: in `9,-` the comma is the mistake, and the dash only follows from it.
    if let Some(fault) = price(place, &here) {
        return fault;
    }
    let help = "separate elements with commas: `[a, b]`";
    let inside = Fault::new(here.clone(), "`-` cannot start an element inside brackets", help);
    let Some((at, open)) = opened(place).filter(|_| place.line().content().start == here.start) else {
        return inside;
    };
    if !is_last_of_its_line(place, at) {
        return unclosed(place, at, open);
    }
    let help = match open {
        '[' => {
            "separate the elements with commas, as in `[a, b]`, or remove the brackets and start each element with `- ` on its own line"
        }
        _ => "write `key: value` in the braces, with commas between entries, or remove the braces",
    };
    Fault { help: help.to_owned(), ..inside }.also(at..at + 1, "opened here")
}

/// Explains a dash instead of the decimals of a price, as in `9,-`.
fn price(place: &Place<'_>, here: &Span) -> Option<Fault> {
    let before = place.text[..here.start].trim_end_matches([' ', '-']).strip_suffix(',')?;
    let number_start = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let whole = before.get(number_start..).filter(|whole| !whole.is_empty())?;
    let message = "inside brackets the comma ends the value, and `-` is not a value";
    let help = format!("write `{whole}.00`, or the intended price with a decimal point");
    Some(Fault::new(number_start..here.end, message, help))
}

/// Whether the line ends right after the given byte.
fn is_last_of_its_line(place: &Place<'_>, at: usize) -> bool {
    Line::at(place.text, at).content().end <= at + 1
}

/// Explains a bracket that was not closed before the parser stopped. If a stray comma or colon in the brackets is the
/// cause, explains that instead. `None` if no bracket is open.
fn open_bracket(place: &Place<'_>) -> Option<Fault> {
    let (at, open) = opened(place)?;
    if place.text[place.at..].starts_with(',') {
        let message = "unexpected comma: there is no entry before it";
        return Some(Fault::new(place.at..place.at + 1, message, "remove it, or write the missing entry"));
    }
    // A bracket on the same line was probably not forgotten: the colon belongs to a string without quotes.
    if Line::at(place.text, at).start == place.line().start {
        let message = "unexpected colon";
        return Some(Fault::new(
            place.token(place.at),
            message,
            "put a string that contains a colon in quotes",
        ));
    }
    Some(unclosed(place, at, open))
}

/// Explains a bracket that is not closed.
fn unclosed(place: &Place<'_>, at: usize, open: char) -> Fault {
    if let Some(fault) = commented_out(place, at, open) {
        return fault;
    }
    let close = closing(open);
    let end = Line::at(place.text, at).content().end.max(at + 1);
    let written = &place.text[at..end];
    // A line with more brackets or a comment is not quoted, since the missing bracket may belong in the middle of it.
    let help = match written[1..].contains(['[', ']', '{', '}', '#']) {
        // With nothing after the bracket on its line, a list with dashes may be meant.
        _ if written.len() == 1 && open == '[' => {
            "write `]` after the last entry; or remove the `[` and start each element with `- ` on its own line".to_owned()
        }
        _ if written.len() == 1 => "write `}` after the last entry, or remove the `{`".to_owned(),
        true => format!("write `{close}` after the last entry, or remove the `{open}`"),
        false => format!(
            "write `{close}` after the last entry: `{written}{}{close}`",
            if open == '{' { " " } else { "" }
        ),
    };
    Fault::new(at..end, format!("this `{open}` is not closed"), help)
}

/// Explains a bracket that seems to be closed, but whose closing bracket is in a comment. `None` if there is no such
/// comment.
fn commented_out(place: &Place<'_>, at: usize, open: char) -> Option<Fault> {
    let close = closing(open);
    // The bracket may be closed in a comment on any line up to where the parser stopped.
    let lines = place.text[at..place.text.len().min(place.at.max(at))].lines().count().max(1);
    let mut start = at;
    for _ in 0..lines {
        let end = start + place.text[start..].find('\n').unwrap_or(place.text.len() - start);
        let comment = comment_in(&place.text[start..end]).map(|comment| start + comment..end);
        if let Some(hidden) = comment.and_then(|comment| closes(place, comment, open)) {
            let message = format!("` #` starts a comment, so this `{close}` is not read");
            let help = format!(
                "if the `#` is part of a string, put the string in quotes; otherwise write the comment after the last `{close}` on the line"
            );
            return Some(Fault::new(hidden, message, help).also(at..at + 1, "opened here"));
        }
        start = place.text.len().min(end + 1);
    }
    None
}

/// In a comment, finds the first closing bracket that does not close a bracket of the same comment. Returns the bytes
/// from the start of the comment to this bracket.
fn closes(place: &Place<'_>, comment: Span, open: char) -> Option<Span> {
    let text = place.text.get(comment.clone())?;
    let mut depth = 0_i32;
    let mut closes_more = |c: char| {
        depth += i32::from(c == open) - i32::from(c == closing(open));
        depth < 0
    };
    let (end, _) = text.char_indices().find(|(_, c)| closes_more(*c))?;
    Some(comment.start..comment.start + end + 1)
}

/// Returns the byte at which a comment begins in the given text, which is the rest of a line; `None` if there is no
/// comment.
fn comment_in(line: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match c {
            _ if quote.is_some() => quote = quote.filter(|begun| *begun != c),
            // A quote after a letter is an apostrophe.
            '"' | '\'' if !before.is_alphanumeric() => quote = Some(c),
            '#' if before.is_whitespace() => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// Returns the byte and the character of the innermost open bracket.
fn opened(place: &Place<'_>) -> Option<(usize, char)> {
    let at = place.bracket.or_else(|| open_since(place))?;
    Some((at, place.text[at..].chars().next()?))
}

/// Returns the byte of the innermost bracket that was opened since the last event of the parser. The parser may report
/// such a bracket late, since it delays an event that may be a key until the end of the line.
fn open_since(place: &Place<'_>) -> Option<usize> {
    let mut open = Vec::new();
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in place.text.get(place.seen..place.at)?.char_indices() {
        match c {
            _ if quote.is_some() => quote = quote.filter(|begun| *begun != c),
            '"' | '\'' if !before.is_alphanumeric() => quote = Some(c),
            // Outside of brackets, a bracket within a string without quotes is part of the string.
            '[' | '{' if !open.is_empty() || !before.is_alphanumeric() => open.push(place.seen + at),
            ']' | '}' => drop(open.pop()),
            _ => {}
        }
        // Spaces are skipped: in `a [b` the bracket belongs to the string as well.
        before = if c.is_whitespace() { before } else { c };
    }
    open.pop()
}

/// Returns the closing bracket for an opening bracket.
fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}
