//! Reads the names that a new manifest needs from a database, such as the resellers and the currencies.

use super::connect::Database;
use super::error::{During, Error};
use super::transaction::in_schema;
use super::{introspect, own_tables_version, read_ledger};
use crate::diagnostic::list;
use crate::kinds::{self, Kinds};
use postgres::Transaction;
use postgres::types::ToSql;

/// The names in a database that a manifest can use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The names of the resellers.
    pub resellers: Vec<String>,
    /// The currencies. Currencies that prices use come first, most frequent first.
    pub currencies: Vec<String>,
    /// The languages. Languages that names of articles use come first, most frequent first.
    pub languages: Vec<String>,
    /// The categories of the shop.
    pub categories: Vec<String>,
    /// The catalogs that already own resources in the billing schema.
    pub catalogs: Vec<String>,
}

impl Database {
    /// Reads the names for a manifest. `reseller` selects a reseller if there are several.
    ///
    /// # Errors
    /// The database cannot be read, there is no reseller with this name, or there are several resellers and none was
    /// selected.
    pub fn survey(&mut self, reseller: Option<&str>, kinds: &Kinds) -> Result<Survey, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        introspect::check(&mut transaction, &schema, kinds)?;
        // A newer version may have moved what is read here.
        own_tables_version::refuse_newer(&mut transaction, &schema, kinds)?;
        let surveys: Vec<kinds::Survey> =
            kinds.systems().into_iter().filter_map(|system| system.survey).collect();
        let mut names = |select: &str, parameters: &[&(dyn ToSql + Sync)]| -> Result<Vec<String>, Error> {
            let rows = transaction
                .query(&in_schema(select, &schema), parameters)
                .during("reading the names for the manifest")?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        };
        let mut survey = Survey::default();
        for queries in surveys {
            let resellers = names(queries.resellers, &[])?;
            // Prices and shops belong to a reseller, so a wrong guess would import someone else's catalog.
            let reseller = only(&resellers, reseller)?;
            survey.currencies.extend(names(queries.currencies, &[&reseller])?);
            survey.categories.extend(names(queries.categories, &[&reseller])?);
            survey.languages.extend(names(queries.languages, &[])?);
            survey.resellers.extend(resellers);
        }
        // Importing is often the first step, before there is a ledger.
        if read_ledger::exists(&mut transaction)? {
            survey.catalogs = owners(&mut transaction, &schema)?;
        }
        transaction.commit().during("reading")?;
        Ok(survey)
    }
}

/// Returns the catalogs that own resources in a billing schema, sorted by name.
fn owners(transaction: &mut Transaction<'_>, schema: &str) -> Result<Vec<String>, Error> {
    let select = "SELECT DISTINCT catalog FROM wares.resource WHERE billing_schema = $1 ORDER BY 1";
    let rows = transaction.query(select, &[&schema]).during("reading the ledger")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Returns the reseller to use: `wanted` if it is given, otherwise the only reseller.
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
            format!("choose one of {}", list(&all, "and")),
        )),
    }
}
