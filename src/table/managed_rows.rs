//! Restrictions on the rows that Wares manages: scopes from the manifest, and marks of deleted rows.

use super::table_handle::Handle;

/// Restricts which rows are managed, based on names in the manifest, such as the reseller or the currencies.
#[derive(Debug)]
pub struct Scope {
    /// The word for the scope in messages, such as `reseller`.
    pub name: &'static str,
    /// The table in which the names from the manifest are looked up.
    pub table: Handle,
    /// The key of the manifest that has the names.
    pub field: &'static str,
    /// The rule by which rows of the table are chosen.
    pub choice: Choice,
}

/// The rule by which the rows of a scope are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// All rows that the manifest names are chosen.
    Each,
    /// The row that the manifest names is chosen. If the manifest names none, the table must have only one row, which
    /// is chosen.
    Only,
    /// The row that the manifest names is chosen. If the manifest names none, the default row is chosen.
    Default {
        /// The SQL condition for the default row.
        default: &'static str,
        /// The SQL condition for the rows that can be chosen.
        eligible: &'static str,
    },
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Scope {}

/// The column that marks a row as deleted. A deletion updates this column, which takes the row out of the slice. If a
/// table has such a column, its parent table must have one too. Only root rows can be revived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoftDelete {
    /// The name of the column.
    pub column: &'static str,
    /// The value that marks a row as deleted.
    pub mark: Mark,
    /// Whether a deleted root row is revived if the files describe it again. If false, a new row is inserted.
    pub revives: bool,
}

/// The value that marks a row as deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The column is true.
    True,
    /// The column holds the time of the deletion.
    Time,
}

impl SoftDelete {
    /// Returns the SQL condition that a row is not deleted. `column` is an SQL expression for the column.
    pub fn is_live(&self, column: &str) -> String {
        // NULL is not a mark, so `IS NOT TRUE` instead of `= false`.
        match self.mark {
            Mark::True => format!("{column} IS NOT TRUE"),
            Mark::Time => format!("{column} IS NULL"),
        }
    }

    /// Returns the SQL expression to which a deletion sets the column.
    pub fn deletion_sql(&self) -> &'static str {
        match self.mark {
            Mark::True => "true",
            // The time of the transaction, so that all rows of an apply have the same one.
            Mark::Time => "now()",
        }
    }
}
