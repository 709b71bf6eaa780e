//! Functions for the rows of one resource.

use super::live_resources::LiveResource;
use super::{Action, RowChange};
use crate::table::{Id, Key, Link, Row, Rows, Table, ledger_record};
use std::collections::BTreeSet;

/// Keeps the rows below a row that is only marked as deleted, by removing their deletions from `rows`.
/// Rows in tables without `survives` are still deleted.
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

/// Whether the rows of a table are managed for the resource with the given key.
///
/// Several articles may share a row. Such a row is managed only if the files set the column that refers to the row, or
/// did so when the resource was last applied.
pub(super) fn is_managed_for(table: &Table, key: &Key, rows: [&Rows; 2]) -> bool {
    let Some(parent) = &table.parent else { return true };
    let Link::Shared(column) = parent.link else { return is_managed_for(&parent.table, key, rows) };
    rows.iter().any(|rows| rows.get(&parent.table, key).is_some_and(|row| row.get(column).is_some()))
}

/// Whether the ledger has exactly the rows in the files, with their ids in the database. If so, the fingerprints may
/// still differ, because another version of Wares may have written the entry.
pub(super) fn is_current(applied: &[(Id, Row)], wanted: &Rows, live: &LiveResource) -> bool {
    let managed = |row: &Row| {
        let values = row.columns_with_values().filter(|(column, _)| column.is_managed());
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

/// The ledger record that the rows of a resource would have if the resource were applied without changes.
pub(super) fn recorded(wanted: &Rows, live: &LiveResource) -> String {
    let id =
        |row: &Row| live.rows.get(&(row.table.name, row.key.clone())).map(|stored| stored.id.to_string());
    ledger_record::rows(wanted.iter().map(|row| (row.table, &row.key, &row.cells, id(row))))
}
