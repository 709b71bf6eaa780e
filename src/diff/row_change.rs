//! The changes to one row.

use crate::diagnostic::Place;
use crate::kinds::Defaults;
use crate::table::{Cells, Column, Effect, Id, Key, Table, Value};

/// What a plan does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Inserts the row.
    Insert,
    /// Changes some columns of the row.
    Update,
    /// Deletes the row.
    Delete,
}

/// The cause of a difference. The variants are ordered: the cause of a row is the greatest cause of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A change in the files.
    Files,
    /// An edit in the database. Applying the plan reverts it.
    Drift,
    /// A change in the files and an edit in the database. The files win.
    Both,
}

/// The changes to one row.
#[derive(Clone, Debug)]
pub struct RowChange {
    /// What the plan does with the row.
    pub action: Action,
    /// The table of the row.
    pub table: &'static Table,
    /// The natural key of the row.
    pub key: Key,
    /// The id of the row; `None` if it is new.
    pub id: Option<Id>,
    /// The id of the parent row. `None` if the row itself is new, or is a root row.
    pub parent: Option<Id>,
    /// The values before the change; `None` if the row is new.
    pub before: Option<Cells>,
    /// The values after the change; `None` if the row is deleted.
    pub after: Option<Cells>,
    /// The columns that change.
    pub fields: Vec<FieldChange>,
    /// The cause of the difference.
    pub cause: Cause,
    /// Why a row that the files have never described is deleted. `None` for all other changes.
    pub note: Option<DeletionReason>,
    /// The place in the files that describes the row, if there is one.
    pub place: Option<Place>,
    /// The most severe effect of the changed fields on current subscribers of the resource.
    pub effect: Effect,
}

impl RowChange {
    /// Creates a change without values.
    pub(super) fn new(action: Action, table: &'static Table, key: &Key, cause: Cause) -> Self {
        Self {
            action,
            table,
            key: key.clone(),
            id: None,
            parent: None,
            before: None,
            after: None,
            fields: Vec::new(),
            cause,
            note: None,
            place: None,
            effect: Effect::default(),
        }
    }

    /// The values of the row after the change. If the row is deleted, the values before the change.
    pub fn cells(&self) -> &Cells {
        // Static, because a reference to a temporary could not be returned.
        static NONE: Cells = Cells::NONE;
        self.after.as_ref().or(self.before.as_ref()).unwrap_or(&NONE)
    }

    /// The value of a column in a new row: the given value, or else the default. `None` if there is neither, so that
    /// the database sets the value.
    pub fn new_value(&self, column: usize, defaults: &Defaults) -> Option<Value> {
        let given = self.after.as_ref().and_then(|cells| cells.get(column));
        given.cloned().or_else(|| defaults.get(self.table, &self.table.columns[column]))
    }

    /// The value of a column after the change. If a new row has no value for the column, this is the default. `None` if
    /// the row is deleted or the column is NULL.
    pub fn value_after(&self, column: usize, defaults: &Defaults) -> Option<Value> {
        match self.action {
            Action::Insert => self.new_value(column, defaults),
            _ => self.after.as_ref().and_then(|cells| cells.get(column)).cloned(),
        }
    }

    /// All values after the change except NULL, including the defaults of a new row. `None` if the row is deleted.
    pub fn image_after(&self, defaults: &Defaults) -> Option<Cells> {
        self.after.as_ref()?;
        let columns = 0..self.table.columns.len();
        let given = columns.filter_map(|number| Some((number, self.value_after(number, defaults)?)));
        // Rows that are read leave out NULL as well, and images are compared with them.
        Some(given.filter(|(_, value)| *value != Value::Null).collect())
    }
}

/// Why a row that the files have never described is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionReason {
    /// Another row has the same key.
    Duplicate,
    /// The row refers to a row that does not exist or is deleted.
    Dangling,
    /// The row belongs to a row that is deleted.
    GoesWith,
}

/// The change to one column.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The column that changes.
    pub column: ColumnRef,
    /// The value in the database.
    pub before: Value,
    /// The value after the change.
    pub after: Value,
    /// The value as it was last applied, if it differs from both `before` and `after`.
    pub applied: Option<Value>,
    /// The cause of the difference.
    pub cause: Cause,
    /// The effect on current subscribers of the resource.
    pub effect: Effect,
}

/// A column that is compared and shown by name.
#[derive(Clone, Copy)]
pub struct ColumnRef(pub &'static Column);

impl PartialEq for ColumnRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl std::fmt::Debug for ColumnRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}
