//! How much of a service an article includes.

use crate::source::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A limit of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// So many.
    Of(u32),
    /// As many as one likes; how that is written is a setting of the manifest.
    Unlimited,
}

/// The largest limit: the database keeps a signed 32-bit integer.
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
        Limit::try_from(number).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
        match text {
            "unlimited" => Ok(Limit::Unlimited),
            // A number in quotes.
            _ if Node::plain(text).is_whole() => Err(E::invalid_type(Unexpected::Str(text), &self)),
            _ => Err(E::custom(refused(text))),
        }
    }
}

/// What to write instead of a number with a unit behind it, which may be another than the one that applies.
fn with_unit(text: &str) -> Option<String> {
    let (number, unit) = text.split_once(' ').filter(|(number, _)| Node::plain(number).is_whole())?;
    Some(format!("write a number alone, in the unit that applies here: `{number}` if that is `{unit}`"))
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

/// How many units of a service something adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Units(u32);

impl Units {
    /// How many.
    pub fn count(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for Units {
    type Error = String;

    fn try_from(count: i64) -> Result<Self, String> {
        let fits = u32::try_from(count).ok().filter(|count| *count <= MAX);
        fits.map(Self).ok_or_else(|| {
            format!("`{count}` is not a number of units\nwrite a whole number from 0 to {MAX}")
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
        match with_unit(text) {
            Some(help) => Err(E::custom(format!("`{text}` is not a number of units\n{help}"))),
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
