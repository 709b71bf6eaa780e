//! Compiles the regular expressions in manifests. The platform evaluates them as JavaScript does. Wares matches them in
//! linear time, so that no expression can block a check.
//!
//! Syntax that means something else in Wares' engine is translated. Syntax that the engine does not support, such as
//! lookahead, is rejected with a reason.

use regex::{Regex, RegexBuilder};
use std::cell::RefCell;
use std::collections::HashMap;
use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

/// The maximum length of an expression, in bytes.
const LONGEST: usize = 4096;
/// The maximum length of a text that is matched, in bytes.
const LONGEST_TEXT: usize = 4096;
/// The maximum memory for a compiled expression, in bytes. Expressions written by hand need far less.
const MAX_BYTES: usize = 256 * 1024;
/// The maximum depth of nested groups.
const DEEPEST: u32 = 64;

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Whether the expression matches the text or any substring of it, like `test` in JavaScript. A text that is too
    /// long counts as a match.
    pub(super) fn is_match(&self, text: &str) -> bool {
        text.len() > LONGEST_TEXT || self.0.is_match(text)
    }
}

/// The compiled expressions, by their source text. Expressions that cannot be checked have the value `None`.
#[derive(Default)]
pub(super) struct Patterns(RefCell<HashMap<String, Option<Rc<Pattern>>>>);

impl Patterns {
    /// Returns a compiled expression, from the cache if it has been compiled before. Returns `None` if the expression
    /// cannot be checked.
    pub(super) fn get(&self, text: &str) -> Option<Rc<Pattern>> {
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        let compiled = compile(text).ok().map(Rc::new);
        self.0.borrow_mut().insert(text.to_owned(), compiled.clone());
        compiled
    }
}

/// Compiles an expression.
///
/// # Errors
/// Returns the reason why Wares cannot check the expression, as a clause that follows a colon.
pub(super) fn compile(text: &str) -> Result<Pattern, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut builder = RegexBuilder::new(&translated(text)?);
    // A manifest may come from a third party, so its expressions are limited in size, memory and depth.
    builder.size_limit(MAX_BYTES).dfa_size_limit(MAX_BYTES).nest_limit(DEEPEST);
    builder.build().map(Pattern).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large when compiled".to_owned(),
        _ => "it uses lookaround or backreferences, or is not a valid regular expression".to_owned(),
    })
}

/// Translates an expression from the syntax of JavaScript to the syntax of Wares' engine.
fn translated(text: &str) -> Result<String, String> {
    let output = String::with_capacity(text.len() + 16);
    let mut translation = Translation { chars: text.chars().peekable(), output, repeats: Repeats::No };
    while let Some(character) = translation.chars.next() {
        translation.character(character)?;
    }
    Ok(translation.output)
}

/// An expression that is being translated, one character after the other.
struct Translation<'a> {
    chars: Peekable<Chars<'a>>,
    output: String,
    repeats: Repeats,
}

/// Whether the last character was a quantifier.
#[derive(Clone, Copy, PartialEq)]
enum Repeats {
    No,
    /// It was a quantifier. A `?` after it makes it lazy.
    Yes,
    /// It was the `?` that makes a quantifier lazy.
    Lazy,
}

impl Translation<'_> {
    fn character(&mut self, character: char) -> Result<(), String> {
        let before = std::mem::replace(&mut self.repeats, Repeats::No);
        match character {
            '\\' => self.escape(false)?,
            '[' => self.class()?,
            '(' if self.chars.peek() == Some(&'?') => self.group()?,
            '.' => self.output.push_str("[^\\n\\r\\x{2028}\\x{2029}]"),
            '*' | '+' => self.repeat(before, &character.to_string())?,
            '?' if before == Repeats::Yes => {
                self.output.push('?');
                self.repeats = Repeats::Lazy;
            }
            '?' => self.repeat(before, "?")?,
            '{' => match self.bounds() {
                Some(bounds) => self.repeat(before, &bounds)?,
                None => self.output.push_str("\\{"),
            },
            '}' => self.output.push_str("\\}"),
            _ => self.output.push(character),
        }
        Ok(())
    }

    fn repeat(&mut self, before: Repeats, how: &str) -> Result<(), String> {
        if before != Repeats::No {
            return Err("it has two quantifiers in a row".to_owned());
        }
        self.output.push_str(how);
        self.repeats = Repeats::Yes;
        Ok(())
    }

    /// Reads the bounds of a quantifier, from after the `{` to the `}`, and returns them with both braces. Returns
    /// `None` if the `{` is an ordinary character, as JavaScript allows.
    fn bounds(&mut self) -> Option<String> {
        let inner: String = self
            .chars
            .clone()
            .take_while(|character| character.is_ascii_digit() || *character == ',')
            .take(16)
            .collect();
        let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
        let is_closed = self.chars.clone().nth(inner.len()) == Some('}');
        if least.is_empty() || most.contains(',') || !is_closed {
            return None;
        }
        self.chars.nth(inner.len());
        Some(format!("{{{inner}}}"))
    }

    /// Translates a class in brackets. Within a class, `[`, `&&` and `~~` are ordinary characters in JavaScript. They
    /// are escaped, because Wares' engine reads them as nested classes and set operations.
    fn class(&mut self) -> Result<(), String> {
        self.output.push('[');
        if self.chars.next_if_eq(&'^').is_some() {
            self.output.push('^');
        }
        if self.chars.peek() == Some(&']') {
            return Err("it has an empty pair of brackets".to_owned());
        }
        while let Some(character) = self.chars.next() {
            match character {
                '\\' => self.escape(true)?,
                '[' | '&' | '~' => self.output.extend(['\\', character]),
                '-' if self.chars.peek() == Some(&'-') => return Err("it has `--` in brackets".to_owned()),
                _ => self.output.push(character),
            }
            if character == ']' {
                return Ok(());
            }
        }
        Err("it has a bracket that is not closed".to_owned())
    }

    /// Translates the beginning of a group with `(?`. Groups that mean something else in JavaScript are rejected.
    fn group(&mut self) -> Result<(), String> {
        let mut rest = self.chars.clone().skip(1);
        match (rest.next(), rest.next()) {
            (Some('=' | '!'), _) | (Some('<'), Some('=' | '!')) => {
                return Err("it uses lookahead or lookbehind".to_owned());
            }
            (Some(':' | '<'), _) => {}
            _ => return Err("it has a group that JavaScript does not support".to_owned()),
        }
        self.output.push('(');
        let kind = self.chars.by_ref().take(2);
        self.output.extend(kind);
        Ok(())
    }

    /// Translates the character after a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        match self.chars.next() {
            Some('d') => self.output.push_str("[0-9]"),
            Some('D') => self.output.push_str("[^0-9]"),
            Some('w') => self.output.push_str("[0-9A-Za-z_]"),
            Some('W') => self.output.push_str("[^0-9A-Za-z_]"),
            Some('b') if in_class => self.output.push_str("\\x08"),
            // Without Unicode, because JavaScript's `\b` knows only ASCII letters, digits and `_`.
            Some('b') => self.output.push_str("(?-u:\\b)"),
            Some(same @ ('s' | 'S' | 'n' | 'r' | 't' | 'v' | 'f' | 'u' | 'x')) => {
                self.output.extend(['\\', same])
            }
            Some('0') if !self.chars.peek().is_some_and(char::is_ascii_digit) => {
                self.output.push_str("\\x00")
            }
            // Backreferences cannot be matched in linear time.
            Some('1'..='9' | 'k') => return Err("it uses a backreference".to_owned()),
            Some(other) if other.is_ascii_alphanumeric() => return Err(format!("it uses `\\{other}`")),
            Some(other) => self.output.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
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
    fn patterns_match_as_in_javascript() {
        for (text, matching, mismatch) in [
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
            assert!(pattern.is_match(matching), "{text} must match {matching:?}");
            assert!(!pattern.is_match(mismatch), "{text} must not match {mismatch:?}");
        }
    }

    #[test]
    fn unsupported_and_invalid_patterns_are_rejected() {
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
    fn expensive_patterns_are_rejected_or_match_quickly() {
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
    fn random_patterns_do_not_panic() {
        let chars: Vec<char> = "\\[]^-&~.(){}?*+|:<=!dDwWbBsukx0129,$aä/ ".chars().collect();
        for _ in 0..20_000 {
            let text: String =
                (0..fastrand::usize(..12)).map(|_| chars[fastrand::usize(..chars.len())]).collect();
            if let Ok(pattern) = compile(&text) {
                pattern.is_match("a-[1] ä");
            }
        }
    }
}
