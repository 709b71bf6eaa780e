//! What the values of enumerations cost in a package.

use super::{Way, by_period};
use crate::kinds::EnumerationValue;
use crate::model::{Manifest, Period, PeriodPrices};
use crate::offer::Rate;

/// Who sets the price of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PricedBy {
    /// The package, for this value.
    Value,
    /// The package, for whatever value.
    Detail,
    /// The enumeration.
    Enumeration,
}

/// What a value costs, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueRate<'a> {
    /// The price.
    pub rate: Rate<'a>,
    /// Who sets it.
    pub by: PricedBy,
}

impl<'a> Way<'a> {
    /// The prices of a value of the enumeration; of an enumeration with number, of one unit of it. Where the package
    /// names the value, its prices of it alone hold. Otherwise, for each period and currency, the price that holds is
    /// the package's for whatever value, or else the enumeration's. One that is not enabled counts only where there is
    /// no other.
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
                Some(_) => {}
                None => rates.push(rate),
            }
        }
        rates.sort_by_key(|priced| order(&priced.rate, manifest));
        rates
    }
}

fn is_for_same(one: &Rate<'_>, other: &Rate<'_>) -> bool {
    one.period == other.period && one.currency == other.currency
}

/// By period, the shortest first, then by currency as the manifest has them.
fn order(rate: &Rate<'_>, manifest: &Manifest) -> (Option<u32>, Option<Period>, Option<usize>) {
    let currency = manifest.currencies.iter().position(|currency| currency == rate.currency);
    (rate.period.map(Period::months), rate.period, currency)
}
