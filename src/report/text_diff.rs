//! Shows where two texts differ.

use crate::diagnostic::{appearance, counted, is_plain, plainly, printable, unmistakable};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_normalization::char::is_combining_mark;

/// The maximum length, in characters, of a text that is shown in full.
pub const LONGEST: usize = 72;
/// How many equal characters are shown before and after a difference.
const AROUND: usize = 24;
/// Two differences are shown as one if there are fewer equal characters than this between them.
const BETWEEN: usize = 12;
/// The maximum number of differences that are shown.
const MOST: usize = 10;
/// The maximum number of pairs of words that are compared. Myers' algorithm takes quadratic time in the worst case.
/// Beyond this limit, everything from the first to the last difference is treated as one difference.
const WORK: usize = 4_000_000;

/// What is shown of two values that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownDifference {
    /// Both values in full: the old one, then the new one.
    Whole(String, String),
    /// The differing passages, each before and after the change, and the number of differences that are not shown.
    Parts(Vec<(String, String)>, usize),
}

/// Returns the text to show for two values that differ.
pub fn differing(before: &str, after: &str) -> ShownDifference {
    let runs = runs(&words(before), &words(after));
    let [old, new] = [0, 1].map(|side| runs.iter().map(|run| run.shown(side)).collect::<String>());
    if old.chars().count() <= LONGEST && new.chars().count() <= LONGEST {
        return ShownDifference::Whole(old, new);
    }
    let places = places(&runs);
    let parts = places.iter().take(MOST).map(|(first, last)| part(&runs, *first, *last)).collect();
    ShownDifference::Parts(parts, places.len().saturating_sub(MOST))
}

/// A passage of two texts that are compared.
enum Run {
    /// Both texts have this passage.
    Same(String),
    /// The passage differs. The first string is shown for the old text, the second for the new text.
    Differs([String; 2]),
}

impl Run {
    /// Returns the passage as it is shown for the old text (side 0) or the new text (side 1).
    fn shown(&self, side: usize) -> String {
        match self {
            Self::Same(text) => printable(text),
            Self::Differs(shown) => shown[side].clone(),
        }
    }
}

/// Splits the text into words, runs of whitespace, and single characters for everything else. Joined together, these
/// pieces are the whole text.
fn words(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        // A combining mark belongs to its letter, and a difference must not begin between them.
        c if c.is_alphanumeric() || is_combining_mark(c) => 1,
        c if c.is_whitespace() => 2,
        _ => 0,
    };
    let mut words = Vec::new();
    let (mut start, mut last) = (0, 0);
    for (at, c) in text.char_indices() {
        // Every other character is a word of its own, so that punctuation does not make two words differ.
        if at > 0 && (class(c) != last || last == 0) {
            words.push(&text[start..at]);
            start = at;
        }
        last = class(c);
    }
    words.extend(Some(&text[start..]).filter(|rest| !rest.is_empty()));
    words
}

/// Compares two texts, given as words. Returns equal and differing passages, in the order of the texts.
fn runs(old: &[&str], new: &[&str]) -> Vec<Run> {
    // What is equal at both ends is cut off first, which leaves little to compare in most cases.
    let first = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (before, old) = old.split_at(first);
    let new = &new[first..];
    let last = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, after) = old.split_at(old.len() - last);
    let new = &new[..new.len() - last];
    let mut runs = vec![Run::Same(before.concat())];
    if old.len().saturating_mul(new.len()) > WORK {
        runs.push(Run::Differs(distinguishable_pair(&old.concat(), &new.concat())));
    } else {
        for op in capture_diff_slices(Algorithm::Myers, old, new) {
            let (old, new) = (old[op.old_range()].concat(), new[op.new_range()].concat());
            runs.push(if op.tag() == DiffTag::Equal {
                Run::Same(old)
            } else {
                Run::Differs(distinguishable_pair(&old, &new))
            });
        }
    }
    runs.push(Run::Same(after.concat()));
    runs
}

/// Renders two differing texts so that the difference is visible even if they look alike.
fn distinguishable_pair(old: &str, new: &str) -> [String; 2] {
    // Look-alikes are escaped completely: a part of the escapes would not show which character differs.
    match () {
        () if appearance(old) == appearance(new) => [unmistakable(old), unmistakable(new)],
        () if is_plain(old) && is_plain(new) => [printable(old), printable(new)],
        () => [plainly(old), plainly(new)],
    }
}

/// Groups differences that are close to each other. For each group, returns the indexes of the first and the last run.
fn places(runs: &[Run]) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let Run::Differs(_) = run else { continue };
        let is_near = |end: usize| match &runs[end + 1..at] {
            // A few equal characters between two differences are easier to read as part of one.
            [Run::Same(between)] => between.chars().count() < BETWEEN,
            between => between.is_empty(),
        };
        match places.last_mut() {
            Some((_, end)) if is_near(*end) => *end = at,
            _ => places.push((at, at)),
        }
    }
    places
}

/// Renders a group of differences, before and after, with some equal text at both ends.
fn part(runs: &[Run], first: usize, last: usize) -> (String, String) {
    let text = |run: Option<&Run>| run.map(|run| run.shown(0)).unwrap_or_default();
    let lead = tail(&text(first.checked_sub(1).and_then(|at| runs.get(at))), first > 1);
    let trail = head(&text(runs.get(last + 1)), last + 2 < runs.len());
    let [old, new] =
        [0, 1].map(|side| runs[first..=last].iter().map(|run| run.shown(side)).collect::<String>());
    // A long word, such as a URL, may differ only at its end, so what is equal before that is skipped.
    let alike = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let side = |text: &str| match alike.checked_sub(AROUND) {
        Some(skipped @ 1..) => format!("…{}{trail}", cut(&skip(text, skipped))),
        _ => format!("{lead}{}{trail}", cut(text)),
    };
    (side(&old), side(&new))
}

fn skip(text: &str, count: usize) -> String {
    text.chars().skip(count).collect()
}

/// Returns the last characters of the text before a difference. `is_more` says whether other text precedes that text.
fn tail(text: &str, is_more: bool) -> String {
    let length = text.chars().count();
    let shown = skip(text, length.saturating_sub(AROUND));
    if length > AROUND || is_more { format!("…{shown}") } else { shown }
}

/// Returns the first characters of the text after a difference. `is_more` says whether other text follows that text.
fn head(text: &str, is_more: bool) -> String {
    let shown: String = text.chars().take(AROUND).collect();
    if text.chars().count() > AROUND || is_more { shown + "…" } else { shown }
}

/// Cuts off the end of a long text, and says how many characters are left out.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => {
            format!("{}… ({})", &text[..at], counted(text[at..].chars().count(), "more character"))
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The two texts as they are shown in full. Panics if only parts of them are shown.
    fn shown_whole(before: &str, after: &str) -> (String, String) {
        match differing(before, after) {
            ShownDifference::Whole(old, new) => (old, new),
            parts => panic!("{parts:?}"),
        }
    }

    #[test]
    fn short_texts_are_shown_in_full() {
        assert_eq!(shown_whole("3 GB", "5 GB"), ("3 GB".into(), "5 GB".into()));
        assert_eq!(shown_whole("Kobenhavn", "København"), ("Kobenhavn".into(), "København".into()));
        assert_eq!(shown_whole("", "Gold"), (String::new(), "Gold".into()));
    }

    #[test]
    fn characters_that_look_alike_or_are_invisible_are_escaped() {
        for (before, after, old, new) in [
            ("Gold", "Gold ", "Gold", r"Gold\u{20}"),
            ("Gold a", "Gold\u{a0}a", r"Gold\u{20}a", r"Gold\u{a0}a"),
            ("Gold a", "Gold  a", r"Gold\u{20}a", r"Gold\u{20}\u{20}a"),
            ("Gold a", "Gold\ta", r"Gold\u{20}a", r"Gold\ta"),
            ("Gold", "Go\u{200b}ld", "Gold", r"Go\u{200b}ld"),
            ("Gold", "\u{202e}Gold", "Gold", r"\u{202e}Gold"),
            ("f\u{fc}r alle", "fu\u{308}r viele", r"f\u{fc}r alle", r"fu\u{308}r viele"),
            ("Gold", "G\u{43e}ld", "Gold", r"G\u{43e}ld"),
            (r"a\u{200b}b", "a\u{200b}b", r"a\\u{200b}b", r"a\u{200b}b"),
            ("A\u{a0}1", "B 2", r"A\u{a0}1", "B 2"),
        ] {
            assert_eq!(shown_whole(before, after), (old.into(), new.into()), "{before:?} {after:?}");
        }
    }

    #[test]
    fn differences_of_long_texts_are_shown_with_context() {
        let before = "Room for several websites and the databases behind them, with mail for everybody in the house, \
                      a certificate and daily copies.";
        let after = before.replace("several", "many").replace("daily", "hourly");
        let ShownDifference::Parts(parts, 0) = differing(before, &after) else {
            panic!("long texts are shown in parts")
        };
        let expected = [
            ("Room for several websites and the databa…", "Room for many websites and the databa…"),
            ("…ouse, a certificate and daily copies.", "…ouse, a certificate and hourly copies."),
        ];
        assert_eq!(parts, expected.map(|(old, new)| (old.to_owned(), new.to_owned())));
    }

    #[test]
    fn long_word_is_shown_from_shortly_before_the_difference() {
        let (before, after) = (format!("{}a", "x".repeat(100)), format!("{}b", "x".repeat(100)));
        let ShownDifference::Parts(parts, 0) = differing(&before, &after) else {
            panic!("long texts are shown in parts")
        };
        let shown = |last| format!("…{}{last}", "x".repeat(AROUND));
        assert_eq!(parts, [(shown("a"), shown("b"))]);
    }

    #[test]
    fn long_replaced_text_is_shortened_and_omitted_characters_are_counted() {
        let (before, after) = ("a ".repeat(3000), "b ".repeat(3000));
        let ShownDifference::Parts(parts, omitted_parts) = differing(&before, &after) else {
            panic!("long texts are shown in parts")
        };
        assert_eq!((parts.len(), omitted_parts), (1, 0));
        assert!(parts[0].0.ends_with("more characters) ") && parts[0] != (String::new(), String::new()));
    }

    proptest! {
        #[test]
        fn different_texts_are_never_shown_as_equal(
            before in "[ab é\u{a0}\u{301}\u{200b}\\\\ue{}0-9\u{430}-]{0,80}",
            after in "[ab é\u{a0}\u{301}\u{200b}\\\\ue{}0-9\u{430}-]{0,80}",
            pad in "(x{0,3} ){0,30}",
        ) {
            prop_assume!(before != after);
            let (before, after) = (format!("{pad}{before}{pad}"), format!("{pad}{after}{pad}"));
            let pairs = match differing(&before, &after) {
                ShownDifference::Whole(old, new) => vec![(old, new)],
                ShownDifference::Parts(parts, _) => parts,
            };
            prop_assert!(!pairs.is_empty());
            for (old, new) in pairs {
                prop_assert_ne!(&old, &new);
            }
        }
    }
}
