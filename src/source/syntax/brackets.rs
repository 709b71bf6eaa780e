//! What is wrong with brackets and with what stands between them.

use super::line::Line;
use super::{Fault, Place};
use granit_parser::ErrorKind as Kind;

/// Faults of brackets and what stands between them.
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
                format!("there is nothing that this `{word}` closes"),
                "take it out, or open it before",
            )
        }
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            let end = place.text[place.at..].find(*close).map_or(here.end, |at| place.at + at + 1);
            let help = format!("write `{}` instead of `{close}`", closing(*open));
            Fault::new(place.at..end, format!("`{open}` is closed by `{close}`"), help)
        }
        Kind::BlockEntryInFlowCollection | Kind::PlainScalarStartsWithDashFlowIndicator => {
            Fault::new(here, "`-` begins no element inside brackets", "separate elements by commas: `[a, b]`")
        }
        _ => return None,
    })
}

fn separator(place: &Place<'_>) -> Fault {
    let here = place.token(place.at);
    let Some((at, open)) = opened(place) else { return super::words::generic(place, "a comma is missing") };
    let close = closing(open);
    let message = format!("a comma is missing before this, or the closing `{close}`");
    let help = format!("write `,` between two entries, and `{close}` after the last");
    Fault::new(here, message, help).also(at..at + 1, "opened here")
}

fn open_bracket(place: &Place<'_>) -> Option<Fault> {
    let (at, open) = opened(place)?;
    if place.text[place.at..].starts_with(',') {
        let message = "one comma is too many: no entry stands before this one";
        return Some(Fault::new(place.at..place.at + 1, message, "take it out, or write the entry"));
    }
    if Line::at(place.text, at).start == place.line().start {
        let message = "a colon cannot stand here";
        return Some(Fault::new(place.token(place.at), message, "put a text that holds a colon in quotes"));
    }
    Some(unclosed(place, at, open))
}

fn unclosed(place: &Place<'_>, at: usize, open: char) -> Fault {
    let close = closing(open);
    let end = Line::at(place.text, at).content().end.max(at + 1);
    let said = &place.text[at..end];
    let help = match said[1..].contains(['[', ']', '{', '}', '#']) {
        true => format!("write `{close}` after the last entry, or take the `{open}` out"),
        false => format!(
            "write `{close}` after the last entry: `{said}{}{close}`",
            if open == '{' { " " } else { "" }
        ),
    };
    Fault::new(at..end, format!("this `{open}` is not closed"), help)
}

fn opened(place: &Place<'_>) -> Option<(usize, char)> {
    let at = place.bracket?;
    Some((at, place.text[at..].chars().next()?))
}

fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}
