//! What the files want, what the database holds and what was last applied, compared.
//!
//! [`diff`] is a function from values to values. It finds for each resource its live row, compares
//! row by row and field by field, and says of every difference whose doing it is: the author's,
//! somebody's edit in the database (drift), or both.

mod all_resources;
mod ambiguous_row;
mod child_rows;
pub mod codes;
mod compare_catalog;
mod compare_resource;
pub mod compare_rows;
mod live_index;
mod live_resources;
mod locate_roots;
mod manifest_resources;
mod match_rows;
mod nested_keys;
mod removed_resources;
mod renamed_catalog;
mod resource_rows;
mod row_images;
mod shared;
mod verify;

pub use all_resources::{Ambiguous, Whole, WholeResource, whole};
pub use compare_catalog::{Applied, Comparison, diff};
pub use manifest_resources::{external_roots, means};
pub use renamed_catalog::renamed;

use crate::diagnostic::{Diagnostic, DocumentId, Place};
use crate::kinds::{Defaults, Impact};
use crate::live::Stored;
use crate::table::{Cells, Column, Effect, Id, Key, Row, Table, Value};
use std::collections::BTreeMap;

/// Everything that has to change, and everything that stands in the way.
#[derive(Debug, Default)]
pub struct Changes {
    /// What changes, in the order of the files, deletions last.
    pub resources: Vec<ResourceChange>,
    /// How many of the catalog's resources are as the files want them.
    pub unchanged: usize,
    /// What stands in the way.
    pub problems: Problems,
    /// The keys of what references may lead to, by table and id.
    pub names: Names,
    /// The same the other way round.
    pub roots: BTreeMap<(&'static str, Key), Id>,
}

/// Natural keys by table and id.
pub type Names = BTreeMap<(&'static str, Id), Key>;

/// What stands in the way of a plan.
#[derive(Debug, Default)]
pub struct Problems {
    /// What has its place in a file, though it was found in the database.
    pub findings: Vec<Diagnostic>,
    /// What is refused, whatever is allowed: a plan of it can be seen and not applied.
    pub refusals: Vec<Refusal>,
    /// States of the database that stop the plan.
    pub stops: Vec<Refusal>,
}

/// Something that is refused, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What, and why.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The code under which it is explained, of what is refused whatever is allowed.
    pub code: Option<&'static str>,
}

impl Refusal {
    /// Something that is refused, and what to do about it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), code: None }
    }
}

impl Problems {
    /// Adds others.
    pub fn add(&mut self, others: Self) {
        self.findings.extend(others.findings);
        self.refusals.extend(others.refusals);
        self.stops.extend(others.stops);
    }

    /// Whether there can be no plan. What is refused can be shown.
    pub fn stop(&self) -> bool {
        !self.findings.is_empty() || !self.stops.is_empty()
    }
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// It is new.
    Create,
    /// It exists, unowned, and comes under the catalog's care.
    Adopt,
    /// It was deleted softly and returns.
    Revive,
    /// It changes.
    Change,
    /// It goes.
    Delete,
    /// It stays as it is and leaves the catalog's care.
    Release,
    /// Nothing a person would see; the ledger is brought up to date.
    Refresh,
}

impl Verb {
    /// The verb as a word.
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
    /// What happens to it.
    pub verb: Verb,
    /// The name of its kind.
    pub kind: String,
    /// The kind it had when it was last applied, if that was another.
    pub former_kind: Option<String>,
    /// Whether it is protected, and was when it was last applied.
    pub protect: (bool, bool),
    /// Its root table.
    pub root: &'static Table,
    /// Its natural key.
    pub key: Key,
    /// The document that describes it.
    pub document: Option<DocumentId>,
    /// The key of the resource, of the same root table, whose rows it takes over.
    pub takes_rows_from: Option<Key>,
    /// The id of its live root.
    pub id: Option<Id>,
    /// The root that the ledger named for it, when that is another one now.
    pub former_id: Option<Id>,
    /// Its rows that change.
    pub rows: Vec<RowChange>,
    /// Its rows as they were read.
    pub before: Vec<Stored>,
    /// Those of its rows that exist already, as the files want them: together with the new ones they are what the
    /// ledger remembers. None where the ledger forgets it.
    pub kept: Option<Vec<Row>>,
    /// Whether somebody else removed or deleted it since the last apply.
    pub drifted: bool,
    /// What somebody edited of a resource that is deleted now, by row.
    pub edits: Vec<(String, FieldChange)>,
    /// What a person should know besides.
    pub notes: Vec<String>,
    /// What it does to who has the resource today: the gravest effect of its rows.
    pub effect: Effect,
    /// Whom it hits.
    pub impact: Impact,
}

/// A row that the files want: its table, its key, what is said of its columns, and the place that asks for it.
pub type Wanted<'a> = (&'static Table, &'a Key, &'a Cells, Option<Place>);

impl ResourceChange {
    /// The rows that the files want, new ones included.
    pub fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        let new = self.rows.iter().filter(|row| row.action == Action::Insert);
        let new = new.map(|row| (row.table, &row.key, row.cells(), row.place));
        self.kept.iter().flatten().map(Row::parts).chain(new)
    }

    /// Whether a person has to see it.
    pub fn is_visible(&self) -> bool {
        self.verb != Verb::Refresh
    }

    /// Whether it only comes under the catalog's care, as it is.
    pub fn is_bare_adoption(&self) -> bool {
        self.verb == Verb::Adopt && self.rows.is_empty()
    }
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is inserted.
    Insert,
    /// Some of its columns change.
    Update,
    /// It is deleted.
    Delete,
}

/// Whose doing a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The author of the files.
    Files,
    /// Somebody who edited the database; apply undoes it.
    Drift,
    /// Both; the files win.
    Both,
}

/// What changes about one row.
#[derive(Clone, Debug)]
pub struct RowChange {
    /// What happens to it.
    pub action: Action,
    /// Its table.
    pub table: &'static Table,
    /// Its natural key.
    pub key: Key,
    /// Its id, once it has one.
    pub id: Option<Id>,
    /// The id of the parent row in the database, if this row is in the database too.
    pub parent: Option<Id>,
    /// Its values before.
    pub before: Option<Cells>,
    /// Its values afterwards.
    pub after: Option<Cells>,
    /// The columns that differ.
    pub fields: Vec<FieldChange>,
    /// Whose doing the difference is.
    pub cause: Cause,
    /// Why a row is deleted that no file ever named.
    pub note: Option<Note>,
    /// The place that asks for it, of a row that is wanted.
    pub place: Option<Place>,
    /// What it does to who has the resource today: the gravest effect of its fields.
    pub effect: Effect,
}

impl RowChange {
    /// What a column of a new row gets; none where the database decides.
    pub fn new_value(&self, column: usize, defaults: &Defaults) -> Option<Value> {
        let given = self.after.as_ref().and_then(|cells| cells.get(column));
        given.cloned().or_else(|| defaults.get(self.table, &self.table.columns[column]))
    }

    /// What a column has afterwards; in a new row the default where nothing is given.
    pub fn value_after(&self, column: usize, defaults: &Defaults) -> Option<Value> {
        match self.action {
            Action::Insert => self.new_value(column, defaults),
            _ => self.after.as_ref().and_then(|cells| cells.get(column)).cloned(),
        }
    }

    /// The row afterwards, with the defaults of a new one; none of a row that is deleted.
    pub fn image_after(&self, defaults: &Defaults) -> Option<Cells> {
        self.after.as_ref()?;
        let columns = 0..self.table.columns.len();
        let given = columns.filter_map(|number| Some((number, self.value_after(number, defaults)?)));
        Some(given.filter(|(_, value)| *value != Value::Null).collect())
    }
}

/// Why a row is deleted that no file ever named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The same thing is there twice.
    Duplicate,
    /// It refers to something that is missing or deleted.
    Dangling,
    /// It belongs to something that is deleted.
    GoesWith,
}

/// What changes about one column.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The column.
    pub column: ColumnRef,
    /// The live value.
    pub before: Value,
    /// The value that the files want.
    pub after: Value,
    /// The value as last applied, when it was another than both.
    pub applied: Option<Value>,
    /// Whose doing the difference is.
    pub cause: Cause,
    /// What it does to who has the resource today.
    pub effect: Effect,
}

/// A column of a descriptor.
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
