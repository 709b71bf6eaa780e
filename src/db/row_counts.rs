//! Finds the rows that use shared rows, and counts the roots that the catalog does not name.

use super::error::{During, Error};
use super::read_rows::{Filter, Reader};
use super::value_conversion::ArrayParameter;
use crate::live::{Foreign, LiveRow, SharedBy};
use crate::plan::{literal, qualified};
use crate::table::{Id, Link, id_of, identifier};
use std::collections::BTreeSet;

impl Reader<'_, '_> {
    /// Returns the rows that use shared rows. Only the shared rows among `rows` are considered.
    pub fn shared(&mut self, rows: &[LiveRow]) -> Result<Vec<SharedBy>, Error> {
        let mut shared = Vec::new();
        for table in self.tables.managed().to_vec() {
            let Some(parent) = &table.parent else { continue };
            let Link::Shared(column) = parent.link else { continue };
            let ids: BTreeSet<Id> = rows.iter().filter(|row| row.table == table).map(|row| row.id).collect();
            if ids.is_empty() {
                continue;
            }
            // Deleted holders are included: the shared row is still the renewal period of their subscriptions.
            let holders =
                self.selected(parent.table.table(), None, &Filter::Ids(column, ArrayParameter::ids(&ids)))?;
            shared.extend(holders.iter().filter_map(|row| {
                let id = id_of(row.get(column))?;
                Some(SharedBy { table, id, holder: row.id, key: row.root_key(), deleted: row.is_deleted() })
            }));
        }
        Ok(shared)
    }

    /// Returns the number of live roots that are neither in the files nor in the ledger. With `count`, the roots are
    /// counted, which is slow. Otherwise the number is based on PostgreSQL's estimates of the table sizes.
    pub fn foreign(&mut self, rows: &[LiveRow], count: bool) -> Result<Foreign, Error> {
        let mut total = 0;
        for table in self.tables.roots() {
            let name = qualified(self.schema, table.physical);
            let live = table
                .soft_delete
                .map_or(String::new(), |soft| format!(" WHERE {}", soft.is_live(&identifier(soft.column))));
            let select = match count {
                true => format!("SELECT count(*) FROM {name}{live}"),
                false => format!(
                    "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = {}::regclass",
                    literal(&name)
                ),
            };
            total += self.transaction.query_one(&select, &[]).during("counting the rows")?.get::<_, i64>(0);
        }
        // The planner's estimate includes deleted rows, so deleted rows are subtracted from it too.
        let named = rows.iter().filter(|row| row.parent.is_none() && !(count && row.is_deleted())).count();
        let total = u64::try_from(total).unwrap_or_default();
        // An estimate can be lower than the number of rows that were read.
        Ok(Foreign { count: total.saturating_sub(named as u64), counted: count })
    }
}
