//! The prices of enumeration values in a package.

use super::{DetailVariant, by_period};
use crate::kinds::EnumerationValue;
use crate::model::{Manifest, Period, PeriodPrices};
use crate::offer::Rate;

/// The source of the price of an enumeration value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PricedBy {
    /// The package sets the price for this value.
    Value,
    /// The package sets one price for all values.
    Detail,
    /// The enumeration sets the price.
    Enumeration,
}

/// A price of an enumeration value, and the source of the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueRate<'a> {
    /// The price.
    pub rate: Rate<'a>,
    /// The source of the price.
    pub by: PricedBy,
}

impl<'a> DetailVariant<'a> {
    /// The prices of a value of the enumeration. For an `enumeration_with_number`, they are the prices of one unit of
    /// the value.
    ///
    /// If the package has prices for this value, only those apply. Otherwise, one price applies for each period and
    /// currency. The package's price for all values takes precedence over the enumeration's price, but a disabled
    /// price applies only if there is no enabled one.
    pub fn value_rates(&self, value: &'a EnumerationValue, manifest: &'a Manifest) -> Vec<ValueRate<'a>> {
        let of = |prices: &'a PeriodPrices, by| {
            by_period(prices, manifest).into_iter().map(move |rate| ValueRate { rate, by })
        };
        let named = self.terms.value_prices.iter().find(|(name, _)| **name == value.name);
        if let Some((_, prices)) = named {
            return of(prices, PricedBy::Value).collect();
        }
        let mut rates: Vec<ValueRate<'a>> = Vec::new();
        for rate in of(self.terms.prices, PricedBy::Detail).chain(of(&value.prices, PricedBy::Enumeration)) {
            match rates.iter_mut().find(|other| is_for_same(&other.rate, &rate.rate)) {
                Some(other) if !other.rate.enabled && rate.rate.enabled => *other = rate,
                // The prices of the package come first, so the one that is there already applies.
                Some(_) => {}
                None => rates.push(rate),
            }
        }
        // Merged from two lists, so no longer in order.
        rates.sort_by_key(|priced| order(&priced.rate, manifest));
        rates
    }
}

fn is_for_same(one: &Rate<'_>, other: &Rate<'_>) -> bool {
    one.period == other.period && one.currency == other.currency
}

/// The sort key of prices: the shortest period first, then the order of the manifest's currencies.
fn order(rate: &Rate<'_>, manifest: &Manifest) -> (Option<u32>, Option<Period>, Option<usize>) {
    let currency = manifest.currencies.iter().position(|currency| currency == rate.currency);
    (rate.period.map(Period::months), rate.period, currency)
}
