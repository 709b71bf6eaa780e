//! Periods such as `1 month`, and suggestions for strings that are not valid periods.

use crate::diagnostic::near;
use crate::source::TEXT;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The time after which an article renews, as a number of months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The number of units, at least 1.
    pub value: u16,
    /// The unit of `value`.
    pub unit: Unit,
}

/// The unit of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Months.
    Month,
    /// Years.
    Year,
}

impl Period {
    /// The regular expression for periods in schemas. It allows numbers up to 99999, but a number above 65535 is
    /// refused when a document is read.
    pub const PATTERN: &'static str = "^[1-9][0-9]{0,4} (month|year)s?$";

    /// The message that editors show for a string that is not a period.
    pub const EXPECTED: &'static str =
        "Expected a whole number of months or years, such as `1 month`, `3 months` or `1 year`.";

    /// The length of the period in months.
    pub fn months(self) -> u32 {
        match self.unit {
            Unit::Month => self.value.into(),
            Unit::Year => u32::from(self.value) * 12,
        }
    }
}

impl Unit {
    /// The unit as the database spells it.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::Month => "MONTH",
            Self::Year => "YEAR",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.value == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.value, self.unit.as_sql().to_lowercase())
    }
}

impl FromStr for Period {
    type Err = String;

    /// Reads a period. The last line of an error is the help, and the lines before it are the reason.
    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || not_a_period(text);
        let (value, unit) = text.split_once(' ').ok_or_else(refused)?;
        // One spelling for each period: keys of a mapping are compared as text by YAML and by editors.
        let canonical = !value.starts_with(['0', '+']);
        let value = value.parse().ok().filter(|value| *value > 0 && canonical).ok_or_else(refused)?;
        let unit = match unit {
            "month" | "months" => Unit::Month,
            "year" | "years" => Unit::Year,
            _ => return Err(refused()),
        };
        Ok(Self { value, unit })
    }
}

fn not_a_period(text: &str) -> String {
    let help = match suggestion(text) {
        Some(period) => format!("did you mean `{period}`?"),
        // Someone left out the period and wrote prices directly by currency.
        None if is_currency(text) => {
            format!("group prices by period first, then by currency, as in `1 month: {{ {text}: … }}`")
        }
        None => format!(
            "write a whole number of months or years, up to {}, such as `1 month`, `3 months` or `1 year`",
            u16::MAX
        ),
    };
    format!("`{text}` is not a period\n{help}")
}

/// Whether a string has the form of a currency code.
fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Suggests a period for a string such as `1month`, `P1Y`, `12`, `0.5 years` or `1 yaer`. `None` if the meaning of the
/// string is not clear, since a wrong suggestion would change what customers pay.
fn suggestion(text: &str) -> Option<Period> {
    // Punctuation is left over when a line is copied from elsewhere.
    let lower = text.trim_end_matches([',', ';', '.']).to_lowercase();
    let bare = ["every ", "each ", "per ", "one ", "a "].iter().find_map(|word| lower.strip_prefix(word));
    let bare = bare.unwrap_or(&lower).trim();
    // `bimonthly` is left out: it can mean twice a month or every two months.
    match bare {
        "monthly" | "pm" => of(1, Unit::Month),
        "quarterly" | "quarter" | "1 quarter" => of(3, Unit::Month),
        "half-yearly" | "semi-annually" => of(6, Unit::Month),
        "yearly" | "annually" | "annual" => of(1, Unit::Year),
        _ => number_and_unit(bare),
    }
}

/// Reads a number and a unit in either order; `None` if the string has any other form. A number without a unit is a
/// number of months, and a unit without a number stands for one unit.
fn number_and_unit(text: &str) -> Option<Period> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let is_between = |c: char| c.is_whitespace() || c == '-' || c == '_';
    // ISO 8601 durations begin with `P`: `P6M`.
    let text = text.strip_prefix('p').filter(|rest| rest.starts_with(is_of_number)).unwrap_or(text);
    let (before, rest) = text.split_at(text.find(|c| !is_of_number(c)).unwrap_or(text.len()));
    let rest = rest.trim_start_matches(is_between);
    let word = rest.trim_end_matches(is_of_number);
    match (before, word.trim_end(), &rest[word.len()..]) {
        // Without a number, one unit is meant: `per month`.
        ("", word, "") => of(1, unit(word)?),
        ("", word, after) => from_units(after, unit(word)?),
        // A bare number is read as months, as in the vendor's old property `duration` (domain.md §1, "Periods").
        (number, "", "") => from_units(number, Unit::Month),
        (number, word, "") => from_units(number, unit(word)?),
        _ => None,
    }
}

fn of(value: u16, unit: Unit) -> Option<Period> {
    (value > 0).then_some(Period { value, unit })
}

/// The period of the given number of units. A fraction of a year is converted to months. `None` if the result is not a
/// whole number from 1 to 65535.
fn from_units(number: &str, unit: Unit) -> Option<Period> {
    let number: Decimal = number.replace(',', ".").parse().ok()?;
    // Through text, since `to_u16` would cut off a fraction.
    let whole = |number: Decimal| number.normalize().to_string().parse::<u16>().ok();
    match (whole(number), unit) {
        (Some(value), _) => of(value, unit),
        (None, Unit::Year) => of(whole(number.checked_mul(Decimal::from(12))?)?, Unit::Month),
        // A period cannot be half a month.
        (None, Unit::Month) => None,
    }
}

/// The unit that a word probably means; `None` if the word does not resemble any unit. The word must begin with the
/// same letter as the unit.
fn unit(word: &str) -> Option<Unit> {
    match word {
        "m" | "mo" | "mon" => return Some(Unit::Month),
        "y" | "yr" | "yrs" => return Some(Unit::Year),
        // `minute` is close enough to `month` to be suggested otherwise.
        "minute" | "minutes" => return None,
        _ => {}
    }
    let close = near(word, ["month", "months", "year", "years"]);
    // The first letter decides between the two units, which are too short for more tolerance.
    let close = close.into_iter().find(|unit| unit.chars().next() == word.chars().next())?;
    Some(if close.starts_with('m') { Unit::Month } else { Unit::Year })
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT, PeriodVisitor)
    }
}

struct PeriodVisitor;

impl Visitor<'_> for PeriodVisitor {
    type Value = Period;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a period such as `1 month`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Period, E> {
        text.parse().map_err(E::custom)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A period such as `1 month`, `3 months` or `1 year`.",
            "type": "string",
            "pattern": Self::PATTERN,
            "patternErrorMessage": Self::EXPECTED,
            "examples": ["1 month", "3 months", "1 year"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of inputs with their suggestions")]
    fn suggested_periods_have_the_same_length() {
        let cases = [
            ("1 yaer", "1 year"),
            ("1month", "1 month"),
            ("1-month", "1 month"),
            ("1 Year", "1 year"),
            ("year 1", "1 year"),
            ("per month", "1 month"),
            ("P1Y", "1 year"),
            ("P6M", "6 months"),
            ("12", "12 months"),
            ("3 m", "3 months"),
            ("quarterly", "3 months"),
            ("0.5 years", "6 months"),
            ("1,5 years", "18 months"),
            ("2.0 years", "2 years"),
            ("1 year,", "1 year"),
        ];
        for (text, period) in cases {
            assert_eq!(suggestion(text).map(|period| period.to_string()).as_deref(), Some(period), "{text}");
        }
        for text in [
            "0.3 years",
            "1.5 months",
            "1 month 2",
            "bimonthly",
            "-1 month",
            "0 months",
            "P1Y6M",
            "5 minutes",
            "two years",
            "2 weeks",
            "99999 years",
            "1 2 months",
            "",
        ] {
            assert_eq!(suggestion(text), None, "{text}");
        }
    }
}
