//! Writes values as YAML.
//!
//! The emitter of `serde_yaml` has three problems. It does not quote strings that YAML 1.1 reads as another type, such
//! as `no` or `1:30`. It breaks lines at characters that are not line breaks in YAML 1.2. And it can write numbers only
//! as doubles. So such values are first replaced by tokens. In the output of the emitter, the tokens are then replaced
//! by quoted strings, or by the exact digits of the numbers.

mod ambiguous_scalars;

use super::node::Data;
use super::plain_scalar::resolve;
use crate::diagnostic::{is_hidden, is_odd_blank};
use serde_yaml::{Mapping, Value};

/// The name of newtype variants whose string is written as it is, without quotes.
pub const PLAIN: &str = "wares:plain";

/// Writes a document as YAML.
///
/// # Errors
/// Returns an error if the emitter rejects a value.
pub fn write(document: &Mapping) -> Result<String, String> {
    let mut held = ProtectedValues { token: token(document), texts: Vec::new() };
    let tokens = held.mapping(document);
    let text = serde_yaml::to_string(&tokens).map_err(|error| error.to_string())?;
    Ok(held.put_back(&text))
}

/// The values that the emitter must not write itself, as text.
struct ProtectedValues {
    /// The prefix of all tokens. It does not occur in the document.
    token: String,
    /// The text for each token. The number in the token is the index.
    texts: Vec<String>,
}

impl ProtectedValues {
    /// Copies a mapping, with tokens instead of the values that the emitter must not write.
    fn mapping(&mut self, mapping: &Mapping) -> Mapping {
        mapping.iter().map(|(key, value)| (self.value(key), self.value(value))).collect()
    }

    /// Copies a value, with tokens instead of the values that the emitter must not write.
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) if needs_quotes(text) => self.replace_with_token(in_quotes(text)),
            // The emitter turns a newtype variant into a value with a tag, and its name into the tag.
            Value::Tagged(tagged) if tagged.tag == PLAIN => match &tagged.value {
                Value::String(text) => self.replace_with_token(text.clone()),
                other => other.clone(),
            },
            Value::Sequence(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Mapping(mapping) => Value::Mapping(self.mapping(mapping)),
            other => other.clone(),
        }
    }

    /// Keeps the text of a value, and returns a token to write instead.
    fn replace_with_token(&mut self, written: String) -> Value {
        self.texts.push(written);
        Value::String(format!("{}{}", self.token, self.texts.len() - 1))
    }

    /// Replaces each token in the output of the emitter with its text.
    fn put_back(&self, text: &str) -> String {
        let mut parts = text.split(&self.token);
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            // The token occurs nowhere else in the document, so each number is one that `replace_with_token` gave out.
            let number = part[..end].parse::<usize>().ok();
            whole.push_str(number.and_then(|number| self.texts.get(number)).map_or("", String::as_str));
            whole.push_str(&part[end..]);
        }
        whole
    }
}

/// Whether the string must be quoted.
fn needs_quotes(text: &str) -> bool {
    // The emitter writes a text with line breaks as a block scalar, which needs no escapes.
    let is_split = text.chars().any(|c| is_hidden(c) && c != '\n');
    ambiguous_scalars::is_ambiguous(text) || is_too_large(text) || is_padded(text) || is_split
}

/// Whether a string looks like a number that is too large for a double. The emitter does not quote such a string, but a
/// reader would parse it as a number.
fn is_too_large(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_infinite) && matches!(resolve(text), Data::Number(_))
}

/// Whether a string begins or ends with a space that is not whitespace in YAML, such as a no-break space. The formatter
/// would remove this space if the string were not quoted.
fn is_padded(text: &str) -> bool {
    text.starts_with(is_odd_blank) || text.ends_with(is_odd_blank)
}

/// Returns a word that does not occur in the document.
fn token(document: &Mapping) -> String {
    // The debug form contains every string of the document.
    let all = format!("{document:?}");
    let mut token = "quoted".to_owned();
    // A token that occurs in a value would be replaced there too.
    while all.contains(&token) {
        token.push('x');
    }
    token
}

/// Writes a string as an element of a list in brackets. The string is quoted unless every reader parses it as the same
/// string.
pub fn in_brackets(text: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || "-_./ ".contains(c);
    let begins = text.starts_with(char::is_alphanumeric) && !text.ends_with(' ');
    // In brackets, a comma or bracket would end the string.
    let is_plain = begins && text.chars().all(is_safe) && !needs_quotes(text);
    match is_plain && matches!(resolve(text), Data::Text(_)) {
        true => text.to_owned(),
        false => in_quotes(text),
    }
}

/// Puts a string in double quotes, with hidden characters escaped.
fn in_quotes(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        // `\u` takes exactly four digits in YAML.
        c if is_hidden(c) && u32::from(c) > 0xffff => format!("\\U{:08X}", u32::from(c)),
        c if is_hidden(c) => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// Writes a name so that it can be used anywhere in a document. The name is quoted unless every reader parses it as a
/// string.
pub fn scalar(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
    let begins = name.starts_with(char::is_alphabetic) && !name.ends_with([' ', '.']);
    // Booleans of YAML 1.1 are quoted too, for other programs that read the file.
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    match begins && name.chars().all(is_plain) && !words.contains(&name.to_lowercase().as_str()) {
        true => name.to_owned(),
        false => in_quotes(name),
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::source::{format, parse};
    use serde_yaml::Mapping;

    /// Strings that the emitter or some YAML parser gets wrong without quotes or escapes.
    const ODD: &[&str] = &[
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

    #[test]
    fn written_strings_are_read_back_unchanged() {
        for text in ODD.iter().copied() {
            let document: Mapping = [(text.into(), vec![text, "quoted1"].into())].into_iter().collect();
            let written_document = write(&document).expect("the document can be written");
            let (documents, findings) = parse("", &written_document);
            assert!(findings.is_empty(), "{written_document}: {findings:?}");
            assert!(format(&written_document).is_ok(), "{written_document}: {:?}", format(&written_document));
            assert_eq!(
                documents[0].root.to_json(),
                serde_json::json!({ text: [text, "quoted1"] }),
                "{written_document}"
            );
        }
    }

    fn written(text: &str) -> String {
        let document: Mapping = [("a".into(), text.into())].into_iter().collect();
        write(&document).expect("the document can be written")
    }

    /// Strings that are another type of value in YAML 1.1 or in a dialect of YAML.
    const WORDS: &[&str] = &[
        "y",
        "N",
        "yes",
        "Yes",
        "no",
        "on",
        "OFF",
        "<<",
        "=",
        "~",
        "null",
        "1:30",
        "1_000",
        "2024-01-01",
        "0x1F",
        "0b1",
        "010",
        ".5",
        "1.",
        ":a",
    ];

    #[test]
    fn ambiguous_strings_are_quoted() {
        for word in WORDS.iter().copied() {
            assert_eq!(written(word), format!("a: \"{word}\"\n"));
            let key: Mapping = [(word.into(), "b".into())].into_iter().collect();
            assert_eq!(write(&key).as_deref(), Ok(format!("\"{word}\": b\n").as_str()));
        }
        for (text, quoted) in [
            ("\u{2029}", r"\u2029"),
            ("\u{feff}", r"\uFEFF"),
            ("\u{7f}", r"\u007F"),
            ("a\tb\r\n", r"a\tb\r\n"),
        ] {
            assert_eq!(written(text), format!("a: \"{quoted}\"\n"));
        }
        assert_eq!(written("two\nlines"), "a: |-\n  two\n  lines\n", "a line break needs no quotes");
    }

    #[test]
    fn prices_get_at_least_two_places_and_lose_no_digits() {
        use crate::model::{Amount, Money};
        let money = |text: &str| Money { value: text.parse().expect("an amount"), enabled: true };
        for (text, price) in [
            ("14.9", "14.90"),
            ("149", "149.00"),
            ("0", "0.00"),
            ("9.9500", "9.95"),
            ("0.0001", "0.0001"),
            ("123456789012345678901.1234", "123456789012345678901.1234"),
        ] {
            let on_offer = serde_yaml::to_value(money(text)).expect("a value");
            let off = serde_yaml::to_value(Money { enabled: false, ..money(text) }).expect("a value");
            let amount = serde_yaml::to_value(text.parse::<Amount>().expect("an amount")).expect("a value");
            let document: Mapping =
                [("a".into(), on_offer), ("b".into(), off), ("c".into(), amount)].into_iter().collect();
            let expected = format!("a: {price}\nb:\n  value: {price}\n  enabled: false\nc: {text}\n");
            assert_eq!(write(&document), Ok(expected));
        }
    }

    #[test]
    fn many_quoted_strings_keep_their_order() {
        let odd: Vec<String> = (0..12).map(|number| format!("\t{number}")).collect();
        let document: Mapping = [("a".into(), odd.clone().into())].into_iter().collect();
        let (documents, _) = parse("", &write(&document).expect("the document can be written"));
        assert_eq!(documents[0].root.to_json(), serde_json::json!({ "a": odd }));
    }
}
