//! Prepares a database: the billing tables in an empty one, what Wares itself needs in any.

use super::connect::Database;
use super::error::{During, Error};
use super::{introspect, ledger};
use crate::catalog::Desired;
use crate::kinds::{SERVICE, SHOP_CATEGORY};
use crate::model::Manifest;
use crate::plan::identifier;
use crate::table::{Table, Tables, Type, Value};
use postgres::Transaction;
use std::collections::BTreeSet;

const BILLING: &str = include_str!("billing.sql");
const OWN: &str = include_str!("own.sql");
const LEDGER: &str = include_str!("ledger.sql");

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// The billing tables, and the rows that the catalog looks up.
    pub billing: bool,
    /// Wares' own tables among them.
    pub own: bool,
    /// The ledger.
    pub ledger: bool,
}

impl Database {
    /// Prepares the database for a catalog. What is there already is left alone.
    pub fn init(
        &mut self,
        manifest: &Manifest,
        desired: &Desired,
        tables: &Tables,
    ) -> Result<Created, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.client.transaction().during("preparing the database")?;
        let created = init(&mut transaction, &schema, manifest, desired, tables)?;
        transaction.commit().during("preparing the database")?;
        Ok(created)
    }
}

fn init(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    desired: &Desired,
    tables: &Tables,
) -> Result<Created, Error> {
    let what = "making the tables";
    // Two runs at once prepare one after the other.
    transaction
        .execute("SELECT pg_advisory_xact_lock(hashtextextended('wares.init', 0))", &[])
        .during(what)?;
    let all = tables.managed().iter().chain(tables.lookups());
    let names: BTreeSet<&str> = all.map(|table| table.physical).collect();
    let existing = introspect::existing(transaction, schema, &names)?;
    let created = Created {
        billing: existing.is_empty(),
        own: !existing.contains("extra_service_limit"),
        ledger: !ledger::exists(transaction)?,
    };
    let path = format!("CREATE SCHEMA IF NOT EXISTS {0}; SET LOCAL search_path TO {0}", identifier(schema));
    if created.billing || created.own {
        transaction.batch_execute(&path).during(what)?;
    }
    if created.billing {
        transaction.batch_execute(BILLING).during(what)?;
        seed(transaction, manifest, desired)?;
    }
    if created.own {
        transaction.batch_execute(OWN).during(what)?;
    }
    if created.ledger {
        transaction.batch_execute(LEDGER).during("making the ledger")?;
    }
    Ok(created)
}

/// Adds the rows that the catalog looks up.
fn seed(transaction: &mut Transaction<'_>, manifest: &Manifest, desired: &Desired) -> Result<(), Error> {
    let what = "filling the tables that the catalog looks up";
    let name =
        |given: &Option<crate::model::Name>| given.as_ref().map_or("Default".to_owned(), ToString::to_string);
    let reseller = "INSERT INTO reseller (id, name) VALUES (gen_random_uuid(), $1)";
    transaction.execute(reseller, &[&name(&manifest.reseller)]).during(what)?;
    let shop = "INSERT INTO shop (id, fk_reseller_id, default_shop, active_from, active_to, name, created_time, \
                last_update_time, deleted) SELECT gen_random_uuid(), id, true, '2000-01-01', '9999-12-31', $1, now(), \
                now(), false FROM reseller";
    transaction.execute(shop, &[&name(&manifest.shop)]).during(what)?;
    let statements = [
        (
            manifest.currencies.iter().cloned().collect(),
            "INSERT INTO currency (id, code, symbol, name, \
          place_symbol_before, active) SELECT gen_random_uuid(), n, n, n, false, true FROM unnest($1::text[]) n",
        ),
        (
            manifest.languages.iter().cloned().collect(),
            "INSERT INTO language (id, iso_639_name) SELECT gen_random_uuid(), n FROM unnest($1::text[]) n",
        ),
        (
            looked_up(desired, &SHOP_CATEGORY),
            "INSERT INTO shop_item_category (id, fk_reseller_id, category_name, deleted) \
          SELECT gen_random_uuid(), r.id, n, false FROM unnest($1::text[]) n, reseller r",
        ),
        (
            looked_up(desired, &SERVICE),
            "INSERT INTO service (id, name) SELECT gen_random_uuid(), n FROM unnest($1::text[]) n",
        ),
        (
            BTreeSet::from([manifest.database.provisioning_package.to_string()]),
            "INSERT INTO \
          provisioning_description_package (id, name, description) SELECT gen_random_uuid(), n, '' FROM unnest($1::text[]) n",
        ),
    ];
    for (names, insert) in statements {
        let names: Vec<String> = names.into_iter().collect();
        transaction.execute(insert, &[&names]).during(what)?;
    }
    Ok(())
}

/// The names of a table that the files look up.
fn looked_up(desired: &Desired, table: &Table) -> BTreeSet<String> {
    let rows = desired.resources.iter().flat_map(|resource| resource.rows.iter());
    rows.flat_map(|row| row.table.columns.iter().zip(&row.values))
        .filter_map(|(column, value)| match (column.kind, value) {
            (Type::Reference(target), Some(Value::Key(key))) if target == table => Some(key.to_string()),
            _ => None,
        })
        .collect()
}
