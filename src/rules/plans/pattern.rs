//! Regular expressions of manifests: the platform runs them as JavaScript does, and here they are matched in linear time.
//!
//! What is written alike and means something else is translated; what the engine cannot do, such as looking ahead, is
//! refused with the reason.

use regex::{Regex, RegexBuilder};
use std::cell::RefCell;
use std::collections::HashMap;
use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

/// The longest expression that is compiled.
const LONGEST: usize = 4096;
/// The longest text that is matched.
const LONGEST_TEXT: usize = 4096;
/// The memory that a compiled expression may take: more than any that people write needs.
const MOST_BYTES: usize = 256 * 1024;
/// How deep its groups may be nested.
const DEEPEST: u32 = 64;

/// An expression by which texts are judged.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Whether a text has a part that matches, as JavaScript's `test` says. What is too long to be judged matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        text.len() > LONGEST_TEXT || self.0.is_match(text)
    }
}

/// The expressions that were compiled already; none of what cannot be judged.
#[derive(Default)]
pub(super) struct Patterns(RefCell<HashMap<String, Option<Rc<Pattern>>>>);

impl Patterns {
    /// A compiled expression; none of what cannot be judged.
    pub(super) fn get(&self, text: &str) -> Option<Rc<Pattern>> {
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        let made = compile(text).ok().map(Rc::new);
        self.0.borrow_mut().insert(text.to_owned(), made.clone());
        made
    }
}

/// Compiles an expression.
///
/// # Errors
/// Why it cannot be judged here, in words that follow a colon.
pub(super) fn compile(text: &str) -> Result<Pattern, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut builder = RegexBuilder::new(&translated(text)?);
    builder.size_limit(MOST_BYTES).dfa_size_limit(MOST_BYTES).nest_limit(DEEPEST);
    builder.build().map(Pattern).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it stands for too many possibilities".to_owned(),
        _ => "it uses look-around or backreferences, or is not a regular expression".to_owned(),
    })
}

/// An expression of JavaScript as one of the engine.
fn translated(text: &str) -> Result<String, String> {
    let made = String::with_capacity(text.len() + 16);
    let mut translation = Translation { signs: text.chars().peekable(), made, repeats: Repeats::No };
    while let Some(sign) = translation.signs.next() {
        translation.sign(sign)?;
    }
    Ok(translation.made)
}

struct Translation<'a> {
    signs: Peekable<Chars<'a>>,
    made: String,
    repeats: Repeats,
}

/// What the last sign says of repetition.
#[derive(Clone, Copy, PartialEq)]
enum Repeats {
    No,
    /// It repeats what stands before it; a `?` would make it do so as seldom as possible.
    Yes,
    /// It is such a `?`.
    Seldom,
}

impl Translation<'_> {
    fn sign(&mut self, sign: char) -> Result<(), String> {
        let before = std::mem::replace(&mut self.repeats, Repeats::No);
        match sign {
            '\\' => self.escape(false)?,
            '[' => self.class()?,
            '(' if self.signs.peek() == Some(&'?') => self.group()?,
            '.' => self.made.push_str("[^\\n\\r\\x{2028}\\x{2029}]"),
            '*' | '+' => self.repeat(before, &sign.to_string())?,
            '?' if before == Repeats::Yes => {
                self.made.push('?');
                self.repeats = Repeats::Seldom;
            }
            '?' => self.repeat(before, "?")?,
            '{' => match self.bounds() {
                Some(bounds) => self.repeat(before, &bounds)?,
                None => self.made.push_str("\\{"),
            },
            '}' => self.made.push_str("\\}"),
            _ => self.made.push(sign),
        }
        Ok(())
    }

    fn repeat(&mut self, before: Repeats, how: &str) -> Result<(), String> {
        if before != Repeats::No {
            return Err("it repeats a repetition".to_owned());
        }
        self.made.push_str(how);
        self.repeats = Repeats::Yes;
        Ok(())
    }

    /// The bounds behind a `{`, up to the `}`; none where the brace is a sign like any other.
    fn bounds(&mut self) -> Option<String> {
        let inner: String =
            self.signs.clone().take_while(|sign| sign.is_ascii_digit() || *sign == ',').take(16).collect();
        let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
        let is_closed = self.signs.clone().nth(inner.len()) == Some('}');
        if least.is_empty() || most.contains(',') || !is_closed {
            return None;
        }
        self.signs.nth(inner.len());
        Some(format!("{{{inner}}}"))
    }

    /// A class in brackets: what begins one within another, or joins two, has no meaning in JavaScript.
    fn class(&mut self) -> Result<(), String> {
        self.made.push('[');
        if self.signs.next_if_eq(&'^').is_some() {
            self.made.push('^');
        }
        if self.signs.peek() == Some(&']') {
            return Err("it has brackets with nothing in them".to_owned());
        }
        while let Some(sign) = self.signs.next() {
            match sign {
                '\\' => self.escape(true)?,
                '[' | '&' | '~' => self.made.extend(['\\', sign]),
                '-' if self.signs.peek() == Some(&'-') => return Err("it has `--` in brackets".to_owned()),
                _ => self.made.push(sign),
            }
            if sign == ']' {
                return Ok(());
            }
        }
        Err("it has a bracket that nothing closes".to_owned())
    }

    /// A group that begins with `(?`: of these, the two languages agree about some.
    fn group(&mut self) -> Result<(), String> {
        let mut rest = self.signs.clone().skip(1);
        match (rest.next(), rest.next()) {
            (Some('=' | '!'), _) | (Some('<'), Some('=' | '!')) => {
                return Err("it looks ahead or behind".to_owned());
            }
            (Some(':' | '<'), _) => {}
            _ => return Err("it has a group that JavaScript does not know".to_owned()),
        }
        self.made.push('(');
        let kind = self.signs.by_ref().take(2);
        self.made.extend(kind);
        Ok(())
    }

    /// What a backslash and the sign behind it mean.
    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        match self.signs.next() {
            Some('d') => self.made.push_str("[0-9]"),
            Some('D') => self.made.push_str("[^0-9]"),
            Some('w') => self.made.push_str("[0-9A-Za-z_]"),
            Some('W') => self.made.push_str("[^0-9A-Za-z_]"),
            Some('b') if in_class => self.made.push_str("\\x08"),
            Some('b') => self.made.push_str("(?-u:\\b)"),
            Some(same @ ('s' | 'S' | 'n' | 'r' | 't' | 'v' | 'f' | 'u' | 'x')) => {
                self.made.extend(['\\', same])
            }
            Some('0') if !self.signs.peek().is_some_and(char::is_ascii_digit) => self.made.push_str("\\x00"),
            Some('1'..='9' | 'k') => return Err("it refers back to what a group has matched".to_owned()),
            Some(other) if other.is_ascii_alphanumeric() => return Err(format!("it has `\\{other}`")),
            Some(other) => self.made.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
            None => return Err("it ends with a backslash".to_owned()),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn texts_match_as_they_do_in_javascript() {
        for (text, matches, other) in [
            ("^[a-z]+$", "abc", "abc1"),
            ("[0-9]", "a1b", "ab"),
            ("^\\d{3}$", "123", "١٢٣"),
            ("^\\w+$", "a_1", "ä"),
            ("^[\\w.-]+@[\\w.-]+$", "a.b@c-d", "a b@c"),
            ("^[^\\d\\s]$", "ä", "1"),
            ("^a.b$", "a b", "a\u{2028}b"),
            ("^[[a]$", "[", "b"),
            ("^[a&&b]+$", "a&b", "c"),
            ("^a{b}$", "a{b}", "ab"),
            ("^a{,2}$", "a{,2}", "aa"),
            ("^a{1,2}?b??}$", "aa}", "aaa}"),
            ("^(?:a|b)(?<c>d)$", "ad", "a"),
            ("^\\/\\-\\u0041\\x42$", "/-AB", "/-ab"),
            ("\\bb\\b", "a b c", "abc"),
            ("^$", "", "\n"),
            ("a$", "a", "a\n"),
        ] {
            let pattern = compile(text).unwrap_or_else(|reason| panic!("{text}: {reason}"));
            assert!(pattern.is_match(matches), "{text} matches {matches:?}");
            assert!(!pattern.is_match(other), "{text} does not match {other:?}");
        }
    }

    #[test]
    fn what_cannot_be_judged_has_a_reason() {
        for text in [
            "(?=a)b",
            "(?!a)",
            "(?<=a)b",
            "(?<!a)b",
            "(a)\\1",
            "(?<n>a)\\k<n>",
            "(?i)a",
            "(?P<n>a)",
            "(a",
            "a)",
            "[a",
            "[]",
            "[^]",
            "*a",
            "a**",
            "a{2,1}",
            "\\p{L}",
            "\\Aa\\z",
            "[a--b]",
            "\\",
            "a\\",
        ] {
            assert!(compile(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_runs_long_or_takes_much_memory() {
        let begun = Instant::now();
        let nested = "(".repeat(2000) + "a" + &")".repeat(2000);
        let many = "(a{1000}){1000}".to_owned();
        for text in [&many, &nested, &"((a{9}){9}){9}{9}{9}{9}{9}{9}".to_owned(), &"a".repeat(5000)] {
            assert!(compile(text).is_err(), "{text}");
        }
        for text in ["^(a+)+$", "^(a|a)*$", "^(.*a){20}$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
            let pattern = compile(text).expect("a pattern");
            assert!(!pattern.is_match(&("a".repeat(4000) + "!")), "{text}");
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[test]
    fn random_signs_are_no_reason_to_panic() {
        let signs: Vec<char> = "\\[]^-&~.(){}?*+|:<=!dDwWbBsukx0129,$aä/ ".chars().collect();
        for _ in 0..20_000 {
            let text: String =
                (0..fastrand::usize(..12)).map(|_| signs[fastrand::usize(..signs.len())]).collect();
            if let Ok(pattern) = compile(&text) {
                pattern.is_match("a-[1] ä");
            }
        }
    }
}
