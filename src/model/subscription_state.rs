//! States of subscriptions, as the billing system writes them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A state of a subscription. It is a number, or a string if the billing system stores states as strings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
// Atomia stores numbers, Virtuozzo words; one manifest can serve both.
pub enum State {
    /// A state that the billing system stores as a number.
    Number(i32),
    /// A state that the billing system stores as a string.
    Word(Box<str>),
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Without a type, since queries compare states as text.
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}

struct StateVisitor;

impl Visitor<'_> for StateVisitor {
    type Value = State;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number or a word")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<State, E> {
        let refused = format!(
            "`{number}` is not a state of a subscription\nwrite a whole number from {} to {}, or a word",
            i32::MIN,
            i32::MAX
        );
        i32::try_from(number).map(State::Number).map_err(|_| E::custom(refused))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<State, E> {
        match text.is_empty() {
            false => Ok(State::Word(text.into())),
            true => Err(E::custom(
                "the string is empty\nwrite a state as it is stored in the table `subscription`",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StateVisitor)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i32(*number),
            Self::Word(word) => serializer.serialize_str(word),
        }
    }
}

impl JsonSchema for State {
    fn schema_name() -> Cow<'static, str> {
        "State".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX },
            { "type": "string", "minLength": 1 },
        ] })
    }
}
