//! The manifest's `requires`: the versions of Wares that can be used with a catalog.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;

/// The versions of Wares that a catalog requires.
#[derive(Clone, Debug)]
pub struct Requirement(semver::VersionReq);

impl Requirement {
    /// Whether this version of Wares satisfies the requirement.
    pub fn is_met(&self) -> bool {
        // A version of Wares that cannot be parsed cannot occur, as Cargo checks it.
        semver::Version::parse(env!("CARGO_PKG_VERSION")).is_ok_and(|version| self.0.matches(&version))
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Requirement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let refused = |error| {
            de::Error::custom(format!(
                "`{text}` is not a version range: {error}\nwrite a version range such as `>=0.1`"
            ))
        };
        semver::VersionReq::parse(&text).map(Self).map_err(refused)
    }
}

impl JsonSchema for Requirement {
    fn schema_name() -> Cow<'static, str> {
        "Requirement".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": [">=0.1"] })
    }
}
