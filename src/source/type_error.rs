//! Why a document is not of a type.

use super::deserializer::{Mention, Path};
use crate::diagnostic::{Part, Pointer};
use serde::de::{self, Unexpected};
use std::collections::BTreeSet;
use std::fmt;

/// All that keeps a document from being of a type, and the references in it all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// Every fault but keys that are missing.
    pub faults: Vec<Fault>,
    /// The mappings in which a type missed a key: because it is not there, or because its value is at fault. It names
    /// no more than one; which ones a mapping lacks, a schema knows.
    pub lacking: BTreeSet<Pointer>,
    /// The references.
    pub mentions: Vec<Mention>,
}

/// One reason why a document is not of a type, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The innermost node that is at fault.
    pub pointer: Pointer,
    /// Whether its key or its value is.
    pub part: Part,
    /// The reason.
    pub reason: Reason,
}

/// Why a value, or a key, is none that a type takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The key is none of those that have a meaning there.
    UnknownKey(Vec<&'static str>),
    /// The value is null.
    Null,
    /// The value is of none of these forms: `a text`, `a list`, `a whole number` and what more there is to say of
    /// one, or a word in backticks.
    Type(Vec<String>),
    /// The value is not what the type describes in words of its own.
    Form(String),
    /// The number is below the least that fits.
    Below(i64),
    /// The number is above the greatest that fits.
    Above(i64),
    /// The text is none of these words.
    Word(&'static [&'static str]),
    /// What the type itself says.
    Said {
        /// What is wrong.
        message: String,
        /// What to write instead: the last of the lines that the type says.
        help: Option<String>,
        /// Whether the value is not even of the sort that the type takes.
        of_type: bool,
    },
}

/// A reason on its way to the place that it is of.
#[derive(Clone, Debug)]
pub(super) struct Error {
    place: Option<(Pointer, Part)>,
    /// None where a mapping lacks a key.
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
        let said = message.to_string();
        // The lines before may be those of a text that is shown.
        let (message, help) = match said.rsplit_once('\n') {
            Some((message, help)) => (message.to_owned(), Some(help.to_owned())),
            None => (said, None),
        };
        Self::new(Reason::Said { message, help, of_type: false })
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let expected = expected.to_string();
        match (found, range(&expected)) {
            // Too large to be a whole number for Rust.
            (Unexpected::Float(number), Some(range)) if number.fract() == 0.0 => {
                Self::out_of(range, number.is_sign_negative())
            }
            _ => Self::new(forms(&expected).map_or(Reason::Form(expected), Reason::Type)),
        }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        match (found, range(&expected.to_string())) {
            (Unexpected::Signed(number), Some(range)) => Self::out_of(range, number < range.0),
            _ => Self::invalid_type(found, expected),
        }
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(Reason::Word(known))
    }

    fn missing_field(_: &'static str) -> Self {
        Self { place: None, reason: None }
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(Reason::UnknownKey(known.to_vec()))
    }
}

impl Error {
    pub(super) fn new(reason: Reason) -> Self {
        Self { place: None, reason: Some(reason) }
    }

    fn out_of((least, greatest): (i64, i64), is_below: bool) -> Self {
        Self::new(if is_below { Reason::Below(least) } else { Reason::Above(greatest) })
    }

    pub(super) fn at(mut self, path: &Path<'_>, part: Part) -> Self {
        self.place.get_or_insert_with(|| (path.pointer(), part));
        self
    }

    /// Of a value that is not even of the sort that its type takes.
    pub(super) fn of_type(mut self) -> Self {
        if let Some(Reason::Said { of_type, .. }) = &mut self.reason {
            *of_type = true;
        }
        self
    }

    /// The fault; or the mapping that lacks a key.
    pub(super) fn into_fault(self) -> Result<Fault, Pointer> {
        let (pointer, part) = self.place.unwrap_or((Pointer::root(), Part::Value));
        match self.reason {
            Some(reason) => Ok(Fault { pointer, part, reason }),
            None => Err(pointer),
        }
    }
}

/// What a visitor expects, in the words of the files; none where it has words of its own.
fn forms(expected: &str) -> Option<Vec<String>> {
    expected.split(", ").flat_map(|part| part.split(" or ")).map(form).collect()
}

fn form(expected: &str) -> Option<String> {
    let form = match expected {
        "a string" | "a text" | "a character" | "a borrowed string" => "a string",
        "a sequence" => "a list",
        "a map" | "a mapping" => "a mapping",
        "a boolean" => expected,
        "f32" | "f64" => "a number",
        _ if expected.starts_with("a whole number") => expected,
        _ if range(expected).is_some() => "a whole number",
        _ if expected.starts_with("struct ") => "a mapping",
        _ if ["tuple ", "a tuple ", "an array "].iter().any(|word| expected.starts_with(word)) => "a list",
        _ if expected.starts_with('`') => expected,
        _ => return None,
    };
    Some(form.to_owned())
}

/// The range of a whole number, where that is what is expected, in Rust's words or in those of the files. What is beyond
/// an `i64` is beyond all that is read.
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

/// The bounds that a type names of itself: `a whole number from 0 to 10`, and perhaps what else it takes.
fn bounds(expected: &str) -> Option<(i64, i64)> {
    let (least, rest) = expected.strip_prefix("a whole number from ")?.split_once(" to ")?;
    Some((least.parse().ok()?, rest.split([' ', ',']).next()?.parse().ok()?))
}
