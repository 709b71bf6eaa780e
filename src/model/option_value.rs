//! Values of service plan options: anything that a field of an installation package's manifest can hold.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// The value of an option: a string, a number, a boolean, or a list or mapping of such values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionValue(Value);

impl OptionValue {
    /// The value as JSON.
    pub fn json(&self) -> &Value {
        &self.0
    }
}

impl TryFrom<Value> for OptionValue {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        match () {
            // A null means that the option was left out, and import leaves it out as well.
            () if value.is_null() => Err("the option has no value".to_owned()),
            () if has_nul(&value) => {
                Err("the value contains a NUL character, which PostgreSQL cannot store\nremove `\\0`"
                    .to_owned())
            }
            // The value is stored in JSON, where a number that is not whole is a double and loses digits.
            () if !is_exact(&value) => {
                Err("the number has more digits than a JSON number can hold\nput it in quotes".to_owned())
            }
            () => Ok(Self(value)),
        }
    }
}

/// The number of significant decimal digits that a double keeps exactly.
const EXACT: usize = 15;

/// Whether JSON keeps every number in a value exactly as it is written. JSON stores numbers that are not whole as
/// doubles.
pub fn is_exact(value: &Value) -> bool {
    match value {
        Value::Number(number) if number.is_f64() => {
            let text = number.to_string();
            let digits = text.split(['e', 'E']).next().unwrap_or_default();
            let digits = digits.chars().filter(char::is_ascii_digit).count();
            digits <= EXACT
                && number.as_f64().is_some_and(|it| it == 0.0 || (1e-15..1e15).contains(&it.abs()))
        }
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(entries) => entries.values().all(is_exact),
        _ => true,
    }
}

/// Whether a value contains a string or a key with a NUL character, which PostgreSQL cannot store.
pub fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(entries) => entries.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl fmt::Display for OptionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // Without the quotes of JSON, as people write it.
            Value::String(text) => f.write_str(text),
            other => other.fmt(f),
        }
    }
}

impl JsonSchema for OptionValue {
    fn schema_name() -> Cow<'static, str> {
        "OptionValue".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // A null is refused anywhere in a file, so the lists and mappings of a value must refuse it, too. Each type has
        // a branch of its own because strict validators accept `items` only next to the type `array`.
        let inner = json_schema!({ "type": ["string", "number", "boolean", "array", "object"] });
        json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "number" },
            { "type": "boolean" },
            { "type": "array", "items": inner },
            { "type": "object", "additionalProperties": inner },
        ] })
    }
}
