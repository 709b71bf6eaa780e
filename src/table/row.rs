//! Rows, and the rows of one resource.

use super::column::Column;
use super::descriptor::Table;
use super::filled_cells::Cells;
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
    /// Its values by column; none where nothing is said.
    pub cells: Cells,
    /// The place that asks for it: of most rows in the document of their resource, of others where that takes them
    /// from.
    pub place: Option<Place>,
}

impl Row {
    /// A row without values below a parent's key. The own key columns take their values from the key.
    pub fn new(table: &'static Table, parent: &Key, own: Vec<Value>) -> Self {
        let cells = table.key.iter().zip(&own);
        let cells = cells.map(|(column, value)| (table.position(column), value.clone())).collect();
        let folded = table.key.iter().zip(own).map(|(column, value)| match table.column(column).folded {
            true => value.folded(),
            false => value,
        });
        Self { table, key: parent.join(folded), cells, place: None }
    }

    /// Sets a column.
    pub fn set(mut self, column: &str, value: Value) -> Self {
        self.put(column, value);
        self
    }

    /// Sets a column in place.
    pub fn put(&mut self, column: &str, value: Value) {
        self.cells.set(self.table.position(column), value);
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
        self.cells.get(self.table.position(column))
    }

    /// The row's table, key and values, and its place.
    pub fn parts(&self) -> (&'static Table, &Key, &Cells, Option<Place>) {
        (self.table, &self.key, &self.cells, self.place)
    }

    /// The columns of which something is said, with their values.
    pub fn said(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.cells.iter().map(|(number, value)| (&self.table.columns[number], value))
    }
}

/// The rows of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    rows: BTreeMap<(&'static str, Key), Row>,
    duplicates: Vec<Duplicate>,
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.add(row));
        all
    }
}

/// The same row asked for in two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row, in the words of the files.
    pub words: String,
    /// Its table.
    pub table: &'static Table,
    /// Whether the same values are asked for in both.
    pub is_same: bool,
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
            let (table, is_same) = (row.table, first.cells == row.cells);
            self.duplicates.push(Duplicate { words, table, is_same, first: first.place, again: row.place });
        } else {
            self.rows.insert(at, row);
        }
    }

    /// A row by table and key.
    pub fn get(&self, table: &Table, key: &Key) -> Option<&Row> {
        self.rows.get(&(table.name, key.clone()))
    }

    /// Takes a row out.
    pub fn take(&mut self, table: &Table, key: &Key) -> Option<Row> {
        self.rows.remove(&(table.name, key.clone()))
    }

    /// The rows themselves, by table name and key.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows.into_values().collect()
    }

    /// A row by the name of its table and its key.
    pub fn at(&self, at: &(&'static str, Key)) -> Option<&Row> {
        self.rows.get(at)
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
