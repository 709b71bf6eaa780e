//! Helper functions for all rows of one resource.

use super::live_resources::LiveResource;
use super::{Action, RowChange};
use crate::table::{Id, Key, Link, Row, Rows, Table, ledger_record};
use std::collections::BTreeSet;

/// Removes the deletions of rows below a row that is only marked as deleted, unless their table says that they do not
/// survive.
pub(super) fn stay_below_deleted(rows: &mut Vec<RowChange>) {
    let is_marked = |row: &&RowChange| row.action == Action::Delete && row.table.soft_delete.is_some();
    let marked: BTreeSet<(&str, Key)> =
        rows.iter().filter(is_marked).map(|row| (row.table.name, row.key.clone())).collect();
    let is_below = |row: &RowChange| {
        let above =
            std::iter::successors(row.table.parent.as_ref(), |parent| parent.table.table().parent.as_ref());
        let mut above =
            // A key begins with the keys of the rows above it.
            above.map(|parent| (parent.table.table().name, row.key.prefix(parent.table.key_length())));
        above.any(|path| marked.contains(&path))
    };
    // Usually nothing is marked, and the keys need not be compared.
    if !marked.is_empty() {
        rows.retain(|row| row.action != Action::Delete || !row.table.survives || !is_below(row));
    }
}

/// Whether the rows of a table are managed for a resource.
///
/// Rows that several articles may share are managed only if the files, or what was last applied, have a value for the
/// column that refers to them.
pub(super) fn speaks_of(table: &Table, key: &Key, rows: [&Rows; 2]) -> bool {
    let Some(parent) = &table.parent else { return true };
    let Link::Shared(column) = parent.link else { return speaks_of(&parent.table, key, rows) };
    rows.iter().any(|rows| rows.get(&parent.table, key).is_some_and(|row| row.get(column).is_some()))
}

/// Whether the ledger has exactly the rows in the files, with the ids that they have in the database. Their
/// fingerprints may still differ, if another version of Wares wrote the entry.
pub(super) fn is_current(applied: &[(Id, Row)], wanted: &Rows, live: &LiveResource) -> bool {
    let managed = |row: &Row| {
        let values = row.said().filter(|(column, _)| column.is_managed());
        values.map(|(column, value)| (column.name, value.clone())).collect::<Vec<_>>()
    };
    let is_same = |(id, row): &(Id, Row)| {
        let stored = live.rows.get(&(row.table.name, row.key.clone()));
        stored.is_some_and(|stored| stored.id == *id)
            && wanted.get(row.table, &row.key).is_some_and(|it| managed(it) == managed(row))
    };
    // With equal lengths it is enough that every recorded row is wanted.
    applied.len() == wanted.len() && applied.iter().all(is_same)
}

/// What the ledger would record as the rows of a resource if it were applied without changes.
pub(super) fn recorded(wanted: &Rows, live: &LiveResource) -> String {
    let id =
        |row: &Row| live.rows.get(&(row.table.name, row.key.clone())).map(|stored| stored.id.to_string());
    ledger_record::rows(wanted.iter().map(|row| (row.table, &row.key, &row.cells, id(row))))
}
