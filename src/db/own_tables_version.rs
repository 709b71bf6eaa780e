//! Reads the versions of the ledger and of Wares' own tables, and checks that this version of Wares supports them.

use super::component::{Component, LEDGER};
use super::error::{During, Error};
use crate::diagnostic::list;
use crate::kinds::Kinds;
use postgres::Transaction;
use std::collections::BTreeMap;

/// The columns of `wares.version` since version 2 of the ledger. In version 1, `version` is the only column.
const COLUMNS: [&str; 5] = ["billing_schema", "component", "name", "tool_version", "version"];

/// The recorded version of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The version's number, counted from 1.
    pub number: usize,
    /// The name of the newest migration, and the version of Wares that ran this migration. `None` if the ledger has
    /// version 1.
    made: Option<(String, String)>,
}

/// The recorded versions, by component and billing schema. The schema is empty for the ledger.
pub type Versions = BTreeMap<(String, String), Version>;

/// Reads the recorded versions; `None` if the database has no ledger.
pub fn read(transaction: &mut Transaction<'_>) -> Result<Option<Versions>, Error> {
    let what = "looking for the ledger";
    let exists: bool =
        // `to_regclass` returns NULL where a cast to `regclass` would abort the transaction.
        transaction.query_one("SELECT to_regclass('wares.version') IS NOT NULL", &[]).during(what)?.get(0);
    if !exists {
        return Ok(None);
    }
    let select = "SELECT attname::text FROM pg_attribute \
                  WHERE attrelid = 'wares.version'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1";
    let rows = transaction.query(select, &[]).during(what)?;
    let columns: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    // Version 1 must stay readable, or `wares db init` could not upgrade it.
    if columns == ["version"] {
        return ledger_only(transaction).map(Some);
    }
    // More columns are accepted: a newer version of Wares may have added them, and is reported by its number.
    if !COLUMNS.iter().all(|column| columns.contains(column)) {
        return Err(foreign(&columns));
    }
    let select = "SELECT component, billing_schema, version::bigint, name, tool_version FROM wares.version ORDER BY 1, 2";
    let rows = transaction.query(select, &[]).during(what)?;
    let version = |row: &postgres::Row| Version {
        // A negative number was not written by Wares and counts as no version.
        number: usize::try_from(row.get::<_, i64>(2)).unwrap_or_default(),
        made: Some((row.get(3), row.get(4))),
    };
    Ok(Some(rows.iter().map(|row| ((row.get(0), row.get(1)), version(row))).collect()))
}

/// Reads the versions from a ledger of version 1, which records only its own version.
fn ledger_only(transaction: &mut Transaction<'_>) -> Result<Versions, Error> {
    let select = "SELECT max(version)::bigint FROM wares.version";
    let number: Option<i64> = transaction.query_one(select, &[]).during("looking for the ledger")?.get(0);
    let number = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
    Ok(Versions::from([(LEDGER.key(), Version { number, made: None })]))
}

/// Returns the error for a table `wares.version` that Wares did not create.
fn foreign(columns: &[&str]) -> Error {
    let columns = match columns {
        [] => "no columns".to_owned(),
        [column] => format!("only the column `{column}`"),
        columns => format!("the columns {}", list(columns, "and")),
    };
    Error::new(
        format!("the table `wares.version` does not belong to a ledger: it has {columns}"),
        "rename the existing schema `wares`, then run `wares db init`: Wares keeps its ledger in a schema of this name",
    )
}

/// Returns the version of the ledger; `None` if there is no ledger.
///
/// # Errors
/// The ledger does not have the version that this version of Wares requires, or its version is not recorded.
pub fn of_ledger(versions: Option<&Versions>) -> Result<Option<usize>, Error> {
    let Some(versions) = versions else { return Ok(None) };
    match versions.get(&LEDGER.key()).filter(|version| version.number > 0) {
        None => Err(Error::new(
            "the ledger has no version: `wares.version` has no row for it",
            "restore that row, for instance from a backup",
        )),
        Some(version) if version.number < LEDGER.newest() => Err(older(&LEDGER, version.number)),
        Some(version) if version.number > LEDGER.newest() => Err(newer(&LEDGER, version)),
        Some(version) => Ok(Some(version.number)),
    }
}

/// Fails if any of Wares' own tables have a newer version than this version of Wares supports.
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

/// Returns the error for the first component whose version is older than this version of Wares requires; `None` if
/// there is none. The ledger is not checked.
pub fn outdated(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
) -> Result<Option<Error>, Error> {
    let versions = read(transaction)?.unwrap_or_default();
    let error = components(schema, kinds).find_map(|component| {
        // A component without a version may belong to another program, so it is not called outdated.
        let version = versions.get(&component.key()).filter(|it| it.number < component.newest())?;
        Some(older(&component, version.number))
    });
    Ok(error)
}

/// Returns all components except the ledger: the tables that Wares adds to each billing system.
fn components<'a>(schema: &'a str, kinds: &'a Kinds) -> impl Iterator<Item = Component<'a>> {
    kinds.systems().into_iter().map(move |system| Component::of(system, schema))
}

/// Returns the error for a component that an older version of Wares created.
fn older(component: &Component<'_>, number: usize) -> Error {
    Error::new(
        format!("{component} has version {number}, but this program needs version {}", newest(component)),
        "run `wares db init` to bring it up to date",
    )
}

/// Returns the error for a component that a newer version of Wares created.
pub fn newer(component: &Component<'_>, version: &Version) -> Error {
    let by = version.made.as_ref().map(|(name, tool)| format!(" (`{name}`, created by Wares {tool})"));
    Error::new(
        format!(
            "{component} has version {}{}, but this program works with version {}",
            version.number,
            by.unwrap_or_default(),
            newest(component)
        ),
        "it was created by a newer version of Wares: use that version or a newer one",
    )
}

/// Returns the newest version of a component that this version of Wares knows, with the name of its migration.
fn newest(component: &Component<'_>) -> String {
    let name = component.migrations.last().map(|migration| format!(" (`{}`)", migration.name));
    format!("{}{}", component.newest(), name.unwrap_or_default())
}
