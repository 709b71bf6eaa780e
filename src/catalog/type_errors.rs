//! A value that a type refuses: what it is, and what to write instead.

use super::key_errors::Around;
use super::schema::{Form, Schema};
use super::suggested_value::{Expected, Instead};
use super::{comma_in_number, key_errors, mapping_hint};
use crate::diagnostic::{Code, Diagnostic, Edit, Location, Part, Place, is_odd_blank, letter, one_of};
use crate::source::{Data, Document, Node, ReadFault, Reason, codes};

/// A fault and what is found at its place.
pub struct Found<'a> {
    /// The document.
    pub document: &'a Document,
    /// The fault.
    pub fault: &'a ReadFault,
    /// The value that is at fault, or whose key is.
    pub node: &'a Node,
    /// The schema of the document.
    pub schema: &'a Schema,
    /// The forms that a value may have there.
    pub forms: Vec<Form<'a>>,
}

impl Found<'_> {
    /// The finding that reports the fault.
    pub fn finding(&self) -> Diagnostic {
        match &self.fault.reason {
            Reason::UnknownKey(known) => {
                let around = Around::of(self.document, self.fault.pointer.parent(), self.schema);
                key_errors::unknown(self.place(), self.key(), known, around)
            }
            Reason::Null => self.nothing(),
            Reason::Type(forms) => self.wrong_type(forms),
            Reason::Form(form) => {
                self.told(codes::WRONG_TYPE, "is not allowed here", format!("write {form}"))
            }
            Reason::Word(words) => self.no_word(words),
            Reason::Below(least) => self.out_of_range(("less", "minimum"), *least),
            Reason::Above(most) => self.out_of_range(("more", "maximum"), *most),
            Reason::Said { message, help, of_type } => {
                let code = if *of_type { codes::WRONG_TYPE } else { codes::WRONG_VALUE };
                let help = help.as_deref().unwrap_or("write a valid value");
                let finding = Diagnostic::new(code, self.place(), message.clone());
                let finding = match self.fault.part {
                    Part::Key => finding.labelled("not a valid key"),
                    Part::Value | Part::Piece(_) => finding,
                };
                self.suggest(
                    finding,
                    Instead { text: offered(help).map(str::to_owned), help: help.to_owned() },
                )
            }
        }
    }

    /// The finding that says something of the value.
    fn told(&self, code: Code, what: &str, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(), format!("{} {what}", self.describe())).help(help)
    }

    fn out_of_range(&self, (more, most): (&str, &str), bound: i64) -> Diagnostic {
        self.told(codes::WRONG_VALUE, &format!("is {more} than {bound}"), format!("the {most} is {bound}"))
    }

    fn place(&self) -> Place {
        Place { document: self.document.id, pointer: self.fault.pointer, part: self.fault.part }
    }

    fn key(&self) -> &str {
        self.fault.pointer.last().unwrap_or_default()
    }

    fn no_word(&self, words: &[&str]) -> Diagnostic {
        let help = one_of(self.node.as_text().unwrap_or_default(), words.iter().copied());
        self.told(codes::WRONG_VALUE, "is not a valid value for this key", help.unwrap_or_default())
    }

    /// The finding for a null; one that is not even written is shown at its key.
    fn nothing(&self) -> Diagnostic {
        let key = self.key();
        let (place, message) = match self.is_unwritten() {
            true => (self.document.key_at(self.fault.pointer), format!("`{key}` has no value")),
            false => (self.place(), "null is not allowed in a catalog".to_owned()),
        };
        let finding = Diagnostic::new(codes::WRONG_TYPE, place, message).labelled("no value");
        let torn = self.torn(key).filter(|_| self.is_unwritten());
        if let Some(comma_in_number::Joined { first, instead: Instead { help, text } }) = torn {
            let finding = finding.help(help);
            let from = self.document.at(self.fault.pointer.parent().child(first));
            let whole = self.document.spanning(from, place);
            let is_here = self.document.is_written_at(from.pointer);
            return match text.filter(|_| is_here) {
                Some(text) => written(finding, whole, text),
                None => finding,
            };
        }
        let help = self.missing_value(key).unwrap_or_else(|| "write a value, or remove the key".to_owned());
        finding.help(help)
    }

    /// What was meant by a key that is the last part of a number: `USD: 10,90` is an entry `USD: 10` and a key `90`.
    fn torn(&self, key: &str) -> Option<comma_in_number::Joined<'_>> {
        let Data::Mapping(entries) = &self.parent()?.data else { return None };
        let is_price = self.fault.pointer.parts().contains(&"prices");
        comma_in_number::joined(entries, key, is_price)
    }

    fn is_database(&self) -> bool {
        self.forms.iter().filter_map(|form| form.keys()).any(|keys| keys.contains_key("url_from"))
    }

    fn is_unwritten(&self) -> bool {
        let in_mapping = self.parent().is_some_and(|parent| matches!(parent.data, Data::Mapping(_)));
        self.node.span.is_empty() && in_mapping
    }

    fn parent(&self) -> Option<&Node> {
        self.document.find(self.fault.pointer.parent())
    }

    /// What was meant by a key without a value.
    fn missing_value(&self, key: &str) -> Option<String> {
        if let Some((name, value)) = key.split_once(':') {
            if let Some(blank) = value.chars().next().filter(|first| is_odd_blank(*first)) {
                let letter = letter(blank);
                let value = value.trim_start();
                return Some(format!(
                    "the colon is followed by {letter}, which looks like an ordinary space: write `{name}: {value}`"
                ));
            }
            return Some(format!("add a space after the colon: `{name}: {}`", value.trim_start()));
        }
        let (name, value) = key.split_once(' ')?;
        Some(format!("write `{name}: {value}` if that is the value; otherwise remove the key"))
    }

    /// The finding for a value of another type than any that is expected.
    fn wrong_type(&self, forms: &[String]) -> Diagnostic {
        let is_list_of_texts = self.forms.iter().any(|form| form.is_list_of_texts());
        let expected = Expected { forms, is_list_of_texts };
        let instead = mapping_hint::as_mapping(&self.forms, self.node);
        let instead = instead.or_else(|| mapping_hint::as_list(&self.forms, self.node));
        let instead = instead.unwrap_or_else(|| expected.instead_of(self.node));
        let message = format!("expected {expected}, found {}", self.describe());
        self.suggest(Diagnostic::new(codes::WRONG_TYPE, self.place(), message), instead)
    }

    /// A finding with what to write instead, and with the edit that does it where there is no doubt about it.
    fn suggest(&self, finding: Diagnostic, instead: Instead) -> Diagnostic {
        let finding = finding.help(instead.help);
        let is_here = || {
            let is_value = self.fault.part == Part::Value && !is_block(self.node);
            is_value && self.document.is_written_at(self.fault.pointer)
        };
        match instead.text.filter(|_| is_here()) {
            Some(text) => written(finding, self.place().into(), text),
            None => finding,
        }
    }

    /// The value as the file has it.
    fn describe(&self) -> String {
        match &self.node.data {
            Data::Bool(value) => format!("the boolean `{}`", value.written()),
            // What stands in the place of where a database is may be a password.
            Data::Number(_) | Data::Text(_) if self.is_database() => "a single value".to_owned(),
            Data::Number(text) => format!("the number `{text}`"),
            Data::Text(text) if text.is_empty() => "an empty string".to_owned(),
            Data::Text(text) if text.chars().count() <= 40 => format!("the string `{text}`"),
            Data::Text(_) => "a long string".to_owned(),
            Data::Null | Data::Sequence(_) | Data::Mapping(_) => self.node.type_name().to_owned(),
        }
    }
}

/// A finding with the edit that writes a text.
fn written(finding: Diagnostic, location: Location, text: String) -> Diagnostic {
    finding.fix(format!("write `{text}`"), vec![Edit { location, text: Some(text) }])
}

/// Whether a text may be one that stands below its `|` or `>`: these would be left where it is written over. Without
/// them a text takes as many bytes as it has, or two more for its quotes.
fn is_block(node: &Node) -> bool {
    let Data::Text(text) = &node.data else { return false };
    text.contains('\n') || node.span.len() == text.len() + 1
}

/// The text that the words of a type offer instead of a value, where they offer one and say no more.
fn offered(help: &str) -> Option<&str> {
    help.strip_prefix("write `")?.strip_suffix('`').filter(|text| !text.contains('`'))
}
