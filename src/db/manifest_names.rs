//! Looks at what a manifest for a database would have to name.

use super::connect::Database;
use super::error::{During, Error};
use super::transaction::in_schema;
use super::{introspect, own_tables_version, read_ledger};
use crate::diagnostic::list;
use crate::kinds::{self, Kinds};
use postgres::Transaction;
use postgres::types::ToSql;

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
    /// Looks at what a manifest for this database would name, for one reseller.
    pub fn survey(&mut self, reseller: Option<&str>, kinds: &Kinds) -> Result<Survey, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        introspect::check(&mut transaction, &schema, kinds)?;
        own_tables_version::refuse_newer(&mut transaction, &schema, kinds)?;
        let surveys: Vec<kinds::Survey> =
            kinds.systems().into_iter().filter_map(|system| system.survey).collect();
        let mut names = |select: &str, parameters: &[&(dyn ToSql + Sync)]| -> Result<Vec<String>, Error> {
            let rows = transaction
                .query(&in_schema(select, &schema), parameters)
                .during("looking at what there is")?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        };
        let mut survey = Survey::default();
        for asked in surveys {
            let resellers = names(asked.resellers, &[])?;
            let reseller = only(&resellers, reseller)?;
            survey.currencies.extend(names(asked.currencies, &[&reseller])?);
            survey.categories.extend(names(asked.categories, &[&reseller])?);
            survey.languages.extend(names(asked.languages, &[])?);
            survey.resellers.extend(resellers);
        }
        if read_ledger::exists(&mut transaction)? {
            survey.catalogs = owners(&mut transaction, &schema)?;
        }
        transaction.commit().during("reading")?;
        Ok(survey)
    }
}

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
