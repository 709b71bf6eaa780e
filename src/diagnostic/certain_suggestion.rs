//! Finds the correction of a misspelled word, but only if the correction is certain.

use super::suggestion::{is_odd_blank, near};

/// The minimum length of a run of letters and digits in which a wrong letter counts as a typo. In a shorter run, such
/// as the `GLDY` of an article number, any single letter may distinguish two names.
const MIN_RUN: usize = 7;

/// Returns the candidate that differs from the given word only by a typo. Returns `None` if there is no such candidate,
/// or if any other candidate is similar to the word.
///
/// These differences are typos:
/// - Lowercase instead of uppercase, or the reverse.
/// - Another type of space or hyphen, or an underscore instead of a hyphen.
/// - Two lowercase letters in the wrong order, inside a long run of letters and digits.
/// - One missing, added or wrong lowercase letter, inside such a run.
///
/// Apart from case, a difference at the beginning or the end of a run, in a capital letter, or in a digit is never a
/// typo. Such differences distinguish sizes, countries and periods.
pub fn certain<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let letters = normalized(word);
    // Usually there is none, and finding that out is faster than comparing the word with all candidates.
    let mut typos = candidates.clone().into_iter().filter(|other| is_typo(&letters, &normalized(other)));
    // Two possible corrections make neither certain, and a fix is applied without asking.
    let only = typos.next().filter(|_| typos.next().is_none())?;
    // A word that is similar to any other candidate is a guess, even if only one differs by a typo.
    (near(word, candidates) == [only]).then_some(only)
}

/// Returns the candidate that equals the given name except for case and the types of spaces and hyphens. An underscore
/// counts as a hyphen. Returns `None` if there is no such candidate, or more than one.
///
/// Any other difference may distinguish two names: a catalog may contain both `domain-cm` and `domain-com`.
pub fn same_but_for_case<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Compared without allocating, since every name of the catalog is a candidate.
    let mut same = candidates.into_iter().filter(|other| lowercase(name).eq(lowercase(other)));
    same.next().filter(|_| same.next().is_none())
}

/// Iterates over the characters of a word, normalized and in lowercase.
fn lowercase(word: &str) -> impl Iterator<Item = char> {
    normalized_chars(word).flat_map(char::to_lowercase)
}

/// Whether two normalized words differ only by a typo.
fn is_typo(a: &[char], b: &[char]) -> bool {
    if a.iter().flat_map(|c| c.to_lowercase()).eq(b.iter().flat_map(|c| c.to_lowercase())) {
        return true;
    }
    // What is left between the common beginning and the common end.
    let first = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    // Counted after the common beginning, so that the two do not overlap, as in `aab` and `ab`.
    let last = a[first..].iter().rev().zip(b[first..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&a[first..a.len() - last], &b[first..b.len() - last]);
    // Capital letters and digits are never typos.
    let is_small = old.iter().chain(new).all(|c| c.is_lowercase());
    is_small
        && is_inside(b, first, new.len())
        && match (old, new) {
            // Two letters in the wrong order; otherwise one that is wrong, added or missing.
            ([x, y], [v, w]) => x == w && y == v,
            ([_], [] | [_]) | ([], [_]) => true,
            _ => false,
        }
}

/// Normalizes a word. Trims it, replaces unusual spaces with plain spaces, and replaces `_` and typographic hyphens
/// with `-`.
fn normalized(word: &str) -> Vec<char> {
    normalized_chars(word).collect()
}

fn normalized_chars(word: &str) -> impl Iterator<Item = char> {
    let normalize = |c: char| match c {
        // Editors and documents replace `-` by typographic hyphens, which look the same.
        '_' | '\u{2010}'..='\u{2015}' => '-',
        c if is_odd_blank(c) => ' ',
        c => c,
    };
    word.trim().chars().map(normalize)
}

/// Whether `count` letters from index `at` are strictly inside a long run of letters and digits. The first and the last
/// character of a run are not inside it.
fn is_inside(letters: &[char], at: usize, count: usize) -> bool {
    let is_in_run = |c: &&char| c.is_alphanumeric();
    let before = letters[..at].iter().rev().take_while(is_in_run).count();
    let after = letters[at + count..].iter().take_while(is_in_run).count();
    // Both sides: a letter at an end is often all that tells two names apart, such as `HostingM` and `HostingS`.
    before > 0 && after > 0 && before + count + after >= MIN_RUN
}

#[cfg(test)]
mod tests {
    use super::{certain, same_but_for_case};

    #[test]
    fn typo_has_a_certain_correction() {
        for (word, correct) in [
            ("hst-gldy", "HST-GLDY"),
            ("HST_GLDY", "HST-GLDY"),
            (" HST-GLDY ", "HST-GLDY"),
            ("HostnigPackage", "HostingPackage"),
            ("HostingPakage", "HostingPackage"),
            ("mailboxs", "mailboxes"),
            ("extra_servises", "extra_services"),
        ] {
            assert_eq!(certain(word, [correct, "quite another"]), Some(correct), "{word}");
        }
    }

    #[test]
    fn difference_that_may_be_intended_is_not_a_typo() {
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
        let candidates = ["HostingPackage", "HostingPackages"];
        assert_eq!(certain("HostingPackge", candidates), None, "two candidates are near");
    }

    #[test]
    fn only_differences_in_case_and_separators_make_names_the_same() {
        for (name, other) in
            [("serverse", "serverde"), ("domaincm", "domaincom"), ("HostingPakage", "HostingPackage")]
        {
            assert_eq!(same_but_for_case(name, [other]), None, "{name}");
        }
        for name in ["hst-gldy", "HST_GLDY", "HST-GLDY "] {
            assert_eq!(same_but_for_case(name, ["HST-GLDY", "HST-GLDM"]), Some("HST-GLDY"), "{name}");
        }
    }
}
