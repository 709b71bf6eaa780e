//! The types of columns: all that is particular to a type is said here, once for each.
//!
//! A value is read by the [expression](Type::read) of its type as one of the few [forms](Wire) that the driver knows,
//! and [decoded](Type::decode) into the form in which values of the type are compared. It is
//! [encoded](Type::encode) as the text that the database reads for its own type, so that no cast is needed on writing.

use super::column::Column;
use super::json::{canonical_json, list_from_json};
use super::row_id::{Id, IdSort};
use super::table_handle::Handle;
use super::value::Value;
use crate::model::with_places;
use rust_decimal::Decimal;
use std::str::FromStr;

/// What a column holds.
#[derive(Clone, Copy)]
pub enum Type {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// An exact number.
    Decimal,
    /// A double, handled by its shortest decimal form.
    Double,
    /// An amount of money.
    Money(Money),
    /// A time.
    Timestamp,
    /// A JSON document.
    Json,
    /// One of the values of an enum of the database, by its name.
    Enum,
    /// A list of values of one type, in one dimension.
    Array(&'static Type),
    /// A row of another table, by its natural key.
    Reference(Handle),
}

/// How a column keeps money. In rows it is an exact number of the currency's main unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// How many decimal places the column can keep.
    pub scale: u32,
    /// Whether it counts the smallest of these, as `4900` for 49.00.
    pub is_minor: bool,
    /// The column that says the currency: of the row itself, or of one that it belongs to.
    pub currency: &'static str,
}

impl Money {
    /// Money that is kept as a number with decimal places.
    pub const fn decimal(scale: u32, currency: &'static str) -> Self {
        Self { scale, is_minor: false, currency }
    }

    /// Money that is kept as a whole number of minor units, of which so many decimal places make the main unit.
    pub const fn minor(scale: u32, currency: &'static str) -> Self {
        Self { scale, is_minor: true, currency }
    }

    /// An amount as the column keeps it; none where it is too large for that.
    fn to_column(self, amount: Decimal) -> Option<Decimal> {
        let factor = Decimal::from(10_i64.checked_pow(self.scale)?);
        if self.is_minor { amount.checked_mul(factor).map(|units| units.normalize()) } else { Some(amount) }
    }
}

/// The forms in which the driver hands values over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A text.
    Text,
    /// A number of 64 bits.
    Integer,
    /// True or false.
    Boolean,
    /// An exact number; one that no decimal can hold comes as a text.
    Numeric,
    /// An id of some sort.
    Id(IdSort),
}

const TEXTS: &[&str] = &["text", "varchar", "bpchar", "name", "citext"];

impl Type {
    /// A reference to rows of a table that is a static.
    pub const fn to(table: &'static super::Table) -> Self {
        Self::Reference(Handle::of(table))
    }

    /// The types of the database that a column may have; the first is what it should be called.
    pub fn families(self) -> Vec<String> {
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
            Self::Array(of) => return of.families().iter().map(|name| format!("_{name}")).collect(),
            Self::Reference(target) => return target.id.sort.families(),
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The expression by which a column, as it is written in SQL, is read.
    pub fn read(self, column: &str) -> String {
        match self {
            Self::Integer => format!("{column}::bigint"),
            Self::Money(money) if money.is_minor => format!("{column}::bigint"),
            Self::Double | Self::Timestamp | Self::Text | Self::Enum => format!("{column}::text"),
            Self::Json => format!("{column}::jsonb::text"),
            Self::Array(_) => format!("array_to_json({column})::text"),
            Self::Boolean | Self::Decimal | Self::Money(_) => column.to_owned(),
            Self::Reference(target) => target.id.sort.read(column),
        }
    }

    /// The form in which the expression hands its value over.
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

    /// Whether values that are equal as they are compared are equal as they are read.
    pub fn is_read_as_compared(self) -> bool {
        !matches!(self, Self::Double | Self::Json | Self::Array(_))
    }

    /// What was read, as values of the type are compared.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn decode(self, read: Value) -> Result<Value, String> {
        match (self, read) {
            // One that no decimal can hold, such as `NaN` or `1e+300`, stays a text.
            (Self::Double, Value::Text(text)) => Ok(exact(&text).unwrap_or(Value::Text(text))),
            (Self::Money(money), Value::Int(minor)) => {
                Ok(Value::Decimal(Decimal::from_i128_with_scale(minor.into(), money.scale)))
            }
            (Self::Json, Value::Text(text)) => canonical_json(&text).map(Value::Json),
            (Self::Array(of), Value::Text(text)) => list_from_json(*of, &text),
            (_, value) => Ok(value),
        }
    }

    /// An element of an array of the type, as JSON has it: a number, a text, true or false.
    pub(super) fn element(self, read: Value) -> Result<Value, String> {
        match (self, &read) {
            (Self::Money(money), Value::Int(_)) if money.is_minor => self.decode(read),
            (Self::Decimal | Self::Double | Self::Money(_), Value::Int(_) | Value::Text(_)) => {
                Ok(exact(&read.to_string()).unwrap_or(read))
            }
            (Self::Integer, Value::Int(_)) | (Self::Boolean, Value::Bool(_)) => Ok(read),
            (Self::Text | Self::Enum | Self::Timestamp, Value::Text(_)) => Ok(read),
            _ => Err(format!("{read} is not of the type of the array's elements")),
        }
    }

    /// A value of the type that a descriptor writes as a text.
    ///
    /// # Panics
    /// When it is none, which is a mistake in the descriptor.
    pub fn parse(self, text: &str) -> Value {
        let number = |text: &str| exact(text).ok_or_else(|| "it is not a number".to_owned());
        let value = match self {
            Self::Decimal | Self::Double | Self::Money(_) => number(text),
            Self::Json => canonical_json(text).map(Value::Json),
            Self::Array(of) => list_from_json(*of, text),
            _ => Ok(Value::text(text)),
        };
        value.unwrap_or_else(|reason| panic!("the default `{text}` of a column: {reason}"))
    }

    /// A value as the text that the database reads for the type; none for NULL, and for a reference that has no id.
    pub fn encode(self, value: &Value) -> Option<String> {
        match (self, value) {
            (_, Value::Null | Value::Key(_)) => None,
            (Self::Money(money), Value::Decimal(amount)) => {
                // What is too large for the column is refused by the database, not rounded.
                let units = money.to_column(*amount).unwrap_or(*amount);
                Some(units.to_string())
            }
            (Self::Array(of), Value::List(values)) => Some(of.array(values)),
            (_, Value::Text(text) | Value::Json(text)) => Some(text.to_string()),
            (_, value) => Some(value.to_string()),
        }
    }

    /// An array as the database reads it.
    fn array(self, values: &[Value]) -> String {
        let element = |value: &Value| match self.encode(value) {
            None => "NULL".to_owned(),
            Some(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        };
        format!("{{{}}}", values.iter().map(element).collect::<Vec<_>>().join(","))
    }

    /// The condition that two expressions of the type are equal, or both NULL.
    pub fn same(self, one: &str, other: &str) -> String {
        match self {
            // The type json has no equality.
            Self::Json => format!("{one}::jsonb IS NOT DISTINCT FROM {other}::jsonb"),
            _ => format!("{one} IS NOT DISTINCT FROM {other}"),
        }
    }

    /// A value as the files would have it.
    pub fn spell(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => "unset".to_owned(),
            (Self::Money(_), Value::Decimal(amount)) => with_places(*amount),
            // What hangs on the row that refers to it is known by its own lines.
            (Self::Reference(target), Value::Key(_)) if target.shared_by().is_some() => "set".to_owned(),
            (Self::Reference(target), Value::Key(key)) => target.name_of(key),
            (_, Value::Text(text)) if text.is_empty() => "\"\"".to_owned(),
            (_, other) => other.to_string(),
        }
    }
}

impl IdSort {
    /// The types of the database that a column of such ids may have.
    pub fn families(self) -> Vec<String> {
        let names: &[&str] = match self {
            Self::Uuid => &["uuid"],
            Self::Ulid | Self::Text => TEXTS,
            Self::Sequence => &["int8", "int4", "int2"],
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The expression by which a column of such ids is read.
    pub fn read(self, column: &str) -> String {
        match self {
            Self::Uuid => column.to_owned(),
            Self::Sequence => format!("{column}::bigint"),
            Self::Ulid | Self::Text => format!("{column}::text"),
        }
    }
}

impl Column {
    /// A value with more decimal places than the column keeps: how many it keeps.
    pub fn rounds(&self, value: &Value) -> Option<u32> {
        match (self.kind, value) {
            (Type::Money(money), Value::Decimal(amount)) => {
                (amount.normalize().scale() > money.scale).then_some(money.scale)
            }
            _ => None,
        }
    }
}

/// A number that is written with an exponent or without.
fn exact(text: &str) -> Option<Value> {
    let number = Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text));
    number.ok().map(Value::Decimal)
}

/// The id that a value is, if it is one.
pub fn id_of(value: &Value) -> Option<Id> {
    match value {
        Value::Id(id) => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICE: Type = Type::Money(Money::minor(2, "currency"));

    #[test]
    fn minor_units_are_money_in_rows_and_whole_numbers_in_the_database() {
        let amount = Value::Decimal(Decimal::new(4900, 2));
        assert_eq!(PRICE.decode(Value::Int(4900)), Ok(amount.clone()));
        assert_eq!(PRICE.encode(&amount), Some("4900".to_owned()));
        assert_eq!(PRICE.spell(&amount), "49.00");
    }

    #[test]
    fn arrays_keep_quotes_backslashes_and_nulls() {
        let values = [Value::text("a\"b\\c"), Value::Null, Value::text("")];
        assert_eq!(
            Type::Array(&Type::Text).encode(&Value::List(values.into())),
            Some(r#"{"a\"b\\c",NULL,""}"#.to_owned())
        );
    }
}
