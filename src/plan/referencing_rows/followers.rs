//! Handles rows that are deleted together with the rows to which they refer.

use super::Root;
use crate::diagnostic::counted;
use crate::diff::compare_rows::removal;
use crate::diff::{Action, Cause, Changes, DeletionReason, Names, Refusal, ResourceChange, Verb};
use crate::live::{LiveRow, Stored};
use crate::table::{Id, Key, Row, Type, Value};
use std::collections::BTreeMap;

/// Further effects of deletions: other rows that are deleted too, and shops in which deleted roots stay.
#[derive(Debug, Default)]
pub struct Followers {
    /// Rows that are deleted together with another row, each with the table and the id of that other row.
    pub companions: Vec<(LiveRow, (&'static str, Id))>,
    /// Rows that refer to soft-deleted roots, such as the group memberships of deleted articles.
    pub dependents: Vec<Dependent>,
    /// Soft-deleted roots that stay in shops that the catalog does not manage, each with the number of these shops.
    pub in_other_shops: Vec<(Root, i64)>,
}

/// A row that is deleted because it refers to a soft-deleted root.
#[derive(Debug)]
pub struct Dependent {
    /// The row that is deleted.
    pub row: LiveRow,
    /// The soft-deleted root.
    pub root: Root,
    /// The key of the resource that the row belongs to, such as an upgrade group.
    pub holder: Key,
    /// The name of the catalog that owns this resource; `None` if no catalog owns it.
    pub owner: Option<String>,
}

/// Adds the deletions of the companions and dependents to the changes, and notes which deleted roots stay in shops.
/// Refuses to delete a root that belongs to a group of another catalog.
pub fn add_deletions(changes: &mut Changes, followers: Followers, catalog: &str) {
    let deleting = deletions(changes);
    let is_going = |row: &LiveRow| deleting.contains_key(&(row.table.physical, row.id));
    // The plan already deletes the others, as rows of their own resources.
    for (row, of) in followers.companions.into_iter().filter(|(row, _)| !is_going(row)) {
        let Some(resource) = deleting.get(&of).and_then(|index| changes.resources.get_mut(*index)) else {
            continue;
        };
        let key = named_key(&row, &changes.names);
        add_deletion(resource, row, key);
    }
    let roots = soft_deletions(changes);
    let index_of = |root: &Root| roots.get(root).copied();
    for (root, count) in followers.in_other_shops {
        let Some(index) = index_of(&root) else { continue };
        changes.resources[index].notes.push(still_placed(count));
    }
    for dependent in followers.dependents.into_iter().filter(|dependent| !is_going(&dependent.row)) {
        let Some(index) = index_of(&dependent.root) else { continue };
        leave_group(changes, index, dependent, catalog);
    }
}

/// Returns the indexes of the soft-deleted resources, by root table and id. Only these resources have dependents or
/// stay in shops.
fn soft_deletions(changes: &Changes) -> BTreeMap<Root, usize> {
    let each = changes.resources.iter().enumerate();
    each.filter(|(_, resource)| resource.verb == Verb::Delete && resource.root.soft_delete.is_some())
        .filter_map(|(index, resource)| Some(((resource.root.name, resource.id?), index)))
        .collect()
}

/// Returns the note that a deleted article stays in shops that the catalog does not manage.
fn still_placed(count: i64) -> String {
    let shops = if count == 1 { "another shop".to_owned() } else { counted(count, "other shop") };
    format!("it is still placed in {shops}, which this catalog does not manage")
}

/// Removes a deleted article from a group. Refuses to delete the article if another catalog owns the group.
fn leave_group(changes: &mut Changes, index: usize, dependent: Dependent, catalog: &str) {
    let resource = &mut changes.resources[index];
    match &dependent.owner {
        Some(owner) if owner != catalog => changes.problems.refusals.push(Refusal {
            code: None,
            message: format!(
                "`{}` cannot be deleted: it is a member of `{}`, which the catalog `{owner}` owns",
                resource.key, dependent.holder
            ),
            help: format!("remove `{}` from that group first", resource.key),
        }),
        // A group of this catalog, or of none, loses the member, and the plan shows it (design.md §2).
        _ => {
            let key = dependent.holder.join([Value::Key(resource.key.clone())]);
            add_deletion(resource, dependent.row, key);
        }
    }
}

/// Returns the key of a row that is deleted together with another row. The ids in the key become names if the names are
/// known.
fn named_key(row: &LiveRow, names: &Names) -> Key {
    // The plan shows the key to a reader, who knows names and not ids.
    let named = |column: &&str| match (row.table.column(column).kind, row.get(column)) {
        (Type::Reference(target), Value::Id(id)) => {
            names.get(&(target.name, *id)).cloned().map_or(Value::Id(*id), Value::Key)
        }
        (_, value) => value.clone(),
    };
    Key::new(row.table.key.iter().map(named).collect())
}

/// Returns the rows that are deleted, each with the index of its resource.
fn deletions(changes: &Changes) -> BTreeMap<(&'static str, Id), usize> {
    let rows = changes
        .resources
        .iter()
        .enumerate()
        .flat_map(|(index, r)| r.rows.iter().map(move |row| (index, row)));
    rows.filter(|(_, row)| row.action == Action::Delete)
        .filter_map(|(index, row)| Some(((row.table.physical, row.id?), index)))
        .collect()
}

/// Adds the deletion of the given row to the changes to a resource.
fn add_deletion(resource: &mut ResourceChange, row: LiveRow, key: Key) {
    let stored = Stored {
        row: Row { table: row.table, key, cells: row.cells, place: None },
        id: row.id,
        parent: row.parent,
    };
    // The files caused it: they no longer have what the row belongs to.
    resource.rows.push(removal(&stored, Cause::Files, Some(DeletionReason::GoesWith)));
}
