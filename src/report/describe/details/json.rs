//! Renders the details of a package as JSON.

use super::listed;
use super::phrases::limit;
use crate::kinds::{Numbered, ValueType};
use crate::model::Manifest;
use crate::offer::{DetailVariant, PackageDetail, PricedBy, Rate, Totals, ValueRate, text_in};
use crate::report::describe::rates_json::prices;
use crate::report::json::place_json as place;
use crate::source::Sources;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

/// Returns every detail of a package.
pub fn details_json(details: &[PackageDetail<'_>], manifest: &Manifest, sources: &Sources) -> Json {
    details.iter().map(|detail| one(detail, manifest, sources)).collect()
}

/// Returns the packages that have a detail of a certain type, each with that detail.
pub fn having_json(having: &[(&str, PackageDetail<'_>)], manifest: &Manifest, sources: &Sources) -> Json {
    let row = |(package, detail): &(&str, PackageDetail<'_>)| json!({ "article": package, "detail": one(detail, manifest, sources) });
    having.iter().map(row).collect()
}

/// Returns a detail as JSON.
fn one(detail: &PackageDetail<'_>, manifest: &Manifest, sources: &Sources) -> Json {
    json!({
        "name": detail.name(),
        "text": detail.detail_type.map(|known| text_in(&known.text, manifest)),
        "value_type": detail.detail_type.map(|known| known.value.as_str()),
        "imported_from": detail.own_or_imported.from,
        "place": place(detail.own_or_imported.place, sources),
        "terms": terms(&detail.own, manifest, sources),
        "first_choice": detail.first_choice().and_then(|variant| variant.choice),
        "choices": detail.choices.iter().map(|variant| terms(variant, manifest, sources)).collect::<Vec<_>>(),
    })
}

/// Returns the terms of a detail or of one of its choices as JSON.
fn terms(variant: &DetailVariant<'_>, manifest: &Manifest, sources: &Sources) -> Json {
    let terms = &variant.terms;
    let is_numbered = variant.value.is_some_and(ValueType::has_number);
    // A detail with an enumeration has a price per value, which is listed under `values`.
    let has_one_price = !variant.value.is_some_and(ValueType::has_enumeration);
    json!({
        "choice": variant.choice,
        "place": place(variant.place, sources),
        "enabled": *terms.enabled,
        "billing": terms.billing.word(),
        "unit": variant.unit,
        // An amount for numbers, a flag for booleans, a value for enumerations: only one of them applies.
        "included": is_numbered.then(|| limit(terms.included_amount())),
        "has_it": (variant.value == Some(ValueType::Boolean)).then(|| terms.is_included()),
        "included_value": variant.included_value(),
        "totals": variant.totals(variant.included_value()).map(|all| totals(&all, variant, manifest)),
        // An empty list and not null: a program can iterate over it in any case.
        "prices": if has_one_price { prices(&variant.rates(manifest), Decimal::ONE) } else { Vec::new() },
        "unlimited_prices": prices(&variant.unlimited_rates(manifest), Decimal::ONE),
        "overage_prices": prices(&variant.overage_rates(manifest), Decimal::ONE),
        "setup_fee": prices(&variant.setup_fees(manifest), Decimal::ONE),
        "setup_fee_multiplied": is_numbered && *terms.multiply_setup_fee,
        "values": variant.values().iter().map(|it| value(it, variant, manifest)).collect::<Vec<_>>(),
        "minimum_period": terms.minimum_period.map(|period| period.to_string()),
        "post_paid": terms.post_paid,
        "manual_processing": terms.manual_processing,
        "alternative_calculation": terms.alternative_calculation,
        "skip_trial": terms.skip_trial,
    })
}

/// Returns the first total, the step, the last total and the count, and the first totals with their prices. Null if no
/// more than the included amount can be ordered.
fn totals(all: &Totals, variant: &DetailVariant<'_>, manifest: &Manifest) -> Json {
    // No more can be ordered, which is not the same as a list of no totals.
    let Some(more) = all.more else { return Json::Null };
    // Only for whole numbers the price is one per unit; enumerations have theirs per value.
    let rates: Vec<Rate<'_>> = match variant.value {
        Some(ValueType::Integer) => variant.rates(manifest),
        _ => Vec::new(),
    };
    let included = all.included_amount().unwrap_or_default();
    json!({
        // Text, since decimals lose digits in many readers of JSON.
        "first": more.first().to_string(),
        "step": more.step().to_string(),
        "last": all.is_bounded.then(|| more.last().to_string()),
        "count": all.is_bounded.then(|| more.count()),
        "listed": listed(all).map(|total| {
            json!({ "amount": total.to_string(), "prices": prices(&rates, total - included) })
        }).collect::<Vec<_>>(),
    })
}

/// Returns a value of an enumeration with its prices as JSON.
fn value(value: &crate::kinds::EnumerationValue, variant: &DetailVariant<'_>, manifest: &Manifest) -> Json {
    let rates = variant.value_rates(value, manifest);
    let by = |priced: &ValueRate<'_>| match priced.by {
        PricedBy::Value => "package_value",
        PricedBy::Detail => "package_detail",
        PricedBy::Enumeration => "enumeration_default",
    };
    // One for each price, in the order of `prices`.
    let by: Vec<&str> = rates.iter().map(by).collect();
    let rates: Vec<Rate<'_>> = rates.iter().map(|priced| priced.rate).collect();
    let name = value.name.as_str();
    json!({
        "name": name,
        "text": text_in(&value.text, manifest),
        "enabled": *value.enabled,
        "included": variant.included_value() == Some(name),
        "prices": prices(&rates, Decimal::ONE),
        "priced_by": by,
    })
}
