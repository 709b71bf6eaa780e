//! The rows of a changing resource, before and after the change.

use super::{Action, DeletionReason, ResourceChange, RowChange};
use crate::kinds::Defaults;
use crate::table::Row;
use std::collections::{BTreeMap, BTreeSet};

impl ResourceChange {
    /// The live rows before the change, without duplicates.
    pub fn rows_before(&self) -> Vec<Row> {
        let twin = |row: &RowChange| {
            (row.note == Some(DeletionReason::Duplicate)).then_some((row.table.name, row.id?))
        };
        let twins: BTreeSet<_> = self.rows.iter().filter_map(twin).collect();
        let rows = self.before.iter().filter(|stored| !twins.contains(&(stored.row.table.name, stored.id)));
        rows.map(|stored| stored.row.clone()).collect()
    }

    /// The live rows after the change, with all their values. Deleted rows are not included.
    pub fn rows_after<'a>(&'a self, defaults: &Defaults) -> Vec<Row> {
        let by_id = |row: &'a RowChange| Some(((row.table.name, row.id?), row));
        let changed: BTreeMap<_, _> =
            self.rows.iter().filter(|row| row.before.is_some()).filter_map(by_id).collect();
        let live =
            self.before.iter().filter_map(|stored| match changed.get(&(stored.row.table.name, stored.id)) {
                None => Some(stored.row.clone()),
                Some(change) => Some(Row { cells: change.image_after(defaults)?, ..stored.row.clone() }),
            });
        let new = self.rows.iter().filter(|row| row.action == Action::Insert);
        let new = new.filter_map(|row| {
            let cells = row.image_after(defaults)?;
            Some(Row { table: row.table, key: row.key.clone(), cells, place: None })
        });
        live.chain(new).collect()
    }
}
