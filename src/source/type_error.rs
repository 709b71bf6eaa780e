//! The errors from reading a document as a type.

use super::mention::Mention;
use super::node_path::Path;
use crate::diagnostic::{Part, Pointer};
use serde::de::{self, Unexpected};
use std::collections::BTreeSet;
use std::fmt;

/// All errors from reading a document as a type, and the references that were found despite them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// All errors except missing keys.
    pub faults: Vec<Fault>,
    /// The mappings in which the type did not find a key. Either the key is not there, or its value is wrong. A type
    /// stops at the first missing key, so the schema is used to find all of them.
    pub lacking: BTreeSet<Pointer>,
    /// The references in the document.
    pub mentions: Vec<Mention>,
}

/// An error: a rejected key or value, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The pointer to the innermost node that is wrong.
    pub pointer: Pointer,
    /// Whether the key or the value of the node is wrong.
    pub part: Part,
    /// The reason why the node is wrong.
    pub reason: Reason,
}

/// The reason why a type rejects a value or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The key is not one of the listed keys.
    UnknownKey(Vec<&'static str>),
    /// The value is null.
    Null,
    /// The value has none of the listed forms. A form is `a string`, `a list`, `a whole number` (possibly with bounds),
    /// or a word in backticks.
    Type(Vec<String>),
    /// The value does not have the form that the type describes in free text.
    Form(String),
    /// The number is less than the given minimum.
    Below(i64),
    /// The number is greater than the given maximum.
    Above(i64),
    /// The string is not one of the listed words.
    Word(&'static [&'static str]),
    /// The type has a message of its own.
    Said {
        /// The message.
        message: String,
        /// What to write instead. It is taken from the last line of the error message.
        help: Option<String>,
        /// Whether the value has the wrong type. If false, the value has the right type but is not valid.
        of_type: bool,
    },
}

/// An error that is found while a node is read. Its place is set by the reader of the node.
#[derive(Clone, Debug)]
pub(super) struct Error {
    place: Option<(Pointer, Part)>,
    /// The reason; `None` if a mapping lacks a key.
    reason: Option<Reason>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(Reason::Said { message, .. }) => f.write_str(message),
            other => write!(f, "{other:?}"),
        }
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        // Only the last line is the help: the message may quote a string with several lines.
        let (message, help) = match text.rsplit_once('\n') {
            Some((message, help)) => (message.to_owned(), Some(help.to_owned())),
            None => (text, None),
        };
        Self::new(Reason::Said { message, help, of_type: false })
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let expected = expected.to_string();
        match (found, range(&expected)) {
            // A whole number that is too large for an `i64` arrives as a float.
            (Unexpected::Float(number), Some(range)) if number.fract() == 0.0 => {
                Self::out_of_range(range, number.is_sign_negative())
            }
            _ => Self::new(forms(&expected).map_or(Reason::Form(expected), Reason::Type)),
        }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        match (found, range(&expected.to_string())) {
            // The reader passes on every whole number as an `i64`.
            (Unexpected::Signed(number), Some(range)) => Self::out_of_range(range, number < range.0),
            _ => Self::invalid_type(found, expected),
        }
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(Reason::Word(known))
    }

    fn missing_field(_: &'static str) -> Self {
        // Without a reason: the schema is asked later for all keys that are missing, since a type stops at the first.
        Self { place: None, reason: None }
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(Reason::UnknownKey(known.to_vec()))
    }
}

impl Error {
    /// Creates an error without a place.
    pub(super) fn new(reason: Reason) -> Self {
        Self { place: None, reason: Some(reason) }
    }

    fn out_of_range((least, greatest): (i64, i64), is_below: bool) -> Self {
        Self::new(if is_below { Reason::Below(least) } else { Reason::Above(greatest) })
    }

    /// Sets the place, unless the reader of an inner node has set it.
    pub(super) fn at(mut self, path: &Path<'_>, part: Part) -> Self {
        self.place.get_or_insert_with(|| (path.pointer(), part));
        self
    }

    /// Marks the value as having the wrong type.
    pub(super) fn of_type(mut self) -> Self {
        if let Some(Reason::Said { of_type, .. }) = &mut self.reason {
            *of_type = true;
        }
        self
    }

    /// Converts the error to a fault. If a mapping lacks a key, returns `Err` with the pointer to the mapping.
    pub(super) fn into_fault(self) -> Result<Fault, Pointer> {
        // Only the root has no path that could set the place.
        let (pointer, part) = self.place.unwrap_or((Pointer::root(), Part::Value));
        match self.reason {
            Some(reason) => Ok(Fault { pointer, part, reason }),
            None => Err(pointer),
        }
    }
}

/// Translates the description of what a visitor expects into forms in the terms of YAML; `None` for free text.
fn forms(expected: &str) -> Option<Vec<String>> {
    // Visitors join several forms with commas and "or".
    expected.split(", ").flat_map(|part| part.split(" or ")).map(form).collect()
}

/// Translates one form into the terms of YAML, since serde uses the terms of Rust; `None` for free text.
fn form(expected: &str) -> Option<String> {
    let form = match expected {
        "a string" | "a text" | "a character" | "a borrowed string" => "a string",
        "a sequence" => "a list",
        "a map" | "a mapping" => "a mapping",
        "a boolean" => expected,
        "f32" | "f64" => "a number",
        _ if expected.starts_with("a whole number") => expected,
        _ if range(expected).is_some() => "a whole number",
        // Derived types call themselves by their Rust names.
        _ if expected.starts_with("struct ") => "a mapping",
        _ if ["tuple ", "a tuple ", "an array "].iter().any(|word| expected.starts_with(word)) => "a list",
        _ if expected.starts_with('`') => expected,
        _ => return None,
    };
    Some(form.to_owned())
}

/// Returns the bounds of an expected whole number: those of a Rust type, or those in the description of a type. `None`
/// if no whole number is expected. Numbers that do not fit in an `i64` cannot be read.
fn range(expected: &str) -> Option<(i64, i64)> {
    match expected {
        "u8" => Some((0, u8::MAX.into())),
        "u16" => Some((0, u16::MAX.into())),
        "u32" => Some((0, u32::MAX.into())),
        "u64" | "u128" | "usize" => Some((0, i64::MAX)),
        "i8" => Some((i8::MIN.into(), i8::MAX.into())),
        "i16" => Some((i16::MIN.into(), i16::MAX.into())),
        "i32" => Some((i32::MIN.into(), i32::MAX.into())),
        "i64" | "i128" | "isize" => Some((i64::MIN, i64::MAX)),
        _ => bounds(expected),
    }
}

/// Parses the bounds in a description such as `a whole number from 0 to 10`. Other forms may follow.
fn bounds(expected: &str) -> Option<(i64, i64)> {
    let (least, rest) = expected.strip_prefix("a whole number from ")?.split_once(" to ")?;
    Some((least.parse().ok()?, rest.split([' ', ',']).next()?.parse().ok()?))
}
