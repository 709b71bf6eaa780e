//! Describes in words how changes affect subscriptions.

use crate::diagnostic::{counted, grouped, grouped_digits, printable};
use crate::diff::ResourceChange;
use crate::kinds::{Impact, LostMove, Renewal};
use crate::model::with_places;
use crate::report::format_value::{change, signed};
use std::collections::BTreeMap;

/// The maximum number of lost moves that are listed one by one.
const MOST: usize = 10;

/// Describes how the changes to a resource affect subscriptions, line by line. `names_currency` says whether the
/// subscriptions have a currency in the billing system.
pub fn of_resource(resource: &ResourceChange, names_currency: bool) -> Vec<String> {
    let impact = &resource.impact;
    let all: u64 = impact.by_state.values().sum();
    // A resource may affect subscriptions to others, so there may be lines without any of its own.
    let rest = lines(impact, renewing(impact, names_currency), names_currency);
    if all == 0 && impact.live == 0 {
        return rest;
    }
    let states = impact.by_state.iter().map(|(state, count)| format!("{} in state {state}", grouped(*count)));
    // The states are texts of the database, which may contain anything.
    let states = printable(&states.collect::<Vec<_>>().join(", "));
    let are = if impact.live == 1 { "is" } else { "are" };
    let first = match all > impact.live {
        true => format!("{} of {} {are} live ({states})", grouped(impact.live), counted(all, "subscription")),
        false => format!("{} ({states})", counted(impact.live, "live subscription")),
    };
    std::iter::once(first).chain(rest).collect()
}

/// Returns the number of live subscriptions that renew at a new price. If subscriptions have no currency, `impact`
/// counts each subscription once for every currency. In that case, the largest count in each period is used instead of
/// the sum of the counts in that period.
pub fn renewing(impact: &Impact, names_currency: bool) -> u64 {
    // By period, since one subscription renews in one period only.
    let mut by_period: BTreeMap<&str, u64> = BTreeMap::new();
    for renewal in &impact.renewals {
        let count = by_period.entry(&renewal.period).or_default();
        let more = renewal.subscriptions;
        *count = if names_currency { count.saturating_add(more) } else { more.max(*count) };
    }
    by_period.values().sum()
}

/// Describes what happens to subscriptions, line by line. `renewing` is the number of subscriptions that renew at a new
/// price.
pub fn lines(impact: &Impact, renewing: u64, names_currency: bool) -> Vec<String> {
    let renews = counted_as(renewing, "renews at a new price:", "renew at a new price:");
    let sums = impact.renewals.iter().map(|renewal| format!("    {}", sum(renewal, names_currency)));
    let unpriced = counted_as(
        impact.unpriced,
        "has a renewal period that loses a price",
        "have a renewal period that loses a price",
    );
    let deleted =
        counted_as(impact.deleted, "uses something that is deleted", "use something that is deleted");
    let closed = counted_as(
        impact.not_orderable,
        "uses something that can no longer be ordered",
        "use something that can no longer be ordered",
    );
    let moves = impact.lost_moves.iter().take(MOST).map(lost);
    let more = impact.lost_moves.len().saturating_sub(MOST);
    let more = (more > 0).then(|| format!("and {} can no longer be made", counted(more, "other move")));
    let facts = renews.into_iter().chain(sums).chain(unpriced).chain(deleted).chain(closed);
    facts.chain(moves).chain(more).collect()
}

/// Returns the count, followed by `one` if it is 1, and by `many` otherwise. Returns `None` if the count is 0.
fn counted_as(count: u64, one: &str, many: &str) -> Option<String> {
    (count > 0).then(|| format!("{} {}", grouped(count), if count == 1 { one } else { many }))
}

/// Describes what all subscriptions of a period pay in total, before and after the change.
fn sum(renewal: &Renewal, names_currency: bool) -> String {
    let Renewal { period, currency, subscriptions, before, after } = renewal;
    // Without a currency of their own, the best that can be said is what they would pay if all of them paid in this
    // one.
    let paid = if names_currency { "in" } else { "if all of them pay in" };
    let amount = |amount| grouped_digits(&with_places(amount));
    let percent = change(*before, *after).map(|percent| format!(" ({})", signed(percent)));
    printable(&format!(
        "{} every {period}, {paid} {currency}: {} → {}{}",
        grouped(*subscriptions),
        amount(*before),
        amount(*after),
        percent.unwrap_or_default()
    ))
}

/// Describes a move that customers can no longer make.
fn lost(lost: &LostMove) -> String {
    let LostMove { direction, from, to, subscriptions } = lost;
    printable(&format!(
        "{} can no longer {} from `{from}` to `{to}`",
        grouped(*subscriptions),
        direction.as_str()
    ))
}

/// Adds up the impacts of several resources.
pub fn sum_of<'a>(impacts: impl Iterator<Item = &'a Impact>) -> Impact {
    let mut all = Impact::default();
    // A `BTreeMap`, so that the sums are in the same order on every run.
    let mut renewals: BTreeMap<(&str, &str), Renewal> = BTreeMap::new();
    let mut lost: Vec<&LostMove> = Vec::new();
    for impact in impacts {
        // Saturating everywhere, since the counts come from a database and their sum must not panic.
        all.live = all.live.saturating_add(impact.live);
        all.unpriced = all.unpriced.saturating_add(impact.unpriced);
        all.deleted = all.deleted.saturating_add(impact.deleted);
        all.not_orderable = all.not_orderable.saturating_add(impact.not_orderable);
        lost.extend(&impact.lost_moves);
        for renewal in &impact.renewals {
            let at = (renewal.period.as_str(), renewal.currency.as_str());
            renewals.entry(at).and_modify(|sum| add(sum, renewal)).or_insert_with(|| renewal.clone());
        }
    }
    // Two resources of a move both report it, and it is lost once.
    all.lost_moves = LostMove::distinct(lost);
    // The most subscriptions first: only the first moves are named.
    all.lost_moves.sort_by(|a, b| b.subscriptions.cmp(&a.subscriptions).then(a.cmp(b)));
    all.renewals = renewals.into_values().collect();
    all
}

/// Adds the amounts of a renewal to the sum for the same period and currency.
fn add(sum: &mut Renewal, renewal: &Renewal) {
    sum.subscriptions = sum.subscriptions.saturating_add(renewal.subscriptions);
    sum.before = sum.before.saturating_add(renewal.before);
    sum.after = sum.after.saturating_add(renewal.after);
}
