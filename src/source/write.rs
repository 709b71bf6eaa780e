//! Values into text.
//!
//! The emitter leaves unquoted what is a text in YAML 1.2 and something else elsewhere (`no`, `<<`), and
//! breaks lines at separators that are none in YAML 1.2. Such texts stand in its output as tokens, which are
//! then replaced by the texts in double quotes.

use super::node::Data;
use crate::diagnostic::{is_hidden, is_odd_blank};
use serde_yaml::{Mapping, Value};

/// The text of a document.
///
/// # Errors
/// When the emitter refuses a value.
pub fn write(document: &Mapping) -> Result<String, String> {
    let mut quoted = Quoted { token: token(document), texts: Vec::new() };
    let tokens = quoted.mapping(document);
    let mut text = serde_yaml::to_string(&tokens).map_err(|error| error.to_string())?;
    // From the last to the first: no token is the beginning of a later one.
    for (number, original) in quoted.texts.iter().enumerate().rev() {
        text = text.replace(&format!("{}{number}", quoted.token), &in_quotes(original));
    }
    Ok(text)
}

/// Words that stand for booleans in YAML 1.1, and the merge key.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "<<", "="];

/// Texts that the emitter must not see.
struct Quoted {
    token: String,
    texts: Vec<String>,
}

impl Quoted {
    fn mapping(&mut self, mapping: &Mapping) -> Mapping {
        mapping.iter().map(|(key, value)| (self.value(key), self.value(value))).collect()
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) if needs_quotes(text) => {
                self.texts.push(text.clone());
                Value::String(format!("{}{}", self.token, self.texts.len() - 1))
            }
            Value::Sequence(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Mapping(mapping) => Value::Mapping(self.mapping(mapping)),
            other => other.clone(),
        }
    }
}

fn needs_quotes(text: &str) -> bool {
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    is_word || is_too_large(text) || is_padded(text) || text.chars().any(|c| is_odd(c) && c != '\n')
}

/// Whether a text looks like a number that is too large for any: the emitter takes it for a text, and who reads it for
/// a number.
fn is_too_large(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_infinite) && matches!(super::scalar::resolve(text), Data::Number(_))
}

/// Whether a text begins or ends with a blank that is none to YAML, such as a no-break space: the formatter would
/// take it away.
fn is_padded(text: &str) -> bool {
    text.starts_with(is_odd_blank) || text.ends_with(is_odd_blank)
}

/// Whether a character is one that YAML does not print, by which some break lines, or that nobody sees.
fn is_odd(c: char) -> bool {
    is_hidden(c)
}

/// A word that stands nowhere in a document.
fn token(document: &Mapping) -> String {
    let all = format!("{document:?}");
    let mut token = "quoted".to_owned();
    while all.contains(&token) {
        token.push('x');
    }
    token
}

/// A text in double quotes, everything odd in it escaped.
fn in_quotes(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        c if is_odd(c) && u32::from(c) > 0xffff => format!("\\U{:08X}", u32::from(c)),
        c if is_odd(c) => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::source::{format, parse};
    use serde_yaml::Mapping;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let odd = [
            "no",
            "<<",
            "quoted0",
            "quoted",
            "\u{2028}",
            "a\u{85}b\n",
            "\t",
            "\"\\\r\u{0}",
            "plain",
            "1e3007",
            "two\nlines\n",
            "\u{fffe}a\u{ffff}",
            "a\u{a0}",
            "\u{3000}a",
            "a\u{200b}b\u{202e}c\u{e0041}\u{9b}",
            "",
        ];
        for text in odd {
            let document: Mapping = [(text.into(), vec![text, "quoted1"].into())].into_iter().collect();
            let written = write(&document).expect("it can be written");
            let (documents, findings) = parse("", &written);
            assert!(findings.is_empty(), "{written}: {findings:?}");
            assert!(format(&written).is_ok(), "{written}: {:?}", format(&written));
            assert_eq!(
                documents[0].root.to_json(),
                serde_json::json!({ text: [text, "quoted1"] }),
                "{written}"
            );
        }
    }

    fn written(text: &str) -> String {
        let document: Mapping = [("a".into(), text.into())].into_iter().collect();
        write(&document).expect("it can be written")
    }

    #[test]
    fn what_others_read_otherwise_stands_in_quotes() {
        for word in ["y", "N", "yes", "Yes", "no", "on", "OFF", "<<", "="] {
            assert_eq!(written(word), format!("a: \"{word}\"\n"));
        }
        for (text, quoted) in [
            ("\u{2029}", r"\u2029"),
            ("\u{feff}", r"\uFEFF"),
            ("\u{7f}", r"\u007F"),
            ("a\tb\r\n", r"a\tb\r\n"),
        ] {
            assert_eq!(written(text), format!("a: \"{quoted}\"\n"));
        }
        assert_eq!(written("two\nlines"), "a: |-\n  two\n  lines\n", "a line break alone is nothing odd");
    }

    #[test]
    fn of_many_odd_texts_each_is_put_back_where_it_was() {
        let odd: Vec<String> = (0..12).map(|number| format!("\t{number}")).collect();
        let document: Mapping = [("a".into(), odd.clone().into())].into_iter().collect();
        let (documents, _) = parse("", &write(&document).expect("it can be written"));
        assert_eq!(documents[0].root.to_json(), serde_json::json!({ "a": odd }));
    }
}
