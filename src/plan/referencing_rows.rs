//! Who refers to what is deleted, and to values that change.

use crate::diagnostic::{Code, counted};
use crate::diff::compare_rows::removal;
use crate::diff::{Action, Cause, Changes, Names, Note, Refusal, ResourceChange, RowChange, Verb};
use crate::kinds::Kinds;
use crate::live::{LiveRow, Stored};
use crate::table::{Fill, Id, Key, Row, Table, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Something is deleted that can only be disabled.
pub const SOLD: Code = Code::error(
    "B22",
    "sold-detail",
    "held by subscriptions",
    "A detail or a value of an enumeration is deleted that something refers to.",
    include_str!("codes/B22.md"),
);

/// What a set of changes deletes, for the search of what refers to it.
#[derive(Clone, Debug, Default)]
pub struct Deleted {
    /// Rows that are deleted for real, by physical table.
    pub rows: BTreeMap<&'static str, BTreeSet<Id>>,
    /// Roots that are deleted softly, by table.
    pub roots: BTreeMap<&'static str, (&'static Table, BTreeSet<Id>)>,
    /// Rows that are updated, by physical table and by column that changes: rows elsewhere may refer to its value, and
    /// by it they let go of what they referred to themselves.
    pub rewritten: BTreeMap<(&'static str, &'static str), BTreeSet<Id>>,
}

/// A root, by its table and its id.
pub type Root = (&'static str, Id);

/// Rows elsewhere that refer to a row that is deleted, or to a value in it that changes.
#[derive(Clone, Debug)]
pub struct Referrer {
    /// The table that is referred to.
    pub target: String,
    /// The row that is referred to.
    pub id: Id,
    /// The table that refers.
    pub table: String,
    /// By these columns.
    pub columns: Vec<String>,
    /// The foreign key that says so, where there is one.
    pub constraint: Option<String>,
    /// What of the row changes, where it is not deleted.
    pub change: Option<Rewrite>,
    /// How many rows do.
    pub count: i64,
}

/// What changes of a row that others refer to by a foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The columns that they refer to.
    pub columns: Vec<String>,
    /// What the foreign key does then, as SQL writes it.
    pub action: &'static str,
}

/// What follows from a deletion, besides the rows that the files no longer name.
#[derive(Debug, Default)]
pub struct Followers {
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

/// What a set of changes deletes and rewrites.
pub fn deleted(changes: &Changes) -> Deleted {
    deleted_by(&changes.resources)
}

/// What some resources delete and rewrite.
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
            Action::Insert => return,
            Action::Delete if row.table.soft_delete.is_none() => {
                self.rows.entry(physical).or_default().insert(id);
                return;
            }
            // The row stays, and with it what refers to it.
            Action::Delete | Action::Update => {}
        }
        for column in rewritten(row) {
            self.rewritten.entry((physical, column)).or_default().insert(id);
        }
    }
}

/// The columns that an update changes.
fn rewritten(row: &RowChange) -> impl Iterator<Item = &'static str> {
    let (before, after) = (row.before.as_ref(), row.after.as_ref().or(row.before.as_ref()));
    let differs = move |number: usize| {
        before.and_then(|cells| cells.get(number)) != after.and_then(|cells| cells.get(number))
    };
    // A reference may be a key on one side and an id on the other: the comparison knows whether it changes.
    let columns = row.table.columns.iter().enumerate();
    let changed = columns.filter(move |(number, column)| match column.kind {
        Type::Reference(_) => false,
        _ => column.fill == Fill::Changed || differs(*number),
    });
    let marked = row.table.soft_delete.filter(|_| row.action == Action::Delete).map(|soft| soft.column);
    let changed = changed.map(|(_, column)| column.name);
    // Those of a deletion are what somebody edited: it does not write them.
    let fields = row.fields.iter().filter(|_| row.action == Action::Update);
    changed.chain(fields.map(|field| field.column.0.name)).chain(marked)
}

/// Adds to the changes what goes with the deleted rows.
pub fn settle(changes: &mut Changes, followers: Followers, catalog: &str) {
    let deleting = deletions(changes);
    let is_going = |row: &LiveRow| deleting.contains_key(&(row.table.physical, row.id));
    for (row, of) in followers.companions.into_iter().filter(|(row, _)| !is_going(row)) {
        let Some(resource) = deleting.get(&of).and_then(|index| changes.resources.get_mut(*index)) else {
            continue;
        };
        let key = named_key(&row, &changes.names);
        go_with(resource, row, key);
    }
    let roots = soft_deletions(changes);
    let at = |root: &Root| roots.get(root).copied();
    for (root, count) in followers.elsewhere {
        let Some(index) = at(&root) else { continue };
        changes.resources[index].notes.push(still_placed(count));
    }
    for dependent in followers.dependents.into_iter().filter(|dependent| !is_going(&dependent.row)) {
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
    let shops = if count == 1 { "another shop".to_owned() } else { counted(count, "other shop") };
    format!("it is still placed in {shops}, which this catalog does not manage")
}

/// Takes a deleted article out of a group, unless another catalog owns that.
fn leave_group(changes: &mut Changes, index: usize, dependent: Dependent, catalog: &str) {
    let resource = &mut changes.resources[index];
    match &dependent.owner {
        Some(owner) if owner != catalog => changes.problems.refusals.push(Refusal {
            code: None,
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

/// Refuses to delete what others refer to, and to change what they refer to by.
pub fn refuse(changes: &mut Changes, referrers: &[Referrer], kinds: &Kinds) {
    let systems = kinds.systems();
    let subscriptions: BTreeSet<&str> =
        systems.iter().flat_map(|it| it.subscribers).map(|it| it.table).collect();
    // How the life of what has one ends is looked at once it is known who has it.
    let ending = ending(changes);
    let is_told = |it: &Referrer| {
        subscriptions.contains(it.table.as_str()) && ending.contains(&(it.target.as_str(), it.id))
    };
    let others = referrers.iter().filter(|referrer| !is_told(referrer));
    let refusals: Vec<Refusal> = others.map(|referrer| refusal(changes, referrer, kinds)).collect();
    changes.problems.refusals.extend(refusals);
}

/// The roots that are deleted of what has a life of its own, by physical table and id.
fn ending(changes: &Changes) -> BTreeSet<(&'static str, Id)> {
    let deleted =
        changes.resources.iter().filter(|it| it.verb == Verb::Delete && it.root.lifecycle.is_some());
    deleted.filter_map(|it| Some((it.root.physical, it.id?))).collect()
}

fn refusal(changes: &Changes, referrer: &Referrer, kinds: &Kinds) -> Refusal {
    let what = named(changes, referrer);
    let is_held = kinds.systems().iter().flat_map(|it| it.subscribers).any(|it| it.table == referrer.table);
    let is_own = kinds.tables().managed().iter().any(|table| table.own && table.physical == referrer.table);
    if !is_held && is_own && referrer.change.is_none() && kept(changes, referrer).is_none() {
        return Refusal::new(
            format!("{what} cannot be deleted: {}", referrer.referring()),
            "put it back into the files: those rows belong to resources that another catalog or nobody owns, or that were \
             deleted and keep their rows, since subscriptions renew by them",
        );
    }
    let instead = instead(changes, referrer).filter(|_| is_held && kept(changes, referrer).is_none());
    if let Some(instead) = instead {
        return Refusal {
            code: Some(SOLD.as_str()),
            message: format!("{what} cannot be deleted: {}", referrer.referring()),
            help: format!("put it back into the files, and disable it there: `{instead}`"),
        };
    }
    let table = &referrer.table;
    let referring = referrer.referring();
    if let Some(kept) = kept(changes, referrer) {
        let id = referrer.id;
        return Refusal {
            code: None,
            message: format!("{what} is there twice, and {id}, which is to go, is in use: {referring}"),
            help: format!("let those rows of `{table}` refer to {kept}, which stays, then plan again"),
        };
    }
    match &referrer.change {
        None => Refusal {
            code: None,
            message: format!("{what} cannot be deleted: {referring}"),
            help: format!(
                "put it back into the files, or move those rows of `{table}` to something else first"
            ),
        },
        Some(Rewrite { columns, action }) => Refusal {
            code: None,
            message: format!("{} of {what} cannot change: {referring} (ON UPDATE {action})", quoted(columns)),
            help: format!(
                "leave the value as it is, or move those rows of `{table}` to something else first; a foreign key that is \
                 ON UPDATE CASCADE follows the change"
            ),
        },
    }
}

impl Referrer {
    /// How many rows refer, and from where.
    pub fn referring(&self) -> String {
        let (rows, refer) = (counted(self.count, "row"), if self.count == 1 { "refers" } else { "refer" });
        let by = self.constraint.as_ref().map(|name| format!(" by the foreign key `{name}`"));
        format!(
            "{rows} {refer} to it from `{}` ({}){}",
            self.table,
            quoted(&self.columns),
            by.unwrap_or_default()
        )
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// How the sale of what is deleted is stopped instead, where that can be said.
fn instead(changes: &Changes, referrer: &Referrer) -> Option<&'static str> {
    let mut rows = changes.resources.iter().flat_map(|resource| &resource.rows);
    let is_meant = |row: &&RowChange| {
        let is_row = row.table.physical == referrer.target && row.id == Some(referrer.id);
        is_row && row.action == Action::Delete && referrer.change.is_none()
    };
    rows.find(is_meant)?.table.instead
}

/// The row that stays in the place of a duplicate.
fn kept(changes: &Changes, referrer: &Referrer) -> Option<Id> {
    let is_meant = |row: &&RowChange| {
        let is_twin = row.note == Some(Note::Duplicate) && row.table.physical == referrer.target;
        is_twin && row.id == Some(referrer.id)
    };
    changes.resources.iter().find_map(|resource| {
        let twin = resource.rows.iter().find(is_meant)?;
        let is_same =
            |it: &&Stored| it.row.table == twin.table && it.row.key == twin.key && Some(it.id) != twin.id;
        resource.before.iter().find(is_same).map(|stored| stored.id)
    })
}

/// The row that is referred to, as the files name it.
fn named(changes: &Changes, referrer: &Referrer) -> String {
    let is_meant = |row: &&RowChange| {
        row.table.physical == referrer.target
            && row.id == Some(referrer.id)
            && (row.action == Action::Delete || referrer.change.is_some())
    };
    let found = changes.resources.iter().find_map(|resource| {
        let row = resource.rows.iter().find(is_meant)?;
        let words = row.table.words_for(&row.key);
        let name = format!("{} `{}`", resource.kind, resource.key);
        Some(if words.is_empty() { name } else { format!("`{words}` of {name}") })
    });
    found.unwrap_or_else(|| format!("{} {}", referrer.target, referrer.id))
}
