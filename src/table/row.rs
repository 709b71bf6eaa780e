//! Rows with natural keys, and the set of rows of one resource.

use super::column::Column;
use super::descriptor::Table;
use super::filled_cells::Cells;
use super::value::{Key, Value};
use crate::diagnostic::Place;
use std::collections::BTreeMap;

/// A row with its natural key, and a value for every column that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The slice to which it belongs.
    pub table: &'static Table,
    /// The row's natural key.
    pub key: Key,
    /// Its values by column. Columns that are not set have no value.
    pub cells: Cells,
    /// The place in the files that describes the row. It is in the document of its resource, except for rows that are
    /// imported from another resource.
    pub place: Option<Place>,
}

impl Row {
    /// A row below a parent's key, in which only its own key columns are set.
    pub fn new(table: &'static Table, parent: &Key, own: Vec<Value>) -> Self {
        let cells = table.key.iter().zip(&own);
        let cells = cells.map(|(column, value)| (table.position(column), value.clone())).collect();
        // In the key, values that are compared without regard to case are in lower case; the cells keep their spelling.
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

    /// Sets a column if a value is given.
    pub fn set_some(self, column: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Sets the place that describes the row.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The value of a column; none if it is not set.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.cells.get(self.table.position(column))
    }

    /// The row's table, key, values and place.
    pub fn parts(&self) -> (&'static Table, &Key, &Cells, Option<Place>) {
        (self.table, &self.key, &self.cells, self.place)
    }

    /// The columns that are set, with their values.
    pub fn said(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.cells.iter().map(|(number, value)| (&self.table.columns[number], value))
    }
}

/// The rows of a resource. Each table and key appears once; duplicates are kept apart so that they can be reported.
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

/// A row that two places describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row as the files name it.
    pub words: String,
    /// The row's table.
    pub table: &'static Table,
    /// Whether both places describe it with the same values.
    pub is_same: bool,
    /// The first place that describes it.
    pub first: Option<Place>,
    /// The second place that describes it.
    pub again: Option<Place>,
}

impl Rows {
    /// Adds a row. If there is already a row with its key, the new one is kept apart as a duplicate.
    pub fn add(&mut self, row: Row) {
        // A duplicate is kept, not dropped: both places have to be reported.
        let key = (row.table.name, row.key.clone());
        if let Some(first) = self.rows.get(&key) {
            let words = row.table.words_for(&row.key);
            let (table, is_same) = (row.table, first.cells == row.cells);
            self.duplicates.push(Duplicate { words, table, is_same, first: first.place, again: row.place });
        } else {
            self.rows.insert(key, row);
        }
    }

    /// Finds a row by its table and key.
    pub fn get(&self, table: &Table, key: &Key) -> Option<&Row> {
        // The key is cloned for the lookup; it is an `Arc`, so this costs little.
        self.rows.get(&(table.name, key.clone()))
    }

    /// Removes a row and returns it.
    pub fn take(&mut self, table: &Table, key: &Key) -> Option<Row> {
        self.rows.remove(&(table.name, key.clone()))
    }

    /// All rows by value, in the order of table name and key.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows.into_values().collect()
    }

    /// Finds a row by the name of its table and its key.
    pub fn at(&self, key: &(&'static str, Key)) -> Option<&Row> {
        self.rows.get(key)
    }

    /// All rows, in the order of table name and key.
    pub fn iter(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The rows of a table whose keys begin with the given key, in the order of their keys.
    pub fn below(&self, table: &Table, parent: &Key) -> Vec<&Row> {
        // Keys sort by table and then by path, so the rows below a parent are a contiguous range.
        let rows = self.rows.range((table.name, parent.clone())..);
        let below = rows
            .take_while(|((name, key), _)| *name == table.name && key.parts().starts_with(parent.parts()));
        below.map(|(_, row)| row).collect()
    }

    /// The rows that were added more than once.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// The number of rows, without duplicates.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
