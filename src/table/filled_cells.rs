//! The values of a row, without those that say nothing.

use super::value::Value;
use std::fmt;

/// Values by the number of their column. A column about which nothing is said takes one bit.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cells {
    said: u64,
    values: Vec<Value>,
}

/// The most columns that a table can have: one bit each.
pub const MOST_COLUMNS: usize = u64::BITS as usize;

impl Cells {
    /// No values.
    pub const NONE: Self = Self { said: 0, values: Vec::new() };

    /// Cells with room for so many values.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { said: 0, values: Vec::with_capacity(capacity) }
    }

    /// Gives back the room that is not used.
    pub fn shrink(&mut self) {
        self.values.shrink_to_fit();
    }

    /// The value of a column, if there is one.
    pub fn get(&self, column: usize) -> Option<&Value> {
        (self.said & bit(column) != 0).then(|| &self.values[self.before(column)])
    }

    /// Sets the value of a column.
    pub fn set(&mut self, column: usize, value: Value) {
        let at = self.before(column);
        match self.said & bit(column) {
            0 => self.values.insert(at, value),
            _ => self.values[at] = value,
        }
        self.said |= bit(column);
    }

    /// Sets the value of a column, or takes it out.
    pub fn put(&mut self, column: usize, value: Option<Value>) {
        match value {
            Some(value) => self.set(column, value),
            None if self.said & bit(column) != 0 => {
                self.values.remove(self.before(column));
                self.said &= !bit(column);
            }
            None => {}
        }
    }

    /// The values that are there, each with the number of its column.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Value)> {
        (0..MOST_COLUMNS).filter(|column| self.said & bit(*column) != 0).zip(&self.values)
    }

    /// The values that are there, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut Value)> {
        let said = self.said;
        (0..MOST_COLUMNS).filter(move |column| said & bit(*column) != 0).zip(&mut self.values)
    }

    /// How many values are before that of a column.
    fn before(&self, column: usize) -> usize {
        (self.said & (bit(column) - 1)).count_ones() as usize
    }
}

fn bit(column: usize) -> u64 {
    debug_assert!(column < MOST_COLUMNS, "column {column} of a table of at most {MOST_COLUMNS}");
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
    fn values_are_found_by_their_columns_in_whatever_order_they_are_set() {
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
