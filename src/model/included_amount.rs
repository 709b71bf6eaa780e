//! The value of `included`: how much of a detail a package includes.

use super::Limit;
use super::limit::MAX;
use crate::diagnostic::near;
use crate::source::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The included amount of a detail or, for a boolean detail, whether the detail is included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Included {
    /// Whether a boolean detail is included.
    Flag(bool),
    /// The number of included units.
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
        write!(f, "a whole number from 0 to {MAX}, `unlimited`, `true` or `false`")
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Included, E> {
        Ok(Included::Flag(flag))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Included, E> {
        let amount = Limit::try_from(number).map(Included::Amount);
        // The reason of a limit is dropped: an amount here can be a boolean too, and the message has to say so.
        amount.map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Included, E> {
        match text {
            "unlimited" => Ok(Included::Amount(Limit::Unlimited)),
            _ if is_other_type(text) => Err(E::invalid_type(Unexpected::Str(text), &self)),
            _ => Err(E::custom(refused(text))),
        }
    }
}

/// Whether a string would be a number or a boolean without its quotes, or was a boolean in YAML 1.1. Such a string is
/// reported as a value of the wrong type, because that finding has better suggestions than [`refused`].
fn is_other_type(text: &str) -> bool {
    // YAML 1.1 read these words as booleans; in YAML 1.2 they are strings (design.md §6).
    let words = ["true", "false", "yes", "no", "on", "off", "y", "n"];
    Node::plain(text).is_whole() || words.contains(&text.to_ascii_lowercase().as_str())
}

/// The reason why a string is refused and, on a second line, the help.
fn refused(text: &str) -> String {
    let reason = format!("`{text}` is neither an amount nor `true` or `false`");
    // A blank separates number and unit, as in `10 GB`; everything else is treated as a typo.
    if let Some((amount, unit)) = text.split_once(' ').filter(|(amount, _)| Node::plain(amount).is_whole()) {
        return format!("{reason}\nwrite `{amount}`, and give the unit as a key of its own: `unit: {unit}`");
    }
    match near(text, ["unlimited", "true", "false"]).first() {
        Some(near) => format!("{reason}\ndid you mean `{near}`?"),
        None => format!(
            "{reason}\nfor an integer, write a whole number from 0 to {MAX} or `unlimited`; for a boolean, write `true` or `false`; for an enumeration, name the included value with {}",
            included_value(text)
        ),
    }
}

/// Returns the line `included_value: …` for a suggestion. The line contains the given string if it can be the internal
/// name of an enumeration value.
fn included_value(text: &str) -> String {
    // Internal names have only these characters (domain.md, B01), so any other string cannot be meant as one.
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    format!("`included_value: {}`", if is_name { text } else { "…" })
}

impl JsonSchema for Included {
    fn schema_name() -> Cow<'static, str> {
        "Included".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Limit>();
        json_schema!({
            "description": "A whole number or `unlimited` for an integer; `true` or `false` for a boolean.",
            "anyOf": [{ "type": "boolean" }, amount],
            "errorMessage": "Expected a whole number, `unlimited`, `true` or `false`.",
        })
    }
}
