//! Converts between fields and columns, for fields that are stored in a single column.

use crate::model::{Amount, Article, Flag, Name, OptionValue, Period, Prose, Ref, ShortName, Target, Units};
use crate::table::{Key, Value, canonical_json};

/// The type of a field that is stored in one column.
pub trait Cell: Sized {
    /// Converts the field to the value of the column. Returns `None` if the file does not set the field.
    fn to_value(&self) -> Option<Value>;
    /// Converts the value of the column to the field.
    ///
    /// # Errors
    /// The reason why a document cannot express the value, in one line.
    fn from_value(value: &Value) -> Result<Self, String>;
}

/// The reason for refusing a NULL in the column of a required field.
pub(super) const NOT_SET: &str = "it is not set";

/// Refuses a value that the field cannot express.
///
/// # Errors
/// Always returns the reason.
pub fn refused<T>(value: &Value) -> Result<T, String> {
    match value {
        Value::Null => Err(NOT_SET.to_owned()),
        other => Err(format!("it is {other}")),
    }
}

/// An optional field. NULL and an empty string both mean that the field is not set.
impl<T: Cell> Cell for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(T::to_value)
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            // The vendor stores a text that was cleared as an empty string, and no field of a document can be empty.
            Value::Text(text) if text.is_empty() => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl Cell for $type {
            fn to_value(&self) -> Option<Value> {
                Some(Value::text(self.as_str()))
            }

            fn from_value(value: &Value) -> Result<Self, String> {
                // Checked like a string in a file, since the document must be readable again.
                value.as_text().map_or_else(|| refused(value), str::parse)
            }
        }
    )*};
}

texts!(Article, Name, ShortName, Prose);

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Cell for $type {
            fn to_value(&self) -> Option<Value> {
                Some(Value::Int((*self).into()))
            }

            fn from_value(value: &Value) -> Result<Self, String> {
                let Value::Int(number) = value else { return refused(value) };
                // The column can be wider than the field, such as `bigint` in an existing database.
                Self::try_from(*number).map_err(|_| format!("{number} is out of range"))
            }
        }
    )*};
}

whole_numbers!(i32, u32, u16);

impl Cell for bool {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Bool(value) => Ok(*value),
            other => refused(other),
        }
    }
}

/// A flag. NULL means the default of the flag in the files.
impl<const DEFAULT: bool> Cell for Flag<DEFAULT> {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Bool(**self))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            // In an existing database the column can be nullable; NULL must not turn into a document that says
            // something else.
            Value::Null => Ok(Self::default()),
            value => bool::from_value(value).map(Self::from),
        }
    }
}

/// A period. The column has the same text as the files.
impl Cell for Period {
    fn to_value(&self) -> Option<Value> {
        Some(Value::text(&self.to_string()))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        value.as_text().map_or_else(|| refused(value), str::parse)
    }
}

impl Cell for Amount {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Decimal(self.decimal()))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Decimal(number) => Self::try_from(*number),
            other => Err(format!("`{other}` is not an amount")),
        }
    }
}

/// The value of an option. The column contains JSON.
impl Cell for OptionValue {
    fn to_value(&self) -> Option<Value> {
        // Canonical, because JSON is compared as text: other spacing or another order of keys would be a change.
        canonical_json(&self.json().to_string()).ok().map(Value::Json)
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        let Value::Json(text) = value else { return refused(value) };
        serde_json::from_str::<serde_json::Value>(text).map_err(|error| error.to_string())?.try_into()
    }
}

impl Cell for Units {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Int(self.count().into()))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            // The column is an integer, but a manual edit can leave NULL, which must be reported and not become 0.
            Value::Int(count) => Self::try_from(*count),
            _ => Err("it has no amount".to_owned()),
        }
    }
}

impl<T: Target> Cell for Ref<T> {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Key(Key::of(self.name())))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Err(format!("it names no {}", T::word())),
            value => super::lift::name_of(value).and_then(Ref::new),
        }
    }
}
