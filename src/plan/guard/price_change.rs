//! G01: a price moves far.

use super::{Guard, Watched, name, some};
use crate::diagnostic::{Code, counted};
use crate::diff::{Action, Cause, FieldChange, Refusal, ResourceChange, RowChange};
use crate::model::GuardCategory;
use crate::table::Type;
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// A price moves far.
const PRICE_CHANGE: Code = Code::error(
    "G01",
    "price-change",
    "far from what it was",
    "A price moves further than it may.",
    include_str!("codes/G01.md"),
);

/// Refuses to move a price far: whether the files changed, or somebody edited what apply would put back.
pub struct PriceChange;

/// How far a price moves, in percent. From 0 and to 0 is further than any percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Percent(Decimal),
    /// From 0, or to it.
    Zero,
}

impl Guard for PriceChange {
    fn category(&self) -> GuardCategory {
        GuardCategory::PriceChange
    }

    fn code(&self) -> Code {
        PRICE_CHANGE
    }

    fn look(&self, watched: &Watched<'_>) -> Vec<Refusal> {
        let most = watched.guards.max_price_change;
        let is_far = |distance: &Distance| *distance > Distance::Percent(most.decimal());
        let prices = watched.resources.iter().flat_map(prices);
        let mut far: Vec<_> = prices
            .filter_map(|(resource, row, field)| {
                Some((distance(field).filter(is_far)?, resource, row, field))
            })
            .collect();
        if far.is_empty() {
            return Vec::new();
        }
        far.sort_by_key(|(distance, ..)| Reverse(*distance));
        let prices = counted(far.len(), "price");
        let each = far.iter().map(|(_, resource, row, field)| {
            let words = watched.kinds.words(&resource.kind, row.table, &row.key, row.cells());
            format!("{} {words} {}", name(resource), moved(field, most.decimal()))
        });
        vec![Refusal {
            code: None,
            message: format!("{prices} would move by more than {most}: {}", some(each)),
            help: "look for a misplaced decimal point".to_owned(),
        }]
    }
}

/// The prices of a resource that exist and change.
fn prices(resource: &ResourceChange) -> impl Iterator<Item = (&ResourceChange, &RowChange, &FieldChange)> {
    let updated = resource.rows.iter().filter(|row| row.action == Action::Update);
    let fields = updated.flat_map(|row| row.fields.iter().map(move |field| (row, field)));
    fields
        .filter(|(_, field)| matches!(field.column.0.kind, Type::Money(_)))
        .map(move |(row, field)| (resource, row, field))
}

/// How far a price moves. One that is not there is nothing to pay.
fn distance(field: &FieldChange) -> Option<Distance> {
    let [before, after] =
        [&field.before, &field.after].map(|value| value.as_decimal().unwrap_or(Decimal::ZERO));
    match (before.is_zero(), after.is_zero()) {
        (true, true) => None,
        (false, false) => {
            let percent = percent(before, after);
            Some(Distance::Percent(percent.map_or(Decimal::MAX, |percent| percent.abs())))
        }
        _ => Some(Distance::Zero),
    }
}

/// By how much of a hundred a price moves; none where that is more than a number can say.
fn percent(before: Decimal, after: Decimal) -> Option<Decimal> {
    let moved = after.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?;
    moved.checked_div(before.abs())
}

/// A price before and after, and by how much of a hundred it moves: with as many decimal places as it takes to be more
/// than what it may.
fn moved(field: &FieldChange, most: Decimal) -> String {
    let kind = field.column.0.kind;
    let (before, after) = (kind.spell(&field.before), kind.spell(&field.after));
    let percent = match (field.before.as_decimal(), field.after.as_decimal()) {
        (Some(before), Some(after)) if !before.is_zero() => percent(before, after),
        _ => None,
    };
    let percent = percent.map(|percent| {
        let rounded = (1..=6).map(|places| percent.round_dp(places)).find(|it| it.abs() > most);
        let mut shown = rounded.unwrap_or(percent);
        shown.rescale(shown.scale().max(1));
        format!("{shown:+} %")
    });
    let edited = match field.cause {
        Cause::Files => None,
        Cause::Drift => Some("somebody edited it in the database".to_owned()),
        Cause::Both => Some("somebody edited it in the database too".to_owned()),
    };
    let said: Vec<String> = percent.into_iter().chain(edited).collect();
    match said.is_empty() {
        true => format!("{before} → {after}"),
        false => format!("{before} → {after} ({})", said.join("; ")),
    }
}
