//! Amounts of a service: limits, and numbers of units.

use crate::source::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A limit on the amount of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    // Before `Unlimited`, so that the derived order has `Unlimited` above every number.
    /// At most this many units.
    Of(u32),
    /// No limit. The database stores this as the number in the manifest's `database.unlimited`.
    Unlimited,
}

/// The largest limit. The database stores a signed 32-bit integer.
// Not `u32::MAX`: a larger number would pass the check and fail when it is written.
pub(super) const MAX: u32 = i32::MAX as u32;

impl TryFrom<i64> for Limit {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, String> {
        let fits = u32::try_from(number).ok().filter(|number| *number <= MAX);
        fits.map(Self::Of).ok_or_else(|| refused(&number.to_string()))
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LimitVisitor)
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Of(amount) => serializer.serialize_u32(*amount),
            Self::Unlimited => serializer.serialize_str("unlimited"),
        }
    }
}

struct LimitVisitor;

impl Visitor<'_> for LimitVisitor {
    type Value = Limit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {MAX} or `unlimited`")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Limit, E> {
        // The refusal of the type is kept, since its second line is the help.
        Limit::try_from(number).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
        match text {
            "unlimited" => Ok(Limit::Unlimited),
            // A number in quotes has the wrong type; as such it is reported with a fix that removes the quotes.
            _ if Node::plain(text).is_whole() => Err(E::invalid_type(Unexpected::Str(text), &self)),
            _ => Err(E::custom(refused(text))),
        }
    }
}

/// The help for a number that is followed by a unit; `None` for other strings. There is no fix, since the amount may be
/// counted in a different unit.
fn with_unit(text: &str) -> Option<String> {
    let (number, unit) = text.split_once(' ').filter(|(number, _)| Node::plain(number).is_whole())?;
    Some(format!("write only the number, without a unit: `{number}` if amounts are counted in `{unit}` here"))
}

fn refused(text: &str) -> String {
    if let Some(help) = with_unit(text) {
        return format!("`{text}` is not a limit\n{help}");
    }
    format!("`{text}` is not a limit\nwrite a whole number from 0 to {MAX}, or `unlimited`")
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, or `unlimited`.",
            "anyOf": [{ "type": "integer", "minimum": 0, "maximum": MAX }, { "type": "string", "enum": ["unlimited"] }],
            "errorMessage": format!("Expected a whole number from 0 to {MAX}, or `unlimited`."),
        })
    }
}

/// A number of units of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Units(u32);

impl Units {
    /// The number of units.
    pub fn count(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for Units {
    type Error = String;

    fn try_from(count: i64) -> Result<Self, String> {
        let fits = u32::try_from(count).ok().filter(|count| *count <= MAX);
        fits.map(Self).ok_or_else(|| {
            format!("`{count}` is not a valid number of units\nwrite a whole number from 0 to {MAX}")
        })
    }
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(UnitsVisitor)
    }
}

struct UnitsVisitor;

impl Visitor<'_> for UnitsVisitor {
    type Value = Units;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {MAX}")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Units, E> {
        Units::try_from(number).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Units, E> {
        // The visitor gets strings as well, so that a number with a unit is explained instead of reported as a wrong
        // type.
        match with_unit(text) {
            Some(help) => Err(E::custom(format!("`{text}` is not a valid number of units\n{help}"))),
            None => Err(E::invalid_type(Unexpected::Str(text), &self)),
        }
    }
}

impl JsonSchema for Units {
    fn schema_name() -> Cow<'static, str> {
        "Units".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": MAX })
    }
}
