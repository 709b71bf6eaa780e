//! What bounds the rows of a table that are managed: scopes, and the mark of deleted rows.

use super::table_handle::Handle;

/// Something that the manifest names and that bounds which rows are managed: a reseller, the currencies.
#[derive(Debug)]
pub struct Scope {
    /// What messages call it.
    pub name: &'static str,
    /// The table in which its names are looked up.
    pub table: Handle,
    /// The field of the manifest that names it.
    pub field: &'static str,
    /// Whether it is one row or several.
    pub choice: Choice,
}

/// Whether a scope is one row or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Each that the manifest names.
    Each,
    /// The only one that there is, unless the manifest names one.
    Only,
    /// The one that a condition in SQL marks as the default, unless the manifest names one; another condition says
    /// which rows can be chosen at all.
    Default {
        /// Which row is the default.
        default: &'static str,
        /// Which rows can be chosen.
        eligible: &'static str,
    },
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Scope {}

/// How a row is deleted that stays in its table: by an update of one column that takes it out of the slice. What such a
/// row hangs on must be deleted in this way too; only a root can come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoftDelete {
    /// The column.
    pub column: &'static str,
    /// What marks a row as deleted.
    pub mark: Mark,
    /// Whether a deleted root comes back when the files name it again; otherwise a new row is made.
    pub revives: bool,
}

/// What marks a row as deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The column is true.
    True,
    /// The column holds the time of the deletion.
    Time,
}

impl SoftDelete {
    /// The condition that a row is not deleted, given the column as it is written in SQL.
    pub fn is_live(&self, column: &str) -> String {
        match self.mark {
            Mark::True => format!("{column} IS NOT TRUE"),
            Mark::Time => format!("{column} IS NULL"),
        }
    }

    /// What the column is set to by the deletion, in SQL.
    pub fn marked(&self) -> &'static str {
        match self.mark {
            Mark::True => "true",
            Mark::Time => "now()",
        }
    }
}
