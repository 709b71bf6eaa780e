//! B13: an unlimited amount that costs less than the greatest limited one.

use super::package_details::{Details, Way};
use super::prices::{of_value, price};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{EnumerationValue, ValueType};
use crate::model::{Limit, Money, Period, with_places};
use crate::rules::{Rule, Sight};
use rust_decimal::Decimal;

const CODE: Code = Code::error(
    "B13",
    "cheap-unlimited",
    "less than the maximum costs",
    "An unlimited amount costs less than the greatest amount that is limited.",
    include_str!("../codes/B13.md"),
)
.warning();

/// Finds unlimited amounts that cost less than the greatest limited one.
pub struct Unlimited;

impl Rule for Unlimited {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let details = &*sight.details;
        details.of_ways(|way| of_way(way, details))
    }
}

fn of_way(way: &Way<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    let Some(known) = details.type_of(way.detail) else { return Vec::new() };
    let values: Vec<Option<&EnumerationValue>> = match known.it.value {
        ValueType::Integer => vec![None],
        ValueType::EnumerationWithNumber => {
            details.values_of(&way.terms).iter().filter(|value| *value.enabled).map(Some).collect()
        }
        _ => Vec::new(),
    };
    let prices = way.terms.unlimited_prices.iter();
    let each =
        prices.flat_map(|(period, prices)| prices.iter().map(move |(it, price)| (*period, it.name(), price)));
    each.filter_map(|(period, currency, price)| {
        values.iter().find_map(|value| cheaper(way, *value, (period, currency, price)))
    })
    .collect()
}

/// An unlimited price that is below that of the greatest limited amount of a value.
fn cheaper(
    way: &Way<'_>,
    value: Option<&EnumerationValue>,
    (period, currency, unlimited): (Period, &str, &Money),
) -> Option<Diagnostic> {
    let maximum = way.terms.maximum();
    let (units, each) = (units(way, value, maximum)?, price(way, value, period, currency)?);
    let limited = each.decimal().checked_mul(Decimal::from(units))?;
    if !unlimited.enabled || unlimited.value.decimal() >= limited {
        return None;
    }
    let [unlimited, total] = [unlimited.value.decimal(), limited].map(with_places);
    let what = value.map_or(String::new(), |value| format!(" of `{}`", value.name));
    let message = format!(
        "an unlimited amount of {} costs {unlimited} {currency} for `{period}`, less than its maximum, for which {units} \
         units{what} cost {total} {currency}",
        way.words()
    );
    let place = way.at("unlimited_prices").child(period).child(currency);
    let finding = Diagnostic::new(CODE, place, message).also(way.at("maximum"), "the maximum");
    let named = value.and_then(|value| of_value(way, value)).is_some();
    let own = way.terms.prices.iter().any(|(known, _)| *known == period) && !named;
    let finding =
        if own { finding.also(way.at("prices").child(period), "what a unit costs") } else { finding };
    Some(finding.help(format!("raise it to {total} or more, or lower the price of a unit or the maximum")))
}

/// How many units are charged up to the maximum.
fn units(way: &Way<'_>, value: Option<&EnumerationValue>, maximum: Limit) -> Option<u32> {
    let counts = value.is_none_or(|value| Some(&value.name) == way.terms.included_value);
    let included = if counts { way.terms.included_amount() } else { Limit::Of(0) };
    match (included, maximum) {
        // The greatest total that the step reaches.
        (Limit::Of(included), Limit::Of(maximum)) => {
            let beyond = maximum.checked_sub(included)?;
            Some(beyond - beyond.checked_rem(way.terms.step())?)
        }
        _ => None,
    }
}
