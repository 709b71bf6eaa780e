//! Exact amounts of money, and prices.

mod price;
mod suggestion;

pub use price::{Money, PeriodPrices, Prices, with_places};

use crate::source::{PLAIN, RAW};
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The number of decimal places that the database stores. Its columns are `decimal(25,4)` (database.md §A).
pub const MAX_PLACES: u32 = 4;
/// The number of digits before the decimal point that the database stores.
const MAX_DIGITS: usize = 21;
/// Words that people write for a price of 0.
const FREE: &[&str] = &["free", "gratis", "nothing", "zero"];
/// The message that editors show for a string that is not an amount.
const EXPECTED: &str = "Expected an amount such as 9.90, with at most four digits after the point.";
/// The regular expression for amounts in schemas. Zeros after the fourth decimal place are accepted.
const PATTERN: &str = r"^[0-9]{1,21}(\.[0-9]{1,4}0*)?$";

/// An exact amount that is not negative, with up to four decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// The greatest amount that the database can store.
    pub fn greatest() -> Self {
        // Integer arithmetic: a double cannot hold 25 digits.
        let units = 10_i128.pow(MAX_DIGITS as u32 + MAX_PLACES) - 1;
        Self(Decimal::from_i128_with_scale(units, MAX_PLACES))
    }

    /// The amount as a decimal.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// Returns the amounts that the author of an invalid amount may have meant. The list is empty if nothing can be
    /// suggested. It has two amounts if a comma can be either a decimal point or a thousands separator.
    pub fn suggestions(text: &str) -> Vec<String> {
        suggestion::suggestions(text)
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = String;

    /// Converts a number from a database. An error contains only the reason and no help, since the number is not from a
    /// file.
    fn try_from(number: Decimal) -> Result<Self, String> {
        // Normalized, because the database pads to four decimal places.
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

    /// Reads an amount. The last line of an error is the help, and the lines before it are the reason.
    fn from_str(text: &str) -> Result<Self, String> {
        exact(text).map(Self).ok_or_else(|| refusal(text))
    }
}

/// Reads digits that may be followed by a point and more digits; `None` for any other string, and for a number with too
/// many digits. Any number of zeros at the end is accepted.
fn exact(text: &str) -> Option<Decimal> {
    let (whole, fraction) = parts(text)?;
    // Compared by digits: a decimal of this crate holds 28 digits, and a longer number would be an error of its own.
    let fits = places(fraction) <= MAX_PLACES as usize && whole.len() <= MAX_DIGITS;
    let has_more = fraction.len() > MAX_PLACES as usize;
    // Surplus zeros are removed first: a decimal cannot hold arbitrarily many digits.
    let kept = if has_more { format!("{whole}.{}", fraction.trim_end_matches('0')) } else { text.to_owned() };
    // A point is left at the end if all decimal places were zeros.
    fits.then(|| Decimal::from_str(kept.trim_end_matches('.')).ok()).flatten()
}

/// The number of digits after a point, without zeros at the end.
fn places(fraction: &str) -> usize {
    fraction.trim_end_matches('0').len()
}

/// Returns the digits before and after the point; `None` if the string has any other form. For a string without a
/// point, the digits after the point are `0`.
fn parts(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// The reason why a string is not an amount and, on a second line, the help.
fn refusal(text: &str) -> String {
    // The form is right, so only the number of digits can be wrong.
    if let Some((whole, fraction)) = parts(text) {
        return too_long(text, whole.len(), places(fraction));
    }
    // Only if the rest is an amount, or a word such as `-free` would be called negative.
    if text.strip_prefix('-').is_some_and(|rest| !Amount::suggestions(rest).is_empty()) {
        return format!(
            "`{text}` is negative\nan amount cannot be below zero: write what is charged, or remove the key"
        );
    }
    if FREE.contains(&text.to_lowercase().as_str()) {
        return format!("`{text}` is not an amount\nwrite an amount: `0.00` if it is free");
    }
    let amounts = Amount::suggestions(text);
    let write = amounts.iter().map(|amount| format!("`{amount}`")).collect::<Vec<_>>().join(" or ");
    match amounts.len() {
        0 => format!(
            "`{text}` is not an amount\nwrite an amount such as 9.90, with at most {MAX_PLACES} digits after the point"
        ),
        // No fix: the currency next to the amount can differ from that of the key.
        1 if text.contains(|c: char| c.is_alphabetic() && c != 'e' && c != 'E' || "€$£".contains(c)) => {
            format!("`{text}` is not an amount\nwrite only the amount, in the currency of its key: {write}")
        }
        1 => format!("`{text}` is not an amount\nwrite {write}"),
        _ => format!("`{text}` is not an amount\nwrite either {write}"),
    }
}

/// Returns the reason and the help for a number with too many digits before or after the point.
fn too_long(text: &str, digits: usize, places: usize) -> String {
    if digits > MAX_DIGITS {
        return format!(
            "`{text}` has {digits} digits before the point, but the database stores at most {MAX_DIGITS}\nwrite a smaller amount"
        );
    }
    let rounded = Decimal::from_str(text)
        .ok()
        // Half away from zero, as people round prices.
        .map(|number| number.round_dp_with_strategy(MAX_PLACES, RoundingStrategy::MidpointAwayFromZero));
    let help = match rounded {
        // Rounding up can exceed the greatest amount.
        Some(rounded) if exact(&rounded.to_string()).is_none() => "write a smaller amount".to_owned(),
        Some(rounded) if rounded.is_zero() => "the smallest amount above 0 is `0.0001`".to_owned(),
        Some(rounded) => format!("round it, for example to `{rounded}`"),
        None => format!("write at most {MAX_PLACES} digits after the point"),
    };
    format!("`{text}` has {places} decimal places, but the database stores at most {MAX_PLACES}\n{help}")
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As raw text: a float would lose digits before the amount is checked.
        deserializer.deserialize_newtype_struct(RAW, AmountVisitor)
    }
}

impl Serialize for Amount {
    /// Writes the digits as a plain string, because the YAML emitter would write a number as a double and lose digits.
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
                // Editors check numbers as doubles, so the decimals of a number are checked only in Rust (design.md
                // §3).
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": PATTERN, "patternErrorMessage": EXPECTED },
            ]
        })
    }
}

#[cfg(test)]
mod tests;
