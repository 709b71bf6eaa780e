//! Prepares a database: the billing tables in an empty one, what Wares itself needs in any.

use super::connect::Database;
use super::error::Error;
use super::migrate::{Component, Moved, failed};
use super::{introspect, migrate, own};
use crate::catalog::Desired;
use crate::kinds::{self, Kinds, SERVICE, SHOP_CATEGORY};
use crate::model::Manifest;
use crate::plan::identifier;
use crate::table::{Row, Table, Tables, Type, Value};
use postgres::Transaction;
use postgres::types::ToSql;
use std::collections::BTreeSet;

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
    /// The names that the catalog looks up and that were added, each with what it names.
    pub names: Vec<String>,
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
        match migrate::ledger(&mut self.client)? {
            Some(moved) if moved.from == 0 => created.ledger = true,
            moved => created.updated.extend(moved),
        }
        let mut transaction = migrate::begin(&mut self.client)?;
        created.billing = billing(&mut transaction, &schema, kinds)?;
        if created.billing || fill {
            created.names = seed(&mut transaction, &schema, manifest, desired, kinds.tables())?;
        }
        transaction.commit().map_err(|error| failed("making the billing tables", &error))?;
        for system in kinds.systems() {
            match migrate::system(&mut self.client, &schema, system, kinds)? {
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
    own::tables(component, kinds).iter().map(|table| table.physical).collect()
}

/// Makes the billing tables where there is none. Tables of Wares' own that somebody else made are refused first.
fn billing(transaction: &mut Transaction<'_>, schema: &str, kinds: &Kinds) -> Result<bool, Error> {
    let what = "making the billing tables";
    for system in kinds.systems() {
        own::next(transaction, &Component::of(system, schema), kinds)?;
    }
    let tables = kinds.tables();
    let all = tables.managed().iter().chain(tables.lookups());
    let names: BTreeSet<&str> = all.filter(|table| !table.own).map(|table| table.physical).collect();
    let exist = !introspect::existing(transaction, schema, &names)?.is_empty();
    if exist {
        return Ok(false);
    }
    let path = format!("CREATE SCHEMA IF NOT EXISTS {0}; SET LOCAL search_path TO {0}", identifier(schema));
    transaction.batch_execute(&path).map_err(|error| failed(what, &error))?;
    for system in kinds.systems() {
        transaction.batch_execute(system.tables).map_err(|error| failed(what, &error))?;
    }
    Ok(!names.is_empty())
}

/// Adds the rows that the catalog looks up and that are not there yet; returns what they name.
fn seed(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    desired: &Desired<'_>,
    tables: &Tables,
) -> Result<Vec<String>, Error> {
    let what = "filling the tables that the catalog looks up";
    transaction
        .batch_execute(&format!("SET LOCAL search_path TO {}", identifier(schema)))
        .map_err(|error| failed(what, &error))?;
    let name = |given: &Option<crate::model::Name>| given.as_ref().map(ToString::to_string);
    let (reseller, shop) = (name(&manifest.reseller), name(&manifest.shop));
    let categories = looked_up(desired, &SHOP_CATEGORY);
    let services = looked_up(desired, &SERVICE);
    let packages = vec![manifest.database.provisioning_package.to_string()];
    let inserts: [(&Table, &str, &str, &[&(dyn ToSql + Sync)]); 7] = [
        (&kinds::RESELLER, "reseller", RESELLER, &[&reseller]),
        (&kinds::SHOP, "shop", SHOP, &[&reseller, &shop]),
        (&SHOP_CATEGORY, "shop category", CATEGORIES, &[&reseller, &categories]),
        (&kinds::CURRENCY, "currency", CURRENCIES, &[&manifest.currencies]),
        (&kinds::LANGUAGE, "language", LANGUAGES, &[&manifest.languages]),
        (&SERVICE, "service", SERVICES, &[&services]),
        (&kinds::PROVISIONING_PACKAGE, "provisioning package", PACKAGES, &[&packages]),
    ];
    let mut added = Vec::new();
    let in_use = |table: &'static Table| tables.lookups().contains(&table);
    for (_, noun, insert, parameters) in inserts.into_iter().filter(|(table, ..)| in_use(table)) {
        let rows = transaction.query(insert, parameters).map_err(|error| failed(what, &error))?;
        added.extend(rows.iter().map(|row| format!("the {noun} `{}`", row.get::<_, &str>(0))));
    }
    Ok(added)
}

const RESELLER: &str = "INSERT INTO reseller (id, name) SELECT gen_random_uuid(), coalesce($1, 'Default') \
    WHERE NOT EXISTS (SELECT FROM reseller WHERE $1 IS NULL OR name = $1) RETURNING name::text";
const SHOP: &str = "INSERT INTO shop (id, fk_reseller_id, default_shop, active_from, active_to, name, created_time, \
    last_update_time, deleted) SELECT gen_random_uuid(), r.id, NOT EXISTS (SELECT FROM shop d \
    WHERE d.fk_reseller_id = r.id AND d.default_shop), '2000-01-01', '9999-12-31', coalesce($2, 'Default'), now(), now(), false \
    FROM reseller r WHERE ($1::text IS NULL OR r.name = $1) AND NOT EXISTS (SELECT FROM shop s \
    WHERE s.fk_reseller_id = r.id AND NOT s.deleted AND ($2::text IS NULL OR s.name = $2)) RETURNING name::text";
const CATEGORIES: &str = "INSERT INTO shop_item_category (id, fk_reseller_id, category_name, deleted) \
    SELECT gen_random_uuid(), r.id, n, false FROM unnest($2::text[]) n, reseller r \
    WHERE ($1::text IS NULL OR r.name = $1) AND NOT EXISTS (SELECT FROM shop_item_category c \
    WHERE c.fk_reseller_id = r.id AND c.category_name = n AND NOT c.deleted) \
    RETURNING category_name::text";
const CURRENCIES: &str = "INSERT INTO currency (id, code, symbol, name, place_symbol_before, active) \
    SELECT gen_random_uuid(), n, n, n, false, true FROM unnest($1::text[]) n \
    WHERE NOT EXISTS (SELECT FROM currency WHERE code = n) RETURNING code::text";
const LANGUAGES: &str = "INSERT INTO language (id, iso_639_name) SELECT gen_random_uuid(), n FROM unnest($1::text[]) n \
    WHERE NOT EXISTS (SELECT FROM language WHERE iso_639_name = n) \
    RETURNING iso_639_name::text";
const SERVICES: &str = "INSERT INTO service (id, name) SELECT gen_random_uuid(), n FROM unnest($1::text[]) n \
    WHERE NOT EXISTS (SELECT FROM service WHERE name = n) RETURNING name::text";
const PACKAGES: &str = "INSERT INTO provisioning_description_package (id, name, description) \
    SELECT gen_random_uuid(), n, '' FROM unnest($1::text[]) n \
    WHERE NOT EXISTS (SELECT FROM provisioning_description_package WHERE name = n) RETURNING name::text";

/// The names of a table that the files look up.
fn looked_up(desired: &Desired<'_>, table: &Table) -> Vec<String> {
    let mut names = BTreeSet::new();
    for resource in &desired.resources {
        let rows = desired.rows(resource);
        names.extend(rows.iter().flat_map(Row::said).filter_map(|(column, value)| {
            match (column.kind, value) {
                (Type::Reference(target), Value::Key(key)) if target.table() == table => {
                    Some(key.to_string())
                }
                _ => None,
            }
        }));
    }
    names.into_iter().collect()
}
