//! The tables that Wares adds to a billing system: what has to be done until they are as this program knows them.

use super::error::Error;
use super::introspect;
use super::migrate::{Component, Next};
use super::version::{self, newer};
use crate::kinds::Kinds;
use crate::table::Table;
use postgres::Transaction;

/// What comes next. Tables of the same names that somebody else made are refused.
pub fn next(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    kinds: &Kinds,
) -> Result<Next, Error> {
    let versions = version::read(transaction)?.unwrap_or_default();
    let recorded = versions.get(&component.key());
    let tables = tables(component, kinds);
    let found = introspect::own(transaction, component.schema.unwrap_or_default(), &tables)?;
    match (recorded.map_or(0, |version| version.number), component.newest()) {
        (number, newest) if number > newest => {
            Err(recorded
                .map_or_else(|| strange(component, &found.faults), |version| newer(component, version)))
        }
        (0, 0) => Ok(Next::Nothing),
        // Whoever dropped them all has lost nothing by having them made anew.
        (number, newest) if found.present.is_empty() && (number == 0 || number == newest) => {
            Ok(Next::Step(1))
        }
        (0, _) if found.faults.is_empty() => Ok(Next::Record),
        (0, _) => Err(strange(component, &found.faults)),
        (number, newest) if number < newest => Ok(Next::Step(number + 1)),
        _ if found.faults.is_empty() => Ok(Next::Nothing),
        _ => Err(damaged(component, &found.faults)),
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

fn strange(component: &Component<'_>, faults: &[String]) -> Error {
    let schema = component.schema.unwrap_or_default();
    Error::new(
        format!("the schema `{schema}` has tables that Wares did not make: {}", faults.join("; ")),
        "Wares adds tables of these names: give those that are there other names, then run `wares db init` again",
    )
}

fn damaged(component: &Component<'_>, faults: &[String]) -> Error {
    Error::new(
        format!("{component} is not as Wares made it: {}", faults.join("; ")),
        "put it back as it was, from a backup for instance; if you drop all of its tables, `wares db init` makes them anew",
    )
}
