//! Makes the finding for a value or key that a type rejects. The finding says what is written, and what to write
//! instead.

use super::comma_in_number::{self, SplitNumber};
use super::key_errors::EnclosingMapping;
use super::schema::{Form, Schema};
use super::suggested_value::{Expected, ValueSuggestion};
use super::{key_errors, mapping_hint};
use crate::diagnostic::{Code, Diagnostic, Edit, Location, Part, Place, is_odd_blank, letter, one_of};
use crate::source::{Data, Document, Node, ReadFault, Reason, codes};

/// A value or a key that a type rejects.
pub struct TypeError<'a> {
    /// The document that contains the value or key.
    pub document: &'a Document,
    /// Where the value or key is, and why the type rejects it.
    pub fault: &'a ReadFault,
    /// The rejected value, or the value of the rejected key.
    pub node: &'a Node,
    /// The schema of the document.
    pub schema: &'a Schema,
    /// The forms that the schema allows for the value.
    pub forms: Vec<Form<'a>>,
}

impl TypeError<'_> {
    /// The finding that reports the fault.
    pub fn finding(&self) -> Diagnostic {
        match &self.fault.reason {
            Reason::UnknownKey(known) => {
                let around = EnclosingMapping::of(self.document, self.fault.pointer.parent(), self.schema);
                key_errors::unknown(self.place(), self.key(), known, around)
            }
            Reason::Null => self.null(),
            Reason::Type(forms) => self.wrong_type(forms),
            Reason::Form(form) => {
                self.about_value(codes::WRONG_TYPE, "is not allowed here", format!("write {form}"))
            }
            Reason::Word(words) => self.unknown_word(words),
            Reason::Below(least) => self.out_of_range(("less", "minimum"), *least),
            Reason::Above(most) => self.out_of_range(("more", "maximum"), *most),
            Reason::Said { message, help, of_type } => {
                // A type can reject a value because of its type too, and then says so itself.
                let code = if *of_type { codes::WRONG_TYPE } else { codes::WRONG_VALUE };
                let help = help.as_deref().unwrap_or("write a valid value");
                let finding = Diagnostic::new(code, self.place(), message.clone());
                let finding = match self.fault.part {
                    Part::Key => finding.labelled("not a valid key"),
                    Part::Value | Part::Piece(_) => finding,
                };
                self.suggest(
                    finding,
                    ValueSuggestion { text: offered(help).map(str::to_owned), help: help.to_owned() },
                )
            }
        }
    }

    /// Returns a finding whose message begins with a description of the value. `what` is the rest of the message.
    fn about_value(&self, code: Code, what: &str, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(), format!("{} {what}", self.describe())).help(help)
    }

    /// The finding for a number below the minimum or above the maximum.
    fn out_of_range(&self, (comparison, limit): (&str, &str), bound: i64) -> Diagnostic {
        self.about_value(
            codes::WRONG_VALUE,
            &format!("is {comparison} than {bound}"),
            format!("the {limit} is {bound}"),
        )
    }

    fn place(&self) -> Place {
        Place { document: self.document.id, pointer: self.fault.pointer, part: self.fault.part }
    }

    fn key(&self) -> &str {
        self.fault.pointer.last().unwrap_or_default()
    }

    /// The finding for a string that is not one of the words that its key accepts.
    fn unknown_word(&self, words: &[&str]) -> Diagnostic {
        let help = one_of(self.node.as_text().unwrap_or_default(), words.iter().copied());
        self.about_value(codes::WRONG_VALUE, "is not a valid value for this key", help.unwrap_or_default())
    }

    /// The finding for a null value. If the value is not written at all, the finding is located at the key.
    fn null(&self) -> Diagnostic {
        let key = self.key();
        let (place, message) = match self.is_unwritten() {
            true => (self.document.key_at(self.fault.pointer), format!("`{key}` has no value")),
            false => (self.place(), "null is not allowed in a catalog".to_owned()),
        };
        let finding = Diagnostic::new(codes::WRONG_TYPE, place, message).labelled("no value");
        if let Some(number) = self.number_with_commas(key).filter(|_| self.is_unwritten()) {
            return self.joined_number(finding, number, place);
        }
        let help = self.missing_value(key).unwrap_or_else(|| "write a value, or remove the key".to_owned());
        finding.help(help)
    }

    /// Adds help, and a fix if possible, to the finding about a number that commas have split into several entries.
    /// `last` is the place of the last entry.
    fn joined_number(&self, finding: Diagnostic, number: SplitNumber<'_>, last: Place) -> Diagnostic {
        let SplitNumber { first, instead: ValueSuggestion { help, text } } = number;
        let finding = finding.help(help);
        let first = self.document.at(self.fault.pointer.parent().child(first));
        let span = self.document.spanning(first, last);
        // The value of an alias is written elsewhere, where other places use it too.
        match text.filter(|_| self.document.is_written_at(first.pointer)) {
            Some(text) => with_text(finding, span, text),
            None => finding,
        }
    }

    /// Finds the number that commas have split, if `key` contains some of its digits: in braces, `USD: 10,90` is an
    /// entry `USD: 10` and a key `90`.
    fn number_with_commas(&self, key: &str) -> Option<SplitNumber<'_>> {
        let Data::Mapping(entries) = &self.parent()?.data else { return None };
        // Limits are numbers by name as well, but only prices can have decimals.
        let is_price = self.fault.pointer.parts().contains(&"prices");
        comma_in_number::joined(entries, key, is_price)
    }

    /// Whether the value is written where the `database` mapping of the manifest is expected.
    fn is_database(&self) -> bool {
        self.forms.iter().filter_map(|form| form.keys()).any(|keys| keys.contains_key("url_from"))
    }

    /// Whether the value is a null because nothing is written after its key.
    fn is_unwritten(&self) -> bool {
        // An empty element of a list has no key that the finding could be at.
        let in_mapping = self.parent().is_some_and(|parent| matches!(parent.data, Data::Mapping(_)));
        self.node.span.is_empty() && in_mapping
    }

    fn parent(&self) -> Option<&Node> {
        self.document.find(self.fault.pointer.parent())
    }

    /// Suggests what to write instead of a key that probably includes its value, such as `name:Gold` or `name Gold`.
    /// `None` for all other keys.
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

    /// The finding for a value that has none of the expected forms.
    fn wrong_type(&self, forms: &[String]) -> Diagnostic {
        let is_list_of_texts = self.forms.iter().any(|form| form.is_list_of_texts());
        let expected = Expected { forms, is_list_of_texts };
        // The schema knows which keys a mapping has; the type knows only that a mapping is expected.
        let instead = mapping_hint::as_mapping(&self.forms, self.node);
        let instead = instead.or_else(|| mapping_hint::as_list(&self.forms, self.node));
        let instead = instead.unwrap_or_else(|| expected.instead_of(self.node));
        let message = format!("expected {expected}, found {}", self.describe());
        self.suggest(Diagnostic::new(codes::WRONG_TYPE, self.place(), message), instead)
    }

    /// Adds help that says what to write instead. Also adds a fix if the replacement is certain and the value can be
    /// replaced.
    fn suggest(&self, finding: Diagnostic, instead: ValueSuggestion) -> Diagnostic {
        let finding = finding.help(instead.help);
        let is_replaceable = || {
            // A key or a piece of a string is not the whole value that the text would replace.
            let is_value = self.fault.part == Part::Value && !is_block(self.node);
            is_value && self.document.is_written_at(self.fault.pointer)
        };
        match instead.text.filter(|_| is_replaceable()) {
            Some(text) => with_text(finding, self.place().into(), text),
            None => finding,
        }
    }

    /// Describes the value for a message. Short strings are quoted, unless they may contain a password.
    fn describe(&self) -> String {
        match &self.node.data {
            Data::Bool(value) => format!("the boolean `{}`", value.written()),
            // Someone may have written a URL with a password here.
            Data::Number(_) | Data::Text(_) if self.is_database() => "a single value".to_owned(),
            Data::Number(text) => format!("the number `{text}`"),
            Data::Text(text) if text.is_empty() => "an empty string".to_owned(),
            // Longer strings would make the message hard to read.
            Data::Text(text) if text.chars().count() <= 40 => format!("the string `{text}`"),
            Data::Text(_) => "a long string".to_owned(),
            Data::Null | Data::Sequence(_) | Data::Mapping(_) => self.node.type_name().to_owned(),
        }
    }
}

/// Adds a fix that writes `text` at the given location.
fn with_text(finding: Diagnostic, location: Location, text: String) -> Diagnostic {
    finding.fix(format!("write `{text}`"), vec![Edit { location, text: Some(text) }])
}

/// Whether a string may be a block scalar. The span of a block scalar does not include its `|` or `>`, which would stay
/// if the string were replaced. The span of any other string is exactly as long as the string, plus two bytes if it is
/// quoted.
fn is_block(node: &Node) -> bool {
    let Data::Text(text) = &node.data else { return false };
    text.contains('\n') || node.span.len() == text.len() + 1
}

/// The replacement that the help of a type offers. `None` unless the help is just "write `…`".
fn offered(help: &str) -> Option<&str> {
    // More backticks mean that the help offers more than one value, so none of them is certain.
    help.strip_prefix("write `")?.strip_suffix('`').filter(|text| !text.contains('`'))
}
