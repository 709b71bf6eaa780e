//! What new rows have in columns where neither the file nor the descriptor says anything else.

use super::article;
use crate::model::Manifest;
use crate::table::{Table, Value};
use std::collections::BTreeMap;

/// The defaults of new rows.
#[derive(Clone, Debug, Default)]
pub struct Defaults(BTreeMap<(&'static str, &'static str), Value>);

impl Defaults {
    /// The manifest's defaults.
    pub fn new(manifest: &Manifest) -> Self {
        Self(article::defaults(manifest))
    }

    /// The default of a table's column.
    pub fn get(&self, table: &Table, column: &str) -> Value {
        let column = table.column(column);
        let given = self.0.get(&(table.name, column.name)).cloned();
        given.unwrap_or_else(|| column.default.value(column.kind))
    }
}
