//! Percentages such as `50 %`, which the guards' thresholds use.

use crate::source::TEXT;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The greatest number of decimal places in a percentage.
const PLACES: usize = 2;

/// A percentage from 0 % to `MOST` %, such as `50 %`. `MOST` must be a power of ten, because the pattern in the schema
/// relies on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent<const MOST: u32>(Decimal);

impl<const MOST: u32> Percent<MOST> {
    /// Makes a percentage from a literal. A number greater than `MOST` becomes `MOST`.
    pub(super) const fn fixed(percent: u32) -> Self {
        let percent = if percent < MOST { percent } else { MOST };
        // A constant cannot use `Decimal::from`, which is not `const`.
        Self(Decimal::from_parts(percent, 0, 0, false, 0))
    }

    /// The number before the percent sign.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The reason why a string is refused and, on a second line, the help.
    fn refusal(text: &str) -> String {
        let bare = text.trim().trim_end_matches('%').trim_end();
        if bare.strip_prefix('-').is_some_and(|rest| number(rest).is_some()) {
            return format!(
                "`{text}` is negative\na threshold cannot be below zero: write one such as `50 %`"
            );
        }
        let reason = format!("`{text}` is not a percentage");
        match number(&bare.replace(',', ".")) {
            Some(number) if number > Decimal::from(MOST) => {
                format!("`{text}` is more than {MOST} %\nwrite at most `{MOST} %`")
            }
            // Rounded, because the suggestion must itself be accepted.
            Some(number) => format!("{reason}\nwrite `{} %`", number.round_dp(PLACES as u32).normalize()),
            None => format!("{reason}\nwrite a number and a percent sign, such as `50 %`"),
        }
    }
}

/// Reads digits that may be followed by a point and more digits; `None` if the string has any other form. A number with
/// too many digits becomes the greatest decimal, which is above every `MOST`.
fn number(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // The fallback is for the message: a number with too many digits is still a number, and too large.
    (is_digits(whole) && is_digits(fraction)).then(|| Decimal::from_str(text).unwrap_or(Decimal::MAX))
}

/// Reads a number without leading zeros and with at most [`PLACES`] decimal places; `None` for any other string.
fn exact(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    // One spelling for each number, so that the schema's pattern and this agree.
    let is_plain = (whole == "0" || !whole.starts_with('0')) && fraction.len() <= PLACES;
    number(text).filter(|_| is_plain)
}

impl<const MOST: u32> FromStr for Percent<MOST> {
    type Err = String;

    /// Reads a percentage. The last line of an error is the help, and the lines before it are the reason.
    fn from_str(text: &str) -> Result<Self, String> {
        // At most one space, as in the schema's pattern.
        let bare = text.strip_suffix('%').map(|bare| bare.strip_suffix(' ').unwrap_or(bare));
        bare.and_then(exact)
            .filter(|number| *number <= Decimal::from(MOST))
            // Normalized, so that `50.00 %` is shown as `50 %`.
            .map(|number| Self(number.normalize()))
            .ok_or_else(|| Self::refusal(text))
    }
}

impl<const MOST: u32> fmt::Display for Percent<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

struct PercentVisitor<const MOST: u32>;

impl<'de, const MOST: u32> Visitor<'de> for PercentVisitor<MOST> {
    type Value = Percent<MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a percentage such as `50 %`")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        // For deserializers that do not know `TEXT`, such as that of JSON.
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        text.parse().map_err(E::custom)
    }
}

impl<'de, const MOST: u32> Deserialize<'de> for Percent<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT, PercentVisitor)
    }
}

impl<const MOST: u32> Serialize for Percent<MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<const MOST: u32> JsonSchema for Percent<MOST> {
    fn schema_name() -> Cow<'static, str> {
        // A name for each maximum, since the patterns differ.
        format!("Percent{MOST}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let digits = MOST.ilog10();
        let below = format!("(0|[1-9][0-9]{{0,{}}})(\\.[0-9]{{1,{PLACES}}})?", digits.saturating_sub(1));
        let pattern = format!("^({below}|10{{{digits}}}(\\.0{{1,{PLACES}}})?) ?%$");
        let message = format!(
            "Expected a percentage such as `50 %`, of at most {MOST} %, with up to {PLACES} decimal places."
        );
        json_schema!({ "type": "string", "pattern": pattern, "patternErrorMessage": message })
    }
}

#[cfg(test)]
mod tests {
    use super::Percent;

    #[test]
    fn percentage_needs_a_percent_sign_and_a_value_within_bounds() {
        let read = |text: &str| text.parse::<Percent<100>>().map(|percent| percent.to_string());
        for (text, shown) in
            [("50 %", "50 %"), ("50%", "50 %"), ("0 %", "0 %"), ("12.50 %", "12.5 %"), ("100 %", "100 %")]
        {
            assert_eq!(read(text), Ok(shown.to_owned()));
        }
        for (text, expected) in [
            ("50", "write `50 %`"),
            (" 50  % ", "write `50 %`"),
            ("12,5 %", "write `12.5 %`"),
            ("0.125 %", "write `0.12 %`"),
            ("-5 %", "is negative"),
            ("100.01 %", "is more than 100 %"),
            ("101 %", "is more than 100 %"),
            ("05 %", "write `5 %`"),
            ("half", "a number and a percent sign"),
            ("%", "a number and a percent sign"),
            ("", "a number and a percent sign"),
            ("1e2 %", "a number and a percent sign"),
        ] {
            let message = read(text).expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
        let huge = format!("{} %", "9".repeat(400));
        assert!(read(&huge).is_err_and(|message| message.contains("is more than 100 %")));
    }
}
