//! What subscribers pay, as a kind tells it.

use crate::table::Key;
use rust_decimal::Decimal;

/// A row of a resource that somebody can hold: the name of its table, and its key.
pub type Holdable = (&'static str, Key);

/// What whoever renews by a row pays for one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The row that subscriptions renew by.
    pub by: Holdable,
    /// The period, as the files write it.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// The price of one unit.
    pub price: Decimal,
    /// Of a part of a subscription: what the subscription renews by, and how many units of the part are free.
    pub part: Option<(Holdable, Decimal)>,
}
