//! Rows, and the rows of one resource.

use super::descriptor::Table;
use super::value::{Key, Value};
use crate::diagnostic::Place;
use std::collections::BTreeMap;

/// A row by its natural key, with a value for every column that somebody decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The slice it belongs to.
    pub table: &'static Table,
    /// Its natural key.
    pub key: Key,
    /// Its values, in the order of the table's columns; none where nothing is said.
    pub values: Vec<Option<Value>>,
    /// The place that asks for it: of most rows in the document of their resource, of others where that takes them
    /// from.
    pub place: Option<Place>,
}

impl Row {
    /// A row without values below a parent's key. The own key columns take their values from the key.
    pub fn new(table: &'static Table, parent: &Key, own: Vec<Value>) -> Self {
        let mut values = vec![None; table.columns.len()];
        for (column, value) in table.key.iter().zip(&own) {
            values[table.position(column)] = Some(value.clone());
        }
        let folded = table.key.iter().zip(own).map(|(column, value)| match table.column(column).folded {
            true => value.folded(),
            false => value,
        });
        Self { table, key: parent.join(folded), values, place: None }
    }

    /// Sets a column.
    pub fn set(mut self, column: &str, value: Value) -> Self {
        self.put(column, value);
        self
    }

    /// Sets a column in place.
    pub fn put(&mut self, column: &str, value: Value) {
        self.values[self.table.position(column)] = Some(value);
    }

    /// Sets a column if there is a value.
    pub fn set_some(self, column: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Says where the row comes from.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// A column's value.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.values[self.table.position(column)].as_ref()
    }
}

/// The rows of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    rows: BTreeMap<(&'static str, Key), Row>,
    duplicates: Vec<Duplicate>,
}

/// The same row asked for in two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row, in the words of the files.
    pub words: String,
    /// Where it is asked for first.
    pub first: Option<Place>,
    /// Where it is asked for again.
    pub again: Option<Place>,
}

impl Rows {
    /// Adds a row; one whose key is there already is kept aside as a duplicate.
    pub fn add(&mut self, row: Row) {
        let at = (row.table.name, row.key.clone());
        if let Some(first) = self.rows.get(&at) {
            let words = row.table.words_for(&row.key);
            self.duplicates.push(Duplicate { words, first: first.place, again: row.place });
        } else {
            self.rows.insert(at, row);
        }
    }

    /// A row by table and key.
    pub fn get(&self, table: &Table, key: &Key) -> Option<&Row> {
        self.rows.get(&(table.name, key.clone()))
    }

    /// Every row, by table name and key.
    pub fn iter(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The rows of a table whose keys begin with a key, by key.
    pub fn below(&self, table: &Table, parent: &Key) -> Vec<&Row> {
        let rows = self.rows.range((table.name, parent.clone())..);
        let below = rows
            .take_while(|((name, key), _)| *name == table.name && key.parts().starts_with(parent.parts()));
        below.map(|(_, row)| row).collect()
    }

    /// What was asked for more than once.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
