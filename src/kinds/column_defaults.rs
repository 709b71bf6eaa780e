//! The default values of columns in new rows.

use super::article;
use crate::model::Manifest;
use crate::table::{Column, Table, Value};
use std::collections::BTreeMap;

/// The default values of columns in new rows, by table and column. They take precedence over the defaults in the
/// descriptors of the columns.
#[derive(Clone, Debug, Default)]
// Keyed by names, because descriptors are compared by identity and have no order.
pub struct Defaults(BTreeMap<(&'static str, &'static str), Value>);

impl Defaults {
    /// Returns the defaults that the manifest sets.
    pub fn new(manifest: &Manifest) -> Self {
        Self(article::defaults(manifest))
    }

    /// Iterates over all defaults that were set, as table, column and value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, &Value)> {
        self.0.iter().map(|((table, column), value)| (*table, *column, value))
    }

    /// Sets the default of a column.
    pub fn set(&mut self, table: &Table, column: &Column, value: Value) {
        self.0.insert((table.name, column.name), value);
    }

    /// Returns the default of a column: the value that was set, or else the default in the descriptor. `None` if there
    /// is neither, so that the database sets the value.
    pub fn get(&self, table: &Table, column: &Column) -> Option<Value> {
        let given = self.0.get(&(table.name, column.name)).cloned();
        // What the manifest sets wins, so that an install can choose the values of new rows without a new release.
        given.or_else(|| column.default.value(column.kind))
    }
}
