//! Values of columns, and natural keys.

use super::row_id::Id;
use rust_decimal::Decimal;
use std::fmt;
use std::sync::Arc;

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact number. Numbers such as 9.9 and 9.90 are equal.
    Decimal(Decimal),
    /// A string.
    // Shared, because a string of a row is also part of keys and plans.
    Text(Arc<str>),
    /// A JSON document in canonical form, in which keys are in order, numbers have no trailing zeros, and there is no
    /// whitespace.
    Json(Arc<str>),
    /// A list of values, for an array column.
    List(Arc<[Value]>),
    /// A reference to a row of another table, by its natural key.
    Key(Key),
    /// A reference to a row of another table, by the id of the row. Used if the row is missing or its natural key is
    /// not known.
    Id(Id),
}

/// The value of a column that a row does not set.
// A static, so that callers can return a reference to it.
pub static NULL: Value = Value::Null;

impl Value {
    /// Creates a string value.
    pub fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// Converts a value so that it can be compared without regard to case: strings are converted to lowercase.
    pub fn folded(&self) -> Self {
        match self {
            // Most names are in lower case already and need no new allocation.
            Self::Text(text) if text.chars().any(char::is_uppercase) => Self::text(&text.to_lowercase()),
            other => other.clone(),
        }
    }

    /// Returns the string; `None` if the value is not a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the decimal; `None` if the value is not a decimal.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Decimal(value) => Some(*value),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("none"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            // Without trailing zeros, so that `9.9` and `9.90` look the same in a plan.
            Self::Decimal(value) => value.normalize().fmt(f),
            Self::Text(value) | Self::Json(value) => value.fmt(f),
            Self::List(values) => {
                let values: Vec<String> = values.iter().map(Self::to_string).collect();
                write!(f, "[{}]", values.join(", "))
            }
            Self::Key(key) => key.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// A natural key: the values that identify a row, beginning with those of its root. The values are never joined into
/// one string, which could be ambiguous.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Shared: rows below a parent, references and plans hold the same key.
pub struct Key(Arc<[Value]>);

impl Key {
    /// Creates a key from its values.
    pub fn new(parts: Vec<Value>) -> Self {
        Self(parts.into())
    }

    /// Creates a key of one string, such as an article number or a name.
    pub fn of(name: &str) -> Self {
        Self::new(vec![Value::text(name)])
    }

    /// Returns the key with more values at its end: the key of a row below this one.
    pub fn join(&self, parts: impl IntoIterator<Item = Value>) -> Self {
        Self(self.0.iter().cloned().chain(parts).collect())
    }

    /// Returns the key of the first `length` values.
    pub fn prefix(&self, length: usize) -> Self {
        Self(self.0[..length].into())
    }

    /// Returns the values of the key, beginning at the root.
    pub fn parts(&self) -> &[Value] {
        &self.0
    }

    /// Returns the number of values in the key.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the key has no values.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(Value::to_string).collect();
        f.write_str(&parts.join(", "))
    }
}
