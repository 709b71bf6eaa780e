//! What is charged for a part of an order.

use super::{NoPrice, Reason, exact_sum};
use crate::offer::Rate;
use rust_decimal::Decimal;

/// What is charged for each period, or once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// How many units are charged.
    pub units: Decimal,
    /// What one of them costs.
    pub price: Decimal,
    /// What all of them cost.
    pub sum: Decimal,
}

/// What is paid once, when something is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// How many times.
    pub times: Decimal,
    /// What it is each time.
    pub fee: Decimal,
    /// What it is in all.
    pub sum: Decimal,
}

impl Charge {
    /// So many units at a price.
    pub(super) fn new<'a>(units: Decimal, rate: &Rate<'a>) -> Result<Self, Reason<'a>> {
        let sum = rate.of(units).ok_or(Reason::Price(NoPrice::TooLarge))?;
        Ok(Self { units, price: rate.price, sum })
    }
}

impl Setup {
    /// A fee, so many times.
    pub(super) fn new<'a>(times: Decimal, rate: &Rate<'a>) -> Result<Self, Reason<'a>> {
        let sum = rate.of(times).ok_or(Reason::Price(NoPrice::TooLarge))?;
        Ok(Self { times, fee: rate.price, sum })
    }
}

/// The sum of what is there.
pub(super) fn all(parts: [Option<Decimal>; 2]) -> Option<Decimal> {
    parts.into_iter().flatten().try_fold(Decimal::ZERO, exact_sum::sum)
}
