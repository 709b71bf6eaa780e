//! Compares rows and fields three ways: the state in the files, the state in the database, and the state that was last
//! applied.
//!
//! | | |
//! |---|---|
//! | all three are equal | nothing to do |
//! | only the files differ | a change in the files |
//! | only the database differs | drift, which apply reverts |
//! | only the state that was last applied differs | nothing to do, except in the ledger |
//! | all three differ | the files win |

use super::{Action, Cause, ColumnRef, DeletionReason, FieldChange, RowChange};
use crate::kinds::Defaults;
use crate::live::Stored;
use crate::table::{Cells, Column, Effect, Mark, NULL, Row, Table, Value};

/// The value of a field in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied<'a> {
    /// The value that was last applied.
    Value(&'a Value),
    /// No value: the column was not managed, or the row is not in the ledger.
    Unknown,
}

/// Compares one field of a row. Returns `None` if the file and the database agree.
///
/// Whether two values are the same may depend on other cells of the row, such as the name of a property.
pub fn field(
    (table, row): (&Table, &Cells),
    column: &'static Column,
    wanted: &Value,
    live: &Value,
    applied: Applied<'_>,
) -> Option<FieldChange> {
    let same = |a: &Value, b: &Value| table.is_same(row, column, a, b);
    if same(wanted, live) {
        return None;
    }
    let (cause, applied) = match applied {
        // Without a record, an edit cannot be told from the author's change, so it is not called drift.
        Applied::Unknown => (Cause::Files, None),
        Applied::Value(applied) if same(applied, live) => (Cause::Files, None),
        Applied::Value(applied) if same(applied, wanted) => (Cause::Drift, None),
        Applied::Value(applied) => (Cause::Both, Some(applied.clone())),
    };
    Some(FieldChange {
        column: ColumnRef(column),
        before: live.clone(),
        after: wanted.clone(),
        applied,
        cause,
        effect: Effect::default(),
    })
}

/// One row in the files, in the database, and as it was last applied.
#[derive(Clone, Copy)]
pub struct States<'a> {
    /// The row in the files; `None` if the files do not describe the row.
    pub files: Option<&'a Row>,
    /// The row in the database; `None` if there is no such row.
    pub live: Option<&'a Stored>,
    /// The row as it was last applied; `None` if the ledger does not have the row.
    pub applied: Option<&'a Row>,
    /// Whether the catalog owned the resource before the comparison.
    pub owned: bool,
    /// Whether a deleted resource that the ledger does not have is restored. If so, fields that the files do not set
    /// get the values of a new row.
    pub resets_unset: bool,
}

/// Compares one row. Returns `None` if the row needs no change.
pub fn row(states: States<'_>, defaults: &Defaults) -> Option<RowChange> {
    match (states.files, states.live) {
        (Some(files), Some(live)) => update(files, live, states, defaults),
        (Some(files), None) => Some(insert(files, states.applied.is_some())),
        (None, Some(live)) => delete(live, states),
        (None, None) => None,
    }
}

/// The update of a row that is in the files and in the database. `None` if no field changes.
fn update(files: &Row, live: &Stored, states: States<'_>, defaults: &Defaults) -> Option<RowChange> {
    // Rows below a soft-deleted root that still exist were not deleted themselves.
    let returns = states.resets_unset && files.table.parent.is_none();
    // Columns that are not managed keep their live values in the image.
    let mut after = live.row.cells.clone();
    let mut fields: Vec<FieldChange> = undelete(live).into_iter().collect();
    fields.iter().for_each(|field| after.set(files.table.position(field.column.0.name), field.after.clone()));
    for (index, column) in files.table.columns.iter().enumerate().filter(|(_, column)| column.is_managed()) {
        let applied = states.applied.and_then(|row| row.cells.get(index));
        let default = || defaults.get(files.table, column).filter(|_| is_reset(column, applied, returns));
        // Without a wanted value, the column stays as it is.
        let Some(wanted) = files.cells.get(index).cloned().or_else(default) else { continue };
        let live = live.row.cells.get(index).unwrap_or(&NULL);
        let applied = applied.map_or(Applied::Unknown, Applied::Value);
        if let Some(change) = field((files.table, &files.cells), column, &wanted, live, applied) {
            after.set(index, wanted);
            fields.push(change);
        }
    }
    let cause = fields.iter().map(|field| field.cause).max()?;
    Some(RowChange {
        id: Some(live.id),
        parent: live.parent,
        before: Some(live.row.cells.clone()),
        after: Some(after),
        fields,
        place: files.place,
        ..RowChange::new(Action::Update, files.table, &files.key, cause)
    })
}

/// Whether a column that the files do not set is reset to its default.
fn is_reset(column: &Column, applied: Option<&Value>, returns: bool) -> bool {
    match applied {
        // The files no longer set a field that they once set, so it returns to its default. Only columns with
        // `keeps_value` keep their value, which is the database's own affair.
        Some(_) => !column.keeps_value,
        None => returns,
    }
}

/// Returns the change that removes the deletion mark of a soft-deleted row. Returns `None` if the row has no mark, or
/// if the files can set the column of the mark.
fn undelete(live: &Stored) -> Option<FieldChange> {
    let soft = live.row.table.soft_delete?;
    let column = live.row.table.column(soft.column);
    let mark =
        live.row.get(soft.column).filter(|mark| !column.is_managed() && **mark != Value::Bool(false))?;
    let after = match soft.mark {
        Mark::Time => Value::Null,
        Mark::True => Value::Bool(false),
    };
    Some(FieldChange {
        column: ColumnRef(column),
        before: mark.clone(),
        after,
        applied: None,
        cause: Cause::Files,
        effect: Effect::default(),
    })
}

/// The insertion of a row that is only in the files. If the row was applied before, it was deleted in the database, so
/// the cause is drift.
fn insert(files: &Row, was_applied: bool) -> RowChange {
    let cause = if was_applied { Cause::Drift } else { Cause::Files };
    RowChange {
        after: Some(files.cells.clone()),
        place: files.place,
        ..RowChange::new(Action::Insert, files.table, &files.key, cause)
    }
}

/// The deletion of a row that is only in the database. `None` if the values of the row mean the same as no row.
fn delete(live: &Stored, states: States<'_>) -> Option<RowChange> {
    if (live.row.table.counts_as_absent)(&live.row.cells) {
        return None;
    }
    let cause = match states.applied {
        Some(applied) if super::live_resources::equals(applied, &live.row) => Cause::Files,
        Some(_) => Cause::Both,
        // The catalog owned the resource and never wrote this row, so somebody else added it.
        None if states.owned => Cause::Drift,
        None => Cause::Files,
    };
    // An id in the key is a reference to a row that was not found, so it has no natural key.
    let dangling = live.row.key.parts().iter().any(|part| matches!(part, Value::Id(_)));
    // The edits are lost with the row, so the plan has to show them (design.md §2).
    let edits = states.applied.map(|applied| row_edits(applied, &live.row)).unwrap_or_default();
    Some(RowChange { fields: edits, ..removal(live, cause, dangling.then_some(DeletionReason::Dangling)) })
}

/// The fields that were edited in the database since the row was last applied.
pub fn row_edits(applied: &Row, live: &Row) -> Vec<FieldChange> {
    let (applied_table, applied_cells) = (applied.table, &applied.cells);
    let edit = |(number, applied): (usize, &Value)| {
        let column = &applied_table.columns[number];
        let live = live.cells.get(number).unwrap_or(&NULL);
        let of = (applied_table, applied_cells);
        let change =
            column.is_managed().then(|| field(of, column, applied, live, Applied::Value(applied)))??;
        // The author deletes what somebody else has edited, so both are the cause. No value remains.
        Some(FieldChange { after: Value::Null, applied: Some(applied.clone()), cause: Cause::Both, ..change })
    };
    applied.cells.iter().filter_map(edit).collect()
}

/// The deletion of a live row.
pub fn removal(live: &Stored, cause: Cause, note: Option<DeletionReason>) -> RowChange {
    RowChange {
        id: Some(live.id),
        parent: live.parent,
        before: Some(live.row.cells.clone()),
        note,
        ..RowChange::new(Action::Delete, live.row.table, &live.row.key, cause)
    }
}
