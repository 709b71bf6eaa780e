//! How two names differ that are taken for one, and whether one is a slip for the other.

use crate::diagnostic::{appearance, is_hidden, is_odd_blank, letter};
use std::borrow::Cow;

/// How many letters a word has at least of which one may be a slip: short words differ by one letter all the time.
const LEAST: usize = 5;
/// How many it has at least where the letter that differs is its first or last one: endings tell `managed` and `manager`
/// apart.
const LONG: usize = 9;
/// Words of the trade that differ by a letter, and are both right.
const BOTH_RIGHT: &[[&str; 2]] = &[["mssql", "mysql"], ["https", "http"]];

/// What a name is taken for: the same for names that differ by case, by blanks, or by letters that are not seen or look
/// the same.
pub(super) fn look(name: &str) -> Cow<'_, str> {
    let is_graphic = name.bytes().all(|byte| byte.is_ascii_graphic());
    match (is_graphic, name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        (true, false) => Cow::Borrowed(name),
        (true, true) => Cow::Owned(name.to_ascii_lowercase()),
        (false, _) => Cow::Owned(appearance(name).to_lowercase()),
    }
}

/// How a name differs from another that it is taken for.
pub(super) fn difference(name: &str, other: &str) -> String {
    let odd =
        |name: &str, other: &str| name.chars().find(|c| !c.is_ascii() && !other.contains(*c)).map(letter);
    if name.trim() == other.trim() {
        return if name.trim() == other { edge(name) } else { "lacks a blank at its edge".to_owned() };
    }
    if name.to_lowercase() == other.to_lowercase() {
        return "differs by case alone".to_owned();
    }
    match (odd(name, other), odd(other, name)) {
        (Some(here), _) => format!("holds {here}"),
        (None, Some(there)) => format!("does not hold {there}"),
        (None, None) => "differs by its blanks or by case".to_owned(),
    }
}

fn edge(name: &str) -> String {
    match (name.starts_with(char::is_whitespace), name.ends_with(char::is_whitespace)) {
        (true, true) => "begins and ends with a blank".to_owned(),
        (true, false) => "begins with a blank".to_owned(),
        _ => "ends with a blank".to_owned(),
    }
}

/// What is odd about a name by itself: a blank at its edge, or a letter that is not seen.
pub(super) fn oddity(name: &str) -> Option<String> {
    if name.trim() != name {
        return Some(edge(name));
    }
    let is_odd = |c: &char| is_hidden(*c) || is_odd_blank(*c);
    // Joiners belong to some scripts.
    let is_joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    let odd = name
        .chars()
        .filter(is_odd)
        .find(|c| !is_joiner(*c) || name.chars().filter(|c| !c.is_ascii()).count() == 1);
    odd.map(|c| format!("holds {}", letter(c)))
}

/// Whether one name is the other with one letter missing, added, replaced, or two exchanged. Digits are no letters: they
/// number things. Nor is a letter that is a word of its own.
pub(super) fn is_slip(name: &str, other: &str) -> bool {
    let (name, other): (Vec<char>, Vec<char>) =
        (name.to_lowercase().chars().collect(), other.to_lowercase().chars().collect());
    if name == other {
        return false;
    }
    if is_plural(&name, &other) || is_plural(&other, &name) {
        return true;
    }
    let before = name.iter().zip(&other).take_while(|(one, two)| one == two).count();
    let room = name.len().min(other.len()) - before;
    let behind =
        name.iter().rev().zip(other.iter().rev()).take(room).take_while(|(one, two)| one == two).count();
    let (here, there) = (&name[before..name.len() - behind], &other[before..other.len() - behind]);
    let is_one = match (here, there) {
        ([a, b], [c, d]) => (a, b) == (d, c),
        (here, there) => here.len() <= 1 && there.len() <= 1,
    };
    let are_letters = here.iter().chain(there).all(|c| c.is_alphabetic());
    let words = [word(&name, before, here.len()), word(&other, before, there.len())];
    // An ending makes another word, but for a plural or a letter that is there twice.
    let end = match (here, there) {
        ([own], []) | ([], [own]) => before == 0 || *own != 's' && name.get(before - 1) != Some(own),
        _ => true,
    };
    is_one && are_letters && are_one_word(words, end)
}

/// Whether one name is the other in the plural, such as `mailboxes` of `mailbox`.
fn is_plural(one: &[char], many: &[char]) -> bool {
    let end = many.strip_prefix(one);
    one.len() >= LEAST && one.last().is_some_and(|c| c.is_alphabetic()) && end == Some(&['e', 's'])
}

/// The word of a name around some of its letters, and whether these begin or end it.
fn word(name: &[char], at: usize, length: usize) -> (&[char], bool) {
    let is_letter = |c: &&char| c.is_alphanumeric();
    let before = name[..at].iter().rev().take_while(is_letter).count();
    let behind = name[at + length..].iter().take_while(is_letter).count();
    (&name[at - before..at + length + behind], before == 0 || behind == 0)
}

/// Whether two words that differ by a letter are one that was misspelt.
fn are_one_word([(one, is_edge), (other, _)]: [(&[char], bool); 2], is_other_end: bool) -> bool {
    let least = if is_edge && is_other_end { LONG } else { LEAST };
    let [one, other]: [String; 2] = [one, other].map(|word| word.iter().collect());
    let are_right = BOTH_RIGHT.iter().any(|pair| pair.contains(&&*one) && pair.contains(&&*other));
    one.chars().count().min(other.chars().count()) >= least && !are_right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_is_a_slip_and_a_number_or_a_word_is_none() {
        for (name, other) in [
            ("mailboxs", "mailboxes"),
            ("HostingPakage", "HostingPackage"),
            ("hostingpackage", "HostingPackages"),
            ("mialboxes", "mailboxes"),
            ("mailbexes", "mailboxes"),
            ("mailbox", "mailboxes"),
            ("domain", "domains"),
        ] {
            assert!(is_slip(name, other) && is_slip(other, name), "{name} {other}");
        }
        for (name, other) in [
            ("mailboxes", "mailboxes"),
            ("php7", "php8"),
            ("version7", "version8"),
            ("group-a", "group-b"),
            ("plan a", "plan"),
            ("ssd", "ssl"),
            ("mail", "main"),
            ("mailboxes", "mailbxs"),
            ("Hosting", "Hosting-2"),
            ("disk_space_gb", "disk_space_mb"),
            ("vcpu_cores", "cpu_cores"),
            ("managed", "manager"),
            ("german", "germany"),
            ("mysql_databases", "mssql_databases"),
        ] {
            assert!(!is_slip(name, other) && !is_slip(other, name), "{name} {other}");
        }
    }

    #[test]
    fn names_that_are_taken_for_one_look_the_same_and_say_how_they_differ() {
        for (name, other, how) in [
            ("HST-1 ", "HST-1", "ends with a blank"),
            (" HST-1", "HST-1", "begins with a blank"),
            ("HST-1", "HST-1 ", "lacks a blank at its edge"),
            ("hst-1", "HST-1", "differs by case alone"),
            ("HST\u{ad}-1", "HST-1", "holds U+00AD, a soft hyphen"),
            ("HST-1", "HST\u{ad}-1", "does not hold U+00AD, a soft hyphen"),
            ("HST-\u{410}", "HST-A", "holds U+0410 (`\u{410}`)"),
            ("Web  hosting", "Web hosting", "differs by its blanks or by case"),
        ] {
            assert_eq!(look(name), look(other));
            assert_eq!(difference(name, other), how);
        }
        assert_ne!(look("HST-1"), look("HST-2"));
    }

    #[test]
    fn a_name_is_odd_by_what_is_not_seen() {
        assert_eq!(oddity("Web hosting"), None);
        assert_eq!(oddity("Gr\u{f6}\u{df}e"), None);
        assert_eq!(oddity("Web ").as_deref(), Some("ends with a blank"));
        assert_eq!(oddity("We\u{200b}b").as_deref(), Some("holds U+200B, a space of no width"));
        assert_eq!(oddity("Web\u{a0}hosting").as_deref(), Some("holds U+00A0, a no-break space"));
    }
}
