//! Rows with natural keys, and the set of rows of one resource.

use super::column::Column;
use super::descriptor::Table;
use super::filled_cells::Cells;
use super::value::{Key, Value};
use crate::diagnostic::Place;
use std::collections::BTreeMap;

/// A row with its natural key and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The table to which the row belongs.
    pub table: &'static Table,
    /// The natural key of the row.
    pub key: Key,
    /// The values of the row by column. Columns that are not set have no value.
    pub cells: Cells,
    /// The place in the files that describes the row. The place is in the document of the resource, unless the row is
    /// imported from another resource.
    pub place: Option<Place>,
}

impl Row {
    /// Creates a row below the row with the key `parent`. `own` has the values of the row's key columns. No other
    /// column is set.
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

    /// Sets a column, and returns the row.
    pub fn set(mut self, column: &str, value: Value) -> Self {
        self.put(column, value);
        self
    }

    /// Sets a column.
    pub fn put(&mut self, column: &str, value: Value) {
        self.cells.set(self.table.position(column), value);
    }

    /// Sets a column if `value` is not `None`, and returns the row.
    pub fn set_some(self, column: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Sets the place that describes the row, and returns the row.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Returns the value of a column; `None` if the column is not set.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.cells.get(self.table.position(column))
    }

    /// Returns the table, key, values and place of the row.
    pub fn parts(&self) -> (&'static Table, &Key, &Cells, Option<Place>) {
        (self.table, &self.key, &self.cells, self.place)
    }

    /// Returns the columns that are set, with their values.
    pub fn columns_with_values(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.cells.iter().map(|(number, value)| (&self.table.columns[number], value))
    }
}

/// The rows of a resource. Each table and key appears once. Further rows with the same table and key are kept
/// separately, so that they can be reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    // Ordered, so that the rows below a key are one range and always come in the same order.
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

/// A row that is described in two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The words by which the files refer to the row.
    pub words: String,
    /// The table of the row.
    pub table: &'static Table,
    /// Whether both places describe the row with the same values.
    pub is_same: bool,
    /// The first place that describes the row.
    pub first: Option<Place>,
    /// The second place that describes the row.
    pub again: Option<Place>,
}

impl Rows {
    /// Adds a row. If there is already a row with the same table and key, the new row is recorded as a duplicate.
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

    /// Returns the row with the given table and key.
    pub fn get(&self, table: &Table, key: &Key) -> Option<&Row> {
        // The key is cloned for the lookup; it is an `Arc`, so this costs little.
        self.rows.get(&(table.name, key.clone()))
    }

    /// Removes the row with the given table and key, and returns it.
    pub fn take(&mut self, table: &Table, key: &Key) -> Option<Row> {
        self.rows.remove(&(table.name, key.clone()))
    }

    /// Returns all rows by value, ordered by table name and key.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows.into_values().collect()
    }

    /// Returns the row with the given table name and key.
    pub fn at(&self, key: &(&'static str, Key)) -> Option<&Row> {
        self.rows.get(key)
    }

    /// Returns all rows, ordered by table name and key.
    pub fn iter(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// Returns the rows of a table whose keys begin with the given key, in the order of their keys.
    pub fn below(&self, table: &Table, parent: &Key) -> Vec<&Row> {
        // Keys sort by table and then by path, so the rows below a parent are a contiguous range.
        let rows = self.rows.range((table.name, parent.clone())..);
        let below = rows
            .take_while(|((name, key), _)| *name == table.name && key.parts().starts_with(parent.parts()));
        below.map(|(_, row)| row).collect()
    }

    /// Returns the rows that were added more than once.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// Returns the number of rows, without duplicates.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
