//! Prepares a database: creates or updates the ledger and Wares' own tables. Also creates the billing tables if there
//! are none.

use super::component::Component;
use super::connect::Database;
use super::error::Error;
use super::migrate::{Upgraded, failed, uncommitted};
use super::transaction::in_schema;
use super::{migrate, own_tables, table_definitions};
use crate::catalog::Desired;
use crate::diagnostic::nearly;
use crate::kinds::{Kinds, System};
use crate::model::Manifest;
use crate::table::{Role, Row, Table, Type, Value};
use postgres::Transaction;
use postgres::types::ToSql;
use std::collections::{BTreeMap, BTreeSet};

/// The current operation, for messages.
const BILLING: &str = "creating the billing tables";

/// What `wares db init` has created and updated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// Whether the billing tables were created, and filled with the rows that the catalog looks up.
    pub billing: bool,
    /// The names of Wares' own tables that were created.
    pub own: Vec<&'static str>,
    /// Whether the ledger was created.
    pub ledger: bool,
    /// The components that existed in an older version and were brought up to date.
    pub updated: Vec<Upgraded>,
    /// The systems whose tables were not created, because another program uses the same table names. The catalog
    /// describes no resources of these systems.
    pub left: Vec<&'static str>,
    /// The names that were added to lookup tables because the catalog refers to them.
    pub names: Vec<Added>,
}

/// A name that was added to a lookup table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The type of thing that has this name, such as `service`.
    pub noun: &'static str,
    /// The name that was added.
    pub name: String,
    /// The number of resources in the files that use the name; 0 if only the manifest uses the name.
    pub used: usize,
    /// A similar name that more resources use, with the number of these resources. The added name is then probably
    /// misspelled.
    pub alike: Option<(String, usize)>,
}

impl Database {
    /// Prepares the database for a catalog. Creates or updates the ledger and Wares' own tables, and creates the
    /// billing tables if there are none. Existing billing tables are not changed.
    ///
    /// If the billing tables are created, the rows that the catalog looks up are added to them. With `fill`, such rows
    /// are also added to existing tables.
    ///
    /// # Errors
    /// A step failed. Each step is committed separately, so the steps before it are kept.
    pub fn init(
        &mut self,
        manifest: &Manifest,
        desired: &Desired<'_>,
        kinds: &Kinds,
        fill: bool,
    ) -> Result<Created, Error> {
        let schema = self.schema.clone();
        // First, because the versions of all other components are recorded in it.
        let ledger = migrate::ledger(&mut self.client, self.timeouts)?;
        let is_new = ledger.as_ref().is_some_and(Upgraded::is_new);
        let mut created = Created { ledger: is_new, ..Created::default() };
        created.updated.extend(ledger.filter(|moved| !moved.is_new()));
        let mut transaction = migrate::begin(&mut self.client, self.timeouts)?;
        let systems = choose(&mut transaction, &schema, desired, kinds, &mut created.left)?;
        // In one transaction with the rows below, so that there are never billing tables without a reseller.
        created.billing = billing(&mut transaction, &schema, &systems, kinds)?;
        // Existing lookup tables belong to the billing system, so they are filled only on request.
        if created.billing || fill {
            created.names = seed(&mut transaction, &schema, manifest, desired, kinds)?;
        }
        transaction.commit().map_err(|error| uncommitted(BILLING, &error))?;
        // Wares' own tables refer to billing tables, so they come last.
        for system in systems {
            match migrate::system(&mut self.client, self.timeouts, &schema, system, kinds)? {
                Some(moved) if moved.is_new() => {
                    created.own.extend(names(&Component::of(system, &schema), kinds))
                }
                moved => created.updated.extend(moved),
            }
        }
        Ok(created)
    }
}

/// Returns the systems whose tables are created or updated, and adds the names of the other systems to `left`.
///
/// A system is left out if it consists only of Wares' own tables and another program uses the same table names. A
/// system that the catalog uses is never left out.
fn choose<'k>(
    transaction: &mut Transaction<'_>,
    schema: &str,
    desired: &Desired<'_>,
    kinds: &'k Kinds,
    left: &mut Vec<&'static str>,
) -> Result<Vec<&'k System>, Error> {
    let is_used = |system: &System| desired.resources.iter().any(|it| it.kind.system().name == system.name);
    let mut systems = Vec::new();
    for system in kinds.systems() {
        // If the catalog uses the system, its tables are needed, and the conflict has to be reported.
        let may_be_left = system.tables.is_empty() && !is_used(system);
        match may_be_left && own_tables::is_taken(transaction, &Component::of(system, schema), kinds)? {
            true => left.push(system.name),
            false => systems.push(system),
        }
    }
    Ok(systems)
}

/// Returns the names of the tables of a component.
fn names(component: &Component<'_>, kinds: &Kinds) -> BTreeSet<&'static str> {
    own_tables::tables(component, kinds).iter().map(|table| table.physical).collect()
}

/// Creates the billing tables if there are none, and returns whether it did so.
///
/// # Errors
/// Other objects have the names of billing tables or of Wares' own tables. In this case nothing is created.
fn billing(
    transaction: &mut Transaction<'_>,
    schema: &str,
    systems: &[&System],
    kinds: &Kinds,
) -> Result<bool, Error> {
    // Only for its errors: the steps themselves are taken once the billing tables exist.
    for system in systems {
        own_tables::next(transaction, &Component::of(system, schema), kinds)?;
    }
    let tables = kinds.tables();
    let all = tables.managed().iter().chain(tables.lookups());
    let names: BTreeSet<&str> = all.filter(|table| !table.own).map(|table| table.physical).collect();
    let exist = !table_definitions::existing(transaction, schema, &names)?.is_empty();
    // One existing table is enough: the billing system creates them together, and Wares must not add to its schema.
    if exist {
        return Ok(false);
    }
    if let Some((name, what)) = table_definitions::others(transaction, schema, &names)?.pop_first() {
        return Err(Error::new(
            format!("the schema `{schema}` has no billing tables, and `{name}` in it is {what}"),
            "in the manifest, name the schema that has the tables themselves: `database: { schema: … }`",
        ));
    }
    let statements = std::iter::once("CREATE SCHEMA IF NOT EXISTS {schema}")
        .chain(systems.iter().map(|system| system.tables));
    for sql in statements {
        transaction.batch_execute(&in_schema(sql, schema)).map_err(|error| failed(BILLING, &error))?;
    }
    Ok(!names.is_empty())
}

/// Adds the rows that the catalog looks up and that do not exist yet. Returns the names of the added rows.
fn seed(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    desired: &Desired<'_>,
    kinds: &Kinds,
) -> Result<Vec<Added>, Error> {
    let fault = |error: &postgres::Error| failed("filling the lookup tables", error);
    let mut lookups = kinds.tables().lookups().to_vec();
    // Rows that belong to a reseller are inserted after the resellers.
    lookups.sort_by_key(|table| table.scopes.len());
    let used = looked_up(desired);
    let (mut added, none) = (Vec::new(), Uses::new());
    for (table, insert) in lookups.into_iter().filter_map(|table| Some((table, table.seed?))) {
        let names = wanted(table, manifest, &used, kinds);
        let bound = table.scopes.iter().flat_map(|(_, scope)| manifest.names_of(scope.field)).next();
        let all: [&(dyn ToSql + Sync); 2] = [&names, &bound];
        let insert = transaction.prepare(&in_schema(insert, schema)).map_err(|error| fault(&error))?;
        // Statements for tables without a scope have only the first parameter.
        let parameters = &all[..insert.params().len().min(all.len())];
        let rows = transaction.query(&insert, parameters).map_err(|error| fault(&error))?;
        let uses = used.get(table.name).unwrap_or(&none);
        added.extend(rows.iter().map(|row| Added::new(table.noun, row.get(0), uses)));
    }
    Ok(added)
}

/// Returns the names that the catalog needs in a lookup table. For a scope, such as the currencies, these are the names
/// in the manifest. For any other table, these are the defaults and the names to which the files refer.
fn wanted(table: &'static Table, manifest: &Manifest, used: &Used, kinds: &Kinds) -> Vec<String> {
    let scopes = kinds.tables().scopes();
    if let Some(scope) = scopes.iter().find(|scope| scope.table.table() == table) {
        return manifest.names_of(scope.field);
    }
    let defaults = kinds.systems().into_iter().flat_map(|system| (system.defaults)(manifest));
    let mut names: BTreeSet<String> = defaults.filter(|(of, _)| *of == table).map(|(_, name)| name).collect();
    names.extend(used.get(table.name).into_iter().flat_map(BTreeMap::keys).cloned());
    names.into_iter().collect()
}

/// The number of resources that use each name.
type Uses = BTreeMap<String, usize>;

/// The names that the files look up, by lookup table.
type Used = BTreeMap<&'static str, Uses>;

/// Collects the names that the files look up, by lookup table.
fn looked_up(desired: &Desired<'_>) -> Used {
    let mut used = Used::new();
    for resource in &desired.resources {
        let rows = desired.rows(resource);
        // A set, so that a resource that refers to a name several times counts once.
        let mut names = BTreeSet::new();
        for (column, value) in rows.iter().flat_map(Row::columns_with_values) {
            if let (Type::Reference(target), Value::Key(key)) = (column.kind, value)
                && target.role == Role::Lookup
            {
                names.insert((target.table().name, key.to_string()));
            }
        }
        for (table, name) in names {
            *used.entry(table).or_default().entry(name).or_default() += 1;
        }
    }
    used
}

impl Added {
    fn new(noun: &'static str, name: String, uses: &Uses) -> Self {
        let used = uses.get(&name).copied().unwrap_or_default();
        let more = uses.iter().filter(|(_, count)| **count > used).map(|(other, _)| other.as_str());
        // A rare name that resembles a frequent one is probably a misspelling, which this run would make permanent.
        let alike = nearly(&name, more).map(|other| (other.to_owned(), uses[other]));
        Self { noun, name, used, alike }
    }
}
