//! Runs the queries of the rules that need more than the managed rows.

use super::error::{During, Error};
use crate::kinds::{Kinds, RuleQuery};
use crate::live::RuleQueryResults;
use crate::table::identifier;
use postgres::{Row, Transaction};

/// The parameters of the queries.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// The keys of the members of the catalog's ladders.
    pub members: Vec<String>,
    /// The states in which a subscription has ended.
    pub ended: Vec<String>,
    /// The id of the reseller; empty if no table in use has resellers.
    pub reseller: String,
}

/// Runs every query whose tables and columns exist in the database.
pub fn read(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    parameters: &Parameters,
) -> Result<RuleQueryResults, Error> {
    let mut rule_query_results = RuleQueryResults::default();
    for query in kinds.systems().iter().flat_map(|system| system.rule_queries) {
        // An error in the statement would abort the transaction and with it the whole plan.
        if can_be_asked(transaction, schema, query)? {
            let rows = ask(transaction, schema, query, parameters)?;
            rule_query_results.add(query.name, rows);
        }
    }
    Ok(rule_query_results)
}

/// Runs a query, and returns the values of each row as strings.
fn ask(
    transaction: &mut Transaction<'_>,
    schema: &str,
    query: &RuleQuery,
    parameters: &Parameters,
) -> Result<Vec<Vec<String>>, Error> {
    // The search path does not include the billing schema.
    let sql = query.sql.replace("{schema}", &identifier(schema));
    let statement = format!(
        // By name, because a query may use only some of the parameters, and an unused `$n` has no type.
        "WITH asked AS (SELECT $1::text[] AS members, $2::text[] AS ended, $3::text AS reseller) {sql}"
    );
    let what = format!("running the query `{}`", query.name);
    let rows = transaction
        .query(&statement, &[&parameters.members, &parameters.ended, &parameters.reseller])
        .during(&what)?;
    rows.iter().map(|row| texts(row).during(&what)).collect()
}

/// Returns the values of a row as strings. NULL becomes an empty string.
fn texts(row: &Row) -> Result<Vec<String>, postgres::Error> {
    let text = |number| row.try_get::<_, Option<String>>(number).map(Option::unwrap_or_default);
    (0..row.len()).map(text).collect()
}

/// Whether the database has every column that a query needs.
fn can_be_asked(transaction: &mut Transaction<'_>, schema: &str, query: &RuleQuery) -> Result<bool, Error> {
    const COUNT: &str = "
        SELECT count(*) FROM unnest($2::text[], $3::text[]) AS wanted(relation, name)
          JOIN pg_namespace n ON n.nspname = $1
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = wanted.name AND a.attnum > 0 AND NOT a.attisdropped";
    let wanted =
        query.columns.iter().flat_map(|(table, columns)| columns.iter().map(|column| (*table, *column)));
    let (tables, columns): (Vec<&str>, Vec<&str>) = wanted.unzip();
    let what = format!("looking for the tables of the query `{}`", query.name);
    let row = transaction.query_one(COUNT, &[&schema, &tables, &columns]).during(&what)?;
    Ok(row.get::<_, i64>(0) == i64::try_from(columns.len()).unwrap_or(i64::MAX))
}
