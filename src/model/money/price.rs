//! Prices: amounts that can be enabled or disabled.

use super::{Amount, AmountVisitor, EXPECTED, PATTERN, plain};
use crate::model::{Currency, Map, Period, Ref};
use crate::source::RAW;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A price, and whether it is enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount, in the main unit of its currency.
    pub value: Amount,
    /// Whether the price is enabled. The default is `true`.
    pub enabled: bool,
}

/// Prices by currency.
pub type Prices = Map<Ref<Currency>, Money>;

/// Prices by period, and by currency within a period.
pub type PeriodPrices = Map<Period, Prices>;

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, MoneyVisitor)
    }
}

impl Serialize for Money {
    /// Writes an enabled price as an amount and a disabled price as a mapping. Both have the decimal places that plans
    /// show.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.enabled {
            return Price(self.value).serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("value", &Price(self.value))?;
        map.serialize_entry("enabled", &self.enabled)?;
        map.end()
    }
}

/// An amount that is written with at least two decimal places.
struct Price(Amount);

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        plain(with_places(self.0.decimal()), serializer)
    }
}

/// Formats a number with at least two decimal places.
pub fn with_places(number: Decimal) -> String {
    let mut number = number.normalize();
    // Files write prices with two places (`14.90`; design.md §6), and plans show them alike.
    if number.scale() < 2 {
        number.rescale(2);
    }
    number.to_string()
}

struct MoneyVisitor;

impl<'de> Visitor<'de> for MoneyVisitor {
    type Value = Money;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a price such as 9.90, or { value: 9.90, enabled: false }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Money, E> {
        // Numbers arrive here as well: a price is read as raw text.
        AmountVisitor.visit_str(text).map(|value| Money { value, enabled: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Money, A::Error> {
        let Parts { value, enabled } = Parts::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Money { value, enabled })
    }
}

/// The long form of a price: `{ value, enabled }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    value: Amount,
    #[serde(default = "on_offer")]
    enabled: bool,
}

// A function, since serde takes no literal for a default.
fn on_offer() -> bool {
    true
}

impl JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Amount>();
        json_schema!({
            "description": "A price: an amount such as 9.90, or `{ value: 9.90, enabled: false }`.",
            "anyOf": [
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": PATTERN, "patternErrorMessage": EXPECTED },
                {
                    "type": "object",
                    "properties": {
                        "value": amount,
                        "enabled": { "type": "boolean", "default": true, "description": "Whether the price is offered to customers." },
                    },
                    "required": ["value"],
                    "additionalProperties": false,
                },
            ]
        })
    }
}
