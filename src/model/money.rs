//! Exact amounts.

use crate::model::{Currency, Ref};
use crate::source::RAW;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How many decimal places the database keeps: `decimal(25,4)` (database.md §A).
pub const MAX_PLACES: u32 = 4;
/// How many digits it keeps before them.
const MAX_DIGITS: usize = 21;

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
pub type Prices = BTreeMap<Ref<Currency>, Money>;

impl Amount {
    /// The amount as a decimal.
    pub fn decimal(self) -> Decimal {
        self.0
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

    /// Reads an amount. Of a fault, the first line is the reason, and the rest what to write instead.
    fn from_str(text: &str) -> Result<Self, String> {
        exact(text).map(Self).ok_or_else(|| refusal(text))
    }
}

/// Digits, and perhaps a point and more digits.
fn exact(text: &str) -> Option<Decimal> {
    let (whole, fraction) = parts(text)?;
    let fits = fraction.len() <= MAX_PLACES as usize && whole.len() <= MAX_DIGITS;
    fits.then(|| Decimal::from_str(text).ok()).flatten()
}

fn parts(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// Why a text is not an amount, and on a second line what to write instead.
fn refusal(text: &str) -> String {
    if let Some((whole, fraction)) = parts(text) {
        let (digits, places) = (whole.len(), fraction.len());
        return match text.get(..digits + 1 + MAX_PLACES as usize) {
            Some(short) if digits <= MAX_DIGITS => format!(
                "`{text}` has {places} decimal places; the database keeps {MAX_PLACES}\nround it, to `{short}` for instance"
            ),
            _ => format!(
                "`{text}` has {digits} digits before the point; the database keeps {MAX_DIGITS}\nwrite a smaller amount"
            ),
        };
    }
    match (meant(text), text.strip_prefix('-').and_then(exact)) {
        (Some(meant), Some(_)) => format!("`{text}` is negative\nan amount has no sign: write `{meant}`"),
        (Some(meant), None) => format!("`{text}` is not an amount\nwrite `{meant}`"),
        (None, _) => format!(
            "`{text}` is not an amount\nwrite an amount such as 9.90: digits, and at most {MAX_PLACES} of them after a point"
        ),
    }
}

/// The amount that was meant by something like `10,90`, `1e3`, `.50` or `99.00 EUR`.
fn meant(text: &str) -> Option<String> {
    let bare = text.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || "€$£+-".contains(c));
    let scientific = Decimal::from_scientific(text).ok().map(|number| number.normalize().abs().to_string());
    let amount = match bare.split_once(',') {
        _ if !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') => return None,
        _ if bare.contains(['e', 'E']) => scientific?,
        Some((whole, decimals)) if decimals.len() <= 2 && !bare.contains('.') => {
            format!("{whole}.{decimals}")
        }
        Some(_) => bare.replace(',', ""),
        None => bare.to_owned(),
    };
    let amount = if amount.starts_with('.') { format!("0{amount}") } else { amount };
    let amount = amount.trim_end_matches('.');
    let says = text.bytes().any(|byte| byte.is_ascii_digit());
    (says && exact(amount).is_some()).then(|| amount.to_owned())
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, AmountVisitor)
    }
}

impl Serialize for Amount {
    /// As a number where the nearest double is written with the same digits, else as a text. What is very great or
    /// small is written with an exponent, which no amount has.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_string();
        match (text.parse::<u64>(), text.parse::<f64>()) {
            (Ok(whole), _) if whole.to_string() == text => serializer.serialize_u64(whole),
            (_, Ok(double)) if format!("{double:?}") == text => serializer.serialize_f64(double),
            _ => serializer.serialize_str(&text),
        }
    }
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
                { "type": "string", "pattern": "^[0-9]{1,21}(\\.[0-9]{1,4})?$" },
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
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.enabled {
            return self.value.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("enabled", &self.enabled)?;
        map.end()
    }
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

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Money, A::Error> {
        let (mut value, mut enabled) = (None, true);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "value" => value = Some(map.next_value()?),
                "enabled" => enabled = map.next_value()?,
                _ => return Err(de::Error::unknown_field(&key, &["value", "enabled"])),
            }
        }
        let value = value.ok_or_else(|| de::Error::missing_field("value"))?;
        Ok(Money { value, enabled })
    }
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
                { "type": "string", "pattern": "^[0-9]{1,21}(\\.[0-9]{1,4})?$" },
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
