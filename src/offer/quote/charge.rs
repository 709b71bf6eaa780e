//! The price of a part of an order.

use super::{NoPrice, Reason, rounding};
use crate::offer::Rate;
use rust_decimal::Decimal;

/// A charge that is paid for each period, or once.
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
    /// The number of times that the fee is charged.
    pub times: Decimal,
    /// The fee.
    pub fee: Decimal,
    /// The fee times the number of times it is charged, not rounded.
    pub sum: Decimal,
}

impl Charge {
    /// Charges a number of units at a price for one unit.
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

/// The sum of the amounts; a missing amount counts as 0. `None` if the sum has too many digits to be exact.
pub(super) fn all(parts: [Option<Decimal>; 2]) -> Option<Decimal> {
    parts.into_iter().flatten().try_fold(Decimal::ZERO, rounding::sum)
}
