//! The order in which rows are written.
//!
//! Databases may have unique indexes that Wares does not know about. So rows are deleted first if possible, and keys
//! that rows exchange get temporary values. New rows are inserted after all other rows have their final values.

use crate::diff::{Action, ResourceChange, RowChange};
use crate::table::{Key, Link, Tables, Type, Value};
use foldhash::HashSet;
use std::collections::BTreeSet;

/// The steps in which rows are written, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Deletes the rows that can be deleted before the updates. Referring rows are deleted before the rows to which
    /// they refer.
    DeleteFirst,
    /// Gives temporary values to keys that rows exchange.
    SetTemporaryKeys,
    /// Updates rows.
    Change,
    /// Inserts new rows. Referenced rows are inserted before the rows that refer to them.
    Insert,
    /// Updates rows in which only references to new rows change.
    UpdateReferences,
    /// Sets the references to new rows in rows that [`Step::Change`] has already updated.
    CompleteReferences,
    /// Deletes the rows that could not be deleted before the updates, because other rows might still refer to them.
    DeleteLast,
}

impl Step {
    /// Whether another step also writes the same rows. If so, the rows of this step are not counted.
    pub fn repeats(self) -> bool {
        matches!(self, Self::SetTemporaryKeys | Self::CompleteReferences)
    }
}

/// Assigns the rows of a set of changes to steps.
pub(super) struct Steps<'a> {
    /// The keys of new rows, by table.
    new: HashSet<(&'static str, &'a Key)>,
    /// The physical tables whose rows are deleted last.
    needed: BTreeSet<&'static str>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(resources: &'a [ResourceChange], tables: &Tables) -> Self {
        let rows = || resources.iter().flat_map(|resource| &resource.rows);
        let new = rows().filter(|row| row.action == Action::Insert);
        Self { new: new.map(|row| (row.table.name, &row.key)).collect(), needed: needed(rows(), tables) }
    }

    /// Returns the steps that write a row. Each has a bit for every column that it writes.
    pub(super) fn of(&self, row: &RowChange, columns: u64) -> Vec<(Step, u64)> {
        match row.action {
            // All columns at once: rows that a new row refers to are inserted before it.
            Action::Insert => vec![(Step::Insert, columns)],
            // A row that is only marked as deleted stays in its table, and rows can still refer to it.
            Action::Delete if row.table.soft_delete.is_some() => vec![(Step::DeleteFirst, columns)],
            // Until the updates are done, updated rows still refer to rows of this table.
            Action::Delete if self.needed.contains(row.table.physical) => vec![(Step::DeleteLast, columns)],
            Action::Delete => vec![(Step::DeleteFirst, columns)],
            Action::Update => match (self.deferred_columns(row), columns) {
                (0, columns) => vec![(Step::Change, columns)],
                // Nothing but references to new rows changes, so one update after the inserts is enough.
                (late, columns) if changed(row) & !late == 0 => vec![(Step::UpdateReferences, columns)],
                // Both: other columns may have to make room in unique indexes before the inserts.
                (late, columns) => vec![(Step::Change, columns & !late), (Step::CompleteReferences, late)],
            },
        }
    }

    /// Returns the columns that will refer to new rows, as a bit for each column. These columns cannot be set before
    /// the new rows exist.
    fn deferred_columns(&self, row: &RowChange) -> u64 {
        let is_late = |(number, column): &(usize, &crate::table::Column)| {
            let after = row.after.as_ref().and_then(|cells| cells.get(*number));
            match (column.kind, after) {
                (Type::Reference(target), Some(Value::Key(key))) => {
                    changed(row) & (1 << number) != 0 && self.new.contains(&(target.table().name, key))
                }
                _ => false,
            }
        };
        let late = row.table.columns.iter().enumerate().filter(is_late);
        late.fold(0, |late, (number, _)| late | 1 << number)
    }
}

/// Returns the columns of a row that change, as a bit for each column.
fn changed(row: &RowChange) -> u64 {
    let numbers = row.fields.iter().map(|field| row.table.position(field.column.0.name));
    numbers.fold(0, |changed, number| changed | 1 << number)
}

/// Returns the physical tables whose rows cannot be deleted before the updates. These are the tables to which updated
/// rows refer. If rows of such a table are deleted, the tables to which those rows refer are included too.
fn needed<'a>(rows: impl Iterator<Item = &'a RowChange> + Clone, tables: &Tables) -> BTreeSet<&'static str> {
    let fields = rows.clone().filter(|row| row.action == Action::Update).flat_map(|row| &row.fields);
    // By table and not by row: a table's deletions all belong to one step.
    let mut needed: BTreeSet<&'static str> =
        fields.filter_map(|field| referred(field.column.0.kind)).collect();
    let deleted: BTreeSet<&str> =
        rows.filter(|row| row.action == Action::Delete).map(|row| row.table.physical).collect();
    // Children before their parents, so that one pass is enough.
    for table in tables.managed().iter().rev() {
        if needed.contains(table.physical) && deleted.contains(table.physical) {
            let parent = table.parent.as_ref().filter(|parent| matches!(parent.link, Link::Child(_)));
            needed.extend(parent.map(|parent| parent.table.table().physical));
            needed.extend(table.columns.iter().filter_map(|column| referred(column.kind)));
        }
    }
    needed
}

/// Returns the physical table to which a column refers; `None` if the column is not a reference.
fn referred(kind: Type) -> Option<&'static str> {
    match kind {
        Type::Reference(target) => Some(target.table().physical),
        _ => None,
    }
}
