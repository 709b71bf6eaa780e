//! The versions of Wares' own tables: which the database has, and whether this program can work with them.

use super::error::{During, Error};
use super::migrate::{Component, LEDGER};
use crate::diagnostic::list;
use crate::kinds::Kinds;
use postgres::Transaction;
use std::collections::BTreeMap;

/// What the columns of `wares.version` are since version 2 of the ledger. Version 1 has the number alone.
const COLUMNS: [&str; 5] = ["billing_schema", "component", "name", "tool_version", "version"];

/// A version that the database records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: usize,
    /// The name of its newest migration, and the version of the program that made it.
    made: Option<(String, String)>,
}

/// The versions of everything that is versioned, by component and billing schema.
pub type Versions = BTreeMap<(String, String), Version>;

/// The versions that the database records; none where it has no ledger.
pub fn read(transaction: &mut Transaction<'_>) -> Result<Option<Versions>, Error> {
    let what = "looking for the ledger";
    let found: bool =
        transaction.query_one("SELECT to_regclass('wares.version') IS NOT NULL", &[]).during(what)?.get(0);
    if !found {
        return Ok(None);
    }
    let select = "SELECT attname::text FROM pg_attribute \
                  WHERE attrelid = 'wares.version'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1";
    let rows = transaction.query(select, &[]).during(what)?;
    let columns: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    if columns == ["version"] {
        return first(transaction).map(Some);
    }
    if !COLUMNS.iter().all(|column| columns.contains(column)) {
        return Err(foreign(&columns));
    }
    let select = "SELECT component, billing_schema, version::bigint, name, tool_version FROM wares.version ORDER BY 1, 2";
    let rows = transaction.query(select, &[]).during(what)?;
    let version = |row: &postgres::Row| Version {
        number: usize::try_from(row.get::<_, i64>(2)).unwrap_or_default(),
        made: Some((row.get(3), row.get(4))),
    };
    Ok(Some(rows.iter().map(|row| ((row.get(0), row.get(1)), version(row))).collect()))
}

/// The only version that version 1 of the ledger records: its own.
fn first(transaction: &mut Transaction<'_>) -> Result<Versions, Error> {
    let select = "SELECT max(version)::bigint FROM wares.version";
    let number: Option<i64> = transaction.query_one(select, &[]).during("looking for the ledger")?.get(0);
    let number = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
    Ok(Versions::from([(LEDGER.key(), Version { number, made: None })]))
}

fn foreign(columns: &[&str]) -> Error {
    let columns = if columns.is_empty() { "no columns".to_owned() } else { list(columns, "and") };
    Error::new(
        format!("the table `wares.version` is not the one of a ledger: it has {columns}"),
        "Wares keeps its ledger in the schema `wares`: give the schema that is there another name, then run `wares db init`",
    )
}

/// The version of the ledger, which is the one that this program works with; none where there is no ledger.
pub fn of_ledger(versions: Option<&Versions>) -> Result<Option<usize>, Error> {
    let Some(versions) = versions else { return Ok(None) };
    match versions.get(&LEDGER.key()).filter(|version| version.number > 0) {
        None => Err(Error::new(
            "the ledger is of version 0: `wares.version` has no row for it",
            "put that row back, from a backup for instance",
        )),
        Some(version) if version.number < LEDGER.newest() => Err(older(&LEDGER, version.number)),
        Some(version) if version.number > LEDGER.newest() => Err(newer(&LEDGER, version)),
        Some(version) => Ok(Some(version.number)),
    }
}

/// Refuses to read tables of a newer version than this program works with.
pub fn refuse_newer(transaction: &mut Transaction<'_>, schema: &str, kinds: &Kinds) -> Result<(), Error> {
    let Some(versions) = read(transaction)? else { return Ok(()) };
    for component in components(schema, kinds) {
        match versions.get(&component.key()) {
            Some(version) if version.number > component.newest() => return Err(newer(&component, version)),
            _ => {}
        }
    }
    Ok(())
}

/// The tables of Wares' own that the database has in an older version than this program works with, if there are any.
pub fn outdated(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
) -> Result<Option<Error>, Error> {
    let versions = read(transaction)?.unwrap_or_default();
    let found = components(schema, kinds).find_map(|component| {
        let version = versions.get(&component.key()).filter(|it| it.number < component.newest())?;
        Some(older(&component, version.number))
    });
    Ok(found)
}

/// What is versioned beside the ledger: the tables of each billing system.
fn components<'a>(schema: &'a str, kinds: &'a Kinds) -> impl Iterator<Item = Component<'a>> {
    kinds.systems().into_iter().map(move |system| Component::of(system, schema))
}

fn older(component: &Component<'_>, number: usize) -> Error {
    Error::new(
        format!("{component} is of version {number}, and this program needs version {}", newest(component)),
        "`wares db init` brings it up to date",
    )
}

/// Why this program cannot work with what a newer one made.
pub fn newer(component: &Component<'_>, version: &Version) -> Error {
    let by = version.made.as_ref().map(|(name, tool)| format!(" (`{name}`, made by Wares {tool})"));
    Error::new(
        format!(
            "{component} is of version {}{}, and this program works with version {}",
            version.number,
            by.unwrap_or_default(),
            newest(component)
        ),
        "it was made by a newer Wares: use that one or a newer one",
    )
}

fn newest(component: &Component<'_>) -> String {
    let name = component.migrations.last().map(|migration| format!(" (`{}`)", migration.name));
    format!("{}{}", component.newest(), name.unwrap_or_default())
}
