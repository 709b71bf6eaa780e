//! The range of a plan's price changes.

use crate::diagnostic::{counted, grouped, printable};
use crate::diff::{Action, ResourceChange, RowChange};
use crate::live::Stored;
use crate::report::format_value::{percent, signed};
use crate::table::{Cells, Table, Type};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// In how many currencies ranges are told apart.
const MOST: usize = 4;

/// How far prices move, in words; none where none does.
pub fn range(resources: &[&ResourceChange]) -> Option<String> {
    let mut by_currency: BTreeMap<String, Range> = BTreeMap::new();
    for (resource, row) in resources.iter().flat_map(|it| it.rows.iter().map(move |row| (it, row))) {
        for field in row.fields.iter().filter(|_| row.action == Action::Update) {
            let Type::Money(money) = field.column.0.kind else { continue };
            let currency = currency(resource, row, money.currency).unwrap_or_default();
            let moved = percent(field.column.0, &field.before, &field.after);
            by_currency.entry(currency).or_default().add(moved);
        }
    }
    let all = by_currency.values().fold(Range::default(), |all, range| all.with(range));
    let verb = if all.count == 1 { "changes" } else { "change" };
    let head = format!("{} {verb}", counted(all.count, "price"));
    let is_one = by_currency.values().all(|range| range.bounds == all.bounds) || by_currency.len() > MOST;
    let told = match is_one {
        true => all.words().map(|words| format!(", {words}")).unwrap_or_default(),
        false => {
            let each = by_currency.iter().map(|(currency, range)| {
                let words = range.words().map(|words| format!(" {words}")).unwrap_or_default();
                format!("{} in {}{words}", grouped(range.count), printable(currency))
            });
            format!(": {}", each.collect::<Vec<_>>().join("; "))
        }
    };
    (all.count > 0).then(|| format!("{head}{told}{}.", all.were_nothing()))
}

/// How far some prices move.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    count: usize,
    /// The least and the most, in percent.
    bounds: Option<(Decimal, Decimal)>,
    /// How many were nothing before.
    new: usize,
}

impl Range {
    fn add(&mut self, moved: Option<Decimal>) {
        *self = self.with(&Self { count: 1, bounds: moved.map(|it| (it, it)), new: moved.is_none().into() });
    }

    fn with(self, other: &Self) -> Self {
        let bounds = match (self.bounds, other.bounds) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
        Self { count: self.count + other.count, bounds, new: self.new + other.new }
    }

    fn words(self) -> Option<String> {
        let (least, most) = self.bounds.map(|(least, most)| (signed(least), signed(most)))?;
        Some(if least == most { format!("by {least}") } else { format!("from {least} to {most}") })
    }

    fn were_nothing(self) -> String {
        match (self.new, self.count) {
            (0, _) => String::new(),
            (1, 1) => "; it was 0 before".to_owned(),
            (new, count) if new == count => "; all of them were 0 before".to_owned(),
            (1, _) => "; 1 of them was 0 before".to_owned(),
            (new, _) => format!("; {} of them were 0 before", grouped(new)),
        }
    }
}

/// The currency of a row, or of one that it belongs to.
fn currency(resource: &ResourceChange, row: &RowChange, column: &str) -> Option<String> {
    let of = |table: &Table, cells: &Cells| {
        let at = table.columns.iter().position(|it| it.name == column)?;
        Some(cells.get(at)?.to_string())
    };
    let stored = |id| resource.before.iter().find(|stored| Some(stored.id) == id);
    let above = std::iter::successors(stored(row.parent), |below: &&Stored| stored(below.parent));
    of(row.table, row.cells()).or_else(|| above.into_iter().find_map(|it| of(it.row.table, &it.row.cells)))
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn prices_that_were_nothing_are_told_in_a_sentence() {
        for (count, new, expected) in [
            (1, 0, ""),
            (1, 1, "; it was 0 before"),
            (2, 1, "; 1 of them was 0 before"),
            (3, 2, "; 2 of them were 0 before"),
            (3, 3, "; all of them were 0 before"),
        ] {
            assert_eq!(Range { count, bounds: None, new }.were_nothing(), expected, "{count} {new}");
        }
    }
}
