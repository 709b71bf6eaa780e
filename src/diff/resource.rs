//! Compares resource by resource.

use super::assemble::{LiveResource, assemble};
use super::compare::{self, States, removal, soft_removal};
use super::find::{Found, Index, find, shop_tables};
use super::live::{Live, LiveRow, Resident, Stored};
use super::{Action, Cause, Changes, Note, Refusal, ResourceChange, RowChange, Verb, shared, verify};
use crate::catalog::{Desired, DesiredResource};
use crate::model::Manifest;
use crate::table::{Key, Row, Table, Tables};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Compares what the files want with what lives and with what was last applied.
pub fn diff(manifest: &Manifest, desired: &Desired, live: &Live, tables: &Tables) -> Changes {
    let mut differ = Differ::new(desired, live, tables);
    let found = differ.find();
    differ.name(&found);
    for (resource, found) in desired.resources.iter().zip(&found) {
        differ.compare(resource, *found);
    }
    for resident in live.ledger.iter().filter(|resident| resident.catalog == desired.catalog) {
        if !differ.wanted.contains(&(resident.root.name, resident.key.clone())) {
            differ.leave(resident);
        }
    }
    let Differ { mut changes, index, .. } = differ;
    shared::settle(&mut changes, desired, live);
    verify::verify(manifest, desired, live, &index, &mut changes);
    changes
}

struct Differ<'a> {
    desired: &'a Desired,
    tables: &'a Tables,
    live: &'a Live,
    index: Index<'a>,
    wanted: BTreeSet<(&'static str, Key)>,
    residents: BTreeMap<(&'static str, Key), &'a Resident>,
    changes: Changes,
}

impl<'a> Differ<'a> {
    fn new(desired: &'a Desired, live: &'a Live, tables: &'a Tables) -> Self {
        let own = live.ledger.iter().filter(|resident| resident.catalog == desired.catalog);
        Self {
            desired,
            tables,
            live,
            index: Index::new(live),
            wanted: desired.resources.iter().map(|r| (r.kind.root.name, r.key.clone())).collect(),
            residents: own.map(|resident| ((resident.root.name, resident.key.clone()), resident)).collect(),
            changes: Changes::default(),
        }
    }

    fn resident(&self, table: &Table, key: &Key) -> Option<&'a Resident> {
        self.residents.get(&(table.name, key.clone())).copied()
    }

    /// Finds the live root of every resource in the files.
    fn find(&mut self) -> Vec<Found<'a>> {
        let shop = shop_tables(self.tables);
        let mut found = Vec::with_capacity(self.desired.resources.len());
        for resource in &self.desired.resources {
            let (root, key) = (resource.kind.root, &resource.key);
            let resident = self.resident(root, key);
            found.push(find(&self.index, root, key, resident, &shop, &mut self.changes.problems));
        }
        found
    }

    /// Gives every root that can be referred to its natural key.
    fn name(&mut self, found: &[Found<'a>]) {
        let mut names = BTreeMap::new();
        for (id, row) in &self.index.roots {
            let key = row.root_key();
            // A twin of a resource's root, or a deleted row, is not what a reference by key means.
            if !row.is_deleted() && !self.wanted.contains(&(row.table.name, key.clone())) {
                names.insert(*id, key);
            }
        }
        for resident in self.residents.values() {
            if self.index.roots.get(&resident.id).is_some_and(|row| !row.is_deleted()) {
                names.insert(resident.id, resident.key.clone());
            }
        }
        for (resource, found) in self.desired.resources.iter().zip(found) {
            if let Some(row) = found.row() {
                names.insert(row.id, resource.key.clone());
            }
        }
        let table = |id: &Uuid| self.index.roots[id].table.name;
        self.changes.roots = names.iter().map(|(id, key)| ((table(id), key.clone()), *id)).collect();
        for ((_, key), ids) in self.live.lookups.iter() {
            names.extend(ids.iter().map(|id| (*id, key.clone())));
        }
        self.changes.names = names;
    }

    fn assemble(&self, root: &LiveRow, key: &Key, desired: Option<&DesiredResource>) -> LiveResource {
        let rows = desired.map(|resource| &resource.rows);
        let mut resource = assemble(root, key, &self.index, &self.changes.names, self.tables, rows);
        resource.rows.retain(|_, stored| !self.desired.ignored.contains(&stored.row));
        resource.duplicates.retain(|stored| !self.desired.ignored.contains(&stored.row));
        resource
    }

    fn compare(&mut self, resource: &DesiredResource, found: Found<'a>) {
        let resident = self.resident(resource.kind.root, &resource.key);
        let live =
            found.row().map(|row| self.assemble(row, &resource.key, Some(resource))).unwrap_or_default();
        let rows = self.rows(resource, resident, &live);
        let former_kind = resident.map(|r| r.kind.clone()).filter(|kind| kind != resource.kind.name);
        let protect = (resource.protect, resident.is_some_and(|resident| resident.protect));
        let (verb, drifted) = match found {
            Found::Nothing(drifted) => (Verb::Create, drifted),
            Found::Unowned(_) => (Verb::Adopt, resident.is_some()),
            Found::Deleted(_, drifted) => (Verb::Revive, drifted),
            Found::Owned(_) if !rows.is_empty() || former_kind.is_some() || protect.0 != protect.1 => {
                (Verb::Change, false)
            }
            Found::Owned(_) if is_current(resident, resource, &live) => {
                self.changes.unchanged += 1;
                return;
            }
            Found::Owned(_) => (Verb::Refresh, false),
        };
        if verb == Verb::Refresh {
            self.changes.unchanged += 1;
        }
        self.changes.resources.push(ResourceChange {
            verb,
            kind: resource.kind.name.to_owned(),
            former_kind,
            protect,
            root: resource.kind.root,
            key: resource.key.clone(),
            origin: Some(resource.origin.clone()),
            id: found.row().map(|row| row.id),
            rows,
            before: live.all().cloned().collect(),
            desired: Some(resource.rows.iter().cloned().collect()),
            drifted,
            edits: Vec::new(),
        });
    }

    /// The rows of a resource that change.
    fn rows(
        &self,
        resource: &DesiredResource,
        resident: Option<&Resident>,
        live: &LiveResource,
    ) -> Vec<RowChange> {
        let files: BTreeMap<_, &Row> =
            resource.rows.iter().map(|row| ((row.table.name, row.key.clone()), row)).collect();
        let applied = applied(resident);
        let keys: BTreeSet<_> = files.keys().chain(live.rows.keys()).cloned().collect();
        let mut rows: Vec<RowChange> = keys
            .iter()
            .filter_map(|at| {
                let states = States {
                    files: files.get(at).copied(),
                    live: live.rows.get(at),
                    applied: applied.get(at).copied(),
                    owned: resident.is_some(),
                };
                compare::row(states, &self.desired.defaults)
            })
            .collect();
        let duplicate = |stored: &Stored| removal(stored, Cause::Files, Some(Note::Duplicate));
        rows.extend(live.duplicates.iter().map(duplicate));
        rows
    }

    /// A resource that the ledger owns and the files no longer name.
    fn leave(&mut self, resident: &Resident) {
        let root = self.index.roots.get(&resident.id).copied().filter(|row| !row.is_deleted());
        let untouched = |verb| departure(resident, verb, Vec::new(), &LiveResource::default());
        let Some(root) = root else { return self.changes.resources.push(untouched(Verb::Refresh)) };
        if self.desired.release.contains(&resident.key) {
            return self.changes.resources.push(untouched(Verb::Release));
        }
        let live = self.assemble(root, &resident.key, None);
        if resident.protect {
            self.changes.problems.refusals.push(Refusal {
                message: format!("{} `{}` is protected and has left the files", resident.kind, resident.key),
                help: format!(
                    "restore it ({} described it), or apply it once with `protect: false`, then remove it",
                    resident.file
                ),
            });
        }
        let rows = removals(resident, &live);
        let mut change = departure(resident, Verb::Delete, rows, &live);
        change.edits = edits(resident, &live);
        self.changes.resources.push(change);
    }
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
        let lives = live.rows.get(&(row.table.name, row.key.clone())).is_some_and(|stored| stored.id == *id);
        lives && wanted.is_some_and(|wanted| recorded(wanted) == recorded(row))
    };
    resident.rows.len() == resource.rows.len()
        && resident.rows.iter().all(same)
        && resident.file == resource.origin.file
}

/// The values of a row that the ledger records: those that the files decide for good.
fn recorded(row: &Row) -> Vec<Option<&crate::table::Value>> {
    let columns = row.table.columns.iter().zip(&row.values);
    columns.map(|(column, value)| value.as_ref().filter(|_| column.is_managed())).collect()
}

fn departure(resident: &Resident, verb: Verb, rows: Vec<RowChange>, live: &LiveResource) -> ResourceChange {
    ResourceChange {
        verb,
        kind: resident.kind.clone(),
        former_kind: None,
        protect: (resident.protect, resident.protect),
        root: resident.root,
        key: resident.key.clone(),
        origin: None,
        id: Some(resident.id),
        rows,
        before: live.all().cloned().collect(),
        desired: None,
        drifted: false,
        edits: Vec::new(),
    }
}

/// How a resource is deleted: softly, with the rows that do not survive; or for real, with all its rows.
fn removals(resident: &Resident, live: &LiveResource) -> Vec<RowChange> {
    let Some(column) = resident.root.soft_delete() else {
        return live.all().map(|stored| removal(stored, Cause::Files, None)).collect();
    };
    let root = live.rows.get(&(resident.root.name, resident.key.clone()));
    let soft = root.map(|stored| soft_removal(resident.root, &resident.key, stored, column));
    let gone = live.all().filter(|stored| !stored.row.table.survives);
    soft.into_iter().chain(gone.map(|stored| removal(stored, Cause::Files, None))).collect()
}

/// What somebody edited since the last apply of a resource that goes.
fn edits(resident: &Resident, live: &LiveResource) -> Vec<(String, super::FieldChange)> {
    let mut edits = Vec::new();
    for (_, applied) in &resident.rows {
        let Some(stored) = live.rows.get(&(applied.table.name, applied.key.clone())) else { continue };
        let words = applied.table.words_for(&applied.key);
        let change = compare::row_edits(applied, &stored.row);
        edits.extend(change.into_iter().map(|edit| (words.clone(), edit)));
    }
    edits
}

impl RowChange {
    /// Whether the row is deleted from the table.
    pub fn is_delete(&self) -> bool {
        self.action == Action::Delete
    }
}
