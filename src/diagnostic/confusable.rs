//! Finds strings that look the same, and writes them so that they look different.

use super::control_characters::{is_hidden, printable, spelled};
use super::suggestion::is_odd_blank;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Pairs of strings. The first string has characters that look like ASCII characters; the second has these ASCII
/// characters, in the same order.
const TWINS: &[(&str, &str)] = &[
    ("АВЕЅІЈКМНОРСТУХаеѕіјорсухѵԁһԛԝ", "ABESIJKMHOPCTYXaesijopcyxvdhqw"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ", "ABEZHIKMNOPTYXovp"),
    ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}", "-----"),
];

/// Returns a simplified form of a string. Strings that look the same have the same simplified form.
pub fn appearance(text: &str) -> String {
    // Decomposed, so that a composed letter and a letter with a combining mark look the same.
    let seen: String = text.nfd().filter(|c| c.is_whitespace() || !is_hidden(*c)).map(twin).collect();
    // A terminal shows several spaces, and spaces at an end, in ways that are easily overlooked.
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the ASCII character that looks like the given character. Returns the given character if there is none.
fn twin(c: char) -> char {
    // Most characters are ASCII, for which the search would be in vain.
    if c.is_ascii() {
        return c;
    }
    let pairs = TWINS.iter().flat_map(|(odd, plain)| odd.chars().zip(plain.chars()));
    pairs.into_iter().find(|(odd, _)| *odd == c).map_or(c, |(_, plain)| plain)
}

/// Writes a string so that it cannot be confused with any other string. Characters other than printable ASCII are
/// escaped, for example as `\u{a0}`. Backslashes are doubled, and spaces are escaped unless they are single spaces
/// between words.
pub fn unmistakable(text: &str) -> String {
    let shown = |(at, c): (usize, char)| match c {
        // Otherwise an escaped character and the text of its escape would look the same.
        '\\' => r"\\".to_owned(),
        ' ' if is_between_words(text, at) => " ".to_owned(),
        '\n' | '\r' | '\t' => spelled(c),
        // Everything else is escaped, even letters with accents: another script may have the same shape.
        c if c.is_ascii_graphic() => c.to_string(),
        c => c.escape_unicode().to_string(),
    };
    text.char_indices().map(shown).collect()
}

/// Whether the space at byte `at` is a single space between two words.
fn is_between_words(text: &str, at: usize) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    is_word(text[..at].chars().next_back()) && is_word(text[at + 1..].chars().next())
}

/// Writes a string so that it can be shown next to a similar string. Hidden characters and unusual spaces are escaped,
/// for example as `\u{a0}`, and backslashes are doubled. Combining marks are also escaped if the string is not in
/// composed form (NFC).
pub fn plainly(text: &str) -> String {
    let is_composed = text.chars().eq(text.nfc());
    let is_odd = |c: char| is_odd_blank(c) || !is_composed && is_combining_mark(c);
    let shown = |c: char| match c {
        '\\' => r"\\".to_owned(),
        c if is_odd(c) => c.escape_unicode().to_string(),
        c => spelled(c),
    };
    text.chars().map(shown).collect()
}

/// Whether a string is in composed form (NFC) and has no hidden characters or unusual spaces.
pub fn is_plain(text: &str) -> bool {
    // ASCII has no unusual spaces and is always composed, so the slow checks are not needed.
    text.is_ascii() && !text.contains(is_hidden)
        || !text.contains(|c| is_hidden(c) || is_odd_blank(c)) && text.chars().eq(text.nfc())
}

/// Whether a name has only printable ASCII characters, with single spaces between words. Two different names of this
/// form always look different.
fn is_simple(name: &str) -> bool {
    let is_ordinary = |(at, c): (usize, char)| c.is_ascii_graphic() || c == ' ' && is_between_words(name, at);
    name.char_indices().all(is_ordinary)
}

/// Writes names so that they can be shown together. Different names that look the same are written with
/// [`unmistakable`], and all others with [`printable`].
pub fn distinguishable(names: Vec<String>) -> Vec<String> {
    // Usually all names are simple. Comparing appearances is slower.
    if names.iter().all(|name| is_simple(name)) {
        return names;
    }
    // The same name may occur several times, so the set of different names with one appearance counts.
    let mut twins: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in &names {
        twins.entry(appearance(name)).or_default().insert(name);
    }
    let has_twin = |name: &str| twins.get(&appearance(name)).is_some_and(|same| same.len() > 1);
    let shown = |name: &String| if has_twin(name) { unmistakable(name) } else { printable(name) };
    names.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confusable_strings_look_the_same_but_are_escaped_differently() {
        for (one, other) in [
            ("Gold", "Gold "),
            ("Gold a", "Gold\u{a0}a"),
            ("Gold a", "Gold  a"),
            ("Gold", "Go\u{200b}ld"),
            ("Gold", "G\u{43e}ld"),
            ("f\u{fc}r", "fu\u{308}r"),
            ("HST-A", "HST\u{2011}A"),
            ("a\tb", "a b"),
        ] {
            assert_eq!(appearance(one), appearance(other), "{one:?} {other:?}");
            assert_ne!(unmistakable(one), unmistakable(other), "{one:?} {other:?}");
        }
        for (one, other) in [("fur", "f\u{fc}r"), ("Gold", "gold"), ("ab", "a b"), ("Gold", "Golds")] {
            assert_ne!(appearance(one), appearance(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn every_lookalike_has_an_ascii_counterpart() {
        for (odd, plain) in TWINS {
            assert_eq!(odd.chars().count(), plain.chars().count(), "{odd}");
            assert!(plain.is_ascii() && odd.chars().all(|c| !c.is_ascii()), "{odd} {plain}");
        }
    }

    #[test]
    fn names_are_escaped_only_if_another_name_looks_the_same() {
        let names = ["für", "Gold", "Gold ", "Gold"].map(str::to_owned).to_vec();
        assert_eq!(distinguishable(names), ["für", "Gold", r"Gold\u{20}", "Gold"]);
    }
}
