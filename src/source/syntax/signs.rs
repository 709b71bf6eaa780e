//! Signs that a line does not take: commas of other formats, texts that begin with a bracket.

use super::line::{Line, quoted};
use super::{Fault, Place};

/// A comma at the end of a line, as in JSON.
pub(super) fn comma(place: &Place<'_>) -> Option<Fault> {
    let rest = place.text.get(place.at..place.line().content().end)?;
    let sign = rest.split(" #").next()?.trim_end();
    [",", ";"].contains(&sign).then(|| {
        let message = format!("`{sign}` stands at the end of the line");
        let help = "take it out: only within brackets are entries separated by commas";
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
    let message = format!("a text that begins with `{first}` must be in quotes");
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
