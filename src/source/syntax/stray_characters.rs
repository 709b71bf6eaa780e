//! Explains characters that do not belong in a line, such as merge conflict markers, unusual spaces, or commas from
//! other formats.

use super::fault::{Fault, Place};
use super::line::{Line, quoted};
use crate::diagnostic::{is_odd_blank, letter};
use crate::source::source_range::Span;
use granit_parser::ErrorKind as Kind;

/// The markers that Git writes in a file with a merge conflict.
const CONFLICT: &[&str] = &["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Explains an error whose cause can be seen in the line, whatever the parser reports; `None` if no such cause is
/// found.
pub(super) fn of(place: &Place<'_>, kind: &Kind) -> Option<Fault> {
    let line = place.line();
    let is_marker = |line: &Line<'_>| CONFLICT.iter().any(|marker| line.text.starts_with(marker));
    // The line above the start of this document belongs to another document.
    let starts_document = line.text.starts_with("---") && place.seen > line.start;
    let above = line.above().filter(|_| !starts_document);
    // The parser may accept the marker itself, and stop at the line below it.
    if let Some(line) = [Some(line), above].into_iter().flatten().find(is_marker) {
        return Some(Fault::new(
            line.content(),
            "unresolved merge conflict",
            "keep one of the two versions, and remove the lines that start with `<<<<<<<`, `=======` and `>>>>>>>`",
        ));
    }
    odd_blank(place, line).or_else(|| dashes(place, line)).or_else(|| block_text(place, kind))
}

/// Explains an unusual space, such as a no-break space, where YAML expects an ordinary one.
fn odd_blank(place: &Place<'_>, line: Line<'_>) -> Option<Fault> {
    // In the indentation; or else after a dash, or after the colon of a key.
    let before = place.text[line.start..line.content().start].find(is_odd_blank).map(|at| line.start + at);
    let key = line.key();
    let candidates = [key.start.saturating_sub(1), key.start + 1, key.end + 1].into_iter();
    let is_after_sign = |at: &usize| {
        let (before, rest) = (place.text.get(..*at), place.text.get(*at..));
        before.is_some_and(|text| text.ends_with([':', '-']))
            && rest.is_some_and(|text| text.starts_with(is_odd_blank))
    };
    let at = before.or_else(|| candidates.into_iter().find(is_after_sign))?;
    let blank = place.text[at..].chars().next()?;
    let right: String = line.text.chars().map(|c| if is_odd_blank(c) { ' ' } else { c }).collect();
    let message = format!("expected a space, found {}", letter(blank));
    Some(Fault::new(
        at..at + blank.len_utf8(),
        message,
        format!("write ordinary spaces instead: `{}`", right.trim()),
    ))
}

/// Explains a line that was probably intended as `---`, but has more or fewer dashes.
fn dashes(place: &Place<'_>, line: Line<'_>) -> Option<Fault> {
    let content = line.content();
    let written = &place.text[content.clone()];
    // A single dash is an empty element of a list, which is valid.
    let is_dashes = written.len() > 1 && written.len() != 3 && written.bytes().all(|byte| byte == b'-');
    is_dashes.then(|| {
        let message = format!("`{written}` does not separate documents: the separator is three dashes");
        Fault::new(content, message, "write `---`, or remove the line")
    })
}

/// Explains a string without quotes that begins with `|`, `>` or `?`, which have a special meaning in YAML.
fn block_text(place: &Place<'_>, kind: &Kind) -> Option<Fault> {
    let written = &place.text[place.at..place.line().content().end.max(place.at)];
    let sign = written.chars().next().filter(|sign| ['|', '>', '?'].contains(sign))?;
    let right = quoted(written);
    match kind {
        Kind::InvalidBlockScalarHeader | Kind::ZeroBlockScalarIndent => Some(Fault::new(
            place.at..place.at + written.len(),
            format!("a string that starts with `{sign}` must be quoted"),
            format!(
                "write `{right}`; if `{sign}` is meant to start a multi-line string, remove the rest of the line"
            ),
        )),
        Kind::MappingKeyNotAllowed => Some(Fault::new(
            place.at..place.at + written.len(),
            "a string that starts with `?` must be quoted",
            format!("write `{right}`"),
        )),
        _ => None,
    }
}

/// Explains a template that was not rendered, at the given bytes.
pub(super) fn template(text: &str, span: Span) -> Fault {
    let written = text[span.clone()].trim_end();
    let right = quoted(written);
    let message = format!("`{written}` is a template that was not rendered, or a string without quotes");
    let help = format!(
        "render the template before Wares reads the file, or write `{right}` if it is meant to be a string"
    );
    Fault::new(span.start..span.start + written.len(), message, help)
}

/// Explains a comma or semicolon at the end of a line, as is usual in other formats.
pub(super) fn comma(place: &Place<'_>) -> Option<Fault> {
    let rest = place.text.get(place.at..place.line().content().end)?;
    // A comment may follow the comma.
    let sign = rest.split(" #").next()?.trim_end();
    [",", ";"].contains(&sign).then(|| {
        let message = format!("unexpected `{sign}` at the end of the line");
        let help = "remove it: commas separate entries only inside brackets";
        Fault::new(place.at..place.at + 1, message, help)
    })
}

/// Explains a string without quotes that begins with a bracket and continues after the closing bracket.
pub(super) fn text_in_brackets(place: &Place<'_>) -> Option<Fault> {
    let line = place.line();
    let end = line.content().end;
    let (key, value) = value_of(place, line)?;
    let written = place.text.get(value..end)?.split(" #").next()?.trim_end();
    let first = written.chars().next().filter(|first| ['[', '{'].contains(first) && continues(written))?;
    let right = format!("{key}{}", quoted(written));
    let message = format!("a string that starts with `{first}` must be quoted");
    Some(Fault::new(value..value + written.len(), message, format!("write `{right}`")))
}

/// Whether a text continues after the bracket that closes its first bracket.
fn continues(written: &str) -> bool {
    let mut depth = 0_i32;
    let mut closes = |c: char| {
        depth += i32::from("[{".contains(c)) - i32::from("]}".contains(c));
        depth == 0
    };
    written.char_indices().find(|(_, c)| closes(*c)).is_some_and(|(at, _)| at + 1 < written.len())
}

/// Returns the text before the value of a line, and the byte at which the value begins. The text is a key with its
/// colon, or a dash.
fn value_of<'a>(place: &Place<'a>, line: Line<'_>) -> Option<(&'a str, usize)> {
    let key = line.key();
    let begins = |at: usize| place.text[at..].starts_with(['[', '{']);
    if begins(key.start) {
        return Some((if key.start > line.content().start { "- " } else { "" }, key.start));
    }
    let after_key = (key.end + 1).min(line.content().end);
    let rest = place.text.get(after_key..line.content().end)?;
    let value = after_key + rest.len() - rest.trim_start().len();
    Some((place.text.get(key.start..value)?, value))
}
