//! Whom a change hits: one function for each question, from what was counted.

use super::effect::{Known, root};
use crate::diff::{Action, Note, ResourceChange, Verb};
use crate::kinds::{Charge, Holdable, Impact, LostMove, Renewal};
use crate::live::{Count, Held, Holding};
use crate::table::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a change hits.
pub fn of(resource: &ResourceChange, lost: BTreeSet<LostMove>, known: Known<'_>) -> Impact {
    let (held, root) = (known.held, root(resource));
    let (by_state, lost_moves) = (by_state(held, &root), lost.into_iter().collect());
    let counts = Impact { live: held.live(&root).subscriptions, by_state, lost_moves, ..Impact::default() };
    let kind = known.kinds.find(&resource.kind).filter(|_| !resource.rows.is_empty());
    let Some(kind) = kind.filter(|_| has_live(resource, held)) else { return counts };
    let (before, after) = (resource.rows_before(), resource.rows_after(known.defaults));
    let ask = |rows: &[Row]| (kind.charges(rows), kind.on_sale(rows));
    let ((charges, on_sale), (later, still)) = (ask(&before), ask(&after));
    let live = |rows: &BTreeSet<Holding>| held.live(rows).subscriptions;
    let gone = deleted(resource);
    let withdrawn = match resource.verb {
        Verb::Delete => BTreeSet::new(),
        _ => withdrawn(&on_sale, &still).iter().flat_map(|it| rows_of(resource, it)).collect(),
    };
    let unpriced = unpriced(&charges, &later).into_iter().flat_map(|it| rows_of(resource, it)).collect();
    Impact {
        renewals: renewals(&charges, &later, |it| held.live(&rows_of(resource, it))),
        unpriced: live(&unpriced),
        deleted: live(&gone),
        not_orderable: live(&withdrawn.difference(&gone).copied().collect()),
        ..counts
    }
}

/// Whether a live subscription holds the resource, or part of it.
fn has_live(resource: &ResourceChange, held: &Held) -> bool {
    let parts = resource.before.iter().map(|stored| (stored.row.table.name, stored.id));
    let all: BTreeSet<Holding> = parts.chain(root(resource)).collect();
    held.live(&all).subscriptions > 0
}

/// The live rows with a key.
fn rows_of(resource: &ResourceChange, (table, key): &Holdable) -> BTreeSet<Holding> {
    let rows = resource.before.iter().filter(|it| it.row.table.name == *table && it.row.key == *key);
    rows.map(|stored| (*table, stored.id)).collect()
}

/// How many subscriptions hold one of some rows, by state.
pub fn by_state(held: &Held, rows: &BTreeSet<Holding>) -> BTreeMap<String, u64> {
    let mut states: BTreeMap<String, u64> = BTreeMap::new();
    for subscriptions in held.of(rows) {
        let count = states.entry(subscriptions.state.clone()).or_default();
        *count = count.saturating_add(subscriptions.count);
    }
    states
}

/// The live subscriptions that renew at another price: of each price that is there before and afterwards and is not the
/// same, those that renew by its period. Where a price goes, see [`unpriced`]; nobody pays one that is new.
pub fn renewals(before: &[Charge], after: &[Charge], live: impl Fn(&Holdable) -> Count) -> Vec<Renewal> {
    let renewal = |charge: &Charge| {
        let later = after.iter().find(|it| is_same(it, charge))?;
        let count = live(&charge.by);
        (later.price != charge.price && count.subscriptions > 0).then(|| Renewal {
            period: charge.period.clone(),
            currency: charge.currency.clone(),
            subscriptions: count.subscriptions,
            before: count.quantity.saturating_mul(charge.price).normalize(),
            after: count.quantity.saturating_mul(later.price).normalize(),
        })
    };
    before.iter().filter_map(renewal).collect()
}

/// What subscriptions renew by that has no price any more in a currency in which it had one.
pub fn unpriced<'a>(before: &'a [Charge], after: &[Charge]) -> BTreeSet<&'a Holdable> {
    let is_gone = |charge: &&Charge| !after.iter().any(|it| is_same(it, charge));
    before.iter().filter(is_gone).map(|charge| &charge.by).collect()
}

fn is_same(one: &Charge, other: &Charge) -> bool {
    (&one.by, &one.currency) == (&other.by, &other.currency)
}

/// What could be ordered and no longer can.
pub fn withdrawn<'a>(before: &'a [Holdable], after: &[Holdable]) -> BTreeSet<&'a Holdable> {
    before.iter().filter(|it| !after.contains(it)).collect()
}

/// What goes of a resource. Of what was there twice, one stays.
pub fn deleted(resource: &ResourceChange) -> BTreeSet<Holding> {
    let is_gone = |note| note != Some(Note::Duplicate);
    let gone = resource.rows.iter().filter(|row| row.action == Action::Delete && is_gone(row.note));
    let rows = gone.filter_map(|row| Some((row.table.name, row.id?)));
    let own = root(resource).into_iter().filter(|_| resource.verb == Verb::Delete);
    rows.chain(own).collect()
}
