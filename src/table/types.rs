//! The types of columns. All differences between types are in this file.
//!
//! Values are read with the [SQL expression](Type::read) of their type, in one of a few [wire forms](Wire). They are
//! then [decoded](Type::decode) to the form in which they are compared. Values are written as [text](Type::encode) in
//! the form of the PostgreSQL type, so that no cast is needed.

use super::column::Column;
use super::json::{canonical_json, list_from_json};
use super::row_id::{Id, IdSort};
use super::table_handle::Handle;
use super::value::Value;
use crate::model::with_places;
use rust_decimal::Decimal;
use std::str::FromStr;

/// The type of the values in a column.
#[derive(Clone, Copy)]
pub enum Type {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A boolean.
    Boolean,
    /// A number that is stored exactly.
    Decimal,
    /// A double, represented by its shortest decimal form.
    Double,
    /// An amount of money.
    Money(Money),
    /// A point in time.
    Timestamp,
    /// A JSON document.
    Json,
    /// A value of a PostgreSQL enum, as its name.
    Enum,
    /// A one-dimensional array of values of the given type.
    Array(&'static Type),
    /// A reference to a row of the given table, by the natural key of the row.
    Reference(Handle),
}

/// The way in which a column stores money. Wares itself always uses an exact number in the main unit of the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// The number of decimal places that the column can store.
    pub scale: u32,
    /// Whether the column stores minor units, such as `4900` for 49.00.
    pub is_minor: bool,
    /// The column with the currency, in the same row or in a row above it.
    pub currency: &'static str,
}

impl Money {
    /// An amount that is stored as a number with at most `scale` decimal places.
    pub const fn decimal(scale: u32, currency: &'static str) -> Self {
        Self { scale, is_minor: false, currency }
    }

    /// An amount that is stored as a whole number of minor units. One main unit is 10 to the power of `scale` minor
    /// units.
    pub const fn minor(scale: u32, currency: &'static str) -> Self {
        Self { scale, is_minor: true, currency }
    }

    /// Converts an amount to the number that the column stores; `None` if the amount is too large.
    fn to_column(self, amount: Decimal) -> Option<Decimal> {
        let factor = Decimal::from(10_i64.checked_pow(self.scale)?);
        if self.is_minor { amount.checked_mul(factor).map(|units| units.normalize()) } else { Some(amount) }
    }
}

/// The forms in which the PostgreSQL driver returns values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A string.
    Text,
    /// A 64-bit integer.
    Integer,
    /// A boolean.
    Boolean,
    /// An exact number. A number that does not fit in a decimal is returned as a string.
    Numeric,
    /// An id.
    Id(IdSort),
}

/// The PostgreSQL types that store strings.
const TEXTS: &[&str] = &["text", "varchar", "bpchar", "name", "citext"];

impl Type {
    /// Creates the type of references to rows of a static table.
    pub const fn to(table: &'static super::Table) -> Self {
        Self::Reference(Handle::of(table))
    }

    /// Returns the PostgreSQL types that a column of this type can have. Messages suggest the first one.
    pub fn postgres_types(self) -> Vec<String> {
        let names: &[&str] = match self {
            Self::Text => TEXTS,
            Self::Integer => &["int4", "int8", "int2"],
            Self::Boolean => &["bool"],
            Self::Decimal => &["numeric"],
            Self::Money(money) if money.is_minor => &["int8", "int4"],
            Self::Money(_) => &["numeric"],
            Self::Double => &["float8", "float4", "numeric"],
            Self::Timestamp => &["timestamptz", "timestamp"],
            Self::Json => &["jsonb", "json"],
            Self::Enum => &["enum"],
            Self::Array(of) => return of.postgres_types().iter().map(|name| format!("_{name}")).collect(),
            Self::Reference(target) => return target.id.sort.postgres_types(),
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Returns the SQL expression that reads a column. `column` is itself an SQL expression.
    pub fn read(self, column: &str) -> String {
        match self {
            Self::Integer => format!("{column}::bigint"),
            Self::Money(money) if money.is_minor => format!("{column}::bigint"),
            // Text keeps these values exactly as PostgreSQL prints them.
            Self::Double | Self::Timestamp | Self::Text | Self::Enum => format!("{column}::text"),
            // `jsonb` removes whitespace and duplicate keys, but keeps trailing zeros of numbers; decoding removes
            // those.
            Self::Json => format!("{column}::jsonb::text"),
            // Arrays are read as JSON because their text form has its own rules for quotes and escapes.
            Self::Array(_) => format!("array_to_json({column})::text"),
            Self::Boolean | Self::Decimal | Self::Money(_) => column.to_owned(),
            Self::Reference(target) => target.id.sort.read(column),
        }
    }

    /// Returns the form in which the driver returns the value of the [`read`](Self::read) expression.
    pub fn wire(self) -> Wire {
        match self {
            Self::Integer => Wire::Integer,
            Self::Money(money) if money.is_minor => Wire::Integer,
            Self::Boolean => Wire::Boolean,
            Self::Decimal | Self::Money(_) => Wire::Numeric,
            Self::Reference(target) => Wire::Id(target.id.sort),
            Self::Double | Self::Timestamp | Self::Text | Self::Json | Self::Enum | Self::Array(_) => {
                Wire::Text
            }
        }
    }

    /// Whether equal values are always read in the same form. For JSON, for example, this is false, because the same
    /// document can be written in many ways.
    pub fn is_read_as_compared(self) -> bool {
        !matches!(self, Self::Double | Self::Json | Self::Array(_))
    }

    /// Converts a value that was read to the form in which values of the type are compared.
    ///
    /// # Errors
    /// Returns the reason why the value cannot be converted.
    pub fn decode(self, read: Value) -> Result<Value, String> {
        match (self, read) {
            // A number that no decimal can hold, such as `NaN` or `1e+300`, stays a string.
            (Self::Double, Value::Text(text)) => Ok(parse_number(&text).unwrap_or(Value::Text(text))),
            (Self::Money(money), Value::Int(minor)) => {
                Ok(Value::Decimal(Decimal::from_i128_with_scale(minor.into(), money.scale)))
            }
            (Self::Json, Value::Text(text)) => canonical_json(&text).map(Value::Json),
            (Self::Array(of), Value::Text(text)) => list_from_json(*of, &text),
            (_, value) => Ok(value),
        }
    }

    /// Converts an element of a JSON array to a value of this type. The element is a number, a string or a boolean.
    pub(super) fn element(self, read: Value) -> Result<Value, String> {
        match (self, &read) {
            (Self::Money(money), Value::Int(_)) if money.is_minor => self.decode(read),
            (Self::Decimal | Self::Double | Self::Money(_), Value::Int(_) | Value::Text(_)) => {
                Ok(parse_number(&read.to_string()).unwrap_or(read))
            }
            (Self::Integer, Value::Int(_)) | (Self::Boolean, Value::Bool(_)) => Ok(read),
            (Self::Text | Self::Enum | Self::Timestamp, Value::Text(_)) => Ok(read),
            _ => Err(format!("{read} does not have the type of the array's elements")),
        }
    }

    /// Parses a value that is written as a string in a descriptor.
    ///
    /// # Panics
    /// If the string is not a value of the type, which is a mistake in the descriptor.
    pub fn parse(self, text: &str) -> Value {
        let number = |text: &str| parse_number(text).ok_or_else(|| "it is not a number".to_owned());
        let value = match self {
            Self::Decimal | Self::Double | Self::Money(_) => number(text),
            Self::Json => canonical_json(text).map(Value::Json),
            Self::Array(of) => list_from_json(*of, text),
            _ => Ok(Value::text(text)),
        };
        value.unwrap_or_else(|reason| panic!("the default `{text}` of a column: {reason}"))
    }

    /// Converts a value to text for PostgreSQL. `None` for NULL, and for a reference whose id is not known yet.
    pub fn encode(self, value: &Value) -> Option<String> {
        match (self, value) {
            (_, Value::Null | Value::Key(_)) => None,
            (Self::Money(money), Value::Decimal(amount)) => {
                // An amount that is too large is passed on unchanged: the database refuses it, whereas a smaller one
                // here would be wrong.
                let units = money.to_column(*amount).unwrap_or(*amount);
                Some(units.to_string())
            }
            (Self::Array(of), Value::List(values)) => Some(of.array(values)),
            (_, Value::Text(text) | Value::Json(text)) => Some(text.to_string()),
            (_, value) => Some(value.to_string()),
        }
    }

    /// Converts a list of values of this type to the text form of a PostgreSQL array.
    fn array(self, values: &[Value]) -> String {
        let element = |value: &Value| match self.encode(value) {
            None => "NULL".to_owned(),
            // Every element is quoted, so that one spelled NULL is not taken for the null value.
            Some(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        };
        format!("{{{}}}", values.iter().map(element).collect::<Vec<_>>().join(","))
    }

    /// Returns the SQL condition that two expressions of the type are equal or both NULL.
    pub fn equality_sql(self, one: &str, other: &str) -> String {
        match self {
            // PostgreSQL has no equality operator for `json`, only for `jsonb`.
            Self::Json => format!("{one}::jsonb IS NOT DISTINCT FROM {other}::jsonb"),
            _ => format!("{one} IS NOT DISTINCT FROM {other}"),
        }
    }

    /// Converts a value to text as it is written in the files.
    pub fn spell(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => "unset".to_owned(),
            (Self::Money(_), Value::Decimal(amount)) => with_places(*amount),
            // The changes of a shared row are shown as lines of their own.
            (Self::Reference(target), Value::Key(_)) if target.shared_by().is_some() => "set".to_owned(),
            (Self::Reference(target), Value::Key(key)) => target.name_of(key),
            (_, Value::Text(text)) if text.is_empty() => "\"\"".to_owned(),
            (_, other) => other.to_string(),
        }
    }
}

impl IdSort {
    /// Returns the PostgreSQL types that a column with ids of this sort can have.
    pub fn postgres_types(self) -> Vec<String> {
        let names: &[&str] = match self {
            Self::Uuid => &["uuid"],
            Self::Ulid | Self::Text => TEXTS,
            Self::Sequence => &["int8", "int4", "int2"],
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Returns the SQL expression that reads a column with ids of this sort.
    pub fn read(self, column: &str) -> String {
        match self {
            Self::Uuid => column.to_owned(),
            Self::Sequence => format!("{column}::bigint"),
            Self::Ulid | Self::Text => format!("{column}::text"),
        }
    }
}

impl Column {
    /// If the column would round the value, returns the number of decimal places that the column stores; otherwise
    /// `None`.
    pub fn rounded_scale(&self, value: &Value) -> Option<u32> {
        match (self.kind, value) {
            (Type::Money(money), Value::Decimal(amount)) => {
                (amount.normalize().scale() > money.scale).then_some(money.scale)
            }
            _ => None,
        }
    }
}

/// Parses a number with or without an exponent; `None` if the text is not a number.
fn parse_number(text: &str) -> Option<Value> {
    let number = Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text));
    number.ok().map(Value::Decimal)
}

/// Returns the id in a value; `None` if the value is not an id.
pub fn id_of(value: &Value) -> Option<Id> {
    match value {
        Value::Id(id) => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
