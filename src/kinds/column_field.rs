//! Fields that are one column: how a value of the files stands in the database, and back.

use crate::model::{Amount, Article, Flag, Name, OptionValue, Period, Prose, Ref, ShortName, Target, Units};
use crate::table::{Key, Value, canonical_json};

/// A field's value that is the value of one column.
pub trait Cell: Sized {
    /// The column's value; none where the field says nothing.
    fn to_value(&self) -> Option<Value>;
    /// The field's value, or why the field cannot say what the column does.
    ///
    /// # Errors
    /// The reason, in one line.
    fn from_value(value: &Value) -> Result<Self, String>;
}

/// Why a field that must be given says nothing.
pub(super) const NOT_SET: &str = "it is not set";

/// What stands in a column in the place of what a field could say.
///
/// # Errors
/// Always: the reason.
pub fn refused<T>(value: &Value) -> Result<T, String> {
    match value {
        Value::Null => Err(NOT_SET.to_owned()),
        other => Err(format!("it is {other}")),
    }
}

/// A field that may be left out: nothing and an empty text are as good as not there.
impl<T: Cell> Cell for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(T::to_value)
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
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

/// A flag that the database leaves open is as the files have it where they do not say it.
impl<const DEFAULT: bool> Cell for Flag<DEFAULT> {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Bool(**self))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self::default()),
            value => bool::from_value(value).map(Self::from),
        }
    }
}

/// A period as the files write it.
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
            other => Err(format!("`{other}` is no amount")),
        }
    }
}

/// What an option is set to, as a JSON document.
impl Cell for OptionValue {
    fn to_value(&self) -> Option<Value> {
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
