//! What the ranges of counters say against each other and against the manifest.

use super::{ArticlePart, Counter, CounterRange};
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::Context;
use crate::model::Amount;
use crate::source;

/// What is wrong with ranges that have no end.
pub(super) fn validate(part: &ArticlePart, context: &Context<'_>) -> Vec<Diagnostic> {
    let counters = part.counters.iter().enumerate();
    let open = counters.flat_map(|(at, counter)| {
        let ranges = counter.ranges.iter().enumerate().filter(|(_, range)| range.to.is_none());
        ranges.map(move |(number, range)| (at, number, counter, range))
    });
    let margin = context.manifest.database.open_margin;
    let finding = |(at, number, counter, range): (usize, usize, &Counter, &CounterRange)| {
        let place = context.at("counters").child(at).child("ranges").child(number);
        match next(counter, range) {
            Some(next) => Some(not_last(counter, range, next, place)),
            None => (range.from >= margin).then(|| inverted(counter, range, margin, place)),
        }
    };
    open.filter_map(finding).collect()
}

/// Only the last range of a counter may have no end.
fn not_last(counter: &Counter, range: &CounterRange, next: Amount, place: Place) -> Diagnostic {
    let (id, from, next) = (&counter.id, range.from.decimal(), next.decimal());
    let message = format!("`to` is missing: the range of `{id}` from {from} is not its last");
    Diagnostic::new(source::codes::MISSING_KEY, place, message)
        .labelled("`to` belongs in this mapping")
        .help(format!("add `to: {next}`, where the next one begins: only the last may have no end"))
}

/// What stands for no end has to be above the beginning.
fn inverted(counter: &Counter, range: &CounterRange, margin: Amount, place: Place) -> Diagnostic {
    let (id, from, margin) = (&counter.id, range.from.decimal(), margin.decimal());
    let message =
        format!("the range of `{id}` from {from} has no `to`, and the manifest's `open_margin` is {margin}");
    Diagnostic::new(source::codes::WRONG_VALUE, place, message)
        .labelled("would end where it begins, or before")
        .help("write a greater one as `database: { open_margin: … }`, or give the range a `to`")
}

/// Where the next range of a counter begins.
fn next(counter: &Counter, range: &CounterRange) -> Option<Amount> {
    counter.ranges.iter().map(|other| other.from).filter(|from| *from > range.from).min()
}
