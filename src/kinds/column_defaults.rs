//! What new rows have in columns where neither the file nor the descriptor says anything else.

use super::article;
use crate::model::Manifest;
use crate::table::{Column, Table, Value};
use std::collections::BTreeMap;

/// The defaults of new rows.
#[derive(Clone, Debug, Default)]
pub struct Defaults(BTreeMap<(&'static str, &'static str), Value>);

impl Defaults {
    /// The manifest's defaults.
    pub fn new(manifest: &Manifest) -> Self {
        Self(article::defaults(manifest))
    }

    /// Every default that the manifest gives: table, column, value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, &Value)> {
        self.0.iter().map(|((table, column), value)| (*table, *column, value))
    }

    /// Sets the default of a table's column.
    pub fn set(&mut self, table: &Table, column: &Column, value: Value) {
        self.0.insert((table.name, column.name), value);
    }

    /// The default of a table's column; none where the database decides.
    pub fn get(&self, table: &Table, column: &Column) -> Option<Value> {
        let given = self.0.get(&(table.name, column.name)).cloned();
        given.or_else(|| column.default.value(column.kind))
    }
}
