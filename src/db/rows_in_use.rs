//! Finds the rows that have duplicates and to which customers' rows refer.

use super::error::{During, Error};
use super::table_definitions;
use super::value_conversion::{ArrayParameter, id};
use crate::kinds::Kinds;
use crate::live::LiveRow;
use crate::plan::qualified;
use crate::table::{Id, Key, Row, Table, Tables, identifier};
use foldhash::HashMap;
use postgres::Transaction;
use std::collections::BTreeSet;

/// Finds the rows that have a duplicate and to which customers' rows refer. A duplicate is another row with the same
/// parent and key.
///
/// Returns the physical table and the id of each such row. Roots are not considered.
pub fn find(
    transaction: &mut Transaction<'_>,
    schema: &str,
    rows: &[LiveRow],
    kinds: &Kinds,
    tables: &Tables,
) -> Result<BTreeSet<(&'static str, Id)>, Error> {
    let mut used = BTreeSet::new();
    for (from, column, target) in kinds.references() {
        // Roots are told apart by the ledger and the shop (design.md §2).
        let is_target = |table: &&&'static Table| table.physical == target && table.parent.is_some();
        for table in tables.managed().iter().filter(is_target) {
            let ids = duplicate_key_ids(table, rows);
            // The database may not have the customers' table.
            if !ids.is_empty()
                && !table_definitions::existing(transaction, schema, &BTreeSet::from([from]))?.is_empty()
            {
                let referred = referred(transaction, &qualified(schema, from), column, table, &ids)?;
                used.extend(referred.into_iter().map(|id| (table.physical, id)));
            }
        }
    }
    Ok(used)
}

/// Returns those of the given ids that appear in a column of the table `from`. The ids belong to rows of `target`.
fn referred(
    transaction: &mut Transaction<'_>,
    from: &str,
    column: &str,
    target: &Table,
    ids: &[Id],
) -> Result<Vec<Id>, Error> {
    let column = identifier(column);
    let sort = target.id.sort;
    let select = format!("SELECT DISTINCT {} FROM {from} WHERE {column} = ANY($1)", sort.read(&column));
    let what = format!("looking for references in `{from}`");
    let rows = transaction.query(&select, &[&ArrayParameter::ids(ids)]).during(&what)?;
    let mut referred = Vec::new();
    for row in &rows {
        referred.extend(id(row, 0, sort).during(&what)?);
    }
    Ok(referred)
}

/// Returns the ids of the rows of a table that have the same parent and the same key as another row.
fn duplicate_key_ids(table: &'static Table, rows: &[LiveRow]) -> Vec<Id> {
    let mut by_key: HashMap<(Option<Id>, Key), Vec<Id>> = HashMap::default();
    for row in rows.iter().filter(|row| row.table == table) {
        let values = table.key.iter().map(|column| row.get(column).clone()).collect();
        // Made as any other key, so that spellings that count as equal give equal keys.
        let key = Row::new(table, &Key::new(Vec::new()), values).key;
        by_key.entry((row.parent, key)).or_default().push(row.id);
    }
    // The order does not matter, because the ids become a parameter of one statement and the result is a set.
    by_key.into_values().filter(|ids| ids.len() > 1).flatten().collect()
}
