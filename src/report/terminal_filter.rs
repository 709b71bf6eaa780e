//! Filters text for a terminal. Hidden characters are spelled out, so only the color sequences of Wares have an effect.

use crate::diagnostic::{is_hidden, spelled};
use std::borrow::Cow;

/// Returns the text with all hidden characters spelled out. Line breaks are kept. Color sequences are kept if `colors`
/// is set.
pub fn guarded(text: &str, colors: bool) -> Cow<'_, str> {
    // Most texts have nothing to filter and are not copied.
    if !text.contains(|c| is_hidden(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Without colors even our own sequences are spelled out: nothing but text may be left.
        let length = if colors { color(rest) } else { 0 };
        match length {
            0 if c == '\n' => shown.push(c),
            0 => shown.push_str(&spelled(c)),
            length => shown.push_str(&rest[..length]),
        }
        // By a whole character, so that the next slice begins at a boundary.
        rest = &rest[length.max(c.len_utf8())..];
    }
    Cow::Owned(shown)
}

/// Returns the length in bytes of the color sequence at the beginning of the text, or 0 if there is none.
fn color(text: &str) -> usize {
    let Some(inner) = text.strip_prefix("\u{1b}[") else { return 0 };
    // Only `m` sequences are colors; others move the cursor or clear the screen.
    let digits = inner.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(inner.len());
    if inner[digits..].starts_with('m') { digits + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn line_breaks_are_kept_and_colors_are_kept_if_allowed() {
        let text = "\u{1b}[1mbold\u{1b}[0m\n\u{1b}[2J\u{1b}]0;x\u{7}";
        assert_eq!(guarded(text, true), "\u{1b}[1mbold\u{1b}[0m\n\\u{1b}[2J\\u{1b}]0;x\\u{7}");
        assert!(guarded(text, false).starts_with("\\u{1b}[1mbold\\u{1b}[0m\n"));
    }
}
