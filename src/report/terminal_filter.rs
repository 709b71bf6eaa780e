//! The last look at what a terminal gets: whoever made the text, nothing in it is obeyed but colours.

use crate::diagnostic::{is_hidden, spelled};
use std::borrow::Cow;

/// A text of several lines as it may be shown: the lines stay, and with them the colours, if there may be any.
pub fn guarded(text: &str, colors: bool) -> Cow<'_, str> {
    if !text.contains(|c| is_hidden(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let whole = if colors { color(rest) } else { 0 };
        match whole {
            0 if c == '\n' => shown.push(c),
            0 => shown.push_str(&spelled(c)),
            length => shown.push_str(&rest[..length]),
        }
        rest = &rest[whole.max(c.len_utf8())..];
    }
    Cow::Owned(shown)
}

/// How long the sequence is that begins a text and sets a colour.
fn color(text: &str) -> usize {
    let Some(inner) = text.strip_prefix("\u{1b}[") else { return 0 };
    let digits = inner.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(inner.len());
    if inner[digits..].starts_with('m') { digits + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn lines_and_colours_stay_where_they_may() {
        let text = "\u{1b}[1mbold\u{1b}[0m\n\u{1b}[2J\u{1b}]0;x\u{7}";
        assert_eq!(guarded(text, true), "\u{1b}[1mbold\u{1b}[0m\n\\u{1b}[2J\\u{1b}]0;x\\u{7}");
        assert!(guarded(text, false).starts_with("\\u{1b}[1mbold\\u{1b}[0m\n"));
    }
}
