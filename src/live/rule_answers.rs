//! What rules asked of the database besides the rows that are managed.

use std::collections::BTreeMap;

/// The answers to a system's questions, each a table of texts. A question that the database has no tables for has none.
#[derive(Clone, Debug, Default)]
pub struct Observed(BTreeMap<&'static str, Vec<Vec<String>>>);

impl Observed {
    /// Adds the answer to a question.
    pub fn add(&mut self, question: &'static str, rows: Vec<Vec<String>>) {
        self.0.insert(question, rows);
    }

    /// The rows of an answer; none where the question could not be asked.
    pub fn rows(&self, question: &str) -> &[Vec<String>] {
        self.0.get(question).map_or(&[], Vec::as_slice)
    }
}
