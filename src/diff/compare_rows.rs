//! The three-way comparison of rows and fields (design.md §2).

use super::{Action, Cause, ColumnRef, FieldChange, Note, RowChange};
use crate::kinds::Defaults;
use crate::live::Stored;
use crate::table::{Cells, Column, Effect, Mark, NULL, Row, Table, Value};

/// What the ledger says of a resource's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied<'a> {
    /// The value that was last applied.
    Value(&'a Value),
    /// Nothing: the column was not managed, or the ledger does not know the row.
    Unknown,
}

/// Compares one field of a row, whose cells tell what sort of field it is. None where there is nothing to do.
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

/// The three states of one row.
#[derive(Clone, Copy)]
pub struct States<'a> {
    /// What the files want.
    pub files: Option<&'a Row>,
    /// The row as it is in the database.
    pub live: Option<&'a Stored>,
    /// What was last applied.
    pub applied: Option<&'a Row>,
    /// Whether the catalog owned the resource before.
    pub owned: bool,
    /// Whether it was deleted and returns: what the files do not set is as in a new row.
    pub returns: bool,
}

/// Compares one row. None where there is nothing to do.
pub fn row(states: States<'_>, defaults: &Defaults) -> Option<RowChange> {
    match (states.files, states.live) {
        (Some(files), Some(live)) => update(files, live, states, defaults),
        (Some(files), None) => Some(insert(files, states.applied.is_some())),
        (None, Some(live)) => delete(live, states),
        (None, None) => None,
    }
}

fn update(files: &Row, live: &Stored, states: States<'_>, defaults: &Defaults) -> Option<RowChange> {
    let returns = states.returns && files.table.parent.is_none();
    let mut after = live.row.cells.clone();
    let mut fields: Vec<FieldChange> = returned(live).into_iter().collect();
    fields.iter().for_each(|field| after.set(files.table.position(field.column.0.name), field.after.clone()));
    for (index, column) in files.table.columns.iter().enumerate().filter(|(_, column)| column.is_managed()) {
        let known = states.applied.and_then(|row| row.cells.get(index));
        let default = || defaults.get(files.table, column);
        let wanted = match (files.cells.get(index), known) {
            (Some(wanted), _) => Some(wanted.clone()),
            // The file has let go of a field that it once set: the column returns to its default, unless what
            // stands there is the database's own affair.
            (None, Some(_)) if !column.sticky => default(),
            (None, None) if returns => default(),
            (None, _) => None,
        };
        // What the database decides stays as it is.
        let Some(wanted) = wanted else { continue };
        let live = live.row.cells.get(index).unwrap_or(&NULL);
        let applied = known.map_or(Applied::Unknown, Applied::Value);
        if let Some(change) = field((files.table, &files.cells), column, &wanted, live, applied) {
            after.set(index, wanted);
            fields.push(change);
        }
    }
    let cause = fields.iter().map(|field| field.cause).max()?;
    Some(RowChange {
        action: Action::Update,
        table: files.table,
        key: files.key.clone(),
        id: Some(live.id),
        parent: live.parent,
        before: Some(live.row.cells.clone()),
        after: Some(after),
        fields,
        cause,
        note: None,
        place: files.place,
        effect: Effect::default(),
    })
}

/// What takes the mark off a row that was deleted softly, and whose table does not say it by a column of the files.
fn returned(live: &Stored) -> Option<FieldChange> {
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

fn insert(files: &Row, was_applied: bool) -> RowChange {
    RowChange {
        action: Action::Insert,
        table: files.table,
        key: files.key.clone(),
        id: None,
        parent: None,
        before: None,
        after: Some(files.cells.clone()),
        fields: Vec::new(),
        cause: if was_applied { Cause::Drift } else { Cause::Files },
        note: None,
        place: files.place,
        effect: Effect::default(),
    }
}

fn delete(live: &Stored, states: States<'_>) -> Option<RowChange> {
    if (live.row.table.counts_as_absent)(&live.row.cells) {
        return None;
    }
    let cause = match states.applied {
        Some(applied) if super::live_resources::equals(applied, &live.row) => Cause::Files,
        Some(_) => Cause::Both,
        None if states.owned => Cause::Drift,
        None => Cause::Files,
    };
    let dangling = live.row.key.parts().iter().any(|part| matches!(part, Value::Id(_)));
    let edits = states.applied.map(|applied| row_edits(applied, &live.row)).unwrap_or_default();
    Some(RowChange { fields: edits, ..removal(live, cause, dangling.then_some(Note::Dangling)) })
}

/// What somebody edited of a row since it was last applied.
pub fn row_edits(applied: &Row, live: &Row) -> Vec<FieldChange> {
    let (applied_table, applied_cells) = (applied.table, &applied.cells);
    let edit = |(number, applied): (usize, &Value)| {
        let column = &applied_table.columns[number];
        let live = live.cells.get(number).unwrap_or(&NULL);
        let of = (applied_table, applied_cells);
        let change =
            column.is_managed().then(|| field(of, column, applied, live, Applied::Value(applied)))??;
        Some(FieldChange { after: Value::Null, applied: Some(applied.clone()), cause: Cause::Both, ..change })
    };
    applied.cells.iter().filter_map(edit).collect()
}

/// The deletion of a live row.
pub fn removal(live: &Stored, cause: Cause, note: Option<Note>) -> RowChange {
    RowChange {
        action: Action::Delete,
        table: live.row.table,
        key: live.row.key.clone(),
        id: Some(live.id),
        parent: live.parent,
        before: Some(live.row.cells.clone()),
        after: None,
        fields: Vec::new(),
        cause,
        note,
        place: None,
        effect: Effect::default(),
    }
}
