//! The line in the summary of a plan that says by how much prices change.

use crate::diagnostic::{counted, grouped, printable};
use crate::diff::{Action, ResourceChange, RowChange};
use crate::live::Stored;
use crate::report::format_value::{percent, signed};
use crate::table::{Cells, Table, Type};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The maximum number of currencies for which a range is shown separately. If there are more, one range covers all
/// currencies.
// More would not fit a line of the summary.
const MOST: usize = 4;

/// Says in a sentence how many prices change and by how much. Returns `None` if no price changes.
pub fn range(resources: &[&ResourceChange]) -> Option<String> {
    // A `BTreeMap`, so that currencies are named in the same order on every run.
    let mut by_currency: BTreeMap<String, Range> = BTreeMap::new();
    for (resource, row) in resources.iter().flat_map(|it| it.rows.iter().map(move |row| (it, row))) {
        // Prices of new and deleted rows have no change in percent.
        for field in row.fields.iter().filter(|_| row.action == Action::Update) {
            let Type::Money(money) = field.column.0.kind else { continue };
            // The column of the currency may lie in a row above: a price belongs to its period, say.
            let currency = currency(resource, row, money.currency).unwrap_or_default();
            let moved = percent(field.column.0, &field.before, &field.after);
            by_currency.entry(currency).or_default().add(moved);
        }
    }
    let all = by_currency.values().fold(Range::default(), |all, range| all.with(range));
    // One range for all currencies if they change alike, or if there are too many for one line.
    let is_one = by_currency.values().all(|range| range.bounds == all.bounds) || by_currency.len() > MOST;
    let words = match is_one {
        true => all.words().unwrap_or_default(),
        false => {
            let each = by_currency.iter().map(|(currency, range)| {
                let words = range.words().map(|words| format!(" ({words})")).unwrap_or_default();
                format!("{} in {}{words}", grouped(range.count), printable(currency))
            });
            each.collect::<Vec<_>>().join("; ")
        }
    };
    let words = if words.is_empty() { words } else { format!(": {words}") };
    (all.count > 0).then(|| format!("{}{words}{}.", counted(all.count, "price change"), all.zero_before()))
}

/// How much a group of prices changes.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    /// The number of prices that change.
    count: usize,
    /// The smallest and the largest change, in percent. `None` if all prices were 0 before.
    bounds: Option<(Decimal, Decimal)>,
    /// The number of prices that were 0 before. Their change has no percentage.
    new: usize,
}

impl Range {
    /// Adds the change of one price, in percent. The change is `None` if the price was 0 before.
    fn add(&mut self, moved: Option<Decimal>) {
        *self = self.with(&Self { count: 1, bounds: moved.map(|it| (it, it)), new: moved.is_none().into() });
    }

    /// Returns the range that covers both ranges.
    fn with(self, other: &Self) -> Self {
        let bounds = match (self.bounds, other.bounds) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            // A price that was 0 has no percentage and does not change the bounds.
            (one, other) => one.or(other),
        };
        Self { count: self.count + other.count, bounds, new: self.new + other.new }
    }

    /// Returns the range in words: `+5.0 % each`, `-2.0 % to +5.0 %`. Returns `None` if all prices were 0 before.
    fn words(self) -> Option<String> {
        let (least, most) = self.bounds.map(|(least, most)| (signed(least), signed(most)))?;
        Some(match (least == most, self.count) {
            // "each" would be wrong for a single price.
            (true, 1) => least,
            (true, _) => format!("{least} each"),
            (false, _) => format!("{least} to {most}"),
        })
    }

    /// Says how many prices were 0 before. The text is empty if there are none.
    fn zero_before(self) -> String {
        match (self.new, self.count) {
            (0, _) => String::new(),
            (1, 1) => "; the price was 0 before".to_owned(),
            (new, count) if new == count => "; all of them were 0 before".to_owned(),
            (1, _) => "; 1 of them was 0 before".to_owned(),
            (new, _) => format!("; {} of them were 0 before", grouped(new)),
        }
    }
}

/// Returns the currency of a row. If the row has none, returns the currency of the nearest row above it that has one.
fn currency(resource: &ResourceChange, row: &RowChange, column: &str) -> Option<String> {
    let of = |table: &Table, cells: &Cells| {
        let at = table.columns.iter().position(|it| it.name == column)?;
        Some(cells.get(at)?.to_string())
    };
    let stored = |id| resource.before.iter().find(|stored| Some(stored.id) == id);
    // The rows above need not change, so they are taken from what was read.
    let above = std::iter::successors(stored(row.parent), |below: &&Stored| stored(below.parent));
    of(row.table, row.cells()).or_else(|| above.into_iter().find_map(|it| of(it.row.table, &it.row.cells)))
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn number_of_prices_that_were_zero_is_mentioned() {
        for (count, new, expected) in [
            (1, 0, ""),
            (1, 1, "; the price was 0 before"),
            (2, 1, "; 1 of them was 0 before"),
            (3, 2, "; 2 of them were 0 before"),
            (3, 3, "; all of them were 0 before"),
        ] {
            assert_eq!(Range { count, bounds: None, new }.zero_before(), expected, "{count} {new}");
        }
    }
}
