//! Exact amounts.

mod suggestion;

use crate::model::{Currency, Map, Period, Ref};
use crate::source::{PLAIN, RAW};
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// How many decimal places the database keeps: `decimal(25,4)` (database.md §A).
pub const MAX_PLACES: u32 = 4;
/// How many digits it keeps before them.
const MAX_DIGITS: usize = 21;
/// Words for a price of nothing.
const FREE: &[&str] = &["free", "gratis", "nothing", "zero"];
/// What an editor says of a text that is no amount.
const EXPECTED: &str = "Expected an amount such as 9.90: digits, and up to four more after a point.";
/// The texts that are amounts.
const PATTERN: &str = r"^[0-9]{1,21}(\.[0-9]{1,4}0*)?$";

/// An exact amount that is not negative, with up to four decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// A price, and whether it is on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount, in its currency's unit.
    pub value: Amount,
    /// Whether the price is enabled; true unless the file says otherwise.
    pub enabled: bool,
}

/// A price in each currency.
pub type Prices = Map<Ref<Currency>, Money>;

/// A price for each period, in each currency.
pub type PeriodPrices = Map<Period, Prices>;

impl Amount {
    /// The greatest amount that the database keeps.
    pub fn greatest() -> Self {
        let units = 10_i128.pow(MAX_DIGITS as u32 + MAX_PLACES) - 1;
        Self(Decimal::from_i128_with_scale(units, MAX_PLACES))
    }

    /// The amount as a decimal.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The amounts that may be meant by a text which is none: two where a comma may stand for a point or
    /// between thousands.
    pub fn meant(text: &str) -> Vec<String> {
        suggestion::meant(text)
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = String;

    /// Takes over a number that a database holds. A fault is the reason alone: there is nothing to write instead.
    fn try_from(number: Decimal) -> Result<Self, String> {
        let number = number.normalize();
        exact(&number.to_string()).map(Self).ok_or_else(|| match number.scale() {
            _ if number.is_sign_negative() => format!("`{number}` is negative"),
            places if places > MAX_PLACES => {
                format!("`{number}` has {places} decimal places; an amount has at most {MAX_PLACES}")
            }
            _ => {
                let digits = number.trunc().to_string().len();
                format!("`{number}` has {digits} digits before the point; an amount has at most {MAX_DIGITS}")
            }
        })
    }
}

impl FromStr for Amount {
    type Err = String;

    /// Reads an amount. Of a fault, the last line is what to write instead, and what is before it the reason.
    fn from_str(text: &str) -> Result<Self, String> {
        exact(text).map(Self).ok_or_else(|| refusal(text))
    }
}

/// Digits, and perhaps a point and more digits. Zeros at the end say nothing, however many they are.
fn exact(text: &str) -> Option<Decimal> {
    let (whole, fraction) = parts(text)?;
    let fits = places(fraction) <= MAX_PLACES as usize && whole.len() <= MAX_DIGITS;
    let has_more = fraction.len() > MAX_PLACES as usize;
    let kept = if has_more { format!("{whole}.{}", fraction.trim_end_matches('0')) } else { text.to_owned() };
    fits.then(|| Decimal::from_str(kept.trim_end_matches('.')).ok()).flatten()
}

/// How many decimal places are needed for the digits behind a point.
fn places(fraction: &str) -> usize {
    fraction.trim_end_matches('0').len()
}

fn parts(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// Why a text is not an amount, and on a second line what to write instead.
fn refusal(text: &str) -> String {
    if let Some((whole, fraction)) = parts(text) {
        return too_long(text, whole.len(), places(fraction));
    }
    if text.strip_prefix('-').is_some_and(|rest| !Amount::meant(rest).is_empty()) {
        return format!(
            "`{text}` is negative\nno amount is below zero: write what is charged, or leave it out"
        );
    }
    if FREE.contains(&text.to_lowercase().as_str()) {
        return format!("`{text}` is not an amount\nwrite an amount: `0.00` if it is given away");
    }
    let meant = Amount::meant(text);
    let write = meant.iter().map(|amount| format!("`{amount}`")).collect::<Vec<_>>().join(" or ");
    match meant.len() {
        0 => format!(
            "`{text}` is not an amount\nwrite an amount such as 9.90: digits, and at most {MAX_PLACES} of them after a point"
        ),
        // A currency beside the amount may be another than that of the key.
        1 if text.contains(|c: char| c.is_alphabetic() && c != 'e' && c != 'E' || "€$£".contains(c)) => {
            format!("`{text}` is not an amount\nwrite the amount alone, in the currency of its key: {write}")
        }
        1 => format!("`{text}` is not an amount\nwrite {write}"),
        _ => format!("`{text}` is not an amount\nwrite {write}, whichever is meant"),
    }
}

/// Why digits and a point are not an amount: there are too many of them.
fn too_long(text: &str, digits: usize, places: usize) -> String {
    if digits > MAX_DIGITS {
        return format!(
            "`{text}` has {digits} digits before the point; the database keeps {MAX_DIGITS}\nwrite a smaller amount"
        );
    }
    let rounded = Decimal::from_str(text)
        .ok()
        .map(|number| number.round_dp_with_strategy(MAX_PLACES, RoundingStrategy::MidpointAwayFromZero));
    let help = match rounded {
        Some(rounded) if exact(&rounded.to_string()).is_none() => "write a smaller amount".to_owned(),
        Some(rounded) if rounded.is_zero() => "the least amount above 0 is `0.0001`".to_owned(),
        Some(rounded) => format!("round it, to `{rounded}` for instance"),
        None => format!("write at most {MAX_PLACES} digits after the point"),
    };
    format!("`{text}` has {places} decimal places; the database keeps {MAX_PLACES}\n{help}")
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, AmountVisitor)
    }
}

impl Serialize for Amount {
    /// Digit by digit: a number of the emitter is a double.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        plain(self.0.to_string(), serializer)
    }
}

fn plain<S: Serializer>(text: String, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_variant("Amount", 0, PLAIN, &text)
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount such as 9.90")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
        text.parse().map_err(E::custom)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact amount with up to four decimal places, such as 9.90.",
            "anyOf": [
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": PATTERN, "patternErrorMessage": EXPECTED },
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, MoneyVisitor)
    }
}

impl Serialize for Money {
    /// With the decimal places that a plan shows.
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

/// An amount as a price is written.
struct Price(Amount);

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        plain(with_places(self.0.decimal()), serializer)
    }
}

/// An amount with at least two decimal places.
pub fn with_places(number: Decimal) -> String {
    let mut number = number.normalize();
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
        AmountVisitor.visit_str(text).map(|value| Money { value, enabled: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Money, A::Error> {
        let Parts { value, enabled } = Parts::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Money { value, enabled })
    }
}

/// A price that says whether it is on offer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    value: Amount,
    #[serde(default = "on_offer")]
    enabled: bool,
}

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
            "description": "A price: an exact amount, or `{ value, enabled }`.",
            "anyOf": [
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": PATTERN, "patternErrorMessage": EXPECTED },
                {
                    "type": "object",
                    "properties": {
                        "value": amount,
                        "enabled": { "type": "boolean", "default": true, "description": "Whether the price is on offer." },
                    },
                    "required": ["value"],
                    "additionalProperties": false,
                },
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_bounded() {
        assert_eq!("9.9500".parse::<Amount>().map(Amount::decimal), Ok(Decimal::new(995, 2)));
        assert!("123456789012345678901.1234".parse::<Amount>().is_ok());
        for (text, places) in [("1.1900000000000000", 2), ("12.50000000", 1), ("3.00000", 0), ("3.1000", 4)] {
            let amount = text.parse::<Amount>().map(Amount::decimal);
            assert_eq!(amount.as_ref().map(Decimal::scale), Ok(places), "{text}");
        }
        let zeros = format!("1.19{}", "0".repeat(200));
        assert_eq!(zeros.parse::<Amount>().map(Amount::decimal), Ok(Decimal::new(119, 2)));
        for text in [
            "-1",
            "1e3",
            "NaN",
            "1.23456",
            "1234567890123456789012",
            "",
            ".",
            "1.",
            ".5",
            "+1",
            "0x10",
            "1_000",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
