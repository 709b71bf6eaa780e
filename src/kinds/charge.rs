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
}
