//! Determines how to bring the tables that Wares adds to a billing system up to date.

use super::component::{Component, Next};
use super::error::Error;
use super::own_tables_version::{self, newer};
use super::table_definitions::{self, OwnTables};
use crate::kinds::Kinds;
use crate::table::Table;
use postgres::Transaction;

/// Returns the next step to bring a component up to date.
///
/// # Errors
/// A newer version of Wares created the component, the tables differ from what Wares created, or another program uses
/// the same table names.
pub fn next(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    kinds: &Kinds,
) -> Result<Next, Error> {
    let versions = own_tables_version::read(transaction)?.unwrap_or_default();
    let (recorded, newest) = (versions.get(&component.key()), component.newest());
    // A newer version may have changed the tables in ways that look like damage here.
    if let Some(version) = recorded.filter(|version| version.number > newest) {
        return Err(newer(component, version));
    }
    let tables = tables(component, kinds);
    let own = table_definitions::own(transaction, component.schema.unwrap_or_default(), &tables)?;
    let present = &own.present;
    match recorded.map_or(0, |version| version.number) {
        0 if newest == 0 => Ok(Next::Nothing),
        0 if present.is_empty() => Ok(Next::Step(1)),
        // The ledger was lost or restored from an older backup, but the tables are complete.
        0 if own.is_whole() => Ok(Next::Record),
        0 => Err(name_conflict_error(component, &own)),
        // The ledger was lost, and an older version of Wares, which knew only the first of these tables, created it
        // again. A migration that does not change the definition of any table would be skipped here, but there is no
        // such one.
        number if number < newest && own.is_whole() => Ok(Next::Record),
        number if number < newest => Ok(Next::Step(number + 1)),
        // All tables were dropped, so nothing can be lost by creating them again.
        _ if present.is_empty() && !tables.is_empty() => Ok(Next::Step(1)),
        _ if own.is_whole() => Ok(Next::Nothing),
        _ => Err(damaged(component, &own)),
    }
}

/// Returns the tables of a component, without duplicates.
pub fn tables(component: &Component<'_>, kinds: &Kinds) -> Vec<&'static Table> {
    let of_system = kinds.iter().filter(|kind| kind.system().name == component.name);
    let mut tables: Vec<&'static Table> = Vec::new();
    for table in of_system.flat_map(|kind| kind.tables()).filter(|table| table.own) {
        // Several kinds may have the same table. There are so few that a search in the list is enough.
        if !tables.contains(table) {
            tables.push(table);
        }
    }
    tables
}

/// Returns the tables that have the names of Wares' own tables but belong to other programs. Such tables are not read.
///
/// Only systems that consist entirely of Wares' own tables are considered, and only if Wares has not created their
/// tables here.
pub fn taken(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
) -> Result<Vec<&'static Table>, Error> {
    let mut taken = Vec::new();
    for system in kinds.systems().into_iter().filter(|system| system.tables.is_empty()) {
        let component = Component::of(system, schema);
        if is_taken(transaction, &component, kinds)? {
            taken.extend(tables(&component, kinds));
        }
    }
    Ok(taken)
}

/// Whether another program uses the names of a component's tables.
pub fn is_taken(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    kinds: &Kinds,
) -> Result<bool, Error> {
    let versions = own_tables_version::read(transaction)?.unwrap_or_default();
    // A recorded version proves that Wares created the tables.
    if versions.contains_key(&component.key()) {
        return Ok(false);
    }
    let tables = tables(component, kinds);
    let own = table_definitions::own(transaction, component.schema.unwrap_or_default(), &tables)?;
    Ok(!own.present.is_empty() && !own.is_whole())
}

/// Returns the error for tables of another program that have the names of a component's tables.
fn name_conflict_error(component: &Component<'_>, own: &OwnTables) -> Error {
    // If the existing tables are as expected, the problem is that others are missing.
    let faults = if own.faults.is_empty() { &own.missing } else { &own.faults };
    let schema = component.schema.unwrap_or_default();
    Error::new(
        format!(
            "the schema `{schema}` has tables with names that Wares needs, but Wares did not create them: {}",
            faults.join("; ")
        ),
        "rename the existing tables, then run `wares db init` again",
    )
}

/// Returns the error for tables that Wares created and that were changed afterwards.
fn damaged(component: &Component<'_>, own: &OwnTables) -> Error {
    let faults: Vec<&str> = own.faults.iter().chain(&own.missing).map(String::as_str).collect();
    Error::new(
        format!("{component} is not as Wares created it: {}", faults.join("; ")),
        "restore it, for instance from a backup; if you drop all of its tables, `wares db init` creates them again",
    )
}
