//! Computes what live subscriptions pay before and after a change.

use super::effect::EffectInputs;
use crate::diff::ResourceChange;
use crate::kinds::{Charge, Holdable, Price};
use crate::live::{Count, HeldRow, SubscriptionCounts};
use crate::table::Effect;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// What a group of identical subscriptions pays in total, before and after a change.
pub struct TotalPaid {
    /// The number of subscriptions in the group.
    pub subscriptions: u64,
    /// What the whole group pays today.
    pub before: Decimal,
    /// What the whole group pays after the change.
    pub after: Decimal,
    is_by_quantity: bool,
}

impl TotalPaid {
    /// Whether the group pays a different price. If the price depends on the quantity, a change may affect only tiers
    /// that the group does not reach. The group then pays the same price.
    pub fn changes(&self) -> bool {
        !self.is_by_quantity || self.before != self.after
    }
}

/// Returns what each group of identical subscriptions pays today, and what it pays at the later price. `live` returns
/// the groups that pay a price.
pub fn paid(charge: &Charge, later: &Charge, live: &impl Fn(&Charge) -> Vec<Count>) -> Vec<TotalPaid> {
    // Usually both counts are the same. They differ for parts: units that become free are no longer counted afterwards.
    let paid = |(count, then): (Count, Count)| TotalPaid {
        subscriptions: count.subscriptions.max(then.subscriptions),
        before: charge.price.of(count.subscriptions, count.quantity),
        after: later.price.of(then.subscriptions, then.quantity),
        is_by_quantity: matches!(charge.price, Price::ByQuantity(_)),
    };
    live(charge).into_iter().zip(live(later)).map(paid).collect()
}

/// Returns the live subscriptions that pay a price, and their units. If the price depends on the quantity, there is one
/// group for each quantity.
pub fn paying(resource: &ResourceChange, held: &SubscriptionCounts, charge: &Charge) -> Vec<Count> {
    let rows = rows_of(resource, &charge.by);
    match (&charge.part, &charge.price) {
        (None, Price::ByQuantity(_)) => held.live_alike(&rows),
        (None, Price::PerUnit(_)) => vec![held.live(&rows)],
        (Some((renewing, free)), _) => vec![held.live_parts(&rows, &rows_of(resource, renewing), *free)],
    }
}

/// For prices that depend on the quantity, returns the effect of a change on the subscriptions that pay these prices;
/// `None` if no subscription pays them. The effect is [`Effect::Worse`] if any group pays more.
pub fn by_quantity(resource: &ResourceChange, known: EffectInputs<'_>) -> Option<Effect> {
    let kind = known.kinds.find(&resource.kind)?;
    let (before, after) =
        (kind.charges(&resource.rows_before()), kind.charges(&resource.rows_after(known.defaults)));
    let live = |charge: &Charge| paying(resource, known.held, charge);
    let pairs =
        before.iter().filter_map(|charge| Some((charge, after.iter().find(|it| is_same(it, charge))?)));
    let paid: Vec<TotalPaid> = pairs
        .flat_map(|(charge, later)| paid(charge, later, &live))
        .filter(|paid| paid.is_by_quantity)
        .collect();
    let has = |test: fn(&TotalPaid) -> bool| paid.iter().any(test);
    match paid.is_empty() {
        true => None,
        false if has(|paid| paid.after > paid.before) => Some(Effect::Worse),
        false if has(|paid| paid.after < paid.before) => Some(Effect::Better),
        // Only tiers change that no subscription reaches.
        false => Some(Effect::NewSales),
    }
}

/// Returns the live rows of a resource that have the given table and key.
pub(super) fn rows_of(resource: &ResourceChange, (table, key): &Holdable) -> BTreeSet<HeldRow> {
    let rows = resource.before.iter().filter(|it| it.row.table.name == *table && it.row.key == *key);
    rows.map(|stored| (*table, stored.id)).collect()
}

/// Whether two prices are for the same row, period and currency.
pub(super) fn is_same(one: &Charge, other: &Charge) -> bool {
    (&one.by, &one.period, &one.currency) == (&other.by, &other.period, &other.currency)
}
