//! Rows as hashes, for a comparison that keeps nothing of what it reads.

use crate::live::LiveRow;
use crate::table::{Column, Constant, Fill, Id, NULL, Value};
use foldhash::{HashMap, HashSet};

use std::hash::{DefaultHasher, Hash, Hasher};

/// Where a row is: its slice, its id, and the row that it hangs on.
pub(super) type At = (&'static str, Id, Option<Id>);

/// The columns of a row that are compared, with their values. Of a new row also those that are set on insert alone, but
/// none that was left to the database.
pub(super) fn compared(
    row: &LiveRow,
    new: bool,
    left: u64,
) -> impl Iterator<Item = (&'static Column, Value)> + '_ {
    let is_compared = move |(number, column): &(usize, &Column)| {
        let is_mark = row.table.soft_delete.is_some_and(|soft| soft.column == column.name);
        (column.is_managed() || is_mark || new && column.fill == Fill::Insert) && left & (1 << number) == 0
    };
    row.table.columns.iter().enumerate().filter(is_compared).map(|(number, column)| {
        let value = match row.table.soft_delete {
            // Whether it is marked counts, not the time of the mark.
            Some(soft) if soft.column == column.name => Value::Bool(row.is_deleted()),
            _ => row.cells.get(number).unwrap_or(&NULL).clone(),
        };
        (column, value)
    })
}

/// The columns of an expected row that are left to the database, a bit for each.
pub(super) fn left_to_database(row: &LiveRow, new: bool) -> u64 {
    let is_left = |(number, column): &(usize, &Column)| {
        new && column.default == Constant::Database && row.cells.get(*number).is_none()
    };
    let left = row.table.columns.iter().enumerate().filter(is_left);
    left.fold(0, |left, (number, _)| left | 1 << number)
}

/// New rows, by physical table and id: rows of two tables may have the same id.
#[derive(Debug, Default)]
pub struct New(pub(super) HashSet<(&'static str, Id)>);

impl New {
    pub(super) fn contains(&self, row: &LiveRow) -> bool {
        self.0.contains(&(row.table.physical, row.id))
    }
}

/// Rows by where they are, with a hash in the place of the values: enough to tell whether anything differs.
pub struct Fingerprints(HashMap<At, Fingerprint>);

/// The hash of one row.
pub(super) struct Fingerprint {
    hash: u64,
    /// The columns that are left to the database.
    left: u64,
    /// Whether the row is new.
    is_new: bool,
}

impl Fingerprints {
    /// The fingerprints of rows that exist already.
    pub fn new(rows: &[LiveRow]) -> Self {
        Self(rows.iter().map(|row| (at(row), Fingerprint::new(row, false))).collect())
    }

    /// The fingerprint of a row that is expected to be new.
    pub(super) fn of_new(row: &LiveRow) -> (At, Fingerprint) {
        (at(row), Fingerprint::new(row, true))
    }

    /// Adds fingerprints.
    pub(super) fn add(&mut self, others: Vec<(At, Fingerprint)>) {
        self.0.extend(others);
    }

    /// Compares rows as they are read.
    pub fn check(self) -> Check {
        Check { left: self.0, differs: false }
    }
}

impl Fingerprint {
    fn new(row: &LiveRow, new: bool) -> Self {
        let left = left_to_database(row, new);
        Self { hash: hash(row, new, left), left, is_new: new }
    }
}

/// A comparison of rows, as they are read, with those that are expected.
pub struct Check {
    /// What was not read yet.
    left: HashMap<At, Fingerprint>,
    differs: bool,
}

impl Check {
    /// Compares a row.
    pub fn row(&mut self, row: &LiveRow) {
        let is_same = |known: Fingerprint| known.hash == hash(row, known.is_new, known.left);
        self.differs |= !self.left.remove(&at(row)).is_some_and(is_same);
    }

    /// Whether every row was there as expected, and no other.
    pub fn is_passed(&self) -> bool {
        !self.differs && self.left.is_empty()
    }
}

pub(super) fn at(row: &LiveRow) -> At {
    (row.table.name, row.id, row.parent)
}

fn hash(row: &LiveRow, new: bool, left: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    compared(row, new, left).for_each(|(_, value)| value.hash(&mut hasher));
    hasher.finish()
}
