//! Reads and writes the ledger.

use super::connect::Database;
use super::copy::{Cell, Fill, fill};
use super::error::{During, Error};
use super::version;
use crate::live::Resident;
use crate::plan::{Plan, records};
use crate::table::{Key, Row, Table, Tables, Type, Value, from_json};
use postgres::Transaction;
use postgres::types::ToSql;
use serde_json::Value as Json;
use uuid::Uuid;

const SELECT: &str =
    "SELECT root_table, root_id, kind, key::text, catalog, file, protect, rows FROM wares.resource";

/// Whether the database has a ledger; one of another version than this program works with stops the run.
pub fn exists(transaction: &mut Transaction<'_>) -> Result<bool, Error> {
    Ok(version::of_ledger(version::read(transaction)?.as_ref())?.is_some())
}

/// What a catalog owns, as a list names it.
#[derive(Clone, Debug)]
pub struct Owned {
    /// The name of its kind.
    pub kind: String,
    /// Its natural key.
    pub key: Key,
    /// The file that described it.
    pub file: String,
    /// The migration that wrote it last.
    pub migration: Uuid,
    /// When that was, in UTC, as ISO 8601 writes it.
    pub since: String,
}

impl Database {
    /// What a catalog owns, by kind and key.
    pub fn owned(&mut self, catalog: &str, tables: &Tables) -> Result<Vec<Owned>, Error> {
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
            let key = root(&table, &Json::Null, tables)
                .and_then(|table| key_of(table, &serde_json::from_str(&key).ok()?));
            let key = key.unwrap_or_else(|| Key::of(&row.get::<_, String>(1)));
            Owned { key, kind: row.get(2), file: row.get(3), migration: row.get(4), since: row.get(5) }
        };
        Ok(rows.iter().map(owned).collect())
    }
}

/// What a catalog owns.
pub fn read_own(
    transaction: &mut Transaction<'_>,
    schema: &str,
    catalog: &str,
    tables: &Tables,
) -> Result<Vec<Resident>, Error> {
    let select = format!("{SELECT} WHERE billing_schema = $1 AND catalog = $2 ORDER BY root_table, key");
    read(transaction, &select, &[&schema, &catalog], tables)
}

/// What other catalogs own of some roots.
pub fn read_others(
    transaction: &mut Transaction<'_>,
    schema: &str,
    catalog: &str,
    roots: &[Uuid],
    tables: &Tables,
) -> Result<Vec<Resident>, Error> {
    let select = format!(
        "{SELECT} WHERE billing_schema = $1 AND catalog <> $2 AND root_id = ANY($3) ORDER BY root_id"
    );
    let roots: Vec<String> = roots.iter().map(Uuid::to_string).collect();
    read(transaction, &select, &[&schema, &catalog, &roots], tables)
}

/// The last migration of a catalog.
pub fn last(transaction: &mut Transaction<'_>, schema: &str, catalog: &str) -> Result<Option<Uuid>, Error> {
    if !exists(transaction)? {
        return Ok(None);
    }
    let select = "SELECT id FROM wares.migration WHERE billing_schema = $1 AND catalog = $2 ORDER BY sequence DESC LIMIT 1";
    let row = transaction.query_opt(select, &[&schema, &catalog]).during("reading the ledger")?;
    Ok(row.map(|row| row.get(0)))
}

/// Whether a migration has been committed.
pub fn has(transaction: &mut Transaction<'_>, id: Uuid) -> Result<bool, Error> {
    let row = transaction.query_opt("SELECT 1 FROM wares.migration WHERE id = $1", &[&id]);
    Ok(row.during("looking for the migration")?.is_some())
}

fn read(
    transaction: &mut Transaction<'_>,
    select: &str,
    parameters: &[&(dyn ToSql + Sync)],
    tables: &Tables,
) -> Result<Vec<Resident>, Error> {
    if !exists(transaction)? {
        return Ok(Vec::new());
    }
    let rows = transaction.query(select, parameters).during("reading the ledger")?;
    rows.iter().map(|row| resident(row, tables)).collect()
}

fn resident(row: &postgres::Row, tables: &Tables) -> Result<Resident, Error> {
    let (physical, key, rows): (String, String, String) = (row.get(0), row.get(3), row.get(7));
    let read = || {
        let rows: Json = serde_json::from_str(&rows).ok()?;
        let root = root(&physical, &rows, tables)?;
        Some(Resident {
            root,
            id: Uuid::parse_str(row.get(1)).ok()?,
            kind: row.get(2),
            key: key_of(root, &serde_json::from_str(&key).ok()?)?,
            catalog: row.get(4),
            file: row.get(5),
            protect: row.get(6),
            rows: rows.as_array()?.iter().filter_map(|row| recorded(row, tables)).collect(),
        })
    };
    read().ok_or_else(|| {
        let message = format!("the ledger's entry of `{physical}` {key} cannot be read");
        Error::new(message, "use the version of Wares that wrote it")
    })
}

/// The root slice of a physical table: the one that the recorded rows name, else the first.
fn root(physical: &str, rows: &Json, tables: &Tables) -> Option<&'static Table> {
    let is_root = |table: &&'static Table| table.parent.is_none() && table.physical == physical;
    let named =
        rows.as_array().into_iter().flatten().filter_map(|row| tables.find(row.get("table")?.as_str()?));
    named.into_iter().find(is_root).or_else(|| tables.roots().find(is_root))
}

/// A row as the ledger keeps it. What this version does not know any more is left out: it is compared two ways.
fn recorded(json: &Json, tables: &Tables) -> Option<(Uuid, Row)> {
    let table = tables.find(json.get("table")?.as_str()?)?;
    let id = Uuid::parse_str(json.get("id")?.as_str()?).ok()?;
    let key = key_of(table, json.get("key")?)?;
    let mut values = vec![None; table.columns.len()];
    for (column, value) in table.columns.iter().zip(&mut values) {
        *value = json.get("values")?.get(column.name).and_then(|json| from_json(column.kind, json));
    }
    Some((id, Row { table, key, values, place: None }))
}

fn key_of(table: &'static Table, json: &Json) -> Option<Key> {
    match from_json(Type::Reference(table), json)? {
        Value::Key(key) => Some(key),
        _ => None,
    }
}

/// Writes the migration and what the ledger gains, renews and forgets.
pub fn write(transaction: &mut Transaction<'_>, plan: &Plan) -> Result<(), Error> {
    let what = "writing the ledger";
    let header = crate::plan::migration_header(&plan.header);
    let insert = "INSERT INTO wares.migration (id, billing_schema, catalog, plan_hash, tool_version, applied_by, header) \
                  VALUES ($1, $2, $3, $4, $5, current_user, $6::text::jsonb)";
    let (schema, catalog) = (&plan.header.schema, &plan.header.catalog);
    let parameters: [&(dyn ToSql + Sync); 6] =
        [&plan.id, schema, catalog, &plan.hash, &env!("CARGO_PKG_VERSION"), &header.to_string()];
    transaction.execute(insert, &parameters).during(what)?;
    changes(transaction, plan)?;
    forget(transaction, plan)?;
    remember(transaction, plan)
}

fn changes(transaction: &mut Transaction<'_>, plan: &Plan) -> Result<(), Error> {
    let text = |text: &str| Cell::Text(Some(text.to_owned()));
    let records = records(plan);
    let rows = records.iter().map(|record| {
        vec![
            Cell::Id(Some(plan.id)),
            Cell::Int(Some(i64::from(record.sequence))),
            text(record.root),
            Cell::Text(record.id.map(|id| id.to_string())),
            text(&record.kind),
            text(&record.key),
            text(record.verb),
            text(&record.before),
            text(&record.after),
        ]
    });
    let columns = [
        ("migration", Fill::Id),
        ("sequence", Fill::Int),
        ("root_table", Fill::Text),
        ("root_id", Fill::Text),
        ("kind", Fill::Text),
        ("key", Fill::Text),
        ("verb", Fill::Text),
        ("before", Fill::Text),
        ("after", Fill::Text),
    ];
    fill(transaction, "wares_changes", &columns, rows)?;
    let insert = "INSERT INTO wares.migration_change (migration, sequence, root_table, root_id, kind, key, verb, before, after) \
                  SELECT migration, sequence, root_table, root_id, kind, key, verb, before, after FROM pg_temp.wares_changes";
    transaction.execute(insert, &[]).during("writing the ledger").map(drop)
}

/// Takes out what is forgotten, and what is about to be renewed.
fn forget(transaction: &mut Transaction<'_>, plan: &Plan) -> Result<(), Error> {
    let renewed = plan.remember.iter().map(|entry| (entry.root, entry.id));
    let gone = plan.forget.iter().copied().chain(renewed);
    let (tables, ids): (Vec<&str>, Vec<String>) = gone.map(|(table, id)| (table, id.to_string())).unzip();
    let delete = "DELETE FROM wares.resource r USING unnest($2::text[], $3::text[]) AS gone(root_table, root_id) \
                  WHERE r.billing_schema = $1 AND r.root_table = gone.root_table AND r.root_id = gone.root_id AND r.catalog = $4";
    transaction
        .execute(delete, &[&plan.header.schema, &tables, &ids, &plan.header.catalog])
        .during("writing the ledger")
        .map(drop)
}

fn remember(transaction: &mut Transaction<'_>, plan: &Plan) -> Result<(), Error> {
    let text = |text: &str| Cell::Text(Some(text.to_owned()));
    let rows = plan.remember.iter().map(|entry| {
        vec![
            text(entry.root),
            text(&entry.id.to_string()),
            text(&entry.kind),
            text(&entry.key.to_string()),
            text(&entry.catalog),
            text(&entry.file),
            Cell::Bool(Some(entry.protect)),
            text(&entry.hash),
            text(&entry.rows),
        ]
    });
    let columns = [
        ("root_table", Fill::Text),
        ("root_id", Fill::Text),
        ("kind", Fill::Text),
        ("key", Fill::Text),
        ("catalog", Fill::Text),
        ("file", Fill::Text),
        ("protect", Fill::Bool),
        ("hash", Fill::Text),
        ("rows", Fill::Text),
    ];
    fill(transaction, "wares_resources", &columns, rows)?;
    let insert = "INSERT INTO wares.resource (billing_schema, root_table, root_id, kind, key, catalog, file, protect, hash, rows, migration) \
                  SELECT $1, root_table, root_id, kind, key::jsonb, catalog, file, protect, hash, rows, $2 \
                  FROM pg_temp.wares_resources";
    transaction.execute(insert, &[&plan.header.schema, &plan.id]).during("writing the ledger").map(drop)
}
