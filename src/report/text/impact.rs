//! Whom changes hit, in words.

use crate::diagnostic::{counted, grouped, grouped_digits, printable};
use crate::diff::ResourceChange;
use crate::kinds::{Impact, LostMove, Renewal};
use crate::model::with_places;
use crate::report::format_value::{change, signed};
use std::collections::BTreeMap;

/// How many moves are named.
const MOST: usize = 10;

/// Whom the changes of one resource hit, line by line. Whether subscriptions say their currency is for its system to
/// know.
pub fn of_resource(resource: &ResourceChange, names_currency: bool) -> Vec<String> {
    let impact = &resource.impact;
    let all: u64 = impact.by_state.values().sum();
    if all == 0 && impact.live == 0 {
        return lines(impact, renewing(impact, names_currency), names_currency);
    }
    let states = impact.by_state.iter().map(|(state, count)| format!("state {state}: {}", grouped(*count)));
    let of = if all > impact.live { format!(" of {}", grouped(all)) } else { String::new() };
    let states = states.collect::<Vec<_>>().join("; ");
    let first = format!("{}{of} ({})", counted(impact.live, "live subscription"), printable(&states));
    let rest = lines(impact, renewing(impact, names_currency), names_currency);
    std::iter::once(first).chain(rest).collect()
}

/// How many live subscriptions renew at another price. Where they do not say their currency, each is counted in all.
pub fn renewing(impact: &Impact, names_currency: bool) -> u64 {
    let mut by_period: BTreeMap<&str, u64> = BTreeMap::new();
    for renewal in &impact.renewals {
        let count = by_period.entry(&renewal.period).or_default();
        let more = renewal.subscriptions;
        *count = if names_currency { count.saturating_add(more) } else { more.max(*count) };
    }
    by_period.values().sum()
}

/// What happens to subscriptions, line by line.
pub fn lines(impact: &Impact, renewing: u64, names_currency: bool) -> Vec<String> {
    let told = |count: u64, one: &str, many: &str| {
        (count > 0).then(|| format!("{} {}", grouped(count), if count == 1 { one } else { many }))
    };
    let renews = told(renewing, "renews at another price:", "renew at another price:");
    let sums = impact.renewals.iter().map(|renewal| format!("    {}", sum(renewal, names_currency)));
    let unpriced = told(
        impact.unpriced,
        "renews by a period that loses a price",
        "renew by a period that loses a price",
    );
    let deleted = told(impact.deleted, "holds what is deleted", "hold what is deleted");
    let closed = told(
        impact.not_orderable,
        "holds what can no longer be ordered",
        "hold what can no longer be ordered",
    );
    let moves = impact.lost_moves.iter().take(MOST).map(lost);
    let more = impact.lost_moves.len().saturating_sub(MOST);
    let more = (more > 0).then(|| format!("and {} can no longer be made", counted(more, "other move")));
    renews
        .into_iter()
        .chain(sums)
        .chain(unpriced)
        .chain(deleted)
        .chain(closed)
        .chain(moves)
        .chain(more)
        .collect()
}

/// What subscriptions pay per period, together.
fn sum(renewal: &Renewal, names_currency: bool) -> String {
    let Renewal { period, currency, subscriptions, before, after } = renewal;
    let paid = if names_currency { "in" } else { "as if all paid in" };
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

fn lost(lost: &LostMove) -> String {
    let LostMove { direction, from, to, subscriptions } = lost;
    printable(&format!(
        "{} can no longer {} from `{from}` to `{to}`",
        grouped(*subscriptions),
        direction.as_str()
    ))
}

/// The impacts of several resources, as one.
pub fn together<'a>(impacts: impl Iterator<Item = &'a Impact>) -> Impact {
    let mut all = Impact::default();
    let mut renewals: BTreeMap<(&str, &str), Renewal> = BTreeMap::new();
    let mut lost: Vec<&LostMove> = Vec::new();
    for impact in impacts {
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
    all.lost_moves = LostMove::distinct(lost);
    // The most subscriptions first.
    all.lost_moves.sort_by(|a, b| b.subscriptions.cmp(&a.subscriptions).then(a.cmp(b)));
    all.renewals = renewals.into_values().collect();
    all
}

fn add(sum: &mut Renewal, renewal: &Renewal) {
    sum.subscriptions = sum.subscriptions.saturating_add(renewal.subscriptions);
    sum.before = sum.before.saturating_add(renewal.before);
    sum.after = sum.after.saturating_add(renewal.after);
}
