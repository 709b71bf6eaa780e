//! Signs that a line does not take: what a merge leaves, odd blanks, commas of other formats.

use super::line::{Line, quoted};
use super::{Fault, Place, Span};
use crate::diagnostic::{is_odd_blank, letter};
use granit_parser::ErrorKind as Kind;

/// What a merge writes around two versions of some lines.
const CONFLICT: &[&str] = &["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Faults that a line shows, whatever the parser says of it.
pub(super) fn of(place: &Place<'_>, kind: &Kind) -> Option<Fault> {
    let line = place.line();
    let is_marker = |line: &Line<'_>| CONFLICT.iter().any(|marker| line.text.starts_with(marker));
    // What stands above the line that began the document is of another one.
    let begins = line.text.starts_with("---") && place.seen > line.start;
    let above = line.above().filter(|_| !begins);
    if let Some(line) = [Some(line), above].into_iter().flatten().find(is_marker) {
        return Some(Fault::new(
            line.content(),
            "unresolved merge conflict",
            "keep one of the two versions, and remove the lines that start with `<<<<<<<`, `=======` and `>>>>>>>`",
        ));
    }
    odd_blank(place, line).or_else(|| dashes(place, line)).or_else(|| block_text(place, kind))
}

/// A blank that is none for YAML, where a blank must stand.
fn odd_blank(place: &Place<'_>, line: Line<'_>) -> Option<Fault> {
    let before = place.text[line.start..line.content().start].find(is_odd_blank).map(|at| line.start + at);
    let key = line.key();
    let behind = [key.start.saturating_sub(1), key.start + 1, key.end + 1].into_iter();
    let behind_sign = |at: &usize| {
        let (sign, rest) = (place.text.get(..*at), place.text.get(*at..));
        sign.is_some_and(|text| text.ends_with([':', '-']))
            && rest.is_some_and(|text| text.starts_with(is_odd_blank))
    };
    let at = before.or_else(|| behind.into_iter().find(behind_sign))?;
    let blank = place.text[at..].chars().next()?;
    let right: String = line.text.chars().map(|c| if is_odd_blank(c) { ' ' } else { c }).collect();
    let message = format!("expected a space, found {}", letter(blank));
    Some(Fault::new(
        at..at + blank.len_utf8(),
        message,
        format!("write ordinary spaces instead: `{}`", right.trim()),
    ))
}

/// A line of dashes that are too many or too few to separate documents.
fn dashes(place: &Place<'_>, line: Line<'_>) -> Option<Fault> {
    let content = line.content();
    let said = &place.text[content.clone()];
    let is_dashes = said.len() > 1 && said.len() != 3 && said.bytes().all(|byte| byte == b'-');
    is_dashes.then(|| {
        let message = format!("`{said}` does not separate documents: the separator is three dashes");
        Fault::new(content, message, "write `---`, or remove the line")
    })
}

/// A text beside the sign that begins a text of several lines.
fn block_text(place: &Place<'_>, kind: &Kind) -> Option<Fault> {
    let said = &place.text[place.at..place.line().content().end.max(place.at)];
    let sign = said.chars().next().filter(|sign| ['|', '>', '?'].contains(sign))?;
    let right = quoted(said);
    match kind {
        Kind::InvalidBlockScalarHeader | Kind::ZeroBlockScalarIndent => Some(Fault::new(
            place.at..place.at + said.len(),
            format!("a string that starts with `{sign}` must be quoted"),
            format!(
                "write `{right}`; if `{sign}` is meant to start a multi-line string, remove the rest of the line"
            ),
        )),
        Kind::MappingKeyNotAllowed => Some(Fault::new(
            place.at..place.at + said.len(),
            "a string that starts with `?` must be quoted",
            format!("write `{right}`"),
        )),
        _ => None,
    }
}

/// What a template was to replace.
pub(super) fn template(text: &str, span: Span) -> Fault {
    let said = text[span.clone()].trim_end();
    let right = quoted(said);
    let message = format!("`{said}` is a template that was not rendered, or a string without quotes");
    let help = format!(
        "render the template before Wares reads the file, or write `{right}` if it is meant to be a string"
    );
    Fault::new(span.start..span.start + said.len(), message, help)
}

/// A comma at the end of a line, as in JSON.
pub(super) fn comma(place: &Place<'_>) -> Option<Fault> {
    let rest = place.text.get(place.at..place.line().content().end)?;
    let sign = rest.split(" #").next()?.trim_end();
    [",", ";"].contains(&sign).then(|| {
        let message = format!("unexpected `{sign}` at the end of the line");
        let help = "remove it: commas separate entries only inside brackets";
        Fault::new(place.at..place.at + 1, message, help)
    })
}

/// A text that begins with a bracket, and goes on behind the one that closes it.
pub(super) fn text_in_brackets(place: &Place<'_>) -> Option<Fault> {
    let line = place.line();
    let end = line.content().end;
    let (key, value) = value_of(place, line)?;
    let said = place.text.get(value..end)?.split(" #").next()?.trim_end();
    let first = said.chars().next().filter(|first| ['[', '{'].contains(first) && goes_on(said))?;
    let right = format!("{key}{}", quoted(said));
    let message = format!("a string that starts with `{first}` must be quoted");
    Some(Fault::new(value..value + said.len(), message, format!("write `{right}`")))
}

/// Whether something stands behind the bracket that closes the first one of a text.
fn goes_on(said: &str) -> bool {
    let mut depth = 0_i32;
    let mut closes = |c: char| {
        depth += i32::from("[{".contains(c)) - i32::from("]}".contains(c));
        depth == 0
    };
    said.char_indices().find(|(_, c)| closes(*c)).is_some_and(|(at, _)| at + 1 < said.len())
}

/// The key of a line with its colon, or the dash, and where the value behind it begins.
fn value_of<'a>(place: &Place<'a>, line: Line<'_>) -> Option<(&'a str, usize)> {
    let key = line.key();
    let begins = |at: usize| place.text[at..].starts_with(['[', '{']);
    if begins(key.start) {
        return Some((if key.start > line.content().start { "- " } else { "" }, key.start));
    }
    let behind = (key.end + 1).min(line.content().end);
    let rest = place.text.get(behind..line.content().end)?;
    let value = behind + rest.len() - rest.trim_start().len();
    Some((place.text.get(key.start..value)?, value))
}
