//! Compares resource by resource.

use super::assemble::{LiveResource, assemble};
use super::compare::{self, States, removal};
use super::find::{Finder, Found, Index, Located, shop_tables};
use super::named::{ambiguous, external_roots};
use super::{Cause, Changes, Names, Note, Refusal, ResourceChange, RowChange, Verb, shared, verify};
use crate::catalog::{Desired, DesiredResource};
use crate::kinds::Kinds;
use crate::live::{Live, LiveRow, Resident};
use crate::model::Manifest;
use crate::table::{Key, Link, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Compares a resource in the files with the database and with what was last applied.
pub fn diff(kinds: &Kinds, manifest: &Manifest, desired: &Desired, live: &Live) -> Changes {
    let mut differ = Differ::new(kinds, desired, live);
    let located = differ.find();
    differ.name(&located);
    for (resource, located) in desired.resources.iter().zip(&located) {
        differ.compare(resource, located);
    }
    let kept: BTreeSet<(&str, Uuid)> = located
        .iter()
        .filter_map(|l| l.resident.as_ref())
        .map(|resident| (resident.root.name, resident.id))
        .collect();
    let owned = differ.owned.values().copied();
    let left: Vec<&Resident> =
        owned.filter(|resident| !kept.contains(&(resident.root.name, resident.id))).collect();
    left.iter().for_each(|resident| differ.leave(resident));
    differ.refuse_ambiguous(&left);
    differ.refuse_twice();
    let mut changes = differ.changes;
    shared::settle(&mut changes, desired, live);
    verify::verify(kinds, manifest, desired, live, &mut changes);
    changes
}

/// The comparison under way.
pub(super) struct Differ<'a> {
    pub(super) desired: &'a Desired,
    pub(super) index: Index<'a>,
    pub(super) changes: Changes,
    pub(super) kinds: &'a Kinds,
    live: &'a Live,
    wanted: BTreeSet<(&'static str, Key)>,
    pub(super) owned: BTreeMap<(&'static str, Uuid), &'a Resident>,
}

impl<'a> Differ<'a> {
    fn new(kinds: &'a Kinds, desired: &'a Desired, live: &'a Live) -> Self {
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
            shop: shop_tables(self.kinds.tables()),
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
        let mut foreign: BTreeMap<(&'static str, Key), Vec<Uuid>> = BTreeMap::new();
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

    pub(super) fn assemble(
        &self,
        root: &LiveRow,
        key: &Key,
        desired: Option<&DesiredResource>,
    ) -> LiveResource {
        let rows = desired.map(|resource| &resource.rows);
        let mut resource = assemble(root, key, &self.index, &self.changes.names, self.kinds.tables(), rows);
        resource.rows.retain(|_, stored| !self.desired.ignored.contains(&stored.row));
        resource.duplicates.retain(|stored| !self.desired.ignored.contains(&stored.row));
        resource
    }

    fn compare(&mut self, resource: &DesiredResource, located: &Located<'a>) {
        let (found, resident) = (located.found, located.resident.as_deref());
        let live =
            found.row().map(|row| self.assemble(row, &resource.key, Some(resource))).unwrap_or_default();
        let returns = resident.is_none() && matches!(found, Found::Deleted(..));
        let rows = self.rows(resource, resident, &live, returns);
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
        if verb == Verb::Refresh {
            self.changes.unchanged += 1;
            if is_current(resident, resource, &live) {
                return;
            }
        }
        let id = found.row().map(|row| row.id);
        self.changes.resources.push(ResourceChange {
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
            desired: Some(resource.rows.iter().cloned().collect()),
            drifted,
            edits: Vec::new(),
            notes: Vec::new(),
        });
    }

    /// The rows of a resource that change.
    fn rows(
        &self,
        resource: &DesiredResource,
        resident: Option<&Resident>,
        live: &LiveResource,
        returns: bool,
    ) -> Vec<RowChange> {
        let files: BTreeMap<_, &Row> =
            resource.rows.iter().map(|row| ((row.table.name, row.key.clone()), row)).collect();
        let applied = applied(resident);
        let speaks = |row: &Row| returns || speaks_of(row.table, &resource.key, [&files, &applied]);
        let mut keys: BTreeSet<_> = files.keys().cloned().collect();
        keys.extend(live.rows.iter().filter(|(_, stored)| speaks(&stored.row)).map(|(at, _)| at.clone()));
        let mut rows: Vec<RowChange> = keys
            .iter()
            .filter_map(|at| {
                let states = States {
                    files: files.get(at).copied(),
                    live: live.rows.get(at),
                    applied: applied.get(at).copied(),
                    owned: resident.is_some(),
                    returns,
                };
                compare::row(states, &self.desired.defaults)
            })
            .collect();
        let duplicates = live.duplicates.iter().filter(|stored| speaks(&stored.row));
        rows.extend(duplicates.map(|stored| removal(stored, Cause::Files, Some(Note::Duplicate))));
        rows
    }

    /// No live row can be two resources.
    fn refuse_twice(&mut self) {
        let mut seen: BTreeMap<(&str, Uuid), Key> = BTreeMap::new();
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

/// Whether the files, or what was last applied, say anything of rows of a table. Rows that an article may share
/// are managed only where the column that leads to them is.
fn speaks_of(table: &Table, key: &Key, rows: [&BTreeMap<(&'static str, Key), &Row>; 2]) -> bool {
    let Some(parent) = &table.parent else { return true };
    let Link::Shared(column) = parent.link else { return speaks_of(parent.table, key, rows) };
    let at = (parent.table.name, key.clone());
    rows.iter().any(|rows| rows.get(&at).is_some_and(|row| row.get(column).is_some()))
}

/// The kind by which a live root can be named: of several, the one that says the least.
fn kind_of(kinds: &Kinds, row: &LiveRow) -> Option<String> {
    kinds.iter().filter(|kind| kind.root() == row.table).last().map(|kind| kind.name().to_owned())
}

/// The last applied rows by table and key.
fn applied(resident: Option<&Resident>) -> BTreeMap<(&'static str, Key), &Row> {
    let rows = resident.into_iter().flat_map(|resident| &resident.rows);
    rows.map(|(_, row)| ((row.table.name, row.key.clone()), row)).collect()
}

/// Whether the ledger says exactly what the files say.
fn is_current(resident: Option<&Resident>, resource: &DesiredResource, live: &LiveResource) -> bool {
    let Some(resident) = resident else { return false };
    let same = |(id, row): &(Uuid, Row)| {
        let wanted = resource.rows.get(row.table, &row.key);
        let exists = live.rows.get(&(row.table.name, row.key.clone())).is_some_and(|stored| stored.id == *id);
        exists && wanted.is_some_and(|wanted| recorded(wanted) == recorded(row))
    };
    resident.rows.len() == resource.rows.len()
        && resident.rows.iter().all(same)
        && resident.file == resource.document.file.path()
}

/// The values of a row that the ledger records: those that the files decide for good.
fn recorded(row: &Row) -> Vec<Option<&crate::table::Value>> {
    let columns = row.table.columns.iter().zip(&row.values);
    columns.map(|(column, value)| value.as_ref().filter(|_| column.is_managed())).collect()
}

impl RowChange {
    /// The row's values: those that it will have, or else had.
    pub fn values(&self) -> &[Option<crate::table::Value>] {
        self.after.as_deref().or(self.before.as_deref()).unwrap_or_default()
    }
}
