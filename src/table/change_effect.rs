//! What a change does to those who have the thing today.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the effect of a change of a field is told. Of a field that is rows, higher is one row more, and lower is one
/// less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectRule {
    /// It is worse for them when it is higher, as a price is.
    WorseHigher,
    /// It is worse for them when it is lower, as a limit is.
    WorseLower,
    /// Any change of it may be worse for them.
    Unknown,
    /// Only who orders from now on notices.
    NewSales,
    /// Nobody outside the company notices.
    Internal,
}

/// What a change does to who has the thing today, from the least to the gravest.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nobody outside the company notices.
    #[default]
    Internal,
    /// Only who orders from now on notices.
    NewSales,
    /// It is better for them.
    Better,
    /// It cannot be told, and counts as worse.
    Unknown,
    /// It is worse for them.
    Worse,
}

impl Effect {
    /// The effect as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::NewSales => "new_sales",
            Self::Better => "better",
            Self::Unknown => "unknown",
            Self::Worse => "worse",
        }
    }

    /// Whether it counts as worse.
    pub fn is_worse(self) -> bool {
        self >= Self::Unknown
    }
}
