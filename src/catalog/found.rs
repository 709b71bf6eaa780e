//! A value that a schema refuses: what it is, and what to write instead.

use crate::diagnostic::{Code, Diagnostic, Pointer, is_odd_blank, letter, near, one_of};
use crate::source;
use crate::source::{Data, Document, Node};
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};

/// A value and its place.
pub struct Found<'a> {
    /// The document.
    pub document: &'a Document,
    /// The value.
    pub node: &'a Node,
    /// Where it stands.
    pub pointer: Pointer,
}

impl Found<'_> {
    fn finding(&self, code: Code, message: String, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.document.at(self.pointer), message).help(help)
    }

    /// The finding for a key without a value.
    pub fn nothing(&self) -> Diagnostic {
        let key = self.pointer.last().unwrap_or_default();
        let in_mapping = self.parent().is_some_and(|parent| matches!(parent.data, Data::Mapping(_)));
        let unwritten = self.node.span.is_empty() && in_mapping;
        let message = match unwritten {
            true => format!("`{key}` has no value"),
            false => "null is no value in a catalog".to_owned(),
        };
        let help = self.missing_value(key).unwrap_or_else(|| "write a value, or take the key out".to_owned());
        let place = match unwritten {
            true => self.document.key_at(self.pointer),
            false => self.document.at(self.pointer),
        };
        Diagnostic::new(source::codes::WRONG_TYPE, place, message).labelled("no value").help(help)
    }

    fn parent(&self) -> Option<&Node> {
        self.document.find(self.pointer.parent())
    }

    /// What was meant by a key without a value: `USD: 10,90` is an entry `USD: 10` and a key `90`.
    fn missing_value(&self, key: &str) -> Option<String> {
        if let Some((name, value)) = key.split_once(':') {
            if let Some(blank) = odd_blank(value).filter(|blank| value.starts_with(*blank)) {
                let letter = letter(blank);
                let value = value.trim_start();
                return Some(format!(
                    "{letter}, stands after the colon and looks like a blank: write `{name}: {value}`"
                ));
            }
            return Some(format!("write a space after the colon: `{name}: {}`", value.trim_start()));
        }
        if let Some((name, value)) = key.split_once(' ') {
            return Some(format!("write `{name}: {value}` if that is the value; otherwise take the key out"));
        }
        let Data::Mapping(entries) = &self.parent()?.data else { return None };
        let is_price = self.pointer.parts().contains(&"prices");
        super::numbers::joined(entries, key, is_price)
    }

    /// The finding for a value of another type than any that is expected.
    pub fn wrong_type(&self, expected: &[String], list_of_texts: bool) -> Diagnostic {
        let message = format!("{} stands where {} is expected", self.describe(), join(expected));
        self.finding(source::codes::WRONG_TYPE, message, self.instead(expected, list_of_texts))
    }

    /// The finding for a fault that stands alone.
    pub fn single(&self, kind: &Kind, list_of_texts: bool) -> Diagnostic {
        let wrong = |message: String, help: String| self.finding(source::codes::WRONG_VALUE, message, help);
        let shown = self.describe();
        match kind {
            Kind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                self.finding(
                    source::codes::MISSING_KEY,
                    format!("`{key}` is missing"),
                    format!("add `{key}: …`"),
                )
                .labelled(format!("`{key}` belongs in this mapping"))
            }
            Kind::Type { kind } => self.wrong_type(&type_names(kind), list_of_texts),
            Kind::Enum { options } => {
                let options = options.as_array().into_iter().flatten().filter_map(|option| option.as_str());
                let help = one_of(self.node.as_text().unwrap_or_default(), options.collect::<Vec<_>>());
                wrong(format!("{shown} is not one of the values this key takes"), help.unwrap_or_default())
            }
            Kind::Constant { expected_value } => {
                wrong(format!("{shown} is no value of this key"), format!("write `{expected_value}`"))
            }
            Kind::Pattern { .. } => self.pattern(),
            Kind::MinLength { .. } => {
                wrong("the text is empty".to_owned(), "write a text, or leave the key out".to_owned())
            }
            Kind::MaxLength { limit } => {
                let length = self.node.as_text().map_or(0, |text| text.chars().count());
                wrong(
                    format!("the text has {length} characters; the database takes {limit}"),
                    "shorten it".to_owned(),
                )
            }
            Kind::Minimum { limit } => {
                wrong(format!("{shown} is less than {limit}"), format!("the least value is {limit}"))
            }
            Kind::Maximum { limit } => {
                wrong(format!("{shown} is more than {limit}"), format!("the greatest value is {limit}"))
            }
            Kind::MinItems { .. } => {
                wrong("the list is empty".to_owned(), "write at least one element".to_owned())
            }
            Kind::MinProperties { .. } => {
                wrong("the mapping is empty".to_owned(), "write at least one entry".to_owned())
            }
            other => {
                wrong(format!("{shown} does not fit (`{}`)", other.keyword()), "see the schema".to_owned())
            }
        }
    }

    /// A text that is not of the form which its key asks for, and whose type has no better words.
    fn pattern(&self) -> Diagnostic {
        let parts = self.pointer.parts();
        let field =
            parts.iter().rev().find(|part| part.parse::<usize>().is_err()).copied().unwrap_or_default();
        let text = self.node.as_text().unwrap_or_default();
        let upper = text.to_ascii_uppercase();
        let code = upper.len() == 3 && upper.bytes().all(|byte| byte.is_ascii_uppercase());
        let (message, help) = match field {
            "currencies" if code => (format!("`{text}` is no currency code"), format!("write `{upper}`")),
            "currencies" => (
                format!("`{text}` is no currency code"),
                "write an ISO 4217 code of three capital letters, such as `EUR`".to_owned(),
            ),
            _ => (
                format!("{} is not of the form that `{field}` takes", self.describe()),
                "write at least one character that is not a space".to_owned(),
            ),
        };
        self.finding(source::codes::WRONG_VALUE, message, help)
    }

    /// The value as the file has it.
    fn describe(&self) -> String {
        match &self.node.data {
            Data::Bool(value) => format!("the boolean `{value}`"),
            Data::Number(text) => format!("the number `{text}`"),
            Data::Text(text) if text.is_empty() => "an empty text".to_owned(),
            Data::Text(text) if text.chars().count() <= 40 => format!("the text `{text}`"),
            Data::Text(_) => "a long text".to_owned(),
            Data::Null | Data::Sequence(_) | Data::Mapping(_) => self.node.type_name().to_owned(),
        }
    }

    /// What to write instead of a value of the wrong type.
    fn instead(&self, expected: &[String], list_of_texts: bool) -> String {
        let takes = |name: &str| expected.iter().any(|form| form == name);
        let write = format!("write {}", join(expected));
        let takes_plain =
            |text: &str| takes(Node::plain(text).type_name()) || is_whole(text) && takes("a whole number");
        match &self.node.data {
            Data::Text(text) if takes("a boolean") && word(text).is_some() => {
                format!("write `{}`: in YAML 1.2, `{text}` is a text", word(text).unwrap_or_default())
            }
            Data::Text(text) if behind_blank(text).is_some() => {
                let letter = letter(behind_blank(text).unwrap_or_default());
                format!("{letter}, stands in it and looks like a blank: write a blank instead")
            }
            Data::Text(text) if text.ends_with([',', ';']) && takes_plain(bare(text)) => {
                format!("write `{}`, without the `{}` behind it", bare(text), &text[bare(text).len()..])
            }
            Data::Text(text) if !takes("a text") && takes_plain(text) => {
                format!("write `{text}`, without quotes")
            }
            Data::Text(text) if takes("a boolean") => match near(text, ["true", "false"]).first() {
                Some(meant) => format!("write `{meant}`"),
                None if expected.len() == 1 => "write `true` or `false`".to_owned(),
                None => write,
            },
            Data::Text(text) if list_of_texts => format!("write a list, even of one: `[{text}]`"),
            Data::Number(text) if takes("a text") => {
                format!("put it in quotes if it is meant as text: `\"{text}\"`")
            }
            Data::Bool(value) if takes("a text") => {
                format!("put it in quotes if it is meant as text: `\"{value}\"`")
            }
            Data::Mapping(_) if takes("a list") => {
                "write a list: begin each of its elements with `- `".to_owned()
            }
            Data::Sequence(_) if takes("a text") => {
                "write a text; one that begins with `[` stands in quotes".to_owned()
            }
            Data::Sequence(_) if takes("a mapping") => {
                "write a mapping: lines of `key: value`, without `- ` before them".to_owned()
            }
            _ => write,
        }
    }
}

fn is_whole(text: &str) -> bool {
    Node::plain(text).to_json().is_i64()
}

/// A text without the comma at its end.
fn bare(text: &str) -> &str {
    text.trim_end_matches([',', ';'])
}

fn odd_blank(text: &str) -> Option<char> {
    text.chars().find(|c| is_odd_blank(*c))
}

/// The odd blank that follows a colon or a dash, which is none for YAML.
fn behind_blank(text: &str) -> Option<char> {
    let behind = |sign: char| odd_blank(text).filter(|blank| text.contains(&format!("{sign}{blank}")));
    behind(':').or_else(|| behind('-'))
}

/// What a form of a value would have been.
pub fn form_of(errors: &[ValidationError<'_>]) -> Option<String> {
    let options = errors.iter().find_map(|error| match error.kind() {
        Kind::Enum { options } => {
            Some(options.as_array()?.iter().filter_map(|o| o.as_str()).collect::<Vec<_>>())
        }
        _ => None,
    });
    if let Some(options) = options {
        return Some(crate::diagnostic::list(&options, "or"));
    }
    errors.iter().find_map(|error| match error.kind() {
        Kind::Constant { expected_value } => Some(format!("`{expected_value}`")),
        Kind::Type { kind } => Some(join(&type_names(kind))),
        _ => None,
    })
}

/// The boolean that YAML 1.1 had by this word.
fn word(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" => Some(true),
        "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    let name = |json: jsonschema::JsonType| {
        match json {
            jsonschema::JsonType::Array => "a list",
            jsonschema::JsonType::Boolean => "a boolean",
            jsonschema::JsonType::Integer => "a whole number",
            jsonschema::JsonType::Null => "nothing",
            jsonschema::JsonType::Number => "a number",
            jsonschema::JsonType::Object => "a mapping",
            jsonschema::JsonType::String => "a text",
        }
        .to_owned()
    };
    match kind {
        TypeKind::Single(single) => vec![name(*single)],
        TypeKind::Multiple(several) => several.iter().map(name).collect(),
    }
}

fn join(names: &[String]) -> String {
    let mut names = names.to_vec();
    names.dedup();
    match names.as_slice() {
        [] => "another value".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}
