//! Names of environment variables.

use crate::diagnostic::is_variable;
use crate::source::TEXT;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The message for a string that is not a variable's name. The message does not repeat the string, which may be a URL
/// with a password.
const REFUSED: &str = "this is not the name of an environment variable\nput the database's URL into a variable and write the \
                       name of that variable here: letters, digits and `_`, not beginning with a digit";

/// The name of an environment variable: letters, digits and `_`, not beginning with a digit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
// `Box<str>` instead of `String`: values never change after reading, and a catalog keeps many of them.
pub struct Variable(Box<str>);

impl Variable {
    /// The name as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

struct VariableVisitor;

impl<'de> Visitor<'de> for VariableVisitor {
    type Value = Variable;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Variable, D::Error> {
        // For deserializers that do not know `TEXT` and pass the value on.
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Variable, E> {
        match is_variable(text) {
            true => Ok(Variable(text.into())),
            // A fixed text: the rejected string may be a URL with a password, which no message may show.
            false => Err(E::custom(REFUSED)),
        }
    }
}

impl<'de> Deserialize<'de> for Variable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As `TEXT`, so that a number is refused with the message of this type.
        deserializer.deserialize_newtype_struct(TEXT, VariableVisitor)
    }
}

impl JsonSchema for Variable {
    fn schema_name() -> Cow<'static, str> {
        "Variable".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
            "patternErrorMessage": "Expected the name of an environment variable, such as `BILLING_URL`.",
        })
    }
}
