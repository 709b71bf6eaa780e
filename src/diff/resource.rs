//! Compares resource by resource.

use super::assemble::{LiveResource, assemble};
use super::compare::{self, States, removal};
use super::find::{Finder, Found, Index, Located, marking_tables, moved};
use super::named::{ambiguous, external_roots};
use super::{Action, Cause, Changes, Names, Note, Problems, Refusal, ResourceChange, RowChange, Verb};
use super::{shared, verify};
use crate::catalog::{Desired, DesiredResource};
use crate::kinds::Kinds;
use crate::live::{Live, LiveRow, Resident};
use crate::model::Manifest;
use crate::table::{Cells, Id, Key, Link, Row, Rows, Table, record};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Compares resources in the files with the database and with what was last applied. The rows that were last applied
/// have been read of every resource of which they are [needed](Comparison::needed).
pub fn diff(kinds: &Kinds, manifest: &Manifest, desired: &Desired<'_>, live: &Live) -> Changes {
    Comparison::new(kinds, manifest, desired, live).changes(&BTreeMap::new())
}

/// The rows of resources as they were last applied, by root table and id.
pub type Applied = BTreeMap<(&'static str, Id), Vec<(Id, Row)>>;

/// A comparison that has found what is as the files want it, and as it was last applied: of that the fingerprint in
/// the ledger is enough, and nothing is kept.
pub struct Comparison<'a> {
    differ: Differ<'a>,
    manifest: &'a Manifest,
    live: &'a Live,
    located: Vec<Located<'a>>,
    /// Whether each resource in the files is as it should be.
    settled: Vec<bool>,
}

impl<'a> Comparison<'a> {
    /// Finds the live row of each resource, and what does not change.
    pub fn new(kinds: &'a Kinds, manifest: &'a Manifest, desired: &'a Desired<'a>, live: &'a Live) -> Self {
        let mut differ = Differ::new(kinds, desired, live);
        let located = differ.find();
        differ.name(&located);
        let each = desired.resources.par_iter().zip(&located);
        let settled = each.map(|(resource, located)| differ.is_settled(resource, located)).collect();
        Self { differ, manifest, live, located, settled }
    }

    /// The resources of which the rows that were last applied are needed, by root table and id: those that change, and
    /// those that have left the files.
    pub fn needed(&self) -> Vec<(&'static Table, Id)> {
        let unread = |resident: &Resident| resident.rows.is_none().then_some((resident.root, resident.id));
        let changed = self.located.iter().zip(&self.settled).filter(|(_, settled)| !**settled);
        let changed = changed.filter_map(|(located, _)| unread(located.resident?));
        changed.chain(self.left().into_iter().filter_map(unread)).collect()
    }

    /// What the catalog owns and no file names.
    fn left(&self) -> Vec<&'a Resident> {
        let kept: BTreeSet<(&str, Id)> = self
            .located
            .iter()
            .filter_map(|located| located.resident.as_ref())
            .map(|resident| (resident.root.name, resident.id))
            .collect();
        let owned = self.differ.owned.values().copied();
        owned.filter(|resident| !kept.contains(&(resident.root.name, resident.id))).collect()
    }

    /// Everything that has to change.
    pub fn changes(mut self, applied: &Applied) -> Changes {
        let left = self.left();
        let each = self.differ.desired.resources.par_iter().zip(&self.located).zip(&self.settled);
        let differ = &self.differ;
        let compared: Vec<Option<Compared>> = each
            .map(|((resource, located), settled)| {
                (!settled).then(|| differ.compare(resource, located, applied))
            })
            .collect();
        let unchanged = compared.iter().filter(|it| it.as_ref().is_none_or(|it| it.is_unchanged)).count();
        self.differ.changes.unchanged = unchanged;
        for Compared { change, problems, .. } in compared.into_iter().flatten() {
            self.differ.changes.resources.extend(change);
            self.differ.changes.problems.add(problems);
        }
        left.iter().for_each(|resident| self.differ.leave(resident, &applied_rows(resident, applied)));
        self.differ.refuse_ambiguous(&left);
        self.differ.refuse_twice();
        let mut changes = self.differ.changes;
        shared::settle(&mut changes, self.differ.desired, self.live);
        verify::verify(self.differ.kinds, self.manifest, self.differ.desired, self.live, &mut changes);
        changes
    }
}

/// What comparing one resource gave.
struct Compared {
    change: Option<ResourceChange>,
    problems: Problems,
    is_unchanged: bool,
}

/// The rows of a resource that were last applied.
fn applied_rows(resident: &Resident, applied: &Applied) -> Vec<(Id, Row)> {
    let read = applied.get(&(resident.root.name, resident.id));
    resident.rows.as_ref().or(read).cloned().unwrap_or_default()
}

/// The comparison under way.
pub(super) struct Differ<'a> {
    pub(super) desired: &'a Desired<'a>,
    pub(super) index: Index<'a>,
    pub(super) changes: Changes,
    pub(super) kinds: &'a Kinds,
    live: &'a Live,
    wanted: BTreeSet<(&'static str, Key)>,
    pub(super) owned: BTreeMap<(&'static str, Id), &'a Resident>,
}

impl<'a> Differ<'a> {
    fn new(kinds: &'a Kinds, desired: &'a Desired<'a>, live: &'a Live) -> Self {
        let own = live.ledger.iter().filter(|resident| resident.catalog == desired.catalog);
        Self {
            desired,
            kinds,
            live,
            index: Index::new(live),
            wanted: desired.resources.iter().map(|r| (r.kind.root().name, r.key.clone())).collect(),
            owned: own.map(|resident| ((resident.root.name, resident.id), resident)).collect(),
            changes: Changes::default(),
        }
    }

    /// Finds the live root of every resource in the files, and of every article that they say is elsewhere.
    fn find(&mut self) -> Vec<Located<'a>> {
        let residents: BTreeMap<(&str, &Key), &'a Resident> =
            self.owned.values().map(|resident| ((resident.root.name, &resident.key), *resident)).collect();
        let finder = Finder {
            index: &self.index,
            wanted: &self.wanted,
            owned: &self.owned,
            shop: marking_tables(self.kinds.tables()),
        };
        let problems = &mut self.changes.problems;
        let mut located = Vec::with_capacity(self.desired.resources.len());
        for resource in &self.desired.resources {
            let (root, key) = (resource.kind.root(), &resource.key);
            located.push(finder.find(root, key, residents.get(&(root.name, key)).copied(), problems));
        }
        for (number, named) in self.desired.external.iter().enumerate() {
            let key = Key::of(named.name.as_str());
            let roots = external_roots(named, self.kinds).into_iter();
            let found: Vec<&LiveRow> =
                roots.filter_map(|root| finder.external(root, &key, problems)).collect();
            if let [_, _, ..] = found.as_slice() {
                let kinds: Vec<String> = found.iter().filter_map(|row| kind_of(self.kinds, row)).collect();
                problems.findings.push(ambiguous("external", number, named, &kinds));
            }
            self.changes.roots.extend(found.iter().map(|row| ((row.table.name, key.clone()), row.id)));
        }
        located
    }

    /// Gives every row that can be referred to its natural key, and every key one row.
    fn name(&mut self, located: &[Located<'a>]) {
        let mut roots = std::mem::take(&mut self.changes.roots);
        let mut foreign: BTreeMap<(&'static str, Key), Vec<Id>> = BTreeMap::new();
        for ((table, id), row) in
            self.index.roots.iter().filter(|(at, row)| !row.is_deleted() && !self.owned.contains_key(at))
        {
            foreign.entry((table, row.root_key())).or_default().push(*id);
        }
        for resident in self.owned.values() {
            if self.index.root(resident.root, resident.id).is_some_and(|row| !row.is_deleted()) {
                roots.insert((resident.root.name, resident.key.clone()), resident.id);
            }
        }
        for (resource, located) in self.desired.resources.iter().zip(located) {
            let at = (resource.kind.root().name, resource.key.clone());
            roots.remove(&at);
            roots.extend(located.found.row().map(|row| (at, row.id)));
        }
        for (at, ids) in foreign {
            // Twins that nobody chose between are not what a reference by key means.
            if let ([id], false, false) = (ids.as_slice(), roots.contains_key(&at), self.wanted.contains(&at))
            {
                roots.insert(at, *id);
            }
        }
        let mut names: Names = roots.iter().map(|((table, key), id)| ((*table, *id), key.clone())).collect();
        for ((table, key), ids) in self.live.lookups.iter() {
            if let [id] = ids.as_slice() {
                names.insert((table, *id), key.clone());
            }
        }
        self.changes.roots = roots;
        self.changes.names = names;
    }

    pub(super) fn assemble(&self, root: &LiveRow, key: &Key, wanted: Option<&Rows>) -> LiveResource {
        let mut resource = assemble(root, key, &self.index, &self.changes.names, self.kinds.tables(), wanted);
        resource.rows.retain(|_, stored| !self.desired.ignored.contains(&stored.row));
        resource.duplicates.retain(|stored| !self.desired.ignored.contains(&stored.row));
        resource
    }

    /// Whether a resource is as the files want it, and as it was last applied. Where the fingerprints of what is wanted
    /// and of what was applied are the same, so are their rows.
    fn is_settled(&self, resource: &DesiredResource, located: &Located<'_>) -> bool {
        let (Found::Owned(root), Some(resident)) = (located.found, located.resident) else { return false };
        let is_alike = resident.key == resource.key
            && resident.kind == resource.kind.name()
            && resident.protect == resource.protect
            && resident.file == resource.document.file.path();
        is_alike && {
            let wanted = self.desired.rows(resource);
            let live = self.assemble(root, &resource.key, Some(&wanted));
            self.rows(&resource.key, &wanted, Some(&wanted), &live, false).is_empty()
                && record::fingerprint(&recorded(&wanted, &live)) == resident.hash
        }
    }

    fn compare(&self, resource: &DesiredResource, located: &Located<'_>, applied: &Applied) -> Compared {
        let (found, resident) = (located.found, located.resident);
        let mut wanted = self.desired.rows(resource);
        let mut problems = Problems::default();
        verify::wanted(&wanted, resource.document, self.live, &mut problems);
        let live =
            found.row().map(|row| self.assemble(row, &resource.key, Some(&wanted))).unwrap_or_default();
        let returns = resident.is_none() && matches!(found, Found::Deleted(..));
        let applied = resident
            .map(|resident| moved(applied_rows(resident, applied), &resident.key, &resource.key))
            .unwrap_or_default();
        let ids: Vec<Id> = applied.iter().map(|(id, _)| *id).collect();
        let applied = resident.map(|_| applied.into_iter().map(|(_, row)| row).collect::<Rows>());
        let rows = self.rows(&resource.key, &wanted, applied.as_ref(), &live, returns);
        let former_kind = resident.map(|r| r.kind.clone()).filter(|kind| kind != resource.kind.name());
        let protect = (resource.protect, resident.is_some_and(|resident| resident.protect));
        let (verb, drifted) = match found {
            Found::Nothing(drifted) => (Verb::Create, drifted),
            Found::Unowned(_) => (Verb::Adopt, resident.is_some()),
            Found::Deleted(_, drifted) => (Verb::Revive, drifted),
            Found::Owned(_) if !rows.is_empty() || former_kind.is_some() || protect.0 != protect.1 => {
                (Verb::Change, false)
            }
            Found::Owned(_) => (Verb::Refresh, false),
        };
        let is_unchanged = verb == Verb::Refresh;
        if is_unchanged
            && resident.is_some_and(|resident| resident.file == resource.document.file.path())
            && applied.is_some_and(|applied| is_current(&applied, &ids, &wanted, &live))
        {
            return Compared { change: None, problems, is_unchanged };
        }
        // A new row is in the plan once: as the change that inserts it.
        let new = rows.iter().filter(|row| row.action == Action::Insert);
        new.for_each(|row| drop(wanted.take(row.table, &row.key)));
        let id = found.row().map(|row| row.id);
        let change = ResourceChange {
            verb,
            kind: resource.kind.name().to_owned(),
            former_kind,
            protect,
            root: resource.kind.root(),
            key: resource.key.clone(),
            document: Some(resource.document),
            id,
            former_id: resident.map(|resident| resident.id).filter(|former| Some(*former) != id),
            rows,
            before: live.all().cloned().collect(),
            kept: Some(wanted.into_rows()),
            drifted,
            edits: Vec::new(),
            notes: Vec::new(),
        };
        Compared { change: Some(change), problems, is_unchanged }
    }

    /// The rows of a resource that change.
    fn rows(
        &self,
        key: &Key,
        files: &Rows,
        applied: Option<&Rows>,
        live: &LiveResource,
        returns: bool,
    ) -> Vec<RowChange> {
        let none = Rows::default();
        let speaks = |row: &Row| returns || speaks_of(row.table, key, [files, applied.unwrap_or(&none)]);
        let mut keys: BTreeSet<(&'static str, &Key)> =
            files.iter().map(|row| (row.table.name, &row.key)).collect();
        let spoken = live.rows.values().filter(|stored| speaks(&stored.row));
        keys.extend(spoken.map(|stored| (stored.row.table.name, &stored.row.key)));
        let mut rows: Vec<RowChange> = keys
            .into_iter()
            .filter_map(|(table, key)| {
                let at = (table, key.clone());
                let states = States {
                    files: files.at(&at),
                    live: live.rows.get(&at),
                    applied: applied.and_then(|rows| rows.at(&at)),
                    owned: applied.is_some(),
                    returns,
                };
                compare::row(states, &self.desired.defaults)
            })
            .collect();
        stay_below_deleted(&mut rows);
        let duplicates = live.duplicates.iter().filter(|stored| speaks(&stored.row));
        rows.extend(duplicates.map(|stored| removal(stored, Cause::Files, Some(Note::Duplicate))));
        rows
    }

    /// No live row can be two resources.
    fn refuse_twice(&mut self) {
        let mut seen: BTreeMap<(&str, Id), Key> = BTreeMap::new();
        for change in &self.changes.resources {
            let Some(id) = change.id else { continue };
            if let Some(other) = seen.insert((change.root.name, id), change.key.clone()) {
                self.changes.problems.stops.push(Refusal {
                    message: format!(
                        "`{other}` and `{}` are one row of `{}`: {id}",
                        change.key, change.root.physical
                    ),
                    help: "somebody renamed it in the database: give it its name back there, then plan again"
                        .to_owned(),
                });
            }
        }
    }
}

/// Rows below one that is only marked as deleted stay with it, unless their table says otherwise.
fn stay_below_deleted(rows: &mut Vec<RowChange>) {
    let is_marked = |row: &&RowChange| row.action == Action::Delete && row.table.soft_delete.is_some();
    let marked: BTreeSet<(&str, Key)> =
        rows.iter().filter(is_marked).map(|row| (row.table.name, row.key.clone())).collect();
    let is_below = |row: &RowChange| {
        let above =
            std::iter::successors(row.table.parent.as_ref(), |parent| parent.table.table().parent.as_ref());
        let mut above =
            above.map(|parent| (parent.table.table().name, row.key.prefix(parent.table.key_length())));
        above.any(|at| marked.contains(&at))
    };
    if !marked.is_empty() {
        rows.retain(|row| row.action != Action::Delete || !row.table.survives || !is_below(row));
    }
}

/// Whether the files, or what was last applied, say anything of rows of a table. Rows that an article may share
/// are managed only where the column that leads to them is.
fn speaks_of(table: &Table, key: &Key, rows: [&Rows; 2]) -> bool {
    let Some(parent) = &table.parent else { return true };
    let Link::Shared(column) = parent.link else { return speaks_of(&parent.table, key, rows) };
    rows.iter().any(|rows| rows.get(&parent.table, key).is_some_and(|row| row.get(column).is_some()))
}

/// The kind by which a live root can be named: of several, the one that says the least.
fn kind_of(kinds: &Kinds, row: &LiveRow) -> Option<String> {
    kinds.iter().filter(|kind| kind.root() == row.table).last().map(|kind| kind.name().to_owned())
}

/// Whether the ledger says exactly what the files say, though not in the words of this version.
fn is_current(applied: &Rows, ids: &[Id], wanted: &Rows, live: &LiveResource) -> bool {
    let managed = |row: &Row| {
        let said = row.said().filter(|(column, _)| column.is_managed());
        said.map(|(column, value)| (column.name, value.clone())).collect::<Vec<_>>()
    };
    let is_same = |row: &Row| wanted.get(row.table, &row.key).is_some_and(|it| managed(it) == managed(row));
    let exist: BTreeSet<Id> = live.rows.values().map(|stored| stored.id).collect();
    applied.len() == wanted.len() && applied.iter().all(is_same) && ids.iter().all(|id| exist.contains(id))
}

/// The rows that a resource would have in the ledger, if it were applied as it is.
fn recorded(wanted: &Rows, live: &LiveResource) -> String {
    let id =
        |row: &Row| live.rows.get(&(row.table.name, row.key.clone())).map(|stored| stored.id.to_string());
    record::rows(wanted.iter().map(|row| (row.table, &row.key, &row.cells, id(row))))
}

impl RowChange {
    /// The row's values: those that it will have, or else had.
    pub fn cells(&self) -> &Cells {
        static NONE: Cells = Cells::NONE;
        self.after.as_ref().or(self.before.as_ref()).unwrap_or(&NONE)
    }
}
