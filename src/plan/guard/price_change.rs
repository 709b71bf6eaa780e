//! G01: a price would change by more than `max_price_change`.

use super::{Guard, GuardInput, list_names, name};
use crate::diagnostic::{Code, counted};
use crate::diff::{Action, Cause, FieldChange, Refusal, ResourceChange, RowChange};
use crate::model::GuardCategory;
use crate::table::Type;
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// A price would change by more than the limit.
const PRICE_CHANGE: Code = Code::error(
    "G01",
    "price-change",
    "changes too much",
    "A price would change by more than the limit.",
    include_str!("codes/G01.md"),
);

/// Refuses to change a price by more than the limit. The cause may be a change to the files, or an edit in the database
/// that `wares apply` undoes.
pub struct PriceChange;

/// The size of a change to a price. A change from 0 or to 0 counts as greater than any percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// A rise or a fall by this percentage of the old price.
    Percent(Decimal),
    /// A change from 0 or to 0.
    Zero,
}

impl Guard for PriceChange {
    fn category(&self) -> GuardCategory {
        GuardCategory::PriceChange
    }

    fn code(&self) -> Code {
        PRICE_CHANGE
    }

    fn look(&self, watched: &GuardInput<'_>) -> Vec<Refusal> {
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
        // The message names only the first few, so the largest changes come first.
        far.sort_by_key(|(distance, ..)| Reverse(*distance));
        let prices = counted(far.len(), "price");
        let each = far.iter().map(|(_, resource, row, field)| {
            let words = watched.kinds.words(&resource.kind, row.table, &row.key, row.cells());
            format!("{} {words} {}", name(resource), price_change_text(field, most.decimal()))
        });
        vec![Refusal {
            code: None,
            message: format!("{prices} would change by more than {most}: {}", list_names(each)),
            help: "check for a misplaced decimal point".to_owned(),
        }]
    }
}

/// The changes to existing prices of a resource. Added and removed prices do not count.
fn prices(resource: &ResourceChange) -> impl Iterator<Item = (&ResourceChange, &RowChange, &FieldChange)> {
    // A price that is added or removed has no second value to compare with.
    let updated = resource.rows.iter().filter(|row| row.action == Action::Update);
    let fields = updated.flat_map(|row| row.fields.iter().map(move |field| (row, field)));
    fields
        .filter(|(_, field)| matches!(field.column.0.kind, Type::Money(_)))
        .map(move |(row, field)| (resource, row, field))
}

/// The size of a change to a price; `None` if the price is 0 before and after. A missing price counts as 0.
fn distance(field: &FieldChange) -> Option<Distance> {
    let [before, after] =
        [&field.before, &field.after].map(|value| value.as_decimal().unwrap_or(Decimal::ZERO));
    match (before.is_zero(), after.is_zero()) {
        // A missing price that becomes 0, or the other way around, moves nothing.
        (true, true) => None,
        (false, false) => {
            let percent = percent(before, after);
            // A percentage that does not fit is above every limit.
            Some(Distance::Percent(percent.map_or(Decimal::MAX, |percent| percent.abs())))
        }
        _ => Some(Distance::Zero),
    }
}

/// The change to a price in percent, negative if the price falls. `None` if the number does not fit into a decimal.
fn percent(before: Decimal, after: Decimal) -> Option<Decimal> {
    let moved = after.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?;
    // By the absolute value: dividing by a negative price would reverse the sign.
    moved.checked_div(before.abs())
}

/// A price before and after, with the change in percent. The percentage has enough decimal places to show that it is
/// above the limit. For example, 50.04 % is not shown as 50.0 % if 50 % is allowed.
fn price_change_text(field: &FieldChange, most: Decimal) -> String {
    let kind = field.column.0.kind;
    let (before, after) = (kind.spell(&field.before), kind.spell(&field.after));
    let percent = match (field.before.as_decimal(), field.after.as_decimal()) {
        (Some(before), Some(after)) if !before.is_zero() => percent(before, after),
        // There is no percentage of 0.
        _ => None,
    };
    let percent = percent.map(|percent| {
        let rounded = (1..=6).map(|places| percent.round_dp(places)).find(|it| it.abs() > most);
        let mut shown = rounded.unwrap_or(percent);
        // At least one decimal place, so that all percentages look alike.
        shown.rescale(shown.scale().max(1));
        format!("{shown:+} %")
    });
    let edited = match field.cause {
        Cause::Files => None,
        Cause::Drift => Some("edited in the database".to_owned()),
        Cause::Both => Some("also edited in the database".to_owned()),
    };
    let remarks: Vec<String> = percent.into_iter().chain(edited).collect();
    match remarks.is_empty() {
        true => format!("{before} → {after}"),
        false => format!("{before} → {after} ({})", remarks.join("; ")),
    }
}
