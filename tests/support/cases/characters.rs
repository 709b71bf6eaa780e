//! The notation that files of cases use for characters that a reader would not see.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The characters that have a name. A space is written by its name only at the end of a line.
const NAMES: [(&str, char); 6] =
    [("TAB", '\t'), ("CR", '\r'), ("NUL", '\0'), ("SPACE", ' '), ("NBSP", '\u{a0}'), ("BOM", '\u{feff}')];

/// Whether a character is written as a mark: it is invisible, looks like a Latin letter, or is a bracket of marks.
fn is_hidden(c: char) -> bool {
    let is_invisible = c.is_control() && c != '\n'
        || matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let is_greek_or_cyrillic = ('\u{370}'..='\u{52f}').contains(&c);
    is_invisible || is_greek_or_cyrillic || ['⟨', '⟩'].contains(&c)
}

fn as_mark(c: char) -> String {
    let name = NAMES.iter().find(|(_, known)| *known == c);
    name.map_or_else(|| format!("⟨U+{:04X}⟩", u32::from(c)), |(name, _)| format!("⟨{name}⟩"))
}

/// Bytes as a file of cases writes them: hidden characters as their names (`⟨TAB⟩`, `⟨CR⟩`, `⟨NUL⟩`, `⟨NBSP⟩`,
/// `⟨BOM⟩`, and `⟨SPACE⟩` at the end of a line) or numbers (`⟨U+200B⟩`), and bytes that are not UTF-8 as
/// `⟨byte FC⟩`.
pub fn legible(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        let shown = chunk.valid().chars().map(|c| if is_hidden(c) { as_mark(c) } else { c.to_string() });
        text.extend(shown.chain(chunk.invalid().iter().map(|byte| format!("⟨byte {byte:02X}⟩"))));
    }
    static BLANK: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?m) $").expect("a pattern"));
    BLANK.replace_all(&text, as_mark(' ')).into_owned()
}

/// The bytes that a text of a file of cases stands for.
pub fn bytes(text: &str) -> Vec<u8> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| Regex::new("⟨([^⟩]*)⟩").expect("a pattern"));
    let (mut bytes, mut end) = (Vec::new(), 0);
    for found in MARK.captures_iter(text) {
        let matched = found.get_match();
        bytes.extend_from_slice(&text.as_bytes()[end..matched.start()]);
        bytes.extend(bytes_of_mark(&found));
        end = matched.end();
    }
    bytes.extend_from_slice(&text.as_bytes()[end..]);
    bytes
}

/// The bytes that a mark stands for.
fn bytes_of_mark(mark: &Captures<'_>) -> Vec<u8> {
    let name = &mark[1];
    let number =
        |digits| u32::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("`{name}` is not a number"));
    let character = match (NAMES.iter().find(|(known, _)| *known == name), name.strip_prefix("U+")) {
        (Some((_, c)), _) => Some(*c),
        (None, Some(digits)) => char::from_u32(number(digits)),
        (None, None) => {
            let digits = name.strip_prefix("byte ").unwrap_or_else(|| panic!("`⟨{name}⟩` is not known"));
            return vec![u8::try_from(number(digits)).expect("a byte")];
        }
    };
    character.unwrap_or_else(|| panic!("`⟨{name}⟩` is not a character")).to_string().into_bytes()
}

#[test]
fn legible_text_is_read_back_as_the_same_bytes() {
    let texts: [&[u8]; 5] = [
        b"a\tb \r\n",
        "\u{feff}x\u{200b}\u{430}⟨TAB⟩".as_bytes(),
        b"\xff\xfek\0",
        b"\0",
        "für € ".as_bytes(),
    ];
    for text in texts {
        assert_eq!(bytes(&legible(text)), text, "{}", legible(text));
    }
    assert_eq!(legible("a \u{a0}\t\u{430}\n ".as_bytes()), "a ⟨NBSP⟩⟨TAB⟩⟨U+0430⟩\n⟨SPACE⟩");
}
