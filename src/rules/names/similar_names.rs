//! Compares two names. Checks whether they look the same, how they differ, and whether one is a typo of the other.

use crate::diagnostic::{appearance, is_hidden, is_odd_blank, letter};
use std::borrow::Cow;

/// The minimum length of a word in which a wrong letter counts as a typo. Shorter words often differ in only one
/// letter.
const SHORTEST: usize = 5;
/// The minimum length of a word in which a wrong first or last letter counts as a typo. In shorter words it often makes
/// a different word, such as `managed` and `manager`.
const SHORTEST_AT_EDGE: usize = 9;
/// Technical terms that differ in one letter although both are correct.
const BOTH_RIGHT: &[[&str; 2]] = &[["mssql", "mysql"], ["https", "http"]];

/// Returns what a name looks like. The result is the same for names that differ only in case, in spaces, in invisible
/// characters, or in characters that look the same.
pub(super) fn skeleton(name: &str) -> Cow<'_, str> {
    // Most names are plain ASCII, for which no table of look-alikes is needed.
    let is_graphic = name.bytes().all(|byte| byte.is_ascii_graphic());
    match (is_graphic, name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        (true, false) => Cow::Borrowed(name),
        (true, true) => Cow::Owned(name.to_ascii_lowercase()),
        (false, _) => Cow::Owned(appearance(name).to_lowercase()),
    }
}

/// Says how a name differs from another name that looks the same. The words continue a sentence about the first name.
pub(super) fn difference(name: &str, other: &str) -> String {
    let extra =
        |name: &str, other: &str| name.chars().find(|c| !c.is_ascii() && !other.contains(*c)).map(letter);
    if name.trim() == other.trim() {
        return if name.trim() == other {
            edge(name)
        } else {
            "lacks a space at the start or end".to_owned()
        };
    }
    if name.to_lowercase() == other.to_lowercase() {
        return "differs only in case".to_owned();
    }
    match (extra(name, other), extra(other, name)) {
        (Some(here), _) => format!("contains {here}"),
        (None, Some(there)) => format!("does not contain {there}"),
        (None, None) => "differs in spaces or case".to_owned(),
    }
}

fn edge(name: &str) -> String {
    match (name.starts_with(char::is_whitespace), name.ends_with(char::is_whitespace)) {
        (true, true) => "begins and ends with a space".to_owned(),
        (true, false) => "begins with a space".to_owned(),
        _ => "ends with a space".to_owned(),
    }
}

/// Says what is odd about a name: a space at its start or end, or an invisible character. Returns `None` if there is
/// nothing odd.
pub(super) fn oddity(name: &str) -> Option<String> {
    if name.trim() != name {
        return Some(edge(name));
    }
    // A no-break space looks like a space, but no one types it.
    let is_odd = |c: &char| is_hidden(*c) || is_odd_blank(*c);
    // Some scripts need joiners, so they are odd only if they are the only character that is not ASCII.
    let is_joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    let odd = name
        .chars()
        .filter(is_odd)
        .find(|c| !is_joiner(*c) || name.chars().filter(|c| !c.is_ascii()).count() == 1);
    odd.map(|c| format!("contains {}", letter(c)))
}

/// Whether one name is a typo of the other: one letter is missing, added or replaced, or two neighboring letters are
/// swapped. Names that differ in a digit are not typos, because digits distinguish things of the same type. A
/// difference in a short word is not a typo either.
pub(super) fn is_slip(name: &str, other: &str) -> bool {
    let (name, other): (Vec<char>, Vec<char>) =
        (name.to_lowercase().chars().collect(), other.to_lowercase().chars().collect());
    // Names that differ only in case look alike, which is another finding.
    if name == other {
        return false;
    }
    // A plural in `es` is two letters longer, so the comparison below would not find it.
    if is_plural(&name, &other) || is_plural(&other, &name) {
        return true;
    }
    let before = name.iter().zip(&other).take_while(|(one, two)| one == two).count();
    // The common end must not overlap the common beginning, as in `aa` and `aaa`.
    let room = name.len().min(other.len()) - before;
    let after =
        name.iter().rev().zip(other.iter().rev()).take(room).take_while(|(one, two)| one == two).count();
    let (here, there) = (&name[before..name.len() - after], &other[before..other.len() - after]);
    let is_one = match (here, there) {
        ([a, b], [c, d]) => (a, b) == (d, c),
        (here, there) => here.len() <= 1 && there.len() <= 1,
    };
    // A digit tells versions and sizes apart, as in `php7` and `php8`.
    let are_letters = here.iter().chain(there).all(|c| c.is_alphabetic());
    let words = [word(&name, before, here.len()), word(&other, before, there.len())];
    // An added last letter makes a different word (`german`, `germany`), unless it is a plural `s` or a doubled letter.
    let end = match (here, there) {
        ([added], []) | ([], [added]) => before == 0 || *added != 's' && name.get(before - 1) != Some(added),
        _ => true,
    };
    is_one && are_letters && are_one_word(words, end)
}

/// Whether `many` is the plural of `one` with the ending `es`, such as `mailboxes` of `mailbox`.
fn is_plural(one: &[char], many: &[char]) -> bool {
    let end = many.strip_prefix(one);
    one.len() >= SHORTEST && one.last().is_some_and(|c| c.is_alphabetic()) && end == Some(&['e', 's'])
}

/// Returns the word that contains the given letters of a name. Also returns whether these letters are at the start or
/// end of the word.
fn word(name: &[char], start: usize, length: usize) -> (&[char], bool) {
    let is_letter = |c: &&char| c.is_alphanumeric();
    let before = name[..start].iter().rev().take_while(is_letter).count();
    let after = name[start + length..].iter().take_while(is_letter).count();
    (&name[start - before..start + length + after], before == 0 || after == 0)
}

/// Whether two words that differ in one letter are probably the same word with a typo.
fn are_one_word([(one, is_edge), (other, _)]: [(&[char], bool); 2], is_other_end: bool) -> bool {
    // A letter at the edge of a word often makes another word, so only in long words is it a typo.
    let least = if is_edge && is_other_end { SHORTEST_AT_EDGE } else { SHORTEST };
    let [one, other]: [String; 2] = [one, other].map(|word| word.iter().collect());
    let are_right = BOTH_RIGHT.iter().any(|pair| pair.contains(&&*one) && pair.contains(&&*other));
    one.chars().count().min(other.chars().count()) >= least && !are_right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_letter_is_a_typo_but_another_digit_or_word_is_not() {
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
    fn difference_between_names_that_look_the_same_is_described() {
        for (name, other, expected) in [
            ("HST-1 ", "HST-1", "ends with a space"),
            (" HST-1", "HST-1", "begins with a space"),
            ("HST-1", "HST-1 ", "lacks a space at the start or end"),
            ("hst-1", "HST-1", "differs only in case"),
            ("HST\u{ad}-1", "HST-1", "contains U+00AD, a soft hyphen"),
            ("HST-1", "HST\u{ad}-1", "does not contain U+00AD, a soft hyphen"),
            ("HST-\u{410}", "HST-A", "contains U+0410 (`\u{410}`)"),
            ("Web  hosting", "Web hosting", "differs in spaces or case"),
        ] {
            assert_eq!(skeleton(name), skeleton(other));
            assert_eq!(difference(name, other), expected);
        }
        assert_ne!(skeleton("HST-1"), skeleton("HST-2"));
    }

    #[test]
    fn invisible_characters_in_a_name_are_described() {
        assert_eq!(oddity("Web hosting"), None);
        assert_eq!(oddity("Gr\u{f6}\u{df}e"), None);
        assert_eq!(oddity("Web ").as_deref(), Some("ends with a space"));
        assert_eq!(oddity("We\u{200b}b").as_deref(), Some("contains U+200B, a zero-width space"));
        assert_eq!(oddity("Web\u{a0}hosting").as_deref(), Some("contains U+00A0, a no-break space"));
    }
}
