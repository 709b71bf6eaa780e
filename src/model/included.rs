//! What a package includes of one of its details.

use super::Limit;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// What is included of a detail: how much, or whether it is included at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Included {
    /// Whether something that one has or has not is included.
    Flag(bool),
    /// So many.
    Amount(Limit),
}

impl<'de> Deserialize<'de> for Included {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IncludedVisitor)
    }
}

impl Serialize for Included {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Amount(amount) => amount.serialize(serializer),
        }
    }
}

struct IncludedVisitor;

impl Visitor<'_> for IncludedVisitor {
    type Value = Included;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, `unlimited`, `true` or `false`")
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Included, E> {
        Ok(Included::Flag(flag))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Included, E> {
        Limit::try_from(number).map(Included::Amount).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Included, E> {
        Limit::deserialize(text.into_deserializer()).map(Included::Amount)
    }
}

impl JsonSchema for Included {
    fn schema_name() -> Cow<'static, str> {
        "Included".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Limit>();
        json_schema!({
            "description": "A whole number, or `unlimited`; of what one has or has not: `true` or `false`.",
            "anyOf": [{ "type": "boolean" }, amount]
        })
    }
}
