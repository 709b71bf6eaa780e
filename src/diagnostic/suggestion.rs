//! What somebody who misspelt a word may have meant.

use similar::TextDiff;

/// How much of two words must agree for one to be offered in place of the other.
const LIKENESS: f32 = 0.6;
/// How much must agree where the words begin otherwise and none is a part of the other.
const CLOSE_LIKENESS: f32 = 0.75;

/// How much must agree for one word to be taken for a misspelling of another that is there too.
const MISSPELT: f32 = 0.85;

/// How many words are offered at most.
const MOST: usize = 3;

/// Up to three of the candidates that are nearest to a word, the nearest first.
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    let mut best: Vec<(f32, &str)> = Vec::with_capacity(MOST + 1);
    for other in candidates {
        let bound = most_alike(&lower, other);
        // Most are out of the race by their letters alone: to compare them in order is what takes time.
        let is_beaten = |(worst, last): &(f32, &str)| bound < *worst || bound <= *worst && other >= *last;
        if bound < LIKENESS || best.get(MOST - 1).is_some_and(is_beaten) {
            continue;
        }
        let is_known = best.iter().any(|(_, known)| *known == other);
        let score = likeness(&lower, &other.to_lowercase()).filter(|_| !is_known);
        best.extend(score.map(|score| (score, other)));
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        best.truncate(MOST);
    }
    // Where the case alone differs, nothing else is meant.
    let is_same = best.first().is_some_and(|(score, _)| *score >= 1.0);
    best.into_iter().filter(|(score, _)| !is_same || *score >= 1.0).map(|(_, other)| other).collect()
}

/// The candidate that differs from a word so little that one of them may be a misspelling of the other.
pub fn nearly<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let close = near(word, candidates);
    close
        .into_iter()
        .find(|other| TextDiff::from_chars(lower.as_str(), other.to_lowercase().as_str()).ratio() >= MISSPELT)
}

/// How alike two words can be at most, by the letters that they share in whatever order. Words with letters
/// outside of ASCII, whose bytes do not tell, can be all alike.
fn most_alike(word: &str, other: &str) -> f32 {
    if !word.is_ascii() || !other.is_ascii() {
        return 1.0;
    }
    let mut letters = [0_i32; 128];
    word.bytes().for_each(|byte| letters[usize::from(byte)] += 1);
    other.bytes().for_each(|byte| letters[usize::from(byte.to_ascii_lowercase())] -= 1);
    let apart: i32 = letters.iter().map(|count| count.abs()).sum();
    let total = i32::try_from(word.len() + other.len()).unwrap_or(i32::MAX).max(1);
    // As the likeness is counted: twice the letters in common, of all.
    (total - apart) as f32 / total as f32
}

/// How alike two words are, where they are alike enough.
fn likeness(word: &str, other: &str) -> Option<f32> {
    let begins_alike = word.chars().next() == other.chars().next();
    let is_part = word.contains(other) || other.contains(word);
    let least = if begins_alike || is_part { LIKENESS } else { CLOSE_LIKENESS };
    Some(TextDiff::from_chars(word, other).ratio()).filter(|likeness| *likeness >= least)
}

/// Help that offers the nearest candidates, or else lists them when they are few.
pub fn one_of<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    let close = near(word, candidates.clone());
    if !close.is_empty() {
        return Some(format!("did you mean {}?{}", list(&close, "or"), look_alike(word, close[0])));
    }
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    const MOST: usize = 14;
    match all.as_slice() {
        [] => None,
        [only] => Some(format!("expected `{only}`")),
        few if few.len() <= MOST => Some(format!("expected one of {}", list(few, "or"))),
        many => {
            let first =
                many[..MOST - 2].iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            Some(format!("expected one of {first}, or {} more", many.len() - (MOST - 2)))
        }
    }
}

/// The line that says by which letter two words differ that may look the same; empty where none does.
fn look_alike(word: &str, other: &str) -> String {
    let odd = |word: &str, other: &str| {
        let is_odd =
            |c: &char| !c.is_ascii() && !other.to_lowercase().contains(&c.to_lowercase().to_string());
        word.chars().find(is_odd).map(letter)
    };
    match (odd(word, other), odd(other, word)) {
        (Some(here), _) => format!("\nthis word contains {here}, which `{other}` does not"),
        (None, Some(there)) => format!("\n`{other}` contains {there}, which this word does not"),
        (None, None) => String::new(),
    }
}

/// Whether a character is a blank that YAML does not take for one, such as a no-break space.
pub fn is_odd_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii()
}

/// A character outside of ASCII by its number, with what makes it visible.
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

/// Names in backticks, joined as in a sentence.
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
    fn what_shares_little_is_not_offered() {
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
    fn the_nearest_come_first_whatever_was_looked_at_before() {
        let words = ["xrt-1", "art-9", "brt-2", "art-12", "art-1", "art-2", "tra-1"];
        assert_eq!(near("ART-11", words), ["art-1", "art-12", "art-2"]);
        let mut backwards = words;
        backwards.reverse();
        assert_eq!(near("ART-11", backwards), ["art-1", "art-12", "art-2"]);
    }

    #[test]
    fn of_names_that_are_near_the_one_that_differs_in_case_alone_is_meant() {
        assert_eq!(near("ART-1", ["art-12", "art-1", "art-2"]), ["art-1"]);
    }

    #[test]
    fn letters_that_look_the_same_are_told_apart() {
        let help = |word, other| one_of(word, [other]).unwrap_or_default();
        assert!(help("HST-GL\u{410}Y", "HST-GLAY").contains("this word contains U+0410"));
        assert!(help("HST-GLAY", "HST-GL\u{410}Y").contains("` contains U+0410"));
        assert!(!help("HST-GLÄDY", "HST-GLÄY").contains("contains"));
    }
}
