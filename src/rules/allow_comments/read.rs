//! Parses comments about rules.

use crate::diagnostic::near;

/// A comment that allows a rule begins with this text.
pub(super) const ALLOW: &str = "wares:allow";
/// Verbs that other linters use in such comments, or that a user may try instead of `allow`.
const VERBS: &[&str] =
    &["ignore", "disable", "silence", "suppress", "skip", "expect", "permit", "deny", "warn"];
/// The minimum length of a word that is taken for a misspelled `allow`.
const SHORTEST: usize = 4;

/// What a comment says about a rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AllowComment<'a> {
    /// The comment allows a rule. The name of the rule is empty if the comment gives none.
    Allow { rule: &'a str, reason: &'a str },
    /// The comment looks as if it allowed a rule. `verb` is the verb in lowercase, and `rule` is the word after it. If
    /// `is_clear` is false, the text could also be prose. In that case, the comment counts only if `rule` is the name
    /// of a rule.
    Nearly { verb: String, rule: &'a str, is_clear: bool },
}

/// Whether a comment may be about rules. This is called for every comment of a catalog, so it does not allocate.
pub(super) fn is_candidate(text: &str) -> bool {
    let begins =
        // `get` and not an index, because a character may begin before that byte and end after it.
        |text: &str, word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    let word = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let contains =
        |word: &[u8]| text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    // A typo may be in `wares` or in `allow`, but rarely in both.
    begins(word, "ware") || contains(b"allow")
}

/// Returns what a comment says about a rule, or `None` if it is not about rules.
pub(super) fn read(text: &str) -> Option<AllowComment<'_>> {
    let after_prefix = text.strip_prefix(ALLOW);
    if let Some(rest) = after_prefix.filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        let (rule, reason) = word(rest.trim_start());
        // `wares:allow price-inversion: reason` is a natural way to write it.
        let rule = rule.strip_suffix(':').unwrap_or(rule);
        return Some(AllowComment::Allow { rule, reason: reason.trim() });
    }
    nearly(text).or_else(|| inside(text))
}

/// Recognizes a comment that begins almost like one that allows a rule.
fn nearly(text: &str) -> Option<AllowComment<'_>> {
    let (first, rest) = letters(text.trim_start_matches(|c: char| !c.is_alphabetic()));
    if is_verb(first) {
        let rule = name(rest);
        return Some(AllowComment::Nearly { verb: first.to_lowercase(), rule, is_clear: false });
    }
    // Without the colon, as in `waresallow`.
    if first.to_lowercase() == ALLOW.replace(':', "") {
        return Some(AllowComment::Nearly { verb: "allow".to_owned(), rule: name(rest), is_clear: false });
    }
    let is_wares = !near(first, ["wares"]).is_empty();
    let between = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let (verb, after) = letters(&rest[between..]);
    // With a colon it is clear; `wares allow` may be the beginning of a sentence.
    let is_clear = rest[..between].trim() == ":";
    let nearly = || AllowComment::Nearly { verb: verb.to_lowercase(), rule: name(after), is_clear };
    (is_wares && is_verb(verb)).then(nearly)
}

/// Recognizes a comment that contains `wares:allow` after other text, where it has no effect.
fn inside(text: &str) -> Option<AllowComment<'_>> {
    // Only ASCII letters are changed, so that the position is also valid in the original text.
    let at = text.to_ascii_lowercase().find(ALLOW)?;
    let rule = name(&text[at + ALLOW.len()..]);
    // Prose may mention such a comment, so it counts only if it names a rule.
    Some(AllowComment::Nearly { verb: "allow".to_owned(), rule, is_clear: false })
}

fn is_verb(word: &str) -> bool {
    let lower = word.to_lowercase();
    // Short words such as `all` are too close to `allow`.
    let is_allow = lower.len() >= SHORTEST && !near(&lower, ["allow"]).is_empty();
    is_allow || VERBS.contains(&lower.as_str())
}

/// Splits a text after the letters at its start.
fn letters(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()))
}

/// Splits a text after its first word.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Returns the name at the start of a text, without the punctuation before and after it.
fn name(text: &str) -> &str {
    let begin = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = begin.find(|c: char| !c.is_alphanumeric() && !"-_".contains(c)).unwrap_or(begin.len());
    &begin[..end]
}

#[cfg(test)]
mod tests {
    use super::{AllowComment, is_candidate, read};

    #[test]
    fn comment_with_the_exact_prefix_is_read() {
        let allow = |rule, reason| Some(AllowComment::Allow { rule, reason });
        assert_eq!(read("wares:allow some-rule for a reason"), allow("some-rule", "for a reason"));
        assert_eq!(read("wares:allow\tA31\tit is so "), allow("A31", "it is so"));
        assert_eq!(read("wares:allow some-rule"), allow("some-rule", ""));
        assert_eq!(read("wares:allow some-rule: a reason"), allow("some-rule", "a reason"));
        assert_eq!(read("wares:allow"), allow("", ""));
    }

    #[test]
    fn misspelled_prefix_is_clear_only_with_a_colon() {
        for text in [
            "wares: allow some-rule",
            "ware:allow some-rule",
            "Wares:allow some-rule",
            "wares:Allow some-rule",
            "wares:alow some-rule",
            "wares:allow:some-rule",
            "wares:allow(some-rule)",
            "wares:ignore some-rule",
            "wares:deny some-rule",
            "@wares:allow some-rule",
            "wraes : allow some-rule",
        ] {
            assert!(is_candidate(text), "{text}");
            let Some(AllowComment::Nearly { rule, is_clear, .. }) = read(text) else { panic!("{text}") };
            assert_eq!((rule, is_clear), ("some-rule", true), "{text}");
        }
        for text in [
            "wares allow some-rule",
            "wares-allow some-rule",
            "allow some-rule",
            "allow: some-rule",
            "waresallow some-rule",
            "as agreed, wares:allow some-rule",
        ] {
            assert!(is_candidate(text), "{text}");
            let Some(AllowComment::Nearly { rule, is_clear, .. }) = read(text) else { panic!("{text}") };
            assert_eq!((rule, is_clear), ("some-rule", false), "{text}");
        }
    }

    #[test]
    fn prose_is_not_read_as_an_allow_comment() {
        for text in [
            "",
            "yaml-language-server: $schema=schemas/catalog.json",
            "prices without VAT",
            "Wares reads this file",
            "wares: all of them",
            "the wares: see below",
            "größer, allowed",
            "ware",
        ] {
            let comment = read(text);
            assert!(
                !matches!(
                    comment,
                    Some(AllowComment::Allow { .. } | AllowComment::Nearly { is_clear: true, .. })
                ),
                "{comment:?}"
            );
        }
    }
}
