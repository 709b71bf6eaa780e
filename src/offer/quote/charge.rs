//! What a part of an order costs.

use super::{NoPrice, Reason, rounding};
use crate::offer::Rate;
use rust_decimal::Decimal;

/// What is charged for each period, or once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The number of units that are charged.
    pub units: Decimal,
    /// The price of one unit.
    pub price: Decimal,
    /// The price of all units, not rounded.
    pub sum: Decimal,
}

/// A one-time fee for the setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// How many times the fee is charged.
    pub times: Decimal,
    /// The fee.
    pub fee: Decimal,
    /// The fee times the number of times, not rounded.
    pub sum: Decimal,
}

impl Charge {
    /// Charges a number of units.
    pub(super) fn new<'a>(units: Decimal, rate: &Rate<'a>) -> Result<Self, Reason<'a>> {
        // Refused instead of rounded, because only totals are rounded.
        let sum = rate.of(units).ok_or(Reason::Price(NoPrice::TooLarge))?;
        Ok(Self { units, price: rate.price, sum })
    }
}

impl Setup {
    /// Charges a fee a number of times.
    pub(super) fn new<'a>(times: Decimal, rate: &Rate<'a>) -> Result<Self, Reason<'a>> {
        let sum = rate.of(times).ok_or(Reason::Price(NoPrice::TooLarge))?;
        Ok(Self { times, fee: rate.price, sum })
    }
}

/// The sum of the given amounts; none if it has too many digits to be exact.
pub(super) fn all(parts: [Option<Decimal>; 2]) -> Option<Decimal> {
    parts.into_iter().flatten().try_fold(Decimal::ZERO, rounding::sum)
}
