//! What subscriptions pay, before a change and afterwards.

use super::effect::Known;
use super::impact::{is_same, rows_of};
use crate::diff::ResourceChange;
use crate::kinds::{Charge, Price};
use crate::live::{Count, Held};
use crate::table::Effect;
use rust_decimal::Decimal;

/// What subscriptions that are alike pay together, before and afterwards.
pub struct Paid {
    /// How many they are.
    pub subscriptions: u64,
    /// What they pay today.
    pub before: Decimal,
    /// What they pay afterwards.
    pub after: Decimal,
    is_by_quantity: bool,
}

impl Paid {
    /// Whether they pay another price. Of a price by quantity, those alone whose quantity it is for.
    pub fn changes(&self) -> bool {
        !self.is_by_quantity || self.before != self.after
    }
}

/// What those who pay a price pay today, and by another price afterwards: each group of them that is alike.
pub fn paid(charge: &Charge, later: &Charge, live: &impl Fn(&Charge) -> Vec<Count>) -> Vec<Paid> {
    let paid = |(count, then): (Count, Count)| Paid {
        subscriptions: count.subscriptions.max(then.subscriptions),
        before: charge.price.of(count.subscriptions, count.quantity),
        after: later.price.of(then.subscriptions, then.quantity),
        is_by_quantity: matches!(charge.price, Price::ByQuantity(_)),
    };
    live(charge).into_iter().zip(live(later)).map(paid).collect()
}

/// Who pays a price, and for how many units: those of equal quantities together, where the price depends on it.
pub fn paying(resource: &ResourceChange, held: &Held, charge: &Charge) -> Vec<Count> {
    let rows = rows_of(resource, &charge.by);
    match (&charge.part, &charge.price) {
        (None, Price::ByQuantity(_)) => held.live_alike(&rows),
        (None, Price::PerUnit(_)) => vec![held.live(&rows)],
        (Some((renewing, free)), _) => vec![held.live_parts(&rows, &rows_of(resource, renewing), *free)],
    }
}

/// What a change of prices by quantity does to those who pay them: none where there are none such.
pub fn by_quantity(resource: &ResourceChange, known: Known<'_>) -> Option<Effect> {
    let kind = known.kinds.find(&resource.kind)?;
    let (before, after) =
        (kind.charges(&resource.rows_before()), kind.charges(&resource.rows_after(known.defaults)));
    let live = |charge: &Charge| paying(resource, known.held, charge);
    let pairs =
        before.iter().filter_map(|charge| Some((charge, after.iter().find(|it| is_same(it, charge))?)));
    let paid: Vec<Paid> = pairs
        .flat_map(|(charge, later)| paid(charge, later, &live))
        .filter(|paid| paid.is_by_quantity)
        .collect();
    let has = |test: fn(&Paid) -> bool| paid.iter().any(test);
    match paid.is_empty() {
        true => None,
        false if has(|paid| paid.after > paid.before) => Some(Effect::Worse),
        false if has(|paid| paid.after < paid.before) => Some(Effect::Better),
        false => Some(Effect::NewSales),
    }
}
