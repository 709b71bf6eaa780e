//! The tables that Wares adds to a billing system: what has to be done until they are as this program knows them.

use super::error::Error;
use super::introspect::{self, Own};
use super::migrate::{Component, Next};
use super::own_tables_version::{self, newer};
use crate::kinds::Kinds;
use crate::table::Table;
use postgres::Transaction;

/// What comes next. Tables of the same names that somebody else made are refused.
pub fn next(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    kinds: &Kinds,
) -> Result<Next, Error> {
    let versions = own_tables_version::read(transaction)?.unwrap_or_default();
    let (recorded, newest) = (versions.get(&component.key()), component.newest());
    if let Some(version) = recorded.filter(|version| version.number > newest) {
        return Err(newer(component, version));
    }
    let tables = tables(component, kinds);
    let own = introspect::own(transaction, component.schema.unwrap_or_default(), &tables)?;
    let present = &own.present;
    match recorded.map_or(0, |version| version.number) {
        0 if newest == 0 => Ok(Next::Nothing),
        0 if present.is_empty() => Ok(Next::Step(1)),
        0 if own.is_whole() => Ok(Next::Record),
        0 => Err(strange(component, &own)),
        // The ledger was lost, and what made it anew knew of the first of these tables alone. A migration that changes
        // no table's shape would be taken for done here: there is none.
        number if number < newest && own.is_whole() => Ok(Next::Record),
        number if number < newest => Ok(Next::Step(number + 1)),
        // Whoever dropped them all loses nothing by having them made anew.
        _ if present.is_empty() && !tables.is_empty() => Ok(Next::Step(1)),
        _ if own.is_whole() => Ok(Next::Nothing),
        _ => Err(damaged(component, &own)),
    }
}

/// The tables that a component consists of.
pub fn tables(component: &Component<'_>, kinds: &Kinds) -> Vec<&'static Table> {
    let of_system = kinds.iter().filter(|kind| kind.system().name == component.name);
    let mut tables: Vec<&'static Table> = Vec::new();
    for table in of_system.flat_map(|kind| kind.tables()).filter(|table| table.own) {
        if !tables.contains(table) {
            tables.push(table);
        }
    }
    tables
}

/// The tables of systems that consist of Wares' own tables alone, where somebody else has made tables of the same names and
/// Wares has never made any: those are not read.
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

/// Whether somebody else made tables of the names that a component needs.
pub fn is_taken(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    kinds: &Kinds,
) -> Result<bool, Error> {
    let versions = own_tables_version::read(transaction)?.unwrap_or_default();
    if versions.contains_key(&component.key()) {
        return Ok(false);
    }
    let tables = tables(component, kinds);
    let own = introspect::own(transaction, component.schema.unwrap_or_default(), &tables)?;
    Ok(!own.present.is_empty() && !own.is_whole())
}

fn strange(component: &Component<'_>, own: &Own) -> Error {
    // Of some tables that are as they should be, the others are missing.
    let faults = if own.faults.is_empty() { &own.missing } else { &own.faults };
    let schema = component.schema.unwrap_or_default();
    Error::new(
        format!(
            "the schema `{schema}` has tables of names that Wares needs, and they are not as Wares makes them: {}",
            faults.join("; ")
        ),
        "give those that are there other names, then run `wares db init` again",
    )
}

fn damaged(component: &Component<'_>, own: &Own) -> Error {
    let faults: Vec<&str> = own.faults.iter().chain(&own.missing).map(String::as_str).collect();
    Error::new(
        format!("{component} is not as Wares made it: {}", faults.join("; ")),
        "put it back as it was, from a backup for instance; if you drop all of its tables, `wares db init` makes them anew",
    )
}
