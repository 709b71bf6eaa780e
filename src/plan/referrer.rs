//! Who refers to what is deleted.

use crate::diff::compare::removal;
use crate::diff::{Action, Cause, Changes, Names, Note, Refusal, ResourceChange, Verb};
use crate::live::{LiveRow, Stored};
use crate::table::{Id, Key, Row, Table, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a set of changes deletes, for the search of what refers to it.
#[derive(Clone, Debug, Default)]
pub struct Deleted {
    /// Rows that are deleted for real, by physical table.
    pub rows: BTreeMap<&'static str, BTreeSet<Id>>,
    /// Roots that are deleted softly, by table.
    pub roots: BTreeMap<&'static str, (&'static Table, BTreeSet<Id>)>,
    /// Rows that are updated, by physical table: they may be letting go of what is deleted.
    pub updated: BTreeMap<&'static str, BTreeSet<Id>>,
}

/// A root, by its table and its id.
pub type Root = (&'static str, Id);

/// Rows elsewhere that refer to a deleted row.
#[derive(Clone, Debug)]
pub struct Referrer {
    /// The table that is referred to.
    pub target: String,
    /// The row that is referred to.
    pub id: Id,
    /// The table that refers.
    pub table: String,
    /// By this column.
    pub column: String,
    /// How many rows do.
    pub count: i64,
}

/// What the database says about references to what is deleted.
#[derive(Debug, Default)]
pub struct Referrers {
    /// Rows that nobody manages and that refer to deleted rows.
    pub foreign: Vec<Referrer>,
    /// Rows that go with what is deleted: the row, and the table and id that it refers to.
    pub companions: Vec<(LiveRow, (&'static str, Id))>,
    /// Memberships of deleted articles: the row, the id of the article, the group's name and its owner.
    pub dependents: Vec<Dependent>,
    /// How often softly deleted articles are placed in shops that the catalog does not manage, by root table and id.
    pub elsewhere: Vec<(Root, i64)>,
}

/// A row that refers to a softly deleted root and goes with it.
#[derive(Debug)]
pub struct Dependent {
    /// The row.
    pub row: LiveRow,
    /// The deleted root: its table and its id.
    pub root: Root,
    /// The key of the resource that holds the row.
    pub holder: Key,
    /// The catalog that owns it, if one does.
    pub owner: Option<String>,
}

/// What a set of changes deletes.
pub fn deleted(changes: &Changes) -> Deleted {
    let mut deleted = Deleted::default();
    for resource in &changes.resources {
        for row in &resource.rows {
            let Some(id) = row.id else { continue };
            match row.action {
                // The row stays, and with it what refers to it.
                Action::Delete if row.table.soft_delete.is_some() => {
                    deleted.updated.entry(row.table.physical).or_default().insert(id);
                }
                Action::Delete => drop(deleted.rows.entry(row.table.physical).or_default().insert(id)),
                Action::Update => drop(deleted.updated.entry(row.table.physical).or_default().insert(id)),
                Action::Insert => {}
            }
        }
        if let (Verb::Delete, Some(id), Some(_)) = (resource.verb, resource.id, resource.root.soft_delete) {
            let roots = deleted.roots.entry(resource.root.name).or_insert((resource.root, BTreeSet::new()));
            roots.1.insert(id);
        }
    }
    deleted
}

/// Adds to the changes what goes with the deleted rows, and refuses to delete what others refer to.
pub fn settle(changes: &mut Changes, referrers: Referrers, catalog: &str) {
    let foreign: Vec<Refusal> = referrers.foreign.iter().map(|referrer| refusal(changes, referrer)).collect();
    changes.problems.refusals.extend(foreign);
    let deleting = deletions(changes);
    let is_going = |row: &LiveRow| deleting.contains_key(&(row.table.physical, row.id));
    for (row, of) in referrers.companions.into_iter().filter(|(row, _)| !is_going(row)) {
        let Some(resource) = deleting.get(&of).and_then(|index| changes.resources.get_mut(*index)) else {
            continue;
        };
        let key = named_key(&row, &changes.names);
        go_with(resource, row, key);
    }
    let roots = soft_deletions(changes);
    let at = |root: &Root| roots.get(root).copied();
    for (root, count) in referrers.elsewhere {
        let Some(index) = at(&root) else { continue };
        changes.resources[index].notes.push(still_placed(count));
    }
    for dependent in referrers.dependents.into_iter().filter(|dependent| !is_going(&dependent.row)) {
        let Some(index) = at(&dependent.root) else { continue };
        leave_group(changes, index, dependent, catalog);
    }
}

/// The resources that are deleted softly, by root table and id. Only these have dependents and placements.
fn soft_deletions(changes: &Changes) -> BTreeMap<Root, usize> {
    let each = changes.resources.iter().enumerate();
    each.filter(|(_, resource)| resource.verb == Verb::Delete && resource.root.soft_delete.is_some())
        .filter_map(|(index, resource)| Some(((resource.root.name, resource.id?), index)))
        .collect()
}

fn still_placed(count: i64) -> String {
    let shops = if count == 1 { "another shop".to_owned() } else { format!("{count} other shops") };
    format!("it is still placed in {shops}, which this catalog does not manage")
}

/// Takes a deleted article out of a group, unless another catalog owns that.
fn leave_group(changes: &mut Changes, index: usize, dependent: Dependent, catalog: &str) {
    let resource = &mut changes.resources[index];
    match &dependent.owner {
        Some(owner) if owner != catalog => changes.problems.refusals.push(Refusal {
            message: format!(
                "`{}` is a member of `{}`, which the catalog `{owner}` owns",
                resource.key, dependent.holder
            ),
            help: format!("take `{}` out of that group first", resource.key),
        }),
        _ => {
            let key = dependent.holder.join([Value::Key(resource.key.clone())]);
            go_with(resource, dependent.row, key);
        }
    }
}

/// The key of a row that goes with another, with names where there are any.
fn named_key(row: &LiveRow, names: &Names) -> Key {
    let named = |column: &&str| match (row.table.column(column).kind, row.get(column)) {
        (Type::Reference(target), Value::Id(id)) => {
            names.get(&(target.name, *id)).cloned().map_or(Value::Id(*id), Value::Key)
        }
        (_, value) => value.clone(),
    };
    Key::new(row.table.key.iter().map(named).collect())
}

/// The rows that are deleted, with the resource that each belongs to.
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

fn go_with(resource: &mut ResourceChange, row: LiveRow, key: Key) {
    let stored = Stored {
        row: Row { table: row.table, key, cells: row.cells, place: None },
        id: row.id,
        parent: row.parent,
    };
    resource.rows.push(removal(&stored, Cause::Files, Some(Note::GoesWith)));
}

fn refusal(changes: &Changes, referrer: &Referrer) -> Refusal {
    let owner = changes.resources.iter().find_map(|resource| {
        let row = resource.rows.iter().find(|row| {
            row.action == Action::Delete
                && row.table.physical == referrer.target
                && row.id == Some(referrer.id)
        })?;
        let words = row.table.words_for(&row.key);
        let name = format!("{} `{}`", resource.kind, resource.key);
        Some(if words.is_empty() { name } else { format!("`{words}` of {name}") })
    });
    let what = owner.unwrap_or_else(|| format!("{} {}", referrer.target, referrer.id));
    let Referrer { table, column, count, .. } = referrer;
    let rows = if *count == 1 { "1 row refers".to_owned() } else { format!("{count} rows refer") };
    Refusal {
        message: format!("{what} cannot be deleted: {rows} to it from `{table}` (`{column}`)"),
        help: format!("put it back into the files, or move those rows of `{table}` to something else first"),
    }
}
