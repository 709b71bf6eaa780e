//! Looks which rows are in use: those that customers refer to, and those that have the ids of new ones.

use super::error::{During, Error};
use super::session::Session;
use super::value_conversion::{Any, id};
use super::{introspect, read_ledger};
use crate::diff::{Action, Changes};
use crate::kinds::Kinds;
use crate::live::LiveRow;
use crate::plan::{self, identifier, literal, qualified};
use crate::table::{Id, IdColumn, Key, Row, Table, Tables};
use foldhash::HashMap;
use postgres::Transaction;
use std::collections::{BTreeMap, BTreeSet};

/// Of the rows below others that have one key with others, those that customers' rows refer to: by physical table and
/// id. Only tables that customers' rows can refer to are looked at.
pub fn find(
    transaction: &mut Transaction<'_>,
    schema: &str,
    rows: &[LiveRow],
    kinds: &Kinds,
    tables: &Tables,
) -> Result<BTreeSet<(&'static str, Id)>, Error> {
    let mut used = BTreeSet::new();
    for (from, column, target) in kinds.references() {
        let of_target = |table: &&&'static Table| table.physical == target && table.parent.is_some();
        for table in tables.managed().iter().filter(of_target) {
            let ids = twins(table, rows);
            if ids.is_empty()
                || introspect::existing(transaction, schema, &BTreeSet::from([from]))?.is_empty()
            {
                continue;
            }
            let column = identifier(column);
            let select = format!(
                "SELECT DISTINCT {} FROM {} WHERE {column} = ANY($1)",
                table.id.sort.read(&column),
                qualified(schema, from)
            );
            let what = format!("looking for references in `{from}`");
            for row in transaction.query(&select, &[&Any::ids(&ids)]).during(&what)? {
                used.extend(id(&row, 0, table.id.sort).during(&what)?.map(|id| (table.physical, id)));
            }
        }
    }
    Ok(used)
}

impl Session<'_> {
    /// A hash of changes whose ids no row has yet. Where the ledger was lost, what is new may be just what was new
    /// before, under ids that are there already.
    pub fn unused_hash(&mut self, mut hash: String, changes: &Changes) -> Result<String, Error> {
        let rows = changes.resources.iter().flat_map(|resource| &resource.rows);
        let new = rows.filter(|row| row.action == Action::Insert && !self.tables.lack(row.table));
        let tables: BTreeMap<&str, IdColumn> = new.map(|row| (row.table.physical, row.table.id)).collect();
        while self.has_ids(&hash, &tables)? {
            hash = plan::another(&hash);
        }
        Ok(hash)
    }

    /// Whether a row of some tables, or a migration, has an id that a hash gives.
    fn has_ids(&mut self, hash: &str, tables: &BTreeMap<&str, IdColumn>) -> Result<bool, Error> {
        if self.has_ledger()? {
            let has = read_ledger::has(&mut self.transaction, plan::migration(hash));
            if has.during("looking for the migration")? {
                return Ok(true);
            }
        }
        for (table, column) in tables {
            let Some((first, last)) = plan::bounds(column.sort, hash) else { continue };
            let [first, last] = [first, last].map(|id| literal(&id.to_string()));
            let (name, id) = (qualified(&self.schema, table), identifier(column.name));
            let select = format!("SELECT EXISTS (SELECT FROM {name} WHERE {id} BETWEEN {first} AND {last})");
            let what = format!("looking for ids in `{table}`");
            if self.transaction.query_one(&select, &[]).during(&what)?.get(0) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The rows of a table that share their parent and their key with others.
fn twins(table: &'static Table, rows: &[LiveRow]) -> Vec<Id> {
    let mut by_key: HashMap<(Option<Id>, Key), Vec<Id>> = HashMap::default();
    for row in rows.iter().filter(|row| row.table == table) {
        let own = table.key.iter().map(|column| row.get(column).clone()).collect();
        let key = Row::new(table, &Key::new(Vec::new()), own).key;
        by_key.entry((row.parent, key)).or_default().push(row.id);
    }
    by_key.into_values().filter(|ids| ids.len() > 1).flatten().collect()
}
