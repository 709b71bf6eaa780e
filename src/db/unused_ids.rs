//! Makes sure that the ids of new rows do not exist in the database yet.

use super::error::{During, Error};
use super::read_ledger;
use super::session::Session;
use crate::diff::{Action, Changes};
use crate::plan::{self, literal, qualified};
use crate::table::{IdColumn, identifier};
use std::collections::BTreeMap;

impl Session<'_> {
    /// Returns a hash from which no existing id is derived: `hash`, or another one derived from it.
    ///
    /// The ids of new rows are derived from the hash. If the ledger was lost, the same changes may have been applied
    /// before. The ids that are derived from `hash` then exist already.
    pub fn unused_hash(&mut self, mut hash: String, changes: &Changes) -> Result<String, Error> {
        let rows = changes.resources.iter().flat_map(|resource| &resource.rows);
        let new = rows.filter(|row| row.action == Action::Insert && !self.tables.is_missing(row.table));
        let tables: BTreeMap<&str, IdColumn> = new.map(|row| (row.table.physical, row.table.id)).collect();
        while self.has_ids(&hash, &tables)? {
            hash = plan::next_hash(&hash);
        }
        Ok(hash)
    }

    /// Whether a migration, or a row of the given tables, has an id that is derived from the hash.
    fn has_ids(&mut self, hash: &str, tables: &BTreeMap<&str, IdColumn>) -> Result<bool, Error> {
        if self.has_ledger()? {
            let has = read_ledger::has(&mut self.transaction, plan::migration(hash));
            if has.during("looking for the migration")? {
                return Ok(true);
            }
        }
        for (table, column) in tables {
            // Ids from a sequence are drawn at apply, so there is nothing to compare.
            let Some((first, last)) = plan::bounds(column.sort, hash) else { continue };
            let [first, last] = [first, last].map(|id| literal(&id.to_string()));
            let (name, id) = (qualified(&self.schema, table), identifier(column.name));
            // The ids of one hash form a range, so one look into the index of the primary key is enough.
            let select = format!("SELECT EXISTS (SELECT FROM {name} WHERE {id} BETWEEN {first} AND {last})");
            let what = format!("looking for ids in `{table}`");
            if self.transaction.query_one(&select, &[]).during(&what)?.get(0) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
