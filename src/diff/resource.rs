//! Compares one resource.

use super::assemble::{LiveResource, assemble};
use super::compare::{self, States, removal};
use super::comparison::Applied;
use super::find::{Finder, Found, Index, Located, marking_tables, moved};
use super::named::{ambiguous, external_roots};
use super::rows::{is_current, recorded, speaks_of, stay_below_deleted};
use super::verify;
use super::{Action, Cause, Changes, Names, Note, Problems, Refusal, ResourceChange, RowChange, Verb};
use crate::catalog::{Desired, DesiredResource};
use crate::kinds::Kinds;
use crate::live::{Live, LiveRow, Resident};
use crate::table::{Cells, Id, Key, Row, Rows, record};
use std::collections::{BTreeMap, BTreeSet};

/// What comparing one resource gave.
pub(super) struct Compared {
    /// What changes, if anything does.
    pub(super) change: Option<ResourceChange>,
    /// What stands in the way.
    pub(super) problems: Problems,
    /// Whether nothing changes that a person would see.
    pub(super) is_unchanged: bool,
}

/// The rows of a resource that were last applied.
pub(super) fn applied_rows(resident: &Resident, applied: &Applied) -> Vec<(Id, Row)> {
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
    pub(super) fn new(kinds: &'a Kinds, desired: &'a Desired<'a>, live: &'a Live) -> Self {
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
    pub(super) fn find(&mut self) -> Vec<Located<'a>> {
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
    pub(super) fn name(&mut self, located: &[Located<'a>]) {
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
    pub(super) fn is_settled(&self, resource: &DesiredResource, located: &Located<'_>) -> bool {
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

    pub(super) fn compare(
        &self,
        resource: &DesiredResource,
        located: &Located<'_>,
        applied: &Applied,
    ) -> Compared {
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
        let rows = applied.iter().map(|(_, row)| row.clone()).collect::<Rows>();
        let rows = self.rows(&resource.key, &wanted, resident.map(|_| &rows), &live, returns);
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
            && is_current(&applied, &wanted, &live)
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
        let mut duplicates: Vec<RowChange> =
            duplicates.map(|stored| removal(stored, Cause::Files, Some(Note::Duplicate))).collect();
        stay_below_deleted(&mut duplicates);
        rows.extend(duplicates);
        rows
    }

    /// No live row can be two resources.
    pub(super) fn refuse_twice(&mut self) {
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

/// The kind by which a live root can be named: of several, the one that says the least.
fn kind_of(kinds: &Kinds, row: &LiveRow) -> Option<String> {
    kinds.iter().filter(|kind| kind.root() == row.table).last().map(|kind| kind.name().to_owned())
}

impl RowChange {
    /// The row's values: those that it will have, or else had.
    pub fn cells(&self) -> &Cells {
        static NONE: Cells = Cells::NONE;
        self.after.as_ref().or(self.before.as_ref()).unwrap_or(&NONE)
    }
}
