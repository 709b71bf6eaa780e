//! Looks up the prices of a detail for a period and a currency.

use super::package_details::DetailVariant;
use crate::kinds::EnumerationValue;
use crate::model::{Amount, Period, PeriodPrices, Prices};

/// Whether there is a price for at least one period.
pub fn has_any(prices: &PeriodPrices) -> bool {
    // A period without prices is as good as none.
    prices.iter().any(|(_, prices)| !prices.is_empty())
}

/// Returns the price in a currency, or `None` if it is missing or disabled. Currency codes in lowercase are accepted,
/// because another check reports them.
pub fn in_currency(prices: &Prices, currency: &str) -> Option<Amount> {
    // A search and not a lookup, because case is ignored.
    let price = prices.iter().find(|(known, _)| known.name().eq_ignore_ascii_case(currency))?.1;
    price.enabled.then_some(price.value)
}

/// Returns the price for a period in a currency, or `None` if it is missing or disabled.
pub fn of_period(prices: &PeriodPrices, period: Period, currency: &str) -> Option<Amount> {
    in_currency(prices.iter().find(|(known, _)| **known == period)?.1, currency)
}

/// Returns the package's own prices for a value, or `None` if `value_prices` does not contain the value.
pub fn of_value<'a>(variant: &DetailVariant<'a>, value: &EnumerationValue) -> Option<&'a PeriodPrices> {
    variant.terms.value_prices.iter().find(|(name, _)| **name == value.name).map(|(_, prices)| prices)
}

/// Returns the price of one unit of a detail. With a `value`, returns the price of that value, or of one unit of it. If
/// the package has its own prices for the value, only these count. Otherwise the price of the detail counts, or if
/// there is none, the price in the enumeration.
pub fn price(
    variant: &DetailVariant<'_>,
    value: Option<&EnumerationValue>,
    period: Period,
    currency: &str,
) -> Option<Amount> {
    // A value with its own prices never falls back to others, so a missing one is really missing.
    if let Some(own) = value.and_then(|value| of_value(variant, value)) {
        return of_period(own, period, currency);
    }
    // The detail before the enumeration, because other packages share the enumeration and its prices.
    let of_detail = of_period(variant.terms.prices, period, currency);
    of_detail.or_else(|| of_period(&value?.prices, period, currency))
}
