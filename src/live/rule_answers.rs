//! The answers to the questions that rules ask about the database. A question asks for data outside the managed rows.

use std::collections::BTreeMap;

/// The answers to a billing system's questions, by the name of the question. Each answer is a list of rows of strings.
/// If the database lacks a table or a column that a question needs, the question has no answer.
#[derive(Clone, Debug, Default)]
pub struct RuleAnswers(BTreeMap<&'static str, Vec<Vec<String>>>);

impl RuleAnswers {
    /// Adds the answer to the question with the given name.
    pub fn add(&mut self, question: &'static str, rows: Vec<Vec<String>>) {
        self.0.insert(question, rows);
    }

    /// The rows of the answer to the given question; empty if the question could not be asked.
    pub fn rows(&self, question: &str) -> &[Vec<String>] {
        // A rule without an answer reports nothing: a missing table of the billing system is no fault of the catalog.
        self.0.get(question).map_or(&[], Vec::as_slice)
    }
}
