//! What a detail costs for a period in a currency.

use super::package_details::Way;
use crate::kinds::EnumerationValue;
use crate::model::{Amount, Period, PeriodPrices, Prices};

/// Whether there is a price for any period.
pub fn has_any(prices: &PeriodPrices) -> bool {
    prices.iter().any(|(_, prices)| !prices.is_empty())
}

/// The price in a currency, if it is enabled. A code in small letters is a finding of its own, and no missing price.
pub fn in_currency(prices: &Prices, currency: &str) -> Option<Amount> {
    let price = prices.iter().find(|(known, _)| known.name().eq_ignore_ascii_case(currency))?.1;
    price.enabled.then_some(price.value)
}

/// The price for a period in a currency, if it is enabled.
pub fn of_period(prices: &PeriodPrices, period: Period, currency: &str) -> Option<Amount> {
    in_currency(prices.iter().find(|(known, _)| **known == period)?.1, currency)
}

/// The package's own prices of a value; none where it does not name the value.
pub fn of_value<'a>(way: &Way<'a>, value: &EnumerationValue) -> Option<&'a PeriodPrices> {
    way.terms.value_prices.iter().find(|(name, _)| **name == value.name).map(|(_, prices)| prices)
}

/// What one unit costs; of an enumeration, a value, or one unit of it. The package's own prices of a value hold alone.
/// Otherwise the detail's price holds, or else the enumeration's.
pub fn price(
    way: &Way<'_>,
    value: Option<&EnumerationValue>,
    period: Period,
    currency: &str,
) -> Option<Amount> {
    if let Some(own) = value.and_then(|value| of_value(way, value)) {
        return of_period(own, period, currency);
    }
    let of_detail = of_period(way.terms.prices, period, currency);
    of_detail.or_else(|| of_period(&value?.prices, period, currency))
}
