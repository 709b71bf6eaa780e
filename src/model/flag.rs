//! Booleans with a default.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::ops::Deref;

/// A boolean that is `DEFAULT` if the file leaves it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flag<const DEFAULT: bool>(bool);

impl<const DEFAULT: bool> Flag<DEFAULT> {
    /// Whether the value is the default, so that a file can leave the flag out.
    pub fn is_default(&self) -> bool {
        self.0 == DEFAULT
    }
}

impl<const DEFAULT: bool> Default for Flag<DEFAULT> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl<const DEFAULT: bool> From<bool> for Flag<DEFAULT> {
    fn from(value: bool) -> Self {
        Self(value)
    }
}

impl<const DEFAULT: bool> Deref for Flag<DEFAULT> {
    type Target = bool;

    fn deref(&self) -> &bool {
        &self.0
    }
}

impl<'de, const DEFAULT: bool> Deserialize<'de> for Flag<DEFAULT> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bool::deserialize(deserializer).map(Self)
    }
}

impl<const DEFAULT: bool> JsonSchema for Flag<DEFAULT> {
    fn schema_name() -> Cow<'static, str> {
        // A name for each default, since the schemas differ.
        format!("Flag_{DEFAULT}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    // Editors complete the default, so it is in the schema although reading does not need it there.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean", "default": DEFAULT })
    }
}
