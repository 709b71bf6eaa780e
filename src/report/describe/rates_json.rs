//! Renders the prices in a description as JSON.

use crate::offer::Rate;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

/// Returns the price of an amount for each period and currency. A price is null if it is too large to compute.
pub fn prices(rates: &[Rate<'_>], amount: Decimal) -> Vec<Json> {
    let price = |rate: &Rate<'_>| {
        json!({
            "period": rate.period.map(|period| period.to_string()),
            "currency": rate.currency,
            "enabled": rate.enabled,
            // Text, since decimals lose digits in many readers of JSON.
            "price": rate.of(amount).map(|price| price.to_string()),
        })
    };
    rates.iter().map(price).collect()
}
