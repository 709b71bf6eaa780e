//! Price tiers: prices that depend on the amount.

use crate::model::{Amount, Prices};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The prices for amounts from `from` up to the next tier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The lowest amount of the tier.
    pub from: Amount,
    /// The prices of one unit in this tier, by currency.
    pub prices: Prices,
}
