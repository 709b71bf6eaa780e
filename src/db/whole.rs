//! Reads what import needs: every live resource, and what a manifest would have to name.

use super::connect::Database;
use super::error::{During, Error};
use super::introspect::Readable;
use super::reader::Reader;
use super::{introspect, ledger, scope, version};
use crate::diagnostic::list;
use crate::kinds::Kinds;
use crate::live::Live;
use crate::model::Manifest;
use crate::plan::identifier;
use postgres::Transaction;

/// What a database has that a manifest would name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The resellers.
    pub resellers: Vec<String>,
    /// The currencies: those of prices first, the most frequent before the others.
    pub currencies: Vec<String>,
    /// The languages: those of articles' names first, the most frequent before the others.
    pub languages: Vec<String>,
    /// The categories of the shop.
    pub categories: Vec<String>,
    /// The catalogs that own something.
    pub catalogs: Vec<String>,
}

impl Database {
    /// Reads, in one read-only transaction, every live resource as a manifest's scopes bound it.
    pub fn whole(&mut self, manifest: &Manifest, kinds: &Kinds) -> Result<Live, Error> {
        let schema = self.schema.clone();
        let catalog = manifest.catalog.as_str();
        let mut transaction = self.reading()?;
        let Readable { tables, absent } = introspect::check(&mut transaction, &schema, kinds)?;
        let tables = &tables;
        let (scopes, lookups) = scope::bind(&mut transaction, &schema, manifest, tables)?;
        version::refuse_newer(&mut transaction, &schema, kinds)?;
        let mut ledger = ledger::read_own(&mut transaction, &schema, catalog, kinds.tables())?;
        let mut reader = Reader { transaction: &mut transaction, schema: &schema, tables, scopes: &scopes };
        let rows = reader.everything()?;
        let shared = reader.shared(&rows)?;
        let roots = rows.iter().filter(|row| row.parent.is_none()).map(|row| row.id).collect::<Vec<_>>();
        ledger.extend(ledger::read_others(&mut transaction, &schema, catalog, &roots, kinds.tables())?);
        let migration = ledger::last(&mut transaction, &schema, catalog)?;
        transaction.commit().during("reading")?;
        Ok(Live { rows, lookups, shared, ledger, migration, scopes, foreign: None, absent })
    }

    /// Looks at what a manifest for this database would name, for one reseller.
    pub fn survey(&mut self, reseller: Option<&str>, kinds: &Kinds) -> Result<Survey, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        introspect::check(&mut transaction, &schema, kinds)?;
        version::refuse_newer(&mut transaction, &schema, kinds)?;
        let path = format!("SET LOCAL search_path TO {}", identifier(&schema));
        transaction.batch_execute(&path).during("starting to read")?;
        let names = |transaction: &mut Transaction<'_>, select: &str| -> Result<Vec<String>, Error> {
            let rows = transaction.query(select, &[]).during("looking at what there is")?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        };
        let resellers =
            names(&mut transaction, "SELECT name::text FROM reseller WHERE name IS NOT NULL ORDER BY name")?;
        let reseller = only(&resellers, reseller)?;
        let of_reseller = |transaction: &mut Transaction<'_>, select| -> Result<Vec<String>, Error> {
            let rows = transaction.query(select, &[&reseller]).during("looking at what there is")?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        };
        let survey = Survey {
            currencies: of_reseller(&mut transaction, CURRENCIES)?,
            categories: of_reseller(&mut transaction, CATEGORIES)?,
            languages: names(&mut transaction, LANGUAGES)?,
            catalogs: match ledger::exists(&mut transaction)? {
                true => owners(&mut transaction, &schema)?,
                false => Vec::new(),
            },
            resellers,
        };
        transaction.commit().during("reading")?;
        Ok(survey)
    }
}

const CURRENCIES: &str = "SELECT coalesce(c.code::text, '') FROM currency c LEFT JOIN (\
    SELECT p.fk_currency_id, count(*) FROM item_price p JOIN reseller r ON r.id = p.fk_reseller_id \
    WHERE r.name = $1 AND p.discriminator IN ('ItemPrice', 'RenewalItemPrice', 'CounterPrice') GROUP BY 1) p \
    ON p.fk_currency_id = c.id WHERE p.count > 0 OR NOT EXISTS (SELECT FROM item_price) \
    GROUP BY 1 ORDER BY sum(coalesce(p.count, 0)) DESC, 1";

const LANGUAGES: &str = "SELECT coalesce(l.iso_639_name::text, '') FROM language l LEFT JOIN (\
    SELECT n.fk_language_id, count(*) FROM international n JOIN item i ON i.id = n.external_id AND NOT i.deleted \
    WHERE n.entity_field_name = 'Item.Name' GROUP BY 1) n ON n.fk_language_id = l.id \
    WHERE n.count > 0 OR NOT EXISTS (SELECT FROM international WHERE entity_field_name = 'Item.Name') \
    GROUP BY 1 ORDER BY sum(coalesce(n.count, 0)) DESC, 1";

const CATEGORIES: &str = "SELECT DISTINCT c.category_name::text FROM shop_item_category c \
    JOIN reseller r ON r.id = c.fk_reseller_id WHERE r.name = $1 AND NOT c.deleted \
    AND c.category_name IS NOT NULL ORDER BY 1";

fn owners(transaction: &mut Transaction<'_>, schema: &str) -> Result<Vec<String>, Error> {
    let select = "SELECT DISTINCT catalog FROM wares.resource WHERE billing_schema = $1 ORDER BY 1";
    let rows = transaction.query(select, &[&schema]).during("reading the ledger")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

fn only(resellers: &[String], wanted: Option<&str>) -> Result<String, Error> {
    let all: Vec<&str> = resellers.iter().map(String::as_str).collect();
    match (all.as_slice(), wanted) {
        (_, Some(name)) if all.contains(&name) => Ok(name.to_owned()),
        ([], _) => Err(Error::new("the database has no reseller", "add one, then import again")),
        ([only], None) => Ok((*only).to_owned()),
        (several, None) => Err(Error::new(
            format!("the database has several resellers: {}", list(several, "and")),
            "name the one whose prices and shop are to be imported: `--reseller NAME`",
        )),
        (_, Some(name)) => Err(Error::new(
            format!("the database has no reseller `{name}`"),
            format!("there is {}", list(&all, "and")),
        )),
    }
}
