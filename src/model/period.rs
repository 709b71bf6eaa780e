//! Renewal periods.

use crate::diagnostic::near;
use crate::source::RAW;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A length of time after which an article renews: so many months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// How many units; at least one.
    pub value: u16,
    /// Of what.
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
    /// How many months it lasts.
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

    /// Reads a period. Of a fault, the first line is the reason, and the rest what to write instead.
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || not_a_period(text);
        let (value, unit) = text.split_once(' ').ok_or_else(fault)?;
        let canonical = !value.starts_with(['0', '+']);
        let value = value.parse().ok().filter(|value| *value > 0 && canonical).ok_or_else(fault)?;
        let unit = match unit {
            "month" | "months" => Unit::Month,
            "year" | "years" => Unit::Year,
            _ => return Err(fault()),
        };
        Ok(Self { value, unit })
    }
}

fn not_a_period(text: &str) -> String {
    let help = match meant(text) {
        Some(period) => format!("did you mean `{period}`?"),
        None => format!(
            "write a whole number of months or years, up to {}, such as `1 month`, `3 months` or `1 year`",
            u16::MAX
        ),
    };
    format!("`{text}` is not a period\n{help}")
}

/// The period that was meant by something like `1month`, `P1Y`, `12` or `1 yaer`.
fn meant(text: &str) -> Option<Period> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let value = if digits.is_empty() { 1 } else { digits.parse().ok().filter(|value| *value > 0)? };
    let of = |value, unit| Some(Period { value, unit });
    match letters.as_str() {
        "quarterly" => of(3, Unit::Month),
        "monthly" | "pm" | "m" | "mo" | "" => of(value, Unit::Month),
        "yearly" | "annually" | "py" | "y" | "yr" => of(value, Unit::Year),
        other => match near(other, ["month", "months", "year", "years"]).first()? {
            unit if unit.starts_with("month") => of(value, Unit::Month),
            _ => of(value, Unit::Year),
        },
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, PeriodVisitor)
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
            "pattern": "^[1-9][0-9]{0,4} (month|year)s?$",
            "examples": ["1 month", "3 months", "1 year"],
        })
    }
}
