//! Characters that a terminal obeys or does not show, and texts of others without them.

/// Whether a character is one that a terminal obeys, that changes the order in which others are shown, or that takes no
/// room: controls, separators of lines, bidirectional controls, and what Unicode calls ignorable by default.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text of others as it may be shown: hidden characters are written as `\u{9b}`, line breaks as `\n`.
pub fn printable(text: &str) -> String {
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    text.chars().map(spelled).collect()
}

/// Whether a text can be the name of an environment variable.
pub fn is_variable(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c| is_sign(c) && !c.is_ascii_digit()) && text.chars().all(is_sign)
}

/// A character as it may be shown.
pub fn spelled(c: char) -> String {
    match c {
        '\n' | '\r' | '\t' => c.escape_default().to_string(),
        c if is_hidden(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let text = "a\u{1b}[2J\u{9b}b\u{202e}\u{200b}\u{2028}\u{feff}\u{7f}\n ü 一";
        assert_eq!(printable(text), r"a\u{1b}[2J\u{9b}b\u{202e}\u{200b}\u{2028}\u{feff}\u{7f}\n ü 一");
        assert_eq!(printable("plain"), "plain");
    }
}
