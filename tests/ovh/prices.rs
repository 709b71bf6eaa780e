//! Converts pricings into periods, prices and setup fees.

use super::catalog::{Capacity, Plan, Pricing};
use crate::limits::{Reason, Unsaid};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The number of the source's units in one unit of the currency.
const UNIT: u64 = 100_000_000;
/// The number of the source's units in the smallest amount that Wares can express.
const LEAST: u64 = UNIT / 10_000;

/// An amount as it is written in files, or `None` if it has more than four decimals.
pub fn amount(price: u64) -> Option<String> {
    let text = format!("{}.{:04}", price / UNIT, price % UNIT / LEAST);
    let short = text.strip_suffix("00").unwrap_or(&text);
    price.is_multiple_of(LEAST).then(|| short.to_owned())
}

/// The prices by number of months. The price with the shortest commitment is used; other prices for the same period
/// cannot be expressed.
pub fn by_months(plan: &Plan, unsaid: &mut Unsaid) -> BTreeMap<u32, String> {
    let mut renewals: Vec<&Pricing> = plan.pricings.iter().filter(|p| p.is_for(&Capacity::Renew)).collect();
    renewals.sort_by_key(|pricing| (pricing.commitment, pricing.quantity.min));
    let mut prices = BTreeMap::new();
    for pricing in renewals {
        let place = format!(
            "{}: {} every {} {:?}",
            plan.plan_code, pricing.mode, pricing.interval, pricing.interval_unit
        );
        match price(pricing, &prices) {
            Ok((months, price)) => drop(prices.insert(months, price)),
            Err(reason) => unsaid.add(reason, place.clone()),
        }
        add_extras(pricing, &place, unsaid);
    }
    prices
}

/// A pricing's months and amount, or the reason why it cannot be expressed.
fn price(pricing: &Pricing, known: &BTreeMap<u32, String>) -> Result<(u32, String), Reason> {
    let months = pricing.months().ok_or(Reason::Interval)?;
    if pricing.quantity.min > 1 {
        return Err(Reason::Tiers);
    }
    if pricing.commitment > months || known.contains_key(&months) {
        return Err(Reason::SecondPrice);
    }
    amount(pricing.price).map(|amount| (months, amount)).ok_or(Reason::Decimals)
}

/// Counts what a pricing contains besides its price.
fn add_extras(pricing: &Pricing, place: &str, unsaid: &mut Unsaid) {
    let reasons = [
        (!pricing.promotions.is_empty(), Reason::Promotion),
        (!pricing.is_endless(), Reason::FixedTerm),
        (pricing.tax != 0.0, Reason::Tax),
    ];
    reasons.iter().filter(|(applies, _)| *applies).for_each(|(_, reason)| unsaid.add(*reason, place));
}

/// The periods as they are written in files.
pub fn periods(prices: &BTreeMap<u32, String>, currency: &str) -> Value {
    let every = |months: u32| match (months, months % 12) {
        (1, _) => "1 month".to_owned(),
        (12, _) => "1 year".to_owned(),
        (_, 0) => format!("{} years", months / 12),
        _ => format!("{months} months"),
    };
    prices
        .iter()
        .map(|(months, price)| json!({ "every": every(*months), "prices": { currency: price } }))
        .collect()
}

/// The setup fee, if it is the same for every period.
pub fn setup_fee(plan: &Plan, unsaid: &mut Unsaid) -> Option<String> {
    let is_expressed = |mode: &str| {
        let renewal = |p: &&Pricing| p.mode == mode && p.is_for(&Capacity::Renew);
        plan.pricings
            .iter()
            .find(renewal)
            .is_some_and(|p| p.months().is_some_and(|months| p.commitment <= months))
    };
    let fees = plan.pricings.iter().filter(|p| p.is_for(&Capacity::Installation) && is_expressed(&p.mode));
    let fees: BTreeSet<u64> = fees.map(|pricing| pricing.price).collect();
    let fees: Vec<u64> = fees.into_iter().collect();
    match fees.as_slice() {
        [] | [0] => None,
        [fee] => {
            let amount = amount(*fee);
            if amount.is_none() {
                unsaid.add(Reason::Decimals, format!("{}: setup", plan.plan_code));
            }
            amount
        }
        several => {
            let amounts = several.iter().filter_map(|fee| amount(*fee)).collect::<Vec<_>>().join(" or ");
            unsaid.add(Reason::SetupFee, format!("{}: {amounts}", plan.plan_code));
            None
        }
    }
}

/// Counts the fees for moves to an add-on.
pub fn upgrade_fees(plan: &Plan, unsaid: &mut Unsaid) {
    let fees = plan.pricings.iter().filter(|p| p.is_for(&Capacity::Upgrade) && p.price > 0);
    fees.for_each(|pricing| unsaid.add(Reason::UpgradeFee, format!("{}: {}", plan.plan_code, pricing.mode)));
}

#[test]
fn amounts_are_converted_exactly() {
    assert_eq!(amount(7_000_000_000).as_deref(), Some("70.00"));
    assert_eq!(amount(571_2100_0000).as_deref(), Some("571.21"));
    assert_eq!(amount(750_000).as_deref(), Some("0.0075"));
    assert_eq!(amount(0).as_deref(), Some("0.00"));
    assert_eq!(amount(15_000 + 1), None);
}
