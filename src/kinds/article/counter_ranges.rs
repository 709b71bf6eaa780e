//! Checks counter ranges that have no end.

use super::{ArticlePart, Counter, CounterRange};
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::Context;
use crate::model::Amount;
use crate::source;

/// Findings about ranges without `to`. Only the last range of a counter can omit `to`. This range must begin below the
/// manifest's `open_margin`, which the database stores as the end of the range.
pub(super) fn validate(part: &ArticlePart, context: &Context<'_>) -> Vec<Diagnostic> {
    let counters = part.counters.iter().enumerate();
    let open = counters.flat_map(|(counter_index, counter)| {
        let ranges = counter.ranges.iter().enumerate().filter(|(_, range)| range.to.is_none());
        ranges.map(move |(range_index, range)| (counter_index, range_index, counter, range))
    });
    let margin = context.manifest.database.open_margin;
    let finding = |(counter_index, range_index, counter, range): (usize, usize, &Counter, &CounterRange)| {
        let place = context.at("counters").child(counter_index).child("ranges").child(range_index);
        match next(counter, range) {
            // Checked first: a range in the middle needs an end whatever the margin is.
            Some(next) => Some(not_last(counter, range, next, place)),
            // Equal is too little as well: the range would contain nothing.
            None => (range.from >= margin).then(|| inverted(counter, range, margin, place)),
        }
    };
    open.filter_map(finding).collect()
}

/// The finding for a range without an end that is not the last range of its counter.
fn not_last(counter: &Counter, range: &CounterRange, next: Amount, place: Place) -> Diagnostic {
    let (id, from, next) = (&counter.id, range.from.decimal(), next.decimal());
    let message = format!("`to` is missing in the range of `{id}` from {from}, which is not the last range");
    Diagnostic::new(source::codes::MISSING_KEY, place, message)
        .labelled("`to` belongs in this mapping")
        .help(format!("add `to: {next}`, where the next range begins; only the last range can leave it out"))
}

/// The finding for a range without an end that begins at or above the manifest's `open_margin`.
fn inverted(counter: &Counter, range: &CounterRange, margin: Amount, place: Place) -> Diagnostic {
    let (id, from, margin) = (&counter.id, range.from.decimal(), margin.decimal());
    let message = format!(
        "the range of `{id}` from {from} has no `to`, and the manifest's `open_margin` is only {margin}"
    );
    Diagnostic::new(source::codes::WRONG_VALUE, place, message)
        .labelled("would end at or before its beginning")
        .help("set a greater `database: { open_margin: … }` in the manifest, or add `to` to the range")
}

/// The amount at which the next range of a counter begins; `None` for the last range.
fn next(counter: &Counter, range: &CounterRange) -> Option<Amount> {
    // Not by position: files can list ranges in any order, and the database has no order of its own.
    counter.ranges.iter().map(|other| other.from).filter(|from| *from > range.from).min()
}
