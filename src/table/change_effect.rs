//! The effect of a change on existing subscribers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rule that determines the effect of a change to a column, or of adding and removing rows. For rows, an added row
/// counts as a higher value, and a removed row as a lower value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectRule {
    /// A higher value, such as a higher price, is worse for existing subscribers.
    WorseHigher,
    /// A lower value, such as a lower limit, is worse for existing subscribers.
    WorseLower,
    /// Any change may be worse for existing subscribers.
    Unknown,
    /// Only new customers notice a change.
    NewSales,
    /// No one outside the company notices a change.
    Internal,
}

/// The effect of a change on existing subscribers. The values are in ascending order of severity.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// No one outside the company notices the change.
    #[default]
    Internal,
    /// Only new customers notice the change.
    NewSales,
    /// The change is an improvement for existing subscribers.
    Better,
    /// The effect is not known, and counts as worse.
    Unknown,
    // Unknown comes before worse, so that the maximum of several effects is the one to warn of.
    /// The change makes something worse for existing subscribers.
    Worse,
}

impl Effect {
    /// Returns the name of the effect in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::NewSales => "new_sales",
            Self::Better => "better",
            Self::Unknown => "unknown",
            Self::Worse => "worse",
        }
    }

    /// Whether the effect is worse for existing subscribers, or may be worse.
    pub fn is_worse(self) -> bool {
        self >= Self::Unknown
    }
}
