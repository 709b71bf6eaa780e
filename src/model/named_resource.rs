//! Resources that the manifest names, by name or by kind and name.

use super::names::check_name;
use crate::model::Name;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A resource that the manifest names. The kind is needed only if resources of different kinds have the same name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The kind, if it is given.
    pub kind: Option<Name>,
    /// The article number or name of the resource.
    pub name: Name,
}

impl Named {
    /// Refers to the resource with the given name, whatever its kind.
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
        f.write_str("a string or a mapping")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Named, E> {
        // Checked before parsing, so that the message is that of a name and not of a type.
        check_name(text).map_err(E::custom)?;
        text.parse().map(Named::new).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Named, A::Error> {
        /// The long form: `{ kind: package, name: Gold }`.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct LongForm {
            kind: Name,
            name: Name,
        }
        let LongForm { kind, name } = LongForm::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Named { kind: Some(kind), name })
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The short form is what people write, so it is kept where no kind is needed.
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
            "description": "The article number or name of a resource, or `{ kind: package, name: Gold }` if several resources have that name.",
            "anyOf": [
                name,
                {
                    "type": "object",
                    "properties": {
                        "kind": { "type": "string", "minLength": 1, "maxLength": 512, "pattern": "\\S", "description": "The kind of the resource, such as `package`." },
                        "name": { "type": "string", "minLength": 1, "maxLength": 512, "pattern": "\\S", "description": "The article number or name of the resource." },
                    },
                    "required": ["kind", "name"],
                    "additionalProperties": false,
                },
            ]
        })
    }
}
