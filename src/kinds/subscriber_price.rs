//! The prices at which subscriptions renew, as kinds report them.

use super::Tiers;
use crate::table::Key;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A row that subscriptions can hold: the name of its table, and its key.
pub type Holdable = (&'static str, Key);

/// The price of a subscription to a row for one renewal period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The row that determines the price: a renewal period or a tariff. For a part of a subscription, this is the row
    /// that the part holds, such as a detail.
    pub by: Holdable,
    /// The renewal period, as written in files.
    pub period: String,
    /// The ISO 4217 code of the currency.
    pub currency: String,
    /// The price for one period.
    pub price: Price,
    /// For a part of a subscription: the row of the subscription's renewal period, and the number of free units of the
    /// part. `None` if the price is for the whole subscription.
    pub part: Option<(Holdable, Decimal)>,
}

/// How a price depends on the number of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Price {
    /// Each unit has this price.
    PerUnit(Decimal),
    /// The price of a unit depends on how many units a subscription has.
    ByQuantity(Tiers),
}

impl Price {
    /// The total price for the given number of subscriptions, which have the given number of units together. For a
    /// price by quantity, all subscriptions must have the same number of units. A quantity without a price costs
    /// nothing.
    pub fn of(&self, subscriptions: u64, units: Decimal) -> Decimal {
        match self {
            // Saturating, so that an overflow cannot make a plan panic.
            Self::PerUnit(price) => units.saturating_mul(*price),
            Self::ByQuantity(tiers) => {
                let count = Decimal::from(subscriptions);
                let each = units.checked_div(count).and_then(|each| each.to_u32());
                // No units or an overflow give nothing: the number of units comes from the database.
                each.and_then(|each| tiers.total(each)).unwrap_or_default().saturating_mul(count)
            }
        }
    }
}
