//! B13: an unlimited amount costs less than the largest limited amount that customers can order.

use super::package_details::{DetailVariant, Details};
use super::prices::{of_value, price};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{EnumerationValue, ValueType};
use crate::model::{Limit, Money, Period, with_places};
use crate::rules::{Rule, RuleContext};
use rust_decimal::Decimal;

// A warning, because every order is still valid; the provider only earns less than intended.
const CODE: Code = Code::error(
    "B13",
    "cheap-unlimited",
    "cheaper than the maximum",
    "An unlimited amount costs less than the largest limited amount.",
    include_str!("../codes/B13.md"),
)
.warning();

/// Reports unlimited amounts that cost less than the largest limited amount.
pub struct Unlimited;

impl Rule for Unlimited {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_variants(|variant| of_variant(variant, details))
    }
}

fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    let Some(known) = details.type_of(variant.detail) else { return Vec::new() };
    let values: Vec<Option<&EnumerationValue>> = match known.it.value {
        ValueType::Integer => vec![None],
        ValueType::EnumerationWithNumber => {
            details.values_of(&variant.terms).iter().filter(|value| *value.enabled).map(Some).collect()
        }
        _ => Vec::new(),
    };
    let prices = variant.terms.unlimited_prices.iter();
    let each =
        prices.flat_map(|(period, prices)| prices.iter().map(move |(it, price)| (*period, it.name(), price)));
    each.filter_map(|(period, currency, price)| {
        // One finding for each price, however many values cost more.
        values.iter().find_map(|value| cheaper(variant, *value, (period, currency, price)))
    })
    .collect()
}

/// Reports a price for an unlimited amount that is lower than the price of the largest limited amount.
fn cheaper(
    variant: &DetailVariant<'_>,
    value: Option<&EnumerationValue>,
    (period, currency, unlimited): (Period, &str, &Money),
) -> Option<Diagnostic> {
    let maximum = variant.terms.maximum();
    let (units, each) = (units(variant, value, maximum)?, price(variant, value, period, currency)?);
    // A product that does not fit is not compared: no real price is that large.
    let limited = each.decimal().checked_mul(Decimal::from(units))?;
    // A disabled price is not on offer, so customers cannot take advantage of it.
    if !unlimited.enabled || unlimited.value.decimal() >= limited {
        return None;
    }
    let [unlimited, total] = [unlimited.value.decimal(), limited].map(with_places);
    let of_value_name = value.map_or(String::new(), |value| format!(" of `{}`", value.name));
    let message = format!(
        "an unlimited amount of {} costs {unlimited} {currency} for `{period}`, less than the maximum, which costs \
         {total} {currency} for {units} units{of_value_name}",
        variant.words()
    );
    let place = variant.at("unlimited_prices").child(period).child(currency);
    let finding = Diagnostic::new(CODE, place, message).also(variant.at("maximum"), "the maximum");
    let has_value_prices = value.and_then(|value| of_value(variant, value)).is_some();
    let is_detail_price = variant.terms.prices.iter().any(|(known, _)| *known == period) && !has_value_prices;
    let finding = if is_detail_price {
        finding.also(variant.at("prices").child(period), "the price of one unit")
    } else {
        finding
    };
    Some(finding.help(format!("raise the price to {total} or more, or lower the unit price or the maximum")))
}

/// Returns the number of units that are charged for the largest order. Returns `None` if the maximum or the included
/// amount is unlimited, or if the included amount exceeds the maximum.
fn units(variant: &DetailVariant<'_>, value: Option<&EnumerationValue>, maximum: Limit) -> Option<u32> {
    // Only the included value contains the included amount; for any other value, all units are charged.
    let counts = value.is_none_or(|value| Some(&value.name) == variant.terms.included_value);
    let included = if counts { variant.terms.included_amount() } else { Limit::Of(0) };
    match (included, maximum) {
        // The largest total that can be ordered in steps, which may be below the maximum.
        (Limit::Of(included), Limit::Of(maximum)) => {
            let beyond = maximum.checked_sub(included)?;
            // A step of 0 has no remainder, and is reported as B06.
            Some(beyond - beyond.checked_rem(variant.terms.step())?)
        }
        _ => None,
    }
}
