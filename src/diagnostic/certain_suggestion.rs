//! The word that somebody who misspelt it meant beyond doubt.

use super::is_odd_blank;
use super::suggestion::near;

/// How many letters and digits in a row a word must have for a letter in them to be a slip: in a short one, such as the
/// `GLDY` of an article number, each letter tells one thing from another.
const LONG: usize = 7;

/// The one of some words that is meant by another, where nothing else is near and a slip alone is between them: another
/// case, a blank or a hyphen that is another one, or inside of a long word two small letters in the wrong order, or one
/// too many, too few or wrong. What begins or ends a word, capital letters and digits tell sizes, countries and periods
/// apart, and are never a slip.
pub fn certain<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let own = plain(word);
    // As a rule none is, and to see that takes less time than to look for what is near.
    let mut slips = candidates.clone().into_iter().filter(|other| is_slip(&own, &plain(other)));
    let only = slips.next().filter(|_| slips.next().is_none())?;
    (near(word, candidates) == [only]).then_some(only)
}

/// The one of some names that another is but for case, blanks and hyphens. A letter tells names apart: `domain-cm` is
/// none of `domain-com`.
pub fn same_but_for_case<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut same = candidates.into_iter().filter(|other| lower(name).eq(lower(other)));
    same.next().filter(|_| same.next().is_none())
}

/// A word as [`plain`] has it, in small letters.
fn lower(word: &str) -> impl Iterator<Item = char> {
    letters(word).flat_map(char::to_lowercase)
}

/// Whether a slip alone is between two words.
fn is_slip(a: &[char], b: &[char]) -> bool {
    if a.iter().flat_map(|c| c.to_lowercase()).eq(b.iter().flat_map(|c| c.to_lowercase())) {
        return true;
    }
    let first = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let last = a[first..].iter().rev().zip(b[first..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&a[first..a.len() - last], &b[first..b.len() - last]);
    let is_small = old.iter().chain(new).all(|c| c.is_lowercase());
    is_small
        && is_inside(b, first, new.len())
        && match (old, new) {
            ([x, y], [v, w]) => x == w && y == v,
            ([_], [] | [_]) | ([], [_]) => true,
            _ => false,
        }
}

/// A word without blanks at its edges, and with one sort of blank and of hyphen in it.
fn plain(word: &str) -> Vec<char> {
    letters(word).collect()
}

fn letters(word: &str) -> impl Iterator<Item = char> {
    let one = |c: char| match c {
        '_' | '\u{2010}'..='\u{2015}' => '-',
        c if is_odd_blank(c) => ' ',
        c => c,
    };
    word.trim().chars().map(one)
}

/// Whether some letters stand inside of a long word.
fn is_inside(letters: &[char], at: usize, count: usize) -> bool {
    let part = |c: &&char| c.is_alphanumeric();
    let before = letters[..at].iter().rev().take_while(part).count();
    let after = letters[at + count..].iter().take_while(part).count();
    before > 0 && after > 0 && before + count + after >= LONG
}

#[cfg(test)]
mod tests {
    use super::{certain, same_but_for_case};

    #[test]
    fn a_slip_is_certain() {
        for (word, meant) in [
            ("hst-gldy", "HST-GLDY"),
            ("HST_GLDY", "HST-GLDY"),
            (" HST-GLDY ", "HST-GLDY"),
            ("HostnigPackage", "HostingPackage"),
            ("HostingPakage", "HostingPackage"),
            ("mailboxs", "mailboxes"),
            ("extra_servises", "extra_services"),
        ] {
            assert_eq!(certain(word, [meant, "quite another"]), Some(meant), "{word}");
        }
    }

    #[test]
    fn what_may_be_another_thing_is_not() {
        for (word, other) in [
            ("HST-GLDM", "HST-GLDY"),
            ("HST-GDLY", "HST-GLDY"),
            ("HST-GLD", "HST-GLDY"),
            ("HostingM", "HostingS"),
            ("Hostingm", "Hostings"),
            ("BackupPlusM", "BackupPlusL"),
            ("VPS-Xlarge", "VPS-Large"),
            ("ServerSE", "ServerDE"),
            ("HST-ED", "HST-DE"),
            ("VPS-LARGE-1", "VPS-LARGE-2"),
            ("server2012", "server2021"),
            ("HST-SLVR", "HST-GLDY"),
            ("", "HST-GLDY"),
            ("ärger", "HST-GLDY"),
        ] {
            assert_eq!(certain(word, [other]), None, "{word}");
        }
        for (name, other) in
            [("serverse", "serverde"), ("domaincm", "domaincom"), ("HostingPakage", "HostingPackage")]
        {
            assert_eq!(same_but_for_case(name, [other]), None, "{name}");
        }
        for name in ["hst-gldy", "HST_GLDY", "HST-GLDY "] {
            assert_eq!(same_but_for_case(name, ["HST-GLDY", "HST-GLDM"]), Some("HST-GLDY"), "{name}");
        }
        assert_eq!(certain("HostingPackge", ["HostingPackage", "HostingPackages"]), None, "two are near");
    }
}
