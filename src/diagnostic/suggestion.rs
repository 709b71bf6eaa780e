//! Suggests corrections for misspelled names, and describes characters that are hard to see.

use similar::TextDiff;

/// The lowest similarity, from 0 to 1, at which a word is suggested for another word.
const LIKENESS: f32 = 0.6;
/// The lowest similarity if the two words have different first characters and neither contains the other.
const CLOSE_LIKENESS: f32 = 0.75;

/// The lowest similarity at which one of two existing words probably misspells the other word.
const MISSPELLED: f32 = 0.85;

/// The largest number of words that are suggested.
const MOST: usize = 3;

/// Returns up to three different candidates that are similar to the given word, the most similar first. If a candidate
/// differs from the word only in case, no other candidates are returned.
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    // One more than are kept, since a candidate is added before the list is cut.
    let mut best: Vec<(f32, &str)> = Vec::with_capacity(MOST + 1);
    for other in candidates {
        let bound = most_alike(&lower, other);
        // Comparing two words is slow. Counting letters gives an upper bound that rules out most candidates.
        let is_beaten = |(worst, last): &(f32, &str)| bound < *worst || bound <= *worst && other >= *last;
        if bound < LIKENESS || best.get(MOST - 1).is_some_and(is_beaten) {
            continue;
        }
        let is_known = best.iter().any(|(_, known)| *known == other);
        let score = likeness(&lower, &other.to_lowercase()).filter(|_| !is_known);
        best.extend(score.map(|score| (score, other)));
        // By name among equals, so that the suggestions do not depend on the order of the candidates.
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        best.truncate(MOST);
    }
    // If a candidate differs only in case, no other one is suggested.
    let is_same = best.first().is_some_and(|(score, _)| *score >= 1.0);
    best.into_iter().filter(|(score, _)| !is_same || *score >= 1.0).map(|(_, other)| other).collect()
}

/// Returns the most similar candidate if one of the two words is probably a misspelling of the other. Returns `None` if
/// no candidate is that similar.
pub fn nearly<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let close = near(word, candidates);
    close.into_iter().find(|other| {
        // The score of `near` is not enough: suggesting a name is harmless, calling one misspelled is not.
        TextDiff::from_chars(lower.as_str(), other.to_lowercase().as_str()).ratio() >= MISSPELLED
    })
}

/// Returns an upper bound of the similarity of two words, based on the letters that both contain in any order. Only
/// ASCII letters are counted, so the bound is 1 if either word is not ASCII.
fn most_alike(word: &str, other: &str) -> f32 {
    if !word.is_ascii() || !other.is_ascii() {
        return 1.0;
    }
    let mut letters = [0_i32; 128];
    // On the stack, since this runs for every candidate.
    word.bytes().for_each(|byte| letters[usize::from(byte)] += 1);
    other.bytes().for_each(|byte| letters[usize::from(byte.to_ascii_lowercase())] -= 1);
    let apart: i32 = letters.iter().map(|count| count.abs()).sum();
    let total = i32::try_from(word.len() + other.len()).unwrap_or(i32::MAX).max(1);
    // The same ratio as in `TextDiff`: twice the letters in common, divided by all letters.
    (total - apart) as f32 / total as f32
}

/// Returns the similarity of two words, or `None` if they are not similar enough for a suggestion.
fn likeness(word: &str, other: &str) -> Option<f32> {
    let begins_alike = word.chars().next() == other.chars().next();
    let is_part = word.contains(other) || other.contains(word);
    // Words that begin differently are rarely misspellings of each other.
    let least = if begins_alike || is_part { LIKENESS } else { CLOSE_LIKENESS };
    Some(TextDiff::from_chars(word, other).ratio()).filter(|likeness| *likeness >= least)
}

/// Returns a help text that suggests the most similar candidates. If no candidate is similar, the text lists the
/// candidates, but only the first twelve if there are more than fourteen. `None` if there are no candidates.
pub fn one_of<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    let close = near(word, candidates.clone());
    if !close.is_empty() {
        return Some(format!("did you mean {}?{}", list(&close, "or"), look_alike(word, close[0])));
    }
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    const MAX_LISTED: usize = 14;
    match all.as_slice() {
        [] => None,
        [only] => Some(format!("expected `{only}`")),
        few if few.len() <= MAX_LISTED => Some(format!("expected one of {}", list(few, "or"))),
        many => {
            let first =
                many[..MAX_LISTED - 2].iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            Some(format!("expected one of {first} or {} others", many.len() - (MAX_LISTED - 2)))
        }
    }
}

/// Returns a line about a non-ASCII character that only one of the two words contains, since the words may look the
/// same. The line is empty if there is no such character.
fn look_alike(word: &str, other: &str) -> String {
    match (first_odd(word, other), first_odd(other, word)) {
        (Some(here), _) => format!("\nthe word here contains {here}, which `{other}` does not"),
        (None, Some(there)) => format!("\n`{other}` contains {there}, but the word here does not"),
        (None, None) => String::new(),
    }
}

/// Describes the first non-ASCII character of `word` that `other` does not contain, ignoring case.
fn first_odd(word: &str, other: &str) -> Option<String> {
    // Without case, since names are compared without it here.
    let other = other.to_lowercase();
    let is_odd = |c: &char| !c.is_ascii() && !other.contains(&c.to_lowercase().to_string());
    word.chars().find(is_odd).map(letter)
}

/// Whether a character is a non-ASCII space, such as a no-break space. YAML does not treat such a character as a space.
pub fn is_odd_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii()
}

/// Describes a non-ASCII character by its code point. Letters and digits are also shown. Spaces and invisible
/// characters are described in words.
pub fn letter(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    match c {
        '\u{a0}' | '\u{202f}' => format!("{number}, a no-break space"),
        '\u{ad}' => format!("{number}, a soft hyphen"),
        '\u{200b}' => format!("{number}, a zero-width space"),
        '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => format!("{number}, which is invisible"),
        _ if c.is_whitespace() => format!("{number}, an unusual space"),
        _ if c.is_alphanumeric() => format!("{number} (`{c}`)"),
        _ => number,
    }
}

/// Lists names in backticks, as in a sentence. With the conjunction "or", the result is "`a`, `b` or `c`".
pub fn list(names: &[&str], joint: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} {joint} {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{near, one_of};

    #[test]
    fn only_similar_words_are_suggested() {
        for (word, other) in [("title", "article"), ("id", "kind"), ("articel", "prices")] {
            assert!(near(word, [other]).is_empty(), "{word}");
        }
        for (word, other) in
            [("articel", "article"), ("price", "prices"), ("ategory", "category"), ("evry", "every")]
        {
            assert_eq!(near(word, [other]), [other], "{word}");
        }
    }

    #[test]
    fn suggestions_are_sorted_by_similarity_in_any_order_of_candidates() {
        let words = ["xrt-1", "art-9", "brt-2", "art-12", "art-1", "art-2", "tra-1"];
        assert_eq!(near("ART-11", words), ["art-1", "art-12", "art-2"]);
        let mut backwards = words;
        backwards.reverse();
        assert_eq!(near("ART-11", backwards), ["art-1", "art-12", "art-2"]);
    }

    #[test]
    fn name_that_differs_only_in_case_is_the_only_suggestion() {
        assert_eq!(near("ART-1", ["art-12", "art-1", "art-2"]), ["art-1"]);
    }

    #[test]
    fn characters_that_look_the_same_are_described() {
        let help = |word, other| one_of(word, [other]).unwrap_or_default();
        assert!(help("HST-GL\u{410}Y", "HST-GLAY").contains("the word here contains U+0410"));
        assert!(help("HST-GLAY", "HST-GL\u{410}Y").contains("` contains U+0410"));
        assert!(!help("HST-GLÄDY", "HST-GLÄY").contains("contains"));
    }
}
