//! The impact of a change: how many subscriptions it affects, and how. There is one function for each question. The
//! answers are computed from the subscriptions that were counted.

use super::effect::{EffectInputs, root};
use super::subscription_prices::{TotalPaid, is_same, paid, paying, rows_of};
use crate::diff::{Action, DeletionReason, ResourceChange, Verb};
use crate::kinds::{Charge, Holdable, Impact, Kinds, LostMove, Renewal};
use crate::live::{Count, HeldRow, SubscriptionCounts};
use crate::table::Row;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The impact of the change to one resource. `seen` collects the subscriptions that were counted for earlier resources
/// of the plan, so that the sum over all resources counts each subscription once.
pub fn of(
    resource: &ResourceChange,
    lost: BTreeSet<LostMove>,
    seen: &mut BTreeSet<usize>,
    known: EffectInputs<'_>,
) -> Impact {
    let (held, root) = (known.held, root(resource));
    // A resource that the plan does not show must not claim subscriptions before those that it shows.
    let counted_before = if resource.is_visible() { held.count_seen(&root, seen) } else { 0 };
    let (by_state, lost_moves) = (by_state(held, &root), lost.into_iter().collect());
    let live = held.live(&root).subscriptions;
    let counts = Impact { live, counted_before, by_state, lost_moves, ..Impact::default() };
    let kind = known.kinds.find(&resource.kind).filter(|_| !resource.rows.is_empty());
    // Prices and sales matter only to a resource whose rows change and that live subscriptions hold.
    let Some(kind) = kind.filter(|_| has_live(resource, held)) else { return counts };
    let (before, after) = (resource.rows_before(), resource.rows_after(known.defaults));
    let ask = |rows: &[Row]| (kind.charges(rows), kind.on_sale(rows));
    let ((charges, on_sale), (later, still)) = (ask(&before), ask(&after));
    let live = |rows: &BTreeSet<HeldRow>| held.live(rows).subscriptions;
    let gone = deleted(resource);
    // What is deleted counts as deleted, not as withdrawn from sale as well.
    let withdrawn = match resource.verb {
        Verb::Delete => BTreeSet::new(),
        _ => withdrawn(&on_sale, &still).iter().flat_map(|it| rows_of(resource, it)).collect(),
    };
    Impact {
        renewals: renewals(&charges, &later, |it| paying(resource, held, it)),
        unpriced: live_unpriced(resource, held, &unpriced(&charges, &later)),
        deleted: live(&gone),
        // A deleted row is counted under `deleted` already.
        not_orderable: live(&withdrawn.difference(&gone).copied().collect()),
        ..counts
    }
}

/// The number of live subscriptions whose renewal price is removed.
fn live_unpriced(resource: &ResourceChange, held: &SubscriptionCounts, unpriced: &[&Charge]) -> u64 {
    let (parts, wholes): (Vec<&Charge>, Vec<&Charge>) =
        unpriced.iter().partition(|charge| charge.part.is_some());
    let rows: BTreeSet<HeldRow> =
        wholes.into_iter().flat_map(|charge| rows_of(resource, &charge.by)).collect();
    // A part that loses its price in several currencies is counted once.
    let parts: BTreeMap<_, u64> = parts
        .into_iter()
        .map(|charge| ((&charge.by, &charge.period), live_of(&paying(resource, held, charge))))
        .collect();
    let parts = parts.into_values().fold(0, u64::saturating_add);
    held.live(&rows).subscriptions.saturating_add(parts)
}

fn live_of(counts: &[Count]) -> u64 {
    counts.iter().map(|count| count.subscriptions).fold(0, u64::saturating_add)
}

/// The number of live subscriptions that the given changes affect. It includes the subscriptions of the resources that
/// change, each once. It also includes those that lose an upgrade or downgrade because of another resource.
///
/// A subscription that has a part, such as a detail, also has the whole, such as the package. It would be
/// counted twice if the number for parts were added to the number for wholes, so the greater one is returned.
pub fn affected<'a>(resources: impl IntoIterator<Item = &'a ResourceChange>, kinds: &Kinds) -> u64 {
    let parts = kinds.held_as_parts();
    let (parts, wholes): (Vec<_>, Vec<_>) = resources.into_iter().partition(|it| parts.contains(&it.root));
    let of_parts = parts.iter().map(|it| it.impact.live).max().unwrap_or_default();
    affected_by_wholes(wholes).max(of_parts)
}

/// The number of affected live subscriptions, for resources that are not parts of others.
fn affected_by_wholes(resources: Vec<&ResourceChange>) -> u64 {
    let (held, others): (Vec<_>, Vec<_>) = resources.into_iter().partition(|it| it.impact.live > 0);
    // By name, because a lost move names the article that is left, and not its row.
    let names: BTreeSet<String> = held.iter().map(|it| it.key.to_string()).collect();
    let lost = others.iter().flat_map(|it| &it.impact.lost_moves);
    // Whoever has a resource that changes is counted with that resource.
    let lost = lost.filter(|lost| !names.contains(&lost.from)).cloned().collect();
    let others = Impact { lost_moves: lost, ..Impact::default() }.affected();
    let not_counted_yet = |it: &&ResourceChange| it.impact.live.saturating_sub(it.impact.counted_before);
    held.iter().map(not_counted_yet).fold(others, u64::saturating_add)
}

/// Whether a live subscription holds the resource or one of its rows.
fn has_live(resource: &ResourceChange, held: &SubscriptionCounts) -> bool {
    let parts = resource.before.iter().map(|stored| (stored.row.table.name, stored.id));
    let all: BTreeSet<HeldRow> = parts.chain(root(resource)).collect();
    held.live(&all).subscriptions > 0
}

/// The number of subscriptions that hold one of the given rows, by the state of the subscription.
pub fn by_state(held: &SubscriptionCounts, rows: &BTreeSet<HeldRow>) -> BTreeMap<String, u64> {
    let mut states: BTreeMap<String, u64> = BTreeMap::new();
    for subscriptions in held.of(rows) {
        let count = states.entry(subscriptions.state.clone()).or_default();
        *count = count.saturating_add(subscriptions.count);
    }
    states
}

/// The live subscriptions that renew at a different price, with one entry for each price that differs. Only prices that
/// exist both before and after the change are compared. New prices are left out, because no one pays them yet. For
/// removed prices, see [`unpriced`].
pub fn renewals(before: &[Charge], after: &[Charge], live: impl Fn(&Charge) -> Vec<Count>) -> Vec<Renewal> {
    let renewal = |charge: &Charge| {
        let later = after.iter().find(|it| is_same(it, charge))?;
        // The part says how many units are free: with fewer of them, the same price costs more.
        if (&later.price, &later.part) == (&charge.price, &charge.part) {
            return None;
        }
        let mut paid = paid(charge, later, &live);
        // With prices by quantity, some subscriptions may pay what they paid before.
        paid.retain(TotalPaid::changes);
        let sum = |amount: fn(&TotalPaid) -> Decimal| {
            // Normalized, since amounts from `numeric(25,4)` have four decimal places.
            paid.iter().map(amount).fold(Decimal::ZERO, Decimal::saturating_add).normalize()
        };
        let subscriptions = paid.iter().map(|paid| paid.subscriptions).fold(0, u64::saturating_add);
        (subscriptions > 0).then(|| Renewal {
            period: charge.period.clone(),
            currency: charge.currency.clone(),
            subscriptions,
            before: sum(|paid| paid.before),
            after: sum(|paid| paid.after),
        })
    };
    before.iter().filter_map(renewal).collect()
}

/// The prices that exist before the change but not after it. Subscriptions can no longer renew at these prices.
pub fn unpriced<'a>(before: &'a [Charge], after: &[Charge]) -> Vec<&'a Charge> {
    before.iter().filter(|charge| !after.iter().any(|it| is_same(it, charge))).collect()
}

/// The rows that could be ordered before the change, but cannot be ordered after it.
pub fn withdrawn<'a>(before: &'a [Holdable], after: &[Holdable]) -> BTreeSet<&'a Holdable> {
    before.iter().filter(|it| !after.contains(it)).collect()
}

/// The live rows of a resource that are deleted. Duplicate rows are left out, because one row of each set of duplicates
/// stays.
pub fn deleted(resource: &ResourceChange) -> BTreeSet<HeldRow> {
    // Subscriptions of a duplicate still have the row that stays.
    let is_gone = |note| note != Some(DeletionReason::Duplicate);
    let gone = resource.rows.iter().filter(|row| row.action == Action::Delete && is_gone(row.note));
    let rows = gone.filter_map(|row| Some((row.table.name, row.id?)));
    let own = root(resource).into_iter().filter(|_| resource.verb == Verb::Delete);
    rows.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::Price;
    use crate::live::Subscriptions;
    use crate::table::{Id, Key};
    use rust_decimal::Decimal;

    fn charge(period: &str, currency: &str, price: i64) -> Charge {
        let (period, currency) = (period.to_owned(), currency.to_owned());
        Charge {
            by: ("period", Key::of(&period)),
            period,
            currency,
            price: Price::PerUnit(Decimal::new(price, 2)),
            part: None,
        }
    }

    fn count(subscriptions: u64, quantity: i64) -> Count {
        Count { subscriptions, quantity: Decimal::from(quantity) }
    }

    /// The subscriptions to a charge: three with five units renew every year, and none renew every month.
    fn subscribers(charge: &Charge) -> Vec<Count> {
        vec![if charge.by.1 == Key::of("1 year") { count(3, 5) } else { Count::default() }]
    }

    #[test]
    fn renewals_list_the_subscriptions_whose_price_changes() {
        let (year, dollars) = (charge("1 year", "EUR", 9900), charge("1 year", "USD", 10900));
        let month = charge("1 month", "EUR", 990);
        for (before, after, expected) in [
            // Unchanged; higher; lower; without subscribers; removed; new; changed in one of two currencies.
            (vec![&year], vec![charge("1 year", "EUR", 9900)], vec![]),
            (vec![&year], vec![charge("1 year", "EUR", 10000)], vec!["1 year EUR 3 495 500"]),
            (vec![&year], vec![charge("1 year", "EUR", 0)], vec!["1 year EUR 3 495 0"]),
            (vec![&month], vec![charge("1 month", "EUR", 1)], vec![]),
            (vec![&year], vec![], vec![]),
            (vec![], vec![year.clone()], vec![]),
            (
                vec![&year, &dollars],
                vec![year.clone(), charge("1 year", "USD", 1)],
                vec!["1 year USD 3 545 0.05"],
            ),
        ] {
            let before: Vec<Charge> = before.into_iter().cloned().collect();
            let lines = renewals(&before, &after, subscribers).into_iter().map(|it| {
                format!("{} {} {} {} {}", it.period, it.currency, it.subscriptions, it.before, it.after)
            });
            assert_eq!(lines.collect::<Vec<_>>(), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn charges_that_lose_a_price_are_unpriced() {
        let (year, dollars) = (charge("1 year", "EUR", 1), charge("1 year", "USD", 1));
        let period = ("period", Key::of("1 year"));
        for (before, after, expected) in [
            (vec![], vec![], vec![]),
            (vec![year.clone()], vec![charge("1 year", "EUR", 2)], vec![]),
            (vec![year.clone()], vec![], vec![&period]),
            (vec![year.clone(), dollars.clone()], vec![year.clone()], vec![&period]),
            (vec![year.clone()], vec![year.clone(), dollars], vec![]),
        ] {
            assert_eq!(
                unpriced(&before, &after).into_iter().map(|charge| &charge.by).collect::<Vec<_>>(),
                expected,
                "{before:?} {after:?}"
            );
        }
    }

    #[test]
    fn rows_that_can_no_longer_be_ordered_are_withdrawn() {
        let (item, period) = (("item", Key::of("a")), ("period", Key::of("1 year")));
        for (before, after, expected) in [
            (vec![], vec![item.clone()], vec![]),
            (vec![item.clone(), period.clone()], vec![item.clone(), period.clone()], vec![]),
            (vec![item.clone(), period.clone()], vec![item.clone()], vec![&period]),
            (vec![item.clone(), period.clone()], vec![], vec![&item, &period]),
        ] {
            assert_eq!(withdrawn(&before, &after).into_iter().collect::<Vec<_>>(), expected);
        }
    }

    /// Three live subscriptions to both rows, four to the item only, five ended ones to both rows, and six to another
    /// item.
    fn held(item: HeldRow, period: HeldRow) -> SubscriptionCounts {
        let mut held = SubscriptionCounts::default();
        for (holds, state, is_ended, count) in [
            (vec![item, period], "1", false, 3),
            (vec![item], "1", false, 4),
            (vec![item, period], "7", true, 5),
            (vec![("item", Id::Number(9))], "1", false, 6),
        ] {
            let quantity = Decimal::from(count);
            held.add(Subscriptions {
                holds,
                state: state.to_owned(),
                is_ended,
                count,
                quantity,
                renewal_period: None,
            });
        }
        held
    }

    #[test]
    fn subscription_that_holds_several_rows_is_counted_once() {
        let row = |table, number| (table, Id::Number(number));
        let (item, period) = (row("item", 1), row("period", 2));
        let held = held(item, period);
        for (rows, states, live) in [
            (vec![], vec![], 0),
            (vec![row("item", 8)], vec![], 0),
            (vec![item], vec![("1", 7), ("7", 5)], 7),
            (vec![period], vec![("1", 3), ("7", 5)], 3),
            (vec![item, period], vec![("1", 7), ("7", 5)], 7),
        ] {
            let rows: BTreeSet<HeldRow> = rows.into_iter().collect();
            let states: BTreeMap<String, u64> =
                states.into_iter().map(|(state, count)| (state.to_owned(), count)).collect();
            assert_eq!((by_state(&held, &rows), held.live(&rows).subscriptions), (states, live), "{rows:?}");
        }
    }
}
