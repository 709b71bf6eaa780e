//! What changes about one resource.

use super::row_change::{Action, FieldChange, RowChange};
use crate::diagnostic::{DocumentId, Place};
use crate::kinds::Impact;
use crate::live::Stored;
use crate::table::{Cells, Effect, Id, Key, Row, Table};

/// What a plan does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Creates it.
    Create,
    /// Takes ownership of a resource that exists and that no catalog owns.
    Adopt,
    /// Restores a resource that was soft-deleted.
    Revive,
    /// Changes it.
    Change,
    /// Deletes it.
    Delete,
    /// Gives up ownership, and leaves the resource as it is.
    Release,
    /// Only brings the ledger up to date.
    Refresh,
}

impl Verb {
    /// The verb in lower case, as in the JSON of a plan.
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

/// What changes about one resource.
#[derive(Clone, Debug)]
pub struct ResourceChange {
    /// What the plan does with the resource.
    pub verb: Verb,
    /// The name of the resource's kind.
    pub kind: String,
    /// The kind that it had when it was last applied, if that was a different one.
    pub former_kind: Option<String>,
    /// Whether the resource is protected in the files, and whether it was when it was last applied.
    pub protect: (bool, bool),
    /// The root table of the kind.
    pub root: &'static Table,
    /// The natural key of the resource.
    pub key: Key,
    /// The document that describes the resource; `None` if it is no longer in the files.
    pub document: Option<DocumentId>,
    /// The key of the resource, in the same root table, whose rows this one takes over.
    pub takes_rows_from: Option<Key>,
    /// The id of the live root; `None` if there is none.
    pub id: Option<Id>,
    /// The id of the root in the ledger, if the live root is a different one.
    pub former_id: Option<Id>,
    /// The rows that change.
    pub rows: Vec<RowChange>,
    /// All rows as they were read.
    pub before: Vec<Stored>,
    /// The rows that exist already, as the files want them. Together with the new rows, they are recorded in the
    /// ledger. `None` if the resource is removed from the ledger.
    pub kept: Option<Vec<Row>>,
    /// Whether someone has deleted the resource in the database, or marked it as deleted, since the last apply.
    pub drifted: bool,
    /// If the resource is deleted: its fields that were edited in the database, each with the name of its row.
    pub edits: Vec<(String, FieldChange)>,
    /// Other things that a reviewer should know.
    pub notes: Vec<String>,
    /// The effect on those who have the resource today: the most severe effect of its rows.
    pub effect: Effect,
    /// The affected subscriptions.
    pub impact: Impact,
}

/// A row that the files want: its table, its key, its values, and the place in the files that describes it.
pub type Wanted<'a> = (&'static Table, &'a Key, &'a Cells, Option<Place>);

impl ResourceChange {
    /// A change without rows. `protect` says whether the resource is protected, and whether it was.
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
            kept: None,
            drifted: false,
            edits: Vec::new(),
            notes: Vec::new(),
            effect: Effect::default(),
            impact: Impact::default(),
        }
    }

    /// The rows that the files want, including new ones.
    pub fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        let new = self.rows.iter().filter(|row| row.action == Action::Insert);
        let new = new.map(|row| (row.table, &row.key, row.cells(), row.place));
        self.kept.iter().flatten().map(Row::parts).chain(new)
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
