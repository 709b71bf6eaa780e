//! Resources that the manifest names, by a name alone or with their kind.

use super::names::check_name;
use crate::model::Name;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A resource by its name. Where two of different kinds have the same name, the kind says which is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The kind, where it is given.
    pub kind: Option<Name>,
    /// The article or name.
    pub name: Name,
}

impl Named {
    /// The resource of a name, whatever its kind.
    pub fn new(name: Name) -> Self {
        Self { kind: None, name }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamedVisitor)
    }
}

struct NamedVisitor;

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a mapping")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Named, E> {
        check_name(text).map_err(E::custom)?;
        text.parse().map(Named::new).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Named, A::Error> {
        /// What the mapping holds.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Whole {
            kind: Name,
            name: Name,
        }
        let Whole { kind, name } = Whole::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Named { kind: Some(kind), name })
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(kind) = &self.kind else { return self.name.serialize(serializer) };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry("name", &self.name)?;
        map.end()
    }
}

impl JsonSchema for Named {
    fn schema_name() -> Cow<'static, str> {
        "Named".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<Name>();
        json_schema!({
            "description": "The article or name of a resource; with its kind where two of them have the same name: `{ kind: package, name: Gold }`.",
            "anyOf": [
                name,
                {
                    "type": "object",
                    "properties": {
                        "kind": { "type": "string", "minLength": 1, "maxLength": 512, "pattern": "\\S", "description": "The kind of the resource." },
                        "name": { "type": "string", "minLength": 1, "maxLength": 512, "pattern": "\\S", "description": "Its article or name." },
                    },
                    "required": ["kind", "name"],
                    "additionalProperties": false,
                },
            ]
        })
    }
}
