//! The values of the columns of a row, stored without gaps.

use super::value::Value;
use std::fmt;

/// The values of a row by the index of the column. A column that is not set takes only one bit.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// One bit for each column, which is 1 if the column is set.
    // `Kinds::new` refuses tables with more columns than this has bits.
    filled: u64,
    /// The values of the columns that are set, in the order of the columns.
    values: Vec<Value>,
}

/// The maximum number of columns in a table, since each column needs one bit.
pub const MOST_COLUMNS: usize = u64::BITS as usize;

impl Cells {
    /// No values.
    pub const NONE: Self = Self { filled: 0, values: Vec::new() };

    /// Creates an empty set of values, with memory for the given number of values.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { filled: 0, values: Vec::with_capacity(capacity) }
    }

    /// Frees memory that is not used.
    pub fn shrink(&mut self) {
        // Rows are kept for a whole catalog, so spare capacity adds up.
        self.values.shrink_to_fit();
    }

    /// Returns the value of a column; `None` if the column is not set.
    pub fn get(&self, column: usize) -> Option<&Value> {
        (self.filled & bit(column) != 0).then(|| &self.values[self.before(column)])
    }

    /// Sets the value of a column.
    pub fn set(&mut self, column: usize, value: Value) {
        let index = self.before(column);
        match self.filled & bit(column) {
            0 => self.values.insert(index, value),
            _ => self.values[index] = value,
        }
        self.filled |= bit(column);
    }

    /// Sets the value of a column; removes it if `value` is `None`.
    pub fn put(&mut self, column: usize, value: Option<Value>) {
        match value {
            Some(value) => self.set(column, value),
            None if self.filled & bit(column) != 0 => {
                self.values.remove(self.before(column));
                self.filled &= !bit(column);
            }
            None => {}
        }
    }

    /// Returns the values, each with the index of its column, in the order of the columns.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Value)> {
        // The iterator goes over the bits, and the values are in the same order.
        (0..MOST_COLUMNS).filter(|column| self.filled & bit(*column) != 0).zip(&self.values)
    }

    /// Returns mutable references to the values, each with the index of its column.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut Value)> {
        let filled = self.filled;
        (0..MOST_COLUMNS).filter(move |column| filled & bit(*column) != 0).zip(&mut self.values)
    }

    /// Returns the number of set columns before the given column. This is the index of the value of the column.
    fn before(&self, column: usize) -> usize {
        (self.filled & (bit(column) - 1)).count_ones() as usize
    }
}

/// Returns the bit of a column.
fn bit(column: usize) -> u64 {
    debug_assert!(column < MOST_COLUMNS, "column {column}, but a table has at most {MOST_COLUMNS} columns");
    1 << column
}

impl FromIterator<(usize, Value)> for Cells {
    fn from_iter<I: IntoIterator<Item = (usize, Value)>>(values: I) -> Self {
        let mut cells = Self::default();
        values.into_iter().for_each(|(column, value)| cells.set(column, value));
        cells
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_column_however_they_were_set() {
        let mut cells = Cells::default();
        for column in [63, 0, 7, 31, 7] {
            cells.set(column, Value::Int(column as i64));
        }
        let found: Vec<(usize, &Value)> = cells.iter().collect();
        let expected = [0, 7, 31, 63].map(|column| (column, Value::Int(column as i64)));
        assert_eq!(found, expected.iter().map(|(column, value)| (*column, value)).collect::<Vec<_>>());
        assert_eq!(cells.get(8), None);
        cells.put(7, None);
        cells.put(8, None);
        assert_eq!((cells.get(7), cells.get(31)), (None, Some(&Value::Int(31))));
    }
}
