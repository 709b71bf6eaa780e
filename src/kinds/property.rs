//! "Other data": name-value pairs of an article, some of which have fields of their own.

use crate::diagnostic::Pointer;

/// A property that a field stands for (seed 000).
#[derive(Debug)]
pub struct TypedProperty {
    /// The property's name in the database; names are matched without regard to case.
    pub name: &'static str,
    /// The field, in the words of the files.
    pub field: &'static str,
    /// Whether the field can hold a value; one that it cannot hold may stand under `properties`.
    pub holds: fn(&str) -> bool,
}

impl TypedProperty {
    /// A property of a boolean field.
    pub const fn boolean(name: &'static str, field: &'static str) -> Self {
        Self { name, field, holds: |value| matches!(value, "true" | "false") }
    }

    /// A property of a field that can hold any text but an empty one.
    pub const fn text(name: &'static str, field: &'static str) -> Self {
        Self { name, field, holds: |value| !value.is_empty() }
    }

    /// A property of a field that holds a whole number.
    pub const fn integer(name: &'static str, field: &'static str) -> Self {
        Self {
            name,
            field,
            holds: |value| value.parse::<i64>().is_ok_and(|number| number.to_string() == value),
        }
    }
}

/// A property's value, and the field that asks for it.
#[derive(Clone, Debug)]
pub struct Property {
    /// The property's name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The field.
    pub pointer: Pointer,
}

impl Property {
    /// A property that a field asks for.
    pub fn new(name: &str, value: impl Into<String>, pointer: &str) -> Self {
        Self { name: name.to_owned(), value: value.into(), pointer: Pointer::parse(pointer) }
    }

    /// `true`, when the field is true: a false one writes no property.
    pub fn flag(name: &str, value: bool, pointer: &str) -> Option<Self> {
        value.then(|| Self::new(name, "true", pointer))
    }
}
