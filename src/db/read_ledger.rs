//! Reads the ledger: which catalog owns which resources, and which rows were last applied.

use super::connect::Database;
use super::error::{During, Error};
use super::own_tables_version;
use crate::diff::Applied;
use crate::kinds::Kinds;
use crate::live::LedgerEntry;
use crate::table::{Column, Id, Key, Row, Table, Tables, Type, Value, from_json};
use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use serde_json::Value as Json;
use std::collections::HashMap;
use uuid::Uuid;

/// Selects the ledger entries of resources, without their rows. [`parse_entry`] depends on the order of the columns.
const SELECT: &str =
    "SELECT root_table, root_id, kind, key::text, catalog, file, protect, hash FROM wares.resource";

/// Whether the database has a ledger.
///
/// # Errors
/// The ledger does not have the version that this version of Wares requires.
pub fn exists(transaction: &mut Transaction<'_>) -> Result<bool, Error> {
    Ok(own_tables_version::of_ledger(own_tables_version::read(transaction)?.as_ref())?.is_some())
}

/// A resource that a catalog owns, as it is listed for users.
#[derive(Clone, Debug)]
pub struct Owned {
    /// The name of the resource's kind.
    pub kind: String,
    /// The natural key of the resource.
    pub key: Key,
    /// The file that described the resource when it was last applied.
    pub file: String,
    /// The id of the migration that last wrote the resource.
    pub migration: Uuid,
    /// When this migration was applied, in UTC and ISO 8601.
    pub since: String,
}

impl Database {
    /// Returns the resources that a catalog owns, sorted by kind and key. The result is empty if there is no ledger.
    pub fn owned(&mut self, catalog: &str, kinds: &Kinds) -> Result<Vec<Owned>, Error> {
        const SELECT: &str = "SELECT r.root_table, r.key::text, r.kind, r.file, r.migration, \
            to_char(m.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
            FROM wares.resource r JOIN wares.migration m ON m.id = r.migration \
            WHERE r.billing_schema = $1 AND r.catalog = $2 ORDER BY r.kind, r.key";
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        if !exists(&mut transaction)? {
            return Ok(Vec::new());
        }
        let rows = transaction.query(SELECT, &[&schema, &catalog]).during("reading the ledger")?;
        let owned = |row: &postgres::Row| {
            let (table, key): (String, String) = (row.get(0), row.get(1));
            let kind: String = row.get(2);
            let root = root_of(&table, &kind, kinds);
            let key = root.and_then(|root| key_of(root, &serde_json::from_str(&key).ok()?));
            // An entry that this version cannot read is still listed, with its key as it is stored.
            let key = key.unwrap_or_else(|| Key::of(&row.get::<_, String>(1)));
            Owned { key, kind, file: row.get(3), migration: row.get(4), since: row.get(5) }
        };
        Ok(rows.iter().map(owned).collect())
    }
}

/// Reads the ledger entries of the resources that a catalog owns, without their rows. The result is empty if there is
/// no ledger.
pub fn read_own(
    transaction: &mut Transaction<'_>,
    schema: &str,
    catalog: &str,
    kinds: &Kinds,
) -> Result<Vec<LedgerEntry>, Error> {
    let select = format!("{SELECT} WHERE billing_schema = $1 AND catalog = $2 ORDER BY root_table, key");
    read(transaction, &select, &[&schema, &catalog], kinds)
}

/// Reads the ledger entries for the given roots, but only those of catalogs other than `catalog`. The entries do not
/// include the rows. The result is empty if there is no ledger.
pub fn read_others(
    transaction: &mut Transaction<'_>,
    schema: &str,
    catalog: &str,
    roots: &[(&'static Table, Id)],
    kinds: &Kinds,
) -> Result<Vec<LedgerEntry>, Error> {
    let select = format!(
        "{SELECT} JOIN unnest($3::text[], $4::text[]) AS asked(root_table, root_id) USING (root_table, root_id) \
         WHERE billing_schema = $1 AND catalog <> $2 ORDER BY root_id"
    );
    // Ids of all types are text in the ledger.
    let (tables, ids): (Vec<&str>, Vec<String>) =
        roots.iter().map(|(table, id)| (table.physical, id.to_string())).unzip();
    read(transaction, &select, &[&schema, &catalog, &tables, &ids], kinds)
}

/// Reads the ledger entries for the given roots of a table, without their rows. The entries may belong to any catalog.
/// The ledger must exist.
pub fn of_roots(
    transaction: &mut Transaction<'_>,
    schema: &str,
    root: &Table,
    ids: &[Id],
    kinds: &Kinds,
) -> Result<Vec<LedgerEntry>, Error> {
    let select = format!(
        "{SELECT} WHERE billing_schema = $1 AND root_table = $2 AND root_id = ANY($3) ORDER BY root_id"
    );
    let ids: Vec<String> = ids.iter().map(Id::to_string).collect();
    entries(transaction, &select, &[&schema, &root.physical, &ids], kinds)
}

/// Selects the ledger entries of the given resources, with their rows.
const ROWS: &str = "SELECT r.root_table, r.root_id, r.key::text, r.rows FROM wares.resource r \
                    JOIN unnest($2::text[], $3::text[]) AS wanted(root_table, root_id) USING (root_table, root_id) \
                    WHERE r.billing_schema = $1";

/// Reads the rows of the given resources as they were last applied. The result is keyed by root table and id.
/// Resources without an entry are left out.
pub fn applied(
    transaction: &mut Transaction<'_>,
    schema: &str,
    resources: &[(&'static Table, Id)],
    tables: &Tables,
) -> Result<Applied, Error> {
    let mut applied = Applied::new();
    if resources.is_empty() || !exists(transaction)? {
        return Ok(applied);
    }
    let physical: Vec<&str> = resources.iter().map(|(table, _)| table.physical).collect();
    let ids: Vec<String> = resources.iter().map(|(_, id)| id.to_string()).collect();
    // The ledger has physical tables and ids as text; the result is by slice and id.
    let slices: HashMap<(&str, &str), (&'static str, Id)> = resources
        .iter()
        .zip(&ids)
        .map(|((table, id), text)| ((table.physical, text.as_str()), (table.name, *id)))
        .collect();
    let parameters: [&(dyn ToSql + Sync); 3] = [&schema, &physical, &ids];
    // The rows of all resources can be large, so they are read one by one.
    let mut rows = transaction.query_raw(ROWS, parameters).during("reading the ledger")?;
    while let Some(row) = rows.next().during("reading the ledger")? {
        let (root, id): (&str, &str) = (row.get(0), row.get(1));
        // The join matches pairs, so every row has its resource; a missing one would only be superfluous.
        let Some(resource) = slices.get(&(root, id)) else { continue };
        let rows = serde_json::from_str(row.get(3)).ok().and_then(|json: Json| recorded_rows(&json, tables));
        applied.insert(*resource, rows.ok_or_else(|| unreadable(root, row.get(2)))?);
    }
    Ok(applied)
}

/// Returns the error for a ledger entry that this version of Wares cannot read.
fn unreadable(root: &str, key: &str) -> Error {
    let message = format!("cannot read the ledger's entry for {key} in `{root}`");
    Error::new(message, "use the version of Wares that wrote the entry")
}

/// Returns the id of a catalog's last migration; `None` if the catalog has none.
pub fn last(transaction: &mut Transaction<'_>, schema: &str, catalog: &str) -> Result<Option<Uuid>, Error> {
    if !exists(transaction)? {
        return Ok(None);
    }
    // By sequence and not by time, because clocks can be set back.
    let select = "SELECT id FROM wares.migration WHERE billing_schema = $1 AND catalog = $2 ORDER BY sequence DESC LIMIT 1";
    let row = transaction.query_opt(select, &[&schema, &catalog]).during("reading the ledger")?;
    Ok(row.map(|row| row.get(0)))
}

/// Returns when a migration was applied, in UTC, and by which role. `None` if the migration was not applied.
pub fn applied_by(transaction: &mut Transaction<'_>, id: Uuid) -> Result<Option<(String, String)>, Error> {
    let select = "SELECT to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), applied_by \
                  FROM wares.migration WHERE id = $1";
    let row = transaction.query_opt(select, &[&id]).during("reading the ledger")?;
    Ok(row.map(|row| (row.get(0), row.get(1))))
}

/// Whether a migration was committed.
pub fn has(transaction: &mut Transaction<'_>, id: Uuid) -> Result<bool, postgres::Error> {
    Ok(transaction.query_opt("SELECT 1 FROM wares.migration WHERE id = $1", &[&id])?.is_some())
}

/// Reads the ledger entries that a statement selects. The result is empty if there is no ledger.
fn read(
    transaction: &mut Transaction<'_>,
    select: &str,
    parameters: &[&(dyn ToSql + Sync)],
    kinds: &Kinds,
) -> Result<Vec<LedgerEntry>, Error> {
    if !exists(transaction)? {
        return Ok(Vec::new());
    }
    entries(transaction, select, parameters, kinds)
}

/// Reads the ledger entries that a statement selects. The ledger must exist.
fn entries(
    transaction: &mut Transaction<'_>,
    select: &str,
    parameters: &[&(dyn ToSql + Sync)],
    kinds: &Kinds,
) -> Result<Vec<LedgerEntry>, Error> {
    let rows = transaction.query(select, parameters).during("reading the ledger")?;
    rows.iter().map(|row| parse_entry(row, kinds)).collect()
}

/// Parses a ledger entry from a row that [`SELECT`] returned.
fn parse_entry(row: &postgres::Row, kinds: &Kinds) -> Result<LedgerEntry, Error> {
    let (physical, id, kind, key): (&str, &str, String, &str) =
        (row.get(0), row.get(1), row.get(2), row.get(3));
    let entry = || {
        let root = root_of(physical, &kind, kinds)?;
        Some(LedgerEntry {
            root,
            id: Id::parse(root.id.sort, id)?,
            kind: kind.clone(),
            key: key_of(root, &serde_json::from_str(key).ok()?)?,
            catalog: row.get(4),
            file: row.get(5),
            protect: row.get(6),
            hash: row.get(7),
            rows: None,
        })
    };
    entry().ok_or_else(|| unreadable(physical, key))
}

/// Finds the slice for the roots of a kind in a physical table. If the kind is unknown, returns any root slice of this
/// table.
fn root_of(physical: &str, kind: &str, kinds: &Kinds) -> Option<&'static Table> {
    // Several kinds share a table, and a kind may have been dropped since the entry was written.
    let of_kind = kinds.find(kind).map(|kind| kind.root()).filter(|root| root.physical == physical);
    of_kind.or_else(|| kinds.tables().roots().find(|root| root.physical == physical))
}

/// Parses the recorded rows of a ledger entry. Rows that cannot be parsed, such as rows of unknown tables, are left
/// out. `None` if the JSON is not a list.
fn recorded_rows(json: &Json, tables: &Tables) -> Option<Vec<(Id, Row)>> {
    Some(json.as_array()?.iter().filter_map(|row| recorded(row, tables)).collect())
}

/// Parses a recorded row. The JSON is a list, or an object in entries that version 1 of the ledger wrote.
///
/// Values are left out if this version of Wares does not know their column, or if they no longer fit it. A column
/// without a recorded value is compared two-way.
fn recorded(json: &Json, tables: &Tables) -> Option<(Id, Row)> {
    let part = |name: &str, number: usize| json.get(name).or_else(|| json.get(number));
    let table = tables.find(part("table", 0)?.as_str()?)?;
    let id = Id::parse(table.id.sort, part("id", 1)?.as_str()?)?;
    let key = key_of(table, part("key", 2)?)?;
    let values = part("values", 3)?;
    let value = |(number, column): (usize, &Column)| {
        let json = values.get(column.name)?;
        // A value that no longer fits the type counts as not recorded, rather than making the entry unreadable.
        from_json(column.kind, json).map(|value| (number, value))
    };
    // The values of key columns are recorded only in the key.
    let key_values = key.parts()[key.len() - table.key.len()..].iter();
    let key_values =
        table.key.iter().zip(key_values).map(|(column, part)| (table.position(column), part.clone()));
    let cells = key_values.chain(table.columns.iter().enumerate().filter_map(value)).collect();
    Some((id, Row { table, key, cells, place: None }))
}

/// Parses a natural key of a table from JSON.
fn key_of(table: &'static Table, json: &Json) -> Option<Key> {
    // A key is stored in the form of a reference, since both name a row.
    match from_json(Type::to(table), json)? {
        Value::Key(key) => Some(key),
        _ => None,
    }
}
