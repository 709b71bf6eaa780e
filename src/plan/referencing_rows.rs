//! Finds the rows that a plan deletes or rewrites. If other rows refer to them, the referring rows must be deleted or
//! updated too. Otherwise the plan is refused.

mod followers;
mod refusal;

pub use followers::{Dependent, Followers, add_deletions};
pub use refusal::{Referrer, Rewrite, SOLD, refuse};

use crate::diff::{Action, Changes, ResourceChange, RowChange, Verb};
use crate::table::{Fill, Id, Table, Type};
use std::collections::{BTreeMap, BTreeSet};

/// The rows that a set of changes deletes or rewrites. The search for referring rows uses them.
#[derive(Clone, Debug, Default)]
pub struct Deleted {
    /// The ids of rows that are deleted and not only marked as deleted, by physical table.
    pub rows: BTreeMap<&'static str, BTreeSet<Id>>,
    /// The ids of roots that are soft-deleted, by table.
    pub roots: BTreeMap<&'static str, (&'static Table, BTreeSet<Id>)>,
    /// The ids of rows that are updated, by physical table and by the column that changes. Other rows may refer to the
    /// column's value. If the column is itself a reference, the row stops referring to its old target.
    pub rewritten: BTreeMap<(&'static str, &'static str), BTreeSet<Id>>,
}

/// A row: the name of its table, and its id.
pub type Root = (&'static str, Id);

/// Collects the rows that a set of changes deletes or rewrites.
pub fn deleted(changes: &Changes) -> Deleted {
    deleted_by(&changes.resources)
}

/// Collects the rows that the changes to the given resources delete or rewrite.
pub fn deleted_by(resources: &[ResourceChange]) -> Deleted {
    let mut deleted = Deleted::default();
    for resource in resources {
        resource.rows.iter().for_each(|row| deleted.add(row));
        if let (Verb::Delete, Some(id), Some(_)) = (resource.verb, resource.id, resource.root.soft_delete) {
            let roots = deleted.roots.entry(resource.root.name).or_insert((resource.root, BTreeSet::new()));
            roots.1.insert(id);
        }
    }
    deleted
}

impl Deleted {
    fn add(&mut self, row: &RowChange) {
        let (physical, Some(id)) = (row.table.physical, row.id) else { return };
        match row.action {
            // No row can refer to one that does not exist yet.
            Action::Insert => return,
            Action::Delete if row.table.soft_delete.is_none() => {
                self.rows.entry(physical).or_default().insert(id);
                return;
            }
            // The row stays, so only references to its changed columns matter.
            Action::Delete | Action::Update => {}
        }
        for column in rewritten(row) {
            self.rewritten.entry((physical, column)).or_default().insert(id);
        }
    }
}

/// Returns the columns that an update or a soft deletion writes.
fn rewritten(row: &RowChange) -> impl Iterator<Item = &'static str> {
    // A soft-deleted row has no image afterwards, but it keeps its values.
    let (before, after) = (row.before.as_ref(), row.after.as_ref().or(row.before.as_ref()));
    let differs = move |number: usize| {
        before.and_then(|cells| cells.get(number)) != after.and_then(|cells| cells.get(number))
    };
    // A reference may be a key on one side and an id on the other, so its values cannot be compared here. The diff has
    // done that: if a reference changes, it is among the fields.
    let columns = row.table.columns.iter().enumerate();
    let changed = columns.filter(move |(number, column)| match column.kind {
        Type::Reference(_) => false,
        // Every update sets the time of the last change, which no field shows.
        _ => column.fill == Fill::Changed || differs(*number),
    });
    let marked = row.table.soft_delete.filter(|_| row.action == Action::Delete).map(|soft| soft.column);
    let changed = changed.map(|(_, column)| column.name);
    // The fields of a deletion are edits in the database that it undoes; it does not write them.
    let fields = row.fields.iter().filter(|_| row.action == Action::Update);
    changed.chain(fields.map(|field| field.column.0.name)).chain(marked)
}
