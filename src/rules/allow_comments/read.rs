//! Comments into what they say of rules.

use crate::diagnostic::near;

/// How a comment begins that allows.
pub(super) const ALLOW: &str = "wares:allow";
/// Words by which other programs, or no program, would allow or forbid.
const VERBS: &[&str] =
    &["ignore", "disable", "silence", "suppress", "skip", "expect", "permit", "deny", "warn"];
/// How long a word must be to be taken for a misspelt `allow`.
const SHORTEST: usize = 4;

/// What a comment says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// It allows what a rule finds; the rule's name is empty where none is given.
    Allow { rule: &'a str, reason: &'a str },
    /// It nearly does: the verb as it is meant, and the word behind it. Where it could be prose too, it is meant if that
    /// word is a rule.
    Nearly { verb: String, rule: &'a str, is_clear: bool },
}

/// Whether a comment is looked at more closely. It is asked of every comment.
pub(super) fn is_candidate(text: &str) -> bool {
    let begins =
        |text: &str, word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    let word = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    begins(word, "ware") || holds(b"allow")
}

/// What a comment says of rules; none where it says nothing of them.
pub(super) fn read(text: &str) -> Option<Word<'_>> {
    let behind = text.strip_prefix(ALLOW);
    if let Some(rest) = behind.filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        let (rule, reason) = word(rest.trim_start());
        let rule = rule.strip_suffix(':').unwrap_or(rule);
        return Some(Word::Allow { rule, reason: reason.trim() });
    }
    nearly(text).or_else(|| inside(text))
}

/// A comment that begins as if it allowed.
fn nearly(text: &str) -> Option<Word<'_>> {
    let (first, rest) = letters(text.trim_start_matches(|c: char| !c.is_alphabetic()));
    if is_verb(first) {
        let rule = name(rest);
        return Some(Word::Nearly { verb: first.to_lowercase(), rule, is_clear: false });
    }
    if first.to_lowercase() == ALLOW.replace(':', "") {
        return Some(Word::Nearly { verb: "allow".to_owned(), rule: name(rest), is_clear: false });
    }
    let own = !near(first, ["wares"]).is_empty();
    let between = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let (verb, behind) = letters(&rest[between..]);
    let is_clear = rest[..between].trim() == ":";
    let said = || Word::Nearly { verb: verb.to_lowercase(), rule: name(behind), is_clear };
    (own && is_verb(verb)).then(said)
}

/// A comment that allows in its midst, where nobody looks for it.
fn inside(text: &str) -> Option<Word<'_>> {
    let at = text.to_ascii_lowercase().find(ALLOW)?;
    let rule = name(&text[at + ALLOW.len()..]);
    Some(Word::Nearly { verb: "allow".to_owned(), rule, is_clear: false })
}

fn is_verb(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_allow = lower.len() >= SHORTEST && !near(&lower, ["allow"]).is_empty();
    is_allow || VERBS.contains(&lower.as_str())
}

/// The letters with which a text begins, and what follows.
fn letters(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()))
}

/// The first word of a text, and what follows.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The name that a text begins with, whatever stands around it.
fn name(text: &str) -> &str {
    let begin = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = begin.find(|c: char| !c.is_alphanumeric() && !"-_".contains(c)).unwrap_or(begin.len());
    &begin[..end]
}

#[cfg(test)]
mod tests {
    use super::{Word, is_candidate, read};

    #[test]
    fn a_comment_allows_where_it_is_written_so() {
        let allow = |rule, reason| Some(Word::Allow { rule, reason });
        assert_eq!(read("wares:allow some-rule for a reason"), allow("some-rule", "for a reason"));
        assert_eq!(read("wares:allow\tA31\tit is so "), allow("A31", "it is so"));
        assert_eq!(read("wares:allow some-rule"), allow("some-rule", ""));
        assert_eq!(read("wares:allow some-rule: a reason"), allow("some-rule", "a reason"));
        assert_eq!(read("wares:allow"), allow("", ""));
    }

    #[test]
    fn what_nearly_allows_is_clear_by_its_colon_or_by_the_rule_behind_it() {
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
            let Some(Word::Nearly { rule, is_clear, .. }) = read(text) else { panic!("{text}") };
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
            let Some(Word::Nearly { rule, is_clear, .. }) = read(text) else { panic!("{text}") };
            assert_eq!((rule, is_clear), ("some-rule", false), "{text}");
        }
    }

    #[test]
    fn prose_says_nothing_of_rules() {
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
            let said = read(text);
            assert!(
                !matches!(said, Some(Word::Allow { .. } | Word::Nearly { is_clear: true, .. })),
                "{said:?}"
            );
        }
    }
}
