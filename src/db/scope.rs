//! Binds the manifest's scopes to ids: the reseller, its shop, the languages, the currencies.

use super::error::{During, Error};
use crate::catalog::in_manifest;
use crate::diagnostic::{Diagnostic, list, one_of};
use crate::kinds;
use crate::kinds::{CURRENCY, LANGUAGE, RESELLER, SHOP};
use crate::live::{Lookups, Scopes};
use crate::model::Manifest;
use crate::plan::identifier;
use crate::table::{Key, Scope, Table, Tables, Type, Value};
use postgres::Transaction;
use uuid::Uuid;

/// Binds the scopes, and reads the tables that are looked up.
pub fn bind(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    tables: &Tables,
) -> Result<(Scopes, Lookups), Error> {
    let in_use = |table: &'static Table| tables.lookups().contains(&table);
    let reseller = match in_use(&RESELLER) {
        true => reseller(transaction, schema, manifest)?,
        false => Uuid::nil(),
    };
    let shop = match in_use(&SHOP) {
        true => shop(transaction, schema, manifest, reseller)?,
        false => Uuid::nil(),
    };
    let mut lookups = Lookups::default();
    for table in tables.lookups().iter().filter(|table| ![&RESELLER, &SHOP].contains(table)) {
        for (key, id) in names(transaction, schema, table, reseller)? {
            lookups.add(table, key, id);
        }
    }
    let ids = |table, names: &[String]| -> Vec<Uuid> {
        names.iter().flat_map(|name| lookups.get(table, &Key::of(name)).to_vec()).collect()
    };
    let languages = ids(&LANGUAGE, &manifest.languages);
    let currencies = ids(&CURRENCY, &manifest.currencies);
    Ok((Scopes { reseller, shop, languages, currencies }, lookups))
}

fn reseller(transaction: &mut Transaction<'_>, schema: &str, manifest: &Manifest) -> Result<Uuid, Error> {
    let found = names(transaction, schema, &RESELLER, Uuid::nil())?;
    let all: Vec<String> = found.iter().map(|(key, _)| key.to_string()).collect();
    let wanted = manifest.reseller.as_ref().map(|name| Key::of(name.as_str()));
    let fits: Vec<&(Key, Uuid)> =
        found.iter().filter(|(key, _)| wanted.as_ref().is_none_or(|w| w == key)).collect();
    match (fits.as_slice(), wanted) {
        ([(_, id)], _) => Ok(*id),
        ([], Some(wanted)) => Err(missing("reseller", &wanted, &all)),
        ([], None) => Err(Error::new("the database has no reseller", "add one, then plan again")),
        (_, None) => {
            let names: Vec<&str> = all.iter().map(String::as_str).collect();
            let message = format!("the database has several resellers: {}", list(&names, "and"));
            let place = in_manifest("");
            let help = "name the one that the catalog is for: `reseller: …`";
            let finding = Diagnostic::new(kinds::codes::MISSING_LIVE, place, message);
            Err(Error::Findings(vec![finding.labelled("says no reseller").help(help)]))
        }
        (several, Some(wanted)) => {
            let message = format!("{} resellers have the name `{wanted}`", several.len());
            Err(Error::new(message, "rename all but one of them in the database"))
        }
    }
}

fn shop(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    reseller: Uuid,
) -> Result<Uuid, Error> {
    let table = format!("{}.{}", identifier(schema), identifier(SHOP.physical));
    let select = format!(
        "SELECT id, coalesce(name::text, ''), coalesce(default_shop, false) FROM {table} \
         WHERE fk_reseller_id = $1 AND NOT deleted AND now() BETWEEN active_from AND active_to ORDER BY id"
    );
    let rows = transaction.query(&select, &[&reseller]).during("looking for the shop")?;
    let shops: Vec<(Uuid, String, bool)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let names: Vec<String> = shops.iter().map(|(_, name, _)| name.clone()).collect();
    let fits = |(_, name, default): &&(Uuid, String, bool)| match &manifest.shop {
        Some(wanted) => name == wanted.as_str(),
        None => *default,
    };
    match (shops.iter().filter(fits).collect::<Vec<_>>().as_slice(), &manifest.shop) {
        ([(id, ..)], _) => Ok(*id),
        ([], Some(wanted)) => Err(missing("shop", &Key::of(wanted.as_str()), &names)),
        ([], None) => Err(Error::new(
            "the reseller has no default shop that is active now",
            "name one (`shop: …` in the manifest, `--shop` where import makes it), or make one the default in the database",
        )),
        (several, _) => Err(Error::new(
            format!("{} active shops of the reseller fit the manifest", several.len()),
            "name one of them (`shop: …` in the manifest, `--shop` where import makes it), or end the others in the database",
        )),
    }
}

fn missing(field: &str, wanted: &Key, names: &[String]) -> Error {
    let place = in_manifest("").child(field);
    let message = format!("the database has no {field} `{wanted}`");
    let help = one_of(&wanted.to_string(), names.iter().map(String::as_str))
        .unwrap_or_else(|| "there is none at all".to_owned());
    Error::Findings(vec![Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).help(help)])
}

/// The names and ids of a looked-up table.
fn names(
    transaction: &mut Transaction<'_>,
    schema: &str,
    table: &'static Table,
    reseller: Uuid,
) -> Result<Vec<(Key, Uuid)>, Error> {
    let mut conditions: Vec<String> = table
        .constants
        .iter()
        .map(|(name, constant)| format!("{} = {}", identifier(name), constant.value(Type::Boolean)))
        .collect();
    let of_reseller = table.scopes.iter().find(|(_, scope)| *scope == Scope::Reseller);
    conditions.extend(of_reseller.map(|(name, _)| format!("{} = '{reseller}'", identifier(name))));
    let filter = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
    let select = format!(
        "SELECT id, {}::text FROM {}.{} WHERE {filter} ORDER BY id",
        identifier(table.key[0]),
        identifier(schema),
        identifier(table.physical)
    );
    let rows = transaction.query(&select, &[]).during(&format!("reading `{}`", table.physical))?;
    let named = rows.iter().filter_map(|row| Some((row.get::<_, Option<String>>(1)?, row.get(0))));
    Ok(named.map(|(name, id): (String, Uuid)| (Key::new(vec![Value::text(&name)]), id)).collect())
}
