//! What subscribers pay, as a kind tells it.

use super::Tiers;
use crate::table::Key;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A row of a resource that somebody can hold: the name of its table, and its key.
pub type Holdable = (&'static str, Key);

/// What whoever renews by a row pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The row that subscriptions renew by.
    pub by: Holdable,
    /// The period, as the files write it.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// The price.
    pub price: Price,
    /// Of a part of a subscription: what the subscription renews by, and how many units of the part are free.
    pub part: Option<(Holdable, Decimal)>,
}

/// What units cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Price {
    /// Each of them this.
    PerUnit(Decimal),
    /// By how many of them a subscription has.
    ByQuantity(Tiers),
}

impl Price {
    /// What some subscriptions with so many units together pay; by quantity each of them has equally many. What there is no
    /// price for costs nothing.
    pub fn of(&self, subscriptions: u64, units: Decimal) -> Decimal {
        match self {
            Self::PerUnit(price) => units.saturating_mul(*price),
            Self::ByQuantity(tiers) => {
                let count = Decimal::from(subscriptions);
                let each = units.checked_div(count).and_then(|each| each.to_u32());
                each.and_then(|each| tiers.total(each)).unwrap_or_default().saturating_mul(count)
            }
        }
    }
}
