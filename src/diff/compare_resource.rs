//! Compares one resource with its live rows and with the rows that were last applied.

use super::ambiguous_row::unclear;
use super::compare_rows::{self, States, removal};
use super::live_index::{FoundRoot, Index, Located, moved};
use super::live_resources::{LiveResource, Recorded, Sources, keys_of};
use super::resource_rows::{is_current, is_managed_for, recorded, stay_below_deleted};
use super::verify;
use super::{Action, Cause, Changes, DeletionReason, Problems, ResourceChange, RowChange, Verb};
use crate::catalog::{Desired, DesiredResource};
use crate::kinds::Kinds;
use crate::live::{LedgerEntry, Live, LiveRow, Stored};
use crate::table::{Id, Key, Row, Rows, ledger_record};
use std::collections::{BTreeMap, BTreeSet};

/// The rows of resources as they were last applied, by root table and id.
pub type Applied = BTreeMap<(&'static str, Id), Vec<(Id, Row)>>;

/// The result of comparing one resource.
pub(super) struct Compared {
    /// The change of the resource. `None` if not even the ledger changes.
    pub(super) change: Option<ResourceChange>,
    /// The problems that prevent a plan.
    pub(super) problems: Problems,
    /// Whether nothing changes, except possibly the ledger.
    pub(super) is_unchanged: bool,
}

/// The rows of a resource as they were last applied. Empty if these rows were not read.
pub(super) fn applied_rows(resident: &LedgerEntry, applied: &Applied) -> Vec<(Id, Row)> {
    let read = applied.get(&(resident.root.name, resident.id));
    resident.rows.as_ref().or(read).cloned().unwrap_or_default()
}

/// The rows of a resource as they were last applied, but with the current key of the resource. Empty if the ledger has
/// no entry.
fn applied_with_key(resident: Option<&LedgerEntry>, applied: &Applied, key: &Key) -> Vec<(Id, Row)> {
    resident.map(|it| moved(applied_rows(it, applied), &it.key, key)).unwrap_or_default()
}

/// The inputs of a comparison and its results so far.
pub(super) struct Differ<'a> {
    pub(super) desired: &'a Desired<'a>,
    pub(super) index: Index<'a>,
    pub(super) changes: Changes,
    pub(super) kinds: &'a Kinds,
    pub(super) live: &'a Live,
    /// The root tables and keys of all resources in the files.
    pub(super) wanted: BTreeSet<(&'static str, Key)>,
    /// The physical tables that customers' rows can refer to.
    customer_referenced: BTreeSet<&'static str>,
    /// The ledger entries of this catalog, by root table and id.
    pub(super) owned: BTreeMap<(&'static str, Id), &'a LedgerEntry>,
    /// The live root rows of the names under `external` in the manifest.
    pub(super) external: BTreeMap<(&'static str, Key), Id>,
}

impl<'a> Differ<'a> {
    pub(super) fn new(kinds: &'a Kinds, desired: &'a Desired<'a>, live: &'a Live) -> Self {
        let owned = live.ledger.iter().filter(|resident| resident.catalog == desired.catalog);
        Self {
            desired,
            kinds,
            live,
            index: Index::new(live),
            wanted: desired.resources.iter().map(|r| (r.kind.root().name, r.key.clone())).collect(),
            customer_referenced: kinds.references().into_iter().map(|(.., target)| target).collect(),
            owned: owned.map(|resident| ((resident.root.name, resident.id), resident)).collect(),
            changes: Changes::default(),
            external: BTreeMap::new(),
        }
    }

    /// Gathers the live rows of a resource, except the rows that the manifest ignores.
    pub(super) fn assemble(
        &self,
        root: &LiveRow,
        key: &Key,
        wanted: Option<&Rows>,
        recorded: Option<&Recorded<'_>>,
    ) -> LiveResource {
        let sources = Sources {
            index: &self.index,
            names: &self.changes.names,
            tables: self.kinds.tables(),
            defaults: &self.desired.defaults,
            used: &self.live.used,
            customer_referenced: &self.customer_referenced,
        };
        let mut resource = sources.assemble(root, key, wanted, recorded);
        resource.rows.retain(|_, stored| !self.desired.ignored.contains(&stored.row));
        resource.duplicates.retain(|stored| !self.desired.ignored.contains(&stored.row));
        resource
    }

    /// Whether a resource is the same in the files, in the database and in the ledger. Equal fingerprints mean equal
    /// rows, so the rows that were last applied are not needed.
    pub(super) fn is_settled(&self, resource: &DesiredResource, located: &Located<'_>) -> bool {
        // What is not owned has no fingerprint to compare with.
        let (FoundRoot::Owned(root), Some(resident)) = (located.found, located.ledger_entry) else {
            return false;
        };
        // The fingerprint covers only the rows. A change of these has to reach the ledger even if no row changes.
        let is_alike = resident.key == resource.key
            && resident.kind == resource.kind.name()
            && resident.protect == resource.protect
            && resident.file == resource.document.file.path();
        // Assembling the rows is the expensive part, so it comes last.
        is_alike && {
            let wanted = self.desired.rows(resource);
            // Without the recorded keys, an edited key counts as a difference, and the second step deals with it.
            let live = self.assemble(root, &resource.key, Some(&wanted), None);
            // The files stand in for what was last applied: with equal fingerprints, both are the same.
            self.rows(&resource.key, &wanted, Some(&wanted), &live, false).is_empty()
                && ledger_record::fingerprint(&recorded(&wanted, &live)) == resident.hash
        }
    }

    /// Compares a resource that has changed or may have changed.
    pub(super) fn compare(
        &self,
        resource: &DesiredResource,
        located: &Located<'_>,
        applied: &Applied,
    ) -> Compared {
        let (found, resident) = (located.found, located.ledger_entry);
        let mut wanted = self.desired.rows(resource);
        // The entry may still have a former key, and rows are matched by key.
        let applied = applied_with_key(resident, applied, &resource.key);
        let live = self.live_rows(resource, found, &wanted, &applied);
        let problems = self.problems(resource, &wanted, &live);
        // A resource that the ledger does not know and that returns is like a new one: what the files do not set is
        // reset.
        let returns = resident.is_none() && matches!(found, FoundRoot::Deleted(..));
        let rows = applied.iter().map(|(_, row)| row.clone()).collect::<Rows>();
        // `None` is not the same as no rows: without an entry, no difference is drift.
        let rows = self.rows(&resource.key, &wanted, resident.map(|_| &rows), &live, returns);
        let change = change(resource, located, rows);
        let is_unchanged = change.verb == Verb::Refresh;
        // A resource that was only renamed or moved to another file changes nothing but its entry.
        let is_same_entry =
            resident.is_some_and(|it| it.key == resource.key && it.file == resource.document.file.path());
        if is_unchanged && is_same_entry && is_current(&applied, &wanted, &live) {
            return Compared { change: None, problems, is_unchanged };
        }
        // The plan contains each new row only once, in the change that inserts it.
        let new = change.rows.iter().filter(|row| row.action == Action::Insert);
        new.for_each(|row| drop(wanted.take(row.table, &row.key)));
        let (before, kept) = (live.all().cloned().collect(), Some(wanted.into_rows()));
        let change = Some(ResourceChange { before, existing_rows: kept, ..change });
        Compared { change, problems, is_unchanged }
    }

    /// The live rows of a resource. Empty if no root row was found.
    fn live_rows(
        &self,
        resource: &DesiredResource,
        found: FoundRoot<'_>,
        wanted: &Rows,
        applied: &[(Id, Row)],
    ) -> LiveResource {
        let recorded = keys_of(applied);
        let root = found.row();
        root.map(|row| self.assemble(row, &resource.key, Some(wanted), Some(&recorded))).unwrap_or_default()
    }

    /// The problems of a resource that prevent a plan.
    fn problems(&self, resource: &DesiredResource, wanted: &Rows, live: &LiveResource) -> Problems {
        let mut problems = Problems::default();
        verify::wanted(wanted, resource.document, self.live, &mut problems);
        problems.findings.extend(self.unknown_below_roots(wanted, resource.document));
        problems.fatal.extend(live.unclear.iter().map(unclear));
        problems
    }

    /// Returns the changed rows of a resource.
    ///
    /// `files` has the rows of the resource in the files. `applied` has its rows as they were last applied, and is
    /// `None` if the ledger has no entry. `returns` says whether a deleted resource is restored.
    pub(super) fn rows(
        &self,
        key: &Key,
        files: &Rows,
        applied: Option<&Rows>,
        live: &LiveResource,
        returns: bool,
    ) -> Vec<RowChange> {
        let none = Rows::default();
        let is_managed =
            |row: &Row| returns || is_managed_for(row.table, key, [files, applied.unwrap_or(&none)]);
        // Sorted, so that the same comparison always lists its changes in the same order.
        let mut keys: BTreeSet<(&'static str, &Key)> =
            files.iter().map(|row| (row.table.name, &row.key)).collect();
        let managed = live.rows.values().filter(|stored| is_managed(&stored.row));
        keys.extend(managed.map(|stored| (stored.row.table.name, &stored.row.key)));
        let compare = |(table, key): (&'static str, &Key)| {
            let path = (table, key.clone());
            let (files, live) = (files.at(&path), live.rows.get(&path));
            let (owned, applied) = (applied.is_some(), applied.and_then(|rows| rows.at(&path)));
            let states = States { files, live, applied, owned, resets_unset: returns };
            compare_rows::row(states, &self.desired.defaults)
        };
        let mut rows: Vec<RowChange> = keys.into_iter().filter_map(compare).collect();
        stay_below_deleted(&mut rows);
        rows.extend(duplicates(live.duplicates.iter().filter(|stored| is_managed(&stored.row))));
        rows
    }
}

/// The deletions of duplicate rows.
fn duplicates<'a>(stored: impl Iterator<Item = &'a Stored>) -> Vec<RowChange> {
    let mut rows =
        stored.map(|stored| removal(stored, Cause::Files, Some(DeletionReason::Duplicate))).collect();
    stay_below_deleted(&mut rows);
    rows
}

/// Creates the change of a resource from its changed rows. The caller sets `before` and `existing_rows`.
fn change(resource: &DesiredResource, located: &Located<'_>, rows: Vec<RowChange>) -> ResourceChange {
    let (found, resident) = (located.found, located.ledger_entry);
    // Kinds of articles share a root table, so another kind is a change of the same row.
    let former_kind = resident.map(|r| r.kind.clone()).filter(|kind| kind != resource.kind.name());
    let protect = (resource.protect, resident.is_some_and(|resident| resident.protect));
    let (verb, drifted) = match found {
        FoundRoot::Nothing(drifted) => (Verb::Create, drifted),
        // An entry whose own row is gone, while another row has its name, is the result of an edit in the database.
        FoundRoot::Unowned(_) => (Verb::Adopt, resident.is_some()),
        FoundRoot::Deleted(_, drifted) => (Verb::Revive, drifted),
        // The kind and the protection are only in the ledger, but a reviewer has to see them change.
        FoundRoot::Owned(_) if !rows.is_empty() || former_kind.is_some() || protect.0 != protect.1 => {
            (Verb::Change, false)
        }
        FoundRoot::Owned(_) => (Verb::Refresh, false),
    };
    let id = found.row().map(|row| row.id);
    let former_id = resident.map(|resident| resident.id).filter(|former| Some(*former) != id);
    ResourceChange {
        former_kind,
        document: Some(resource.document),
        takes_rows_from: resource.takes_rows_from.clone(),
        id,
        former_id,
        rows,
        drifted,
        ..ResourceChange::new(verb, resource.kind.name(), resource.kind.root(), &resource.key, protect)
    }
}
