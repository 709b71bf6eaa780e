//! Describes a detail in words.

use crate::diagnostic::{counted, list, printable};
use crate::kinds::{Aggregation, Billing, Numbered, Statistics, ValueType};
use crate::model::{Included, Limit, Manifest, with_places};
use crate::offer::{AmountOrValue, DetailVariant, Number, PackageDetail, PricedBy, Rate, Totals, ValueRate};
use crate::report::describe::totals as rule;
use rust_decimal::Decimal;

/// A label and its text.
pub type LabeledText = (&'static str, String);

/// An unlimited included amount. If it is included, no more can be ordered.
const UNLIMITED: Option<Included> = Some(Included::Amount(Limit::Unlimited));

/// Whether the terms of a detail or choice allow customers to order more than is included.
pub fn is_orderable(variant: &DetailVariant<'_>) -> bool {
    let terms = &variant.terms;
    terms.billing == Billing::Ordered && *terms.enabled && terms.included != UNLIMITED
}

/// Returns the facts about a detail or choice: what is included, what can be ordered, what it costs, and notes for
/// customers.
pub fn facts<'a>(variant: &DetailVariant<'a>, manifest: &'a Manifest) -> Vec<LabeledText> {
    let included = AmountOrValue::included(variant).map_or("nothing".to_owned(), |included| has(&included));
    let priced = |label: &'static str, rates: &[Rate<'_>], end: &str| {
        (!rates.is_empty()).then(|| (label, prices(rates) + end))
    };
    let mut facts = vec![("included", included)];
    // What cannot be ordered may have prices in the files, but they mean nothing to a customer.
    if is_orderable(variant) {
        facts.extend(orderable(variant).map(|text| ("can be ordered", text)));
        let each = ", for each unit beyond what is included";
        // Values of an enumeration have prices of their own, which are listed below.
        let is_number = variant.value == Some(ValueType::Integer);
        facts.extend(priced("price", &variant.rates(manifest), each).filter(|_| is_number));
        facts.extend(priced("unlimited", &variant.unlimited_rates(manifest), ""));
        facts.extend(priced("setup fee", &variant.setup_fees(manifest), times(variant)));
    }
    // Overage applies whether or not more can be ordered.
    facts.extend(priced("overage", &variant.overage_rates(manifest), &overage(variant)));
    facts.extend(flags(variant));
    facts
}

/// Says how many times a setup fee is paid, as text to put after its amount.
fn times(variant: &DetailVariant<'_>) -> &'static str {
    let has_number = variant.value.is_some_and(ValueType::has_number);
    match has_number && *variant.terms.multiply_setup_fee {
        true => ", for each unit beyond what is included",
        false => ", once",
    }
}

/// Says how usage is counted, as text to put after the price of a unit.
fn overage(variant: &DetailVariant<'_>) -> String {
    let unit = ", for each unit that is used beyond what is included";
    let Some(Statistics { overage_period, aggregation, price_per, active_only }) = variant.terms.statistics
    else {
        return unit.to_owned();
    };
    let aggregation = match aggregation {
        Aggregation::Sum => "the sum over a",
        Aggregation::Maximum => "the maximum in a",
    };
    let active = if active_only { ", while the service is active" } else { "" };
    format!(" per {}{unit}: {aggregation} {}{active}", price_per.word(), overage_period.word())
}

/// Returns the minimum period of a detail or choice, and the notes about it.
pub fn flags(variant: &DetailVariant<'_>) -> Vec<LabeledText> {
    let terms = &variant.terms;
    let minimum = terms.minimum_period.map(|period| ("ordered for", format!("{period} or longer")));
    let notes = [
        (!*terms.enabled, "disabled: nobody can order it"),
        (terms.billing == Billing::None, "not billed: nothing more can be ordered"),
        (terms.billing == Billing::Statistics, "billed by usage: nothing more can be ordered"),
        (terms.manual_processing, "only staff can order it"),
        (terms.post_paid, "paid after each period"),
        (terms.skip_trial, "usage does not count during a trial"),
        (terms.send_instruction, "customers are sent instructions when it is modified"),
        (
            terms.alternative_calculation,
            "priced by the alternative method of the billing system, not at this price",
        ),
        (terms.random_name, "the billing system generates a name for it"),
    ];
    let notes = notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| ("note", note.to_owned()));
    minimum.into_iter().chain(notes).collect()
}

/// Says what a customer has: a value, a number with its unit, or both.
pub fn has(has: &AmountOrValue<'_>) -> String {
    // A unit that is a word and not a symbol such as `GiB` is probably a plural, such as `addresses`, and does not go
    // with 1.
    let is_word = |unit: &str| unit.chars().nth(2).is_some() && unit.chars().all(char::is_lowercase);
    let number = has.number.map(|number| match (number, has.unit) {
        (Number::Of(number), Some(unit)) if number == Decimal::ONE && is_word(unit) => "1".to_owned(),
        // `normalize`, so that `10.00` GiB is written as 10.
        (Number::Of(number), Some(unit)) => format!("{} {}", number.normalize(), printable(unit)),
        (Number::Of(number), None) => number.normalize().to_string(),
        (Number::Unlimited, _) => "unlimited".to_owned(),
    });
    has.value.map(printable).into_iter().chain(number).collect::<Vec<_>>().join(": ")
}

/// Returns the totals that can be ordered, in words; `None` if the value has no number.
fn orderable(variant: &DetailVariant<'_>) -> Option<String> {
    let of_included = how_many(&variant.totals(variant.included_value())?, variant.unit);
    let is_other = |name: &&str| variant.included_value() != Some(*name);
    // All other values have the same totals, so one of them stands for all.
    let other = variant.values().iter().map(|value| value.name.as_str()).find(is_other);
    let other =
        other.and_then(|name| variant.totals(Some(name))).map(|totals| how_many(&totals, variant.unit));
    Some(match (variant.included_value(), other) {
        (Some(value), Some(other)) => {
            format!("of {}: {of_included}; of any other value: {other}", printable(value))
        }
        (None, Some(other)) => format!("of each value: {other}"),
        (_, None) => of_included,
    })
}

/// Returns totals in words, with the number of totals.
fn how_many(totals: &Totals, unit: Option<&str>) -> String {
    // A count of 1 would repeat what the words say.
    let bounded = totals.more.filter(|more| totals.is_bounded && more.count() > 1);
    let count = bounded.map_or(String::new(), |more| format!(" ({})", counted(more.count(), "total")));
    rule(totals, unit) + &count
}

/// Returns a detail in one line: what is included, and what can be ordered.
pub fn in_short(detail: &PackageDetail<'_>) -> String {
    if detail.is_compound() {
        // Each choice has terms of its own, which do not fit in one line.
        let names: Vec<&str> = detail.choices.iter().filter_map(|variant| variant.choice).collect();
        return format!("one of {}", printable(&list(&names, "and")));
    }
    let variant = &detail.own;
    let included = AmountOrValue::included(variant).map_or("nothing".to_owned(), |included| has(&included));
    let more = orderable(variant).filter(|_| is_orderable(variant));
    let more = more.map_or(String::new(), |more| format!("; can be ordered: {more}"));
    let off = if *variant.terms.enabled { "" } else { "; disabled" };
    format!("included: {included}{more}{off}")
}

/// Names the package from which a detail is imported; empty if the detail is not imported.
pub fn from(detail: &PackageDetail<'_>) -> String {
    detail.own_or_imported.from.map_or(String::new(), |from| format!("from `{}`", printable(from)))
}

/// Returns prices in one line, each with its period.
pub fn prices(rates: &[Rate<'_>]) -> String {
    let one = |rate: &Rate<'_>| {
        let period = rate.period.map(|period| format!(" for {period}")).unwrap_or_default();
        let off = if rate.enabled { "" } else { " (off)" };
        format!("{} {}{period}{off}", with_places(rate.price), printable(rate.currency))
    };
    rates.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Says where the prices of a value are set.
pub fn priced_by(rates: &[ValueRate<'_>]) -> String {
    let word = |by: PricedBy| match by {
        PricedBy::Value => "by the package, for the value",
        PricedBy::Detail => "by the package",
        PricedBy::Enumeration => "by the enumeration",
    };
    let mut words: Vec<&str> = rates.iter().map(|priced| word(priced.by)).collect();
    // Neighbors only, which are usually all alike: one source sets the prices of every currency.
    words.dedup();
    words.join(", ")
}

/// Returns a limit as text: a number, or `unlimited`.
pub fn limit(limit: Limit) -> String {
    match limit {
        Limit::Of(amount) => amount.to_string(),
        Limit::Unlimited => "unlimited".to_owned(),
    }
}
