//! The changes to one resource.

use super::row_change::{Action, FieldChange, RowChange};
use crate::diagnostic::{DocumentId, Place};
use crate::kinds::Impact;
use crate::live::Stored;
use crate::table::{Cells, Effect, Id, Key, Row, Table};

/// What a plan does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Creates the resource.
    Create,
    /// Takes ownership of an existing resource that no catalog owns.
    Adopt,
    /// Restores a soft-deleted resource.
    Revive,
    /// Changes the resource.
    Change,
    /// Deletes the resource.
    Delete,
    /// Gives up ownership, and leaves the resource as it is.
    Release,
    /// Changes only the ledger.
    Refresh,
}

impl Verb {
    /// The verb in lowercase, as in the JSON of a plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Revive => "revive",
            Self::Change => "change",
            Self::Delete => "delete",
            Self::Release => "release",
            Self::Refresh => "refresh",
        }
    }
}

/// The changes to one resource.
#[derive(Clone, Debug)]
pub struct ResourceChange {
    /// What the plan does with the resource.
    pub verb: Verb,
    /// The name of the resource's kind.
    pub kind: String,
    /// The kind with which the resource was last applied. `None` if the kind has not changed.
    pub former_kind: Option<String>,
    /// Whether the resource is protected in the files, and whether it was protected when it was last applied.
    pub protect: (bool, bool),
    /// The root table of the kind.
    pub root: &'static Table,
    /// The natural key of the resource.
    pub key: Key,
    /// The document that describes the resource; `None` if it is no longer in the files.
    pub document: Option<DocumentId>,
    /// The key of the resource from which this resource imports rows; `None` if it imports none. Both resources have
    /// the same root table.
    pub takes_rows_from: Option<Key>,
    /// The id of the live root row; `None` if there is none.
    pub id: Option<Id>,
    /// The id of the root row in the ledger, if the live root row has another id.
    pub former_id: Option<Id>,
    /// The rows that change.
    pub rows: Vec<RowChange>,
    /// All live rows of the resource before the change.
    pub before: Vec<Stored>,
    /// The rows that exist already, with the values in the files. The ledger records these rows and the new rows.
    /// `None` if the resource is removed from the ledger.
    pub existing_rows: Option<Vec<Row>>,
    /// Whether the resource was deleted in the database, or marked as deleted, since the last apply.
    pub drifted: bool,
    /// The fields of a deleted resource that were edited in the database, each with the name of its row. Empty if the
    /// resource is not deleted.
    pub edits: Vec<(String, FieldChange)>,
    /// More information for reviewers.
    pub notes: Vec<String>,
    /// The most severe effect of the changed rows on current subscribers of the resource.
    pub effect: Effect,
    /// The subscriptions that the change affects.
    pub impact: Impact,
}

/// A row in the files: its table, its key, its values, and the place that describes it.
pub type DesiredRow<'a> = (&'static Table, &'a Key, &'a Cells, Option<Place>);

impl ResourceChange {
    /// Creates a change without rows. `protect` says whether the resource is protected now, and whether it was
    /// protected before.
    pub(super) fn new(
        verb: Verb,
        kind: &str,
        root: &'static Table,
        key: &Key,
        protect: (bool, bool),
    ) -> Self {
        Self {
            verb,
            kind: kind.to_owned(),
            former_kind: None,
            protect,
            root,
            key: key.clone(),
            document: None,
            takes_rows_from: None,
            id: None,
            former_id: None,
            rows: Vec::new(),
            before: Vec::new(),
            existing_rows: None,
            drifted: false,
            edits: Vec::new(),
            notes: Vec::new(),
            effect: Effect::default(),
            impact: Impact::default(),
        }
    }

    /// The rows in the files, including new rows.
    pub fn wanted(&self) -> impl Iterator<Item = DesiredRow<'_>> {
        let new = self.rows.iter().filter(|row| row.action == Action::Insert);
        let new = new.map(|row| (row.table, &row.key, row.cells(), row.place));
        self.existing_rows.iter().flatten().map(Row::parts).chain(new)
    }

    /// Whether the plan shows the change. Changes that affect only the ledger are not shown.
    pub fn is_visible(&self) -> bool {
        self.verb != Verb::Refresh
    }

    /// Whether the resource is adopted without any change.
    pub fn is_bare_adoption(&self) -> bool {
        self.verb == Verb::Adopt && self.rows.is_empty()
    }
}
