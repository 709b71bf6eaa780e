//! Renewal periods.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
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

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not a period such as `1 month`, `3 months` or `1 year`");
        let (value, unit) = text.split_once(' ').ok_or_else(fault)?;
        let value = value.parse().ok().filter(|value| *value > 0).ok_or_else(fault)?;
        let unit = match unit {
            "month" | "months" => Unit::Month,
            "year" | "years" => Unit::Year,
            _ => return Err(fault()),
        };
        Ok(Self { value, unit })
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
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
