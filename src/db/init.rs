//! Prepares a database: the billing tables in an empty one, what Wares itself needs in any.

use super::connect::Database;
use super::error::Error;
use super::migrate::{Component, Moved, failed, uncommitted};
use super::transaction::in_schema;
use super::{introspect, migrate, own_tables};
use crate::catalog::Desired;
use crate::diagnostic::nearly;
use crate::kinds::{Kinds, System};
use crate::model::Manifest;
use crate::table::{Role, Row, Table, Type, Value};
use postgres::Transaction;
use postgres::types::ToSql;
use std::collections::{BTreeMap, BTreeSet};

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// The billing tables, and the rows that the catalog looks up.
    pub billing: bool,
    /// The tables that Wares adds to them, by name.
    pub own: Vec<&'static str>,
    /// The ledger.
    pub ledger: bool,
    /// What was there in an older version and is up to date now.
    pub updated: Vec<Moved>,
    /// The systems of whose tables none were made, since somebody else has made tables of the same names and the catalog
    /// describes nothing of them.
    pub left: Vec<&'static str>,
    /// The names that the catalog looks up and that were added.
    pub names: Vec<Added>,
}

/// A name that was added to a table in which the catalog looks names up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// What it names, such as a service.
    pub noun: &'static str,
    /// The name.
    pub name: String,
    /// How many resources of the files use it; none where the manifest alone does.
    pub used: usize,
    /// A name that is much like it and that more resources use, with their number.
    pub alike: Option<(String, usize)>,
}

impl Database {
    /// Prepares the database for a catalog: brings what is Wares' own up to date, and leaves alone what else is there
    /// already. In tables that it makes, and where it is asked to, it adds the rows that the catalog looks up.
    pub fn init(
        &mut self,
        manifest: &Manifest,
        desired: &Desired<'_>,
        kinds: &Kinds,
        fill: bool,
    ) -> Result<Created, Error> {
        let schema = self.schema.clone();
        let mut created = Created::default();
        match migrate::ledger(&mut self.client, self.timeouts)? {
            Some(moved) if moved.from == 0 => created.ledger = true,
            moved => created.updated.extend(moved),
        }
        let mut transaction = migrate::begin(&mut self.client, self.timeouts)?;
        let used = |system: &System| desired.resources.iter().any(|it| it.kind.system().name == system.name);
        let mut systems = Vec::new();
        for system in kinds.systems() {
            let may_be_left = system.tables.is_empty() && !used(system);
            match may_be_left
                && own_tables::is_taken(&mut transaction, &Component::of(system, &schema), kinds)?
            {
                true => created.left.push(system.name),
                false => systems.push(system),
            }
        }
        created.billing = billing(&mut transaction, &schema, &systems, kinds)?;
        if created.billing || fill {
            created.names = seed(&mut transaction, &schema, manifest, desired, kinds)?;
        }
        transaction.commit().map_err(|error| uncommitted("making the billing tables", &error))?;
        for system in systems {
            match migrate::system(&mut self.client, self.timeouts, &schema, system, kinds)? {
                Some(moved) if moved.from == 0 => {
                    created.own.extend(names(&Component::of(system, &schema), kinds))
                }
                moved => created.updated.extend(moved),
            }
        }
        Ok(created)
    }
}

fn names(component: &Component<'_>, kinds: &Kinds) -> BTreeSet<&'static str> {
    own_tables::tables(component, kinds).iter().map(|table| table.physical).collect()
}

/// Makes the billing tables where there is none. Tables of Wares' own that somebody else made are refused first.
fn billing(
    transaction: &mut Transaction<'_>,
    schema: &str,
    systems: &[&System],
    kinds: &Kinds,
) -> Result<bool, Error> {
    let what = "making the billing tables";
    for system in systems {
        own_tables::next(transaction, &Component::of(system, schema), kinds)?;
    }
    let tables = kinds.tables();
    let all = tables.managed().iter().chain(tables.lookups());
    let names: BTreeSet<&str> = all.filter(|table| !table.own).map(|table| table.physical).collect();
    let exist = !introspect::existing(transaction, schema, &names)?.is_empty();
    if exist {
        return Ok(false);
    }
    if let Some((name, what)) = introspect::others(transaction, schema, &names)?.pop_first() {
        return Err(Error::new(
            format!("the schema `{schema}` has no billing tables, and `{name}` in it is {what}"),
            "name the schema that has the tables themselves in the manifest: `database: { schema: … }`",
        ));
    }
    let make = std::iter::once("CREATE SCHEMA IF NOT EXISTS {schema}")
        .chain(systems.iter().map(|system| system.tables));
    for sql in make {
        transaction.batch_execute(&in_schema(sql, schema)).map_err(|error| failed(what, &error))?;
    }
    Ok(!names.is_empty())
}

/// Adds the rows that the catalog looks up and that are not there yet; returns what they name.
fn seed(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    desired: &Desired<'_>,
    kinds: &Kinds,
) -> Result<Vec<Added>, Error> {
    let fault = |error: &postgres::Error| failed("filling the tables that the catalog looks up", error);
    let mut lookups = kinds.tables().lookups().to_vec();
    // What is bound to a reseller comes after the resellers.
    lookups.sort_by_key(|table| table.scopes.len());
    let asked = looked_up(desired);
    let (mut added, none) = (Vec::new(), Uses::new());
    for (table, insert) in lookups.into_iter().filter_map(|table| Some((table, table.seed?))) {
        let names = wanted(table, manifest, &asked, kinds);
        let bound = table.scopes.iter().flat_map(|(_, scope)| manifest.names_of(scope.field)).next();
        let all: [&(dyn ToSql + Sync); 2] = [&names, &bound];
        let insert = transaction.prepare(&in_schema(insert, schema)).map_err(|error| fault(&error))?;
        let parameters = &all[..insert.params().len().min(all.len())];
        let rows = transaction.query(&insert, parameters).map_err(|error| fault(&error))?;
        let uses = asked.get(table.name).unwrap_or(&none);
        added.extend(rows.iter().map(|row| Added::new(table.noun, row.get(0), uses)));
    }
    Ok(added)
}

/// The names of a looked-up table that the catalog needs: those that the manifest gives to a scope, or else those that
/// new rows refer to.
fn wanted(table: &'static Table, manifest: &Manifest, asked: &Asked, kinds: &Kinds) -> Vec<String> {
    let scopes = kinds.tables().scopes();
    if let Some(scope) = scopes.iter().find(|scope| scope.table.table() == table) {
        return manifest.names_of(scope.field);
    }
    let defaults = kinds.systems().into_iter().flat_map(|system| (system.defaults)(manifest));
    let mut names: BTreeSet<String> = defaults.filter(|(of, _)| *of == table).map(|(_, name)| name).collect();
    names.extend(asked.get(table.name).into_iter().flat_map(BTreeMap::keys).cloned());
    names.into_iter().collect()
}

/// How many resources use a name.
type Uses = BTreeMap<String, usize>;

/// The names that the files look up, by table.
type Asked = BTreeMap<&'static str, Uses>;

fn looked_up(desired: &Desired<'_>) -> Asked {
    let mut asked = Asked::new();
    for resource in &desired.resources {
        let rows = desired.rows(resource);
        let mut own = BTreeSet::new();
        for (column, value) in rows.iter().flat_map(Row::said) {
            if let (Type::Reference(target), Value::Key(key)) = (column.kind, value)
                && target.role == Role::Lookup
            {
                own.insert((target.table().name, key.to_string()));
            }
        }
        for (table, name) in own {
            *asked.entry(table).or_default().entry(name).or_default() += 1;
        }
    }
    asked
}

impl Added {
    fn new(noun: &'static str, name: String, uses: &Uses) -> Self {
        let used = uses.get(&name).copied().unwrap_or_default();
        let more = uses.iter().filter(|(_, count)| **count > used).map(|(other, _)| other.as_str());
        let alike = nearly(&name, more).map(|other| (other.to_owned(), uses[other]));
        Self { noun, name, used, alike }
    }
}
