//! Restrictions on the rows that are managed: scopes from the manifest, and marks of deleted rows.

use super::table_handle::Handle;

/// Something that the manifest names to limit which rows are managed, such as the reseller or the currencies.
#[derive(Debug)]
pub struct Scope {
    /// The word for it in messages, such as `reseller`.
    pub name: &'static str,
    /// The table in which its names are looked up.
    pub table: Handle,
    /// The key of the manifest that names it.
    pub field: &'static str,
    /// How its rows are chosen.
    pub choice: Choice,
}

/// How the rows of a scope are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// All rows that the manifest names.
    Each,
    /// The row that the manifest names, or else the only one in the table.
    Only,
    /// The row that the manifest names, or else the default row.
    Default {
        /// The SQL condition for the default row.
        default: &'static str,
        /// The SQL condition for the rows that can be chosen at all.
        eligible: &'static str,
    },
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Scope {}

/// How rows that stay in their table are deleted: by an update of one column that takes them out of the slice. The
/// parents of such rows must be deleted in this way too. Only root rows can be revived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoftDelete {
    /// The column that marks a row as deleted.
    pub column: &'static str,
    /// The value that marks a row as deleted.
    pub mark: Mark,
    /// Whether a deleted root row is revived if the files name it again; otherwise a new row is inserted.
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
    /// The SQL condition that a row is not deleted, given the column as an SQL expression.
    pub fn is_live(&self, column: &str) -> String {
        // NULL is not a mark, so `IS NOT TRUE` instead of `= false`.
        match self.mark {
            Mark::True => format!("{column} IS NOT TRUE"),
            Mark::Time => format!("{column} IS NULL"),
        }
    }

    /// The SQL expression to which a deletion sets the column.
    pub fn marked(&self) -> &'static str {
        match self.mark {
            Mark::True => "true",
            // The time of the transaction, so that all rows of an apply have the same one.
            Mark::Time => "now()",
        }
    }
}
