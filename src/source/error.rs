//! Why a document is not of a type.

use super::read::{Mention, Path};
use crate::diagnostic::{Part, Pointer};
use serde::de::{self, Unexpected};
use std::fmt;

/// All that keeps a document from being of a type, and the references in it all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// Every reason.
    pub all: Vec<Error>,
    /// The references.
    pub mentions: Vec<Mention>,
}

impl Errors {
    /// These and those of another reading of the same document.
    pub fn and(mut self, other: Self) -> Self {
        self.all.extend(other.all);
        self.mentions.extend(other.mentions);
        self
    }
}

/// One reason why a document is not of a type, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The innermost node that is at fault.
    pub pointer: Option<(Pointer, Part)>,
    /// The reason.
    pub message: String,
    /// What to write instead, where the type knows it: what it says below the first line of its reason.
    pub help: Option<String>,
    /// Whether the type itself says so, in words that are meant for authors.
    pub exact: bool,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let said = message.to_string();
        let (message, help) = match said.split_once('\n') {
            Some((message, help)) => (message.to_owned(), Some(help.to_owned())),
            None => (said, None),
        };
        Self { pointer: None, message, help, exact: true }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let help = Some(format!("write {expected}"));
        Self { help, ..Self::roughly(format!("{} cannot stand here", words(&found))) }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let (expected, found) = (expected.to_string(), words(&found));
        let (message, help) = match range(&expected) {
            Some(range) => (format!("{found} is out of range"), format!("write a whole number {range}")),
            None => (format!("{found} cannot stand here"), format!("write {expected}")),
        };
        Self { help: Some(help), ..Self::roughly(message) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::roughly(format!("`{field}` is missing"))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::roughly(format!("`{field}` has no meaning here"))
    }
}

impl Error {
    /// A null where a value must stand.
    pub(super) fn no_value() -> Self {
        Self::roughly("null is no value in a catalog".to_owned())
    }

    /// A reason that says no more than a schema knows.
    fn roughly(message: String) -> Self {
        Self { pointer: None, message, help: None, exact: false }
    }

    pub(super) fn at(mut self, path: &Path<'_>, part: Part) -> Self {
        self.pointer.get_or_insert_with(|| (path.pointer(), part));
        self
    }

    /// Of a value with a form of its own: what it expects is said in its own words.
    pub(super) fn of_a_form(mut self) -> Self {
        self.exact |= self.pointer.is_none();
        self
    }
}

/// What was found, in the words of YAML.
fn words(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("the boolean `{value}`"),
        Unexpected::Signed(value) => format!("the number `{value}`"),
        Unexpected::Unsigned(value) => format!("the number `{value}`"),
        Unexpected::Float(value) => format!("the number `{value}`"),
        Unexpected::Str(text) => format!("the text `{text}`"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a mapping".to_owned(),
        other => other.to_string(),
    }
}

/// The range of a Rust integer, where that is what is expected.
fn range(expected: &str) -> Option<String> {
    let (least, greatest): (i64, i64) = match expected {
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        _ => return None,
    };
    Some(format!("between {least} and {greatest}"))
}
