//! The word that somebody who misspelt it meant beyond doubt.

use super::is_odd_blank;
use super::near::near;

/// How many letters and digits in a row a word must have for a letter in them to be a slip: in a short one, such as the
/// `GLDY` of an article number, each letter tells one thing from another.
const LONG: usize = 5;

/// The one of some words that is meant by another, where nothing else is near and a slip alone is between them: another
/// case, a blank or a hyphen that is another one, two letters in the wrong order, or in a long word a letter too many, too
/// few or wrong. A digit is never a slip.
pub fn certain<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let own = plain(word);
    // As a rule none is, and to see that takes less time than to look for what is near.
    let mut slips = candidates.clone().into_iter().filter(|other| is_slip(&own, &plain(other)));
    let only = slips.next().filter(|_| slips.next().is_none())?;
    (near(word, candidates) == [only]).then_some(only)
}

/// Whether a slip alone is between two words.
fn is_slip(a: &[char], b: &[char]) -> bool {
    if a == b {
        return true;
    }
    let first = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let last = a[first..].iter().rev().zip(b[first..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&a[first..a.len() - last], &b[first..b.len() - last]);
    let is_letter = |c: &char| c.is_alphabetic();
    match (old, new) {
        ([x, y], [v, w]) => x == w && y == v && [x, y].into_iter().all(is_letter),
        ([one], []) | ([], [one]) => is_letter(one) && is_long(b, first),
        ([x], [y]) => is_letter(x) && is_letter(y) && is_long(b, first),
        _ => false,
    }
}

/// A word in lower case, without blanks at its edges, and with one sort of blank and of hyphen in it.
fn plain(word: &str) -> Vec<char> {
    let one = |c: char| match c {
        '_' | '\u{2010}'..='\u{2015}' => '-',
        c if is_odd_blank(c) => ' ',
        c => c,
    };
    word.trim().to_lowercase().chars().map(one).collect()
}

/// Whether the letters and digits around a place in a word are many.
fn is_long(word: &[char], at: usize) -> bool {
    let part = |c: &&char| c.is_alphanumeric();
    let before = word[..at].iter().rev().take_while(part).count();
    before + word[at..].iter().take_while(part).count() >= LONG
}

#[cfg(test)]
mod tests {
    use super::certain;

    #[test]
    fn a_slip_is_certain() {
        for (word, meant) in [
            ("hst-gldy", "HST-GLDY"),
            ("HST_GLDY", "HST-GLDY"),
            ("HST-GDLY", "HST-GLDY"),
            (" HST-GLDY ", "HST-GLDY"),
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
            ("HST-GLD", "HST-GLDY"),
            ("VPS-LARGE-1", "VPS-LARGE-2"),
            ("server2012", "server2021"),
            ("HST-SLVR", "HST-GLDY"),
            ("", "HST-GLDY"),
            ("ärger", "HST-GLDY"),
        ] {
            assert_eq!(certain(word, [other]), None, "{word}");
        }
        assert_eq!(certain("HostingPackge", ["HostingPackage", "HostingPackages"]), None, "two are near");
    }
}
