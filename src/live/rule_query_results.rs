//! The results of the queries that rules need. Such a query reads data outside the managed rows.

use std::collections::BTreeMap;

/// The results of a billing system's rule queries, by the name of the query. Each result is a list of rows of strings.
/// If the database lacks a table or a column that a query needs, the query has no result.
#[derive(Clone, Debug, Default)]
pub struct RuleQueryResults(BTreeMap<&'static str, Vec<Vec<String>>>);

impl RuleQueryResults {
    /// Adds the result of the query with the given name.
    pub fn add(&mut self, query: &'static str, rows: Vec<Vec<String>>) {
        self.0.insert(query, rows);
    }

    /// The rows that the query with the given name returned; empty if the query was not run.
    pub fn rows(&self, query: &str) -> &[Vec<String>] {
        // A rule without an answer reports nothing: a missing table of the billing system is no fault of the catalog.
        self.0.get(query).map_or(&[], Vec::as_slice)
    }
}
