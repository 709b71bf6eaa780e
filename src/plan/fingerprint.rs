//! Compares the rows that are read back after applying a plan with the expected rows. Only hashes are compared, so the
//! rows are never all in memory.

use crate::live::LiveRow;
use crate::table::{Column, Constant, Fill, Id, NULL, Value};
use foldhash::{HashMap, HashSet};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The position of a row: the name of its table, its id, and the id of its parent.
pub(super) type RowPosition = (&'static str, Id, Option<Id>);

/// The columns of a row that are compared, with their values. For a new row, they include the columns that are set only
/// on insert. The columns whose bits are set in `chosen_by_database` are left out, because the database chose their
/// values.
pub(super) fn compared(
    row: &LiveRow,
    new: bool,
    chosen_by_database: u64,
) -> impl Iterator<Item = (&'static Column, Value)> + '_ {
    let is_compared = move |(number, column): &(usize, &Column)| {
        // The mark is not a managed column, but whether a row is deleted is part of what a plan does.
        let is_mark = row.table.soft_delete.is_some_and(|soft| soft.column == column.name);
        (column.is_managed() || is_mark || new && column.fill == Fill::Insert)
            && chosen_by_database & (1 << number) == 0
    };
    row.table.columns.iter().enumerate().filter(is_compared).map(|(number, column)| {
        let value = match row.table.soft_delete {
            // Only whether the row is marked counts, not the time of the mark.
            Some(soft) if soft.column == column.name => Value::Bool(row.is_deleted()),
            _ => row.cells.get(number).unwrap_or(&NULL).clone(),
        };
        (column, value)
    })
}

/// A bit for each column of an expected row. The bit is set if the database chooses the column's value.
pub(super) fn left_to_database(row: &LiveRow, new: bool) -> u64 {
    let is_left = |(number, column): &(usize, &Column)| {
        new && column.default == Constant::Database && row.cells.get(*number).is_none()
    };
    let columns = row.table.columns.iter().enumerate().filter(is_left);
    columns.fold(0, |mask, (number, _)| mask | 1 << number)
}

/// The new rows of a plan, by physical table and id. Rows of two tables may have the same id.
#[derive(Debug, Default)]
pub struct New(pub(super) HashSet<(&'static str, Id)>);

impl New {
    pub(super) fn contains(&self, row: &LiveRow) -> bool {
        self.0.contains(&(row.table.physical, row.id))
    }
}

/// The expected rows by position, each with a hash of its values. The hashes suffice to find out whether anything
/// differs.
pub struct Fingerprints(HashMap<RowPosition, Fingerprint>);

/// The expected hash of one row.
pub(super) struct Fingerprint {
    hash: u64,
    /// A bit for each column. The bit is set if the database chooses the column's value.
    chosen_by_database: u64,
    /// Whether the row is new.
    is_new: bool,
}

impl Fingerprints {
    /// The fingerprints of rows that already exist.
    pub fn new(rows: &[LiveRow]) -> Self {
        Self(rows.iter().map(|row| (at(row), Fingerprint::new(row, false))).collect())
    }

    /// The position and the fingerprint of an expected row that the plan inserts.
    pub(super) fn of_new(row: &LiveRow) -> (RowPosition, Fingerprint) {
        (at(row), Fingerprint::new(row, true))
    }

    /// Adds the fingerprints of more rows.
    pub(super) fn add(&mut self, others: Vec<(RowPosition, Fingerprint)>) {
        self.0.extend(others);
    }

    /// Starts a comparison with the rows that are read back.
    pub fn check(self) -> Check {
        Check { unread: self.0, differs: false }
    }
}

impl Fingerprint {
    fn new(row: &LiveRow, new: bool) -> Self {
        let chosen_by_database = left_to_database(row, new);
        Self { hash: hash(row, new, chosen_by_database), chosen_by_database, is_new: new }
    }
}

/// A comparison of the rows that are read back with the expected ones.
pub struct Check {
    /// The expected rows that have not been read yet.
    unread: HashMap<RowPosition, Fingerprint>,
    differs: bool,
}

impl Check {
    /// Compares a row that was read. A row that is not expected, or that is read twice, is a difference.
    pub fn row(&mut self, row: &LiveRow) {
        let is_same = |known: Fingerprint| known.hash == hash(row, known.is_new, known.chosen_by_database);
        // Removed, so that a row that is read a second time is no longer expected.
        self.differs |= !self.unread.remove(&at(row)).is_some_and(is_same);
    }

    /// Whether every expected row was read with the expected values, and no other row was read.
    pub fn is_passed(&self) -> bool {
        !self.differs && self.unread.is_empty()
    }
}

pub(super) fn at(row: &LiveRow) -> RowPosition {
    (row.table.name, row.id, row.parent)
}

fn hash(row: &LiveRow, new: bool, chosen_by_database: u64) -> u64 {
    // The same process computes and compares the hashes, so they need not be stable between versions.
    let mut hasher = DefaultHasher::new();
    compared(row, new, chosen_by_database).for_each(|(_, value)| value.hash(&mut hasher));
    hasher.finish()
}
