//! Prices that depend on the amount.

use crate::model::{Amount, Prices};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A price from an amount on, up to the next tier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The least amount of the tier.
    pub from: Amount,
    /// What a unit costs in it, by currency.
    pub prices: Prices,
}
