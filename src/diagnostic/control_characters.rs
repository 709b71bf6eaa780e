//! Escapes characters that a terminal would interpret or not show.

/// Whether a character is a control character, a line separator, a bidirectional control, or "default ignorable" in
/// Unicode. A terminal would interpret such a character, reorder text because of it, or not show it.
pub fn is_hidden(c: char) -> bool {
    // Listed by hand: the standard library knows control characters, but not what Unicode calls default ignorable.
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Makes a string from a file or a database safe to show. Hidden characters are escaped, for example as `\u{9b}`, and
/// line breaks become `\n`.
pub fn printable(text: &str) -> String {
    // Nearly all texts need no escaping, and checking is cheaper than building them again.
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    text.chars().map(spelled).collect()
}

/// Whether a string can be the name of an environment variable.
pub fn is_variable(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c| is_allowed(c) && !c.is_ascii_digit()) && text.chars().all(is_allowed)
}

/// Returns a character as a string. A hidden character is escaped.
pub fn spelled(c: char) -> String {
    match c {
        // `\n` is more familiar than `\u{a}`.
        '\n' | '\r' | '\t' => c.escape_default().to_string(),
        // By code point, since the character itself must not reach the terminal.
        c if is_hidden(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn hidden_characters_are_escaped() {
        let text = "a\u{1b}[2J\u{9b}b\u{202e}\u{200b}\u{2028}\u{feff}\u{7f}\n ü 一";
        assert_eq!(printable(text), r"a\u{1b}[2J\u{9b}b\u{202e}\u{200b}\u{2028}\u{feff}\u{7f}\n ü 一");
        assert_eq!(printable("plain"), "plain");
    }
}
