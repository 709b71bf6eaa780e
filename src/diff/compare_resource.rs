//! Compares one resource.

use super::ambiguous_row::unclear;
use super::compare_catalog::Applied;
use super::compare_rows::{self, States, removal};
use super::live_index::{Found, Index, Located, moved};
use super::live_resources::{LiveResource, Recorded, Sources, keys_of};
use super::resource_rows::{is_current, recorded, speaks_of, stay_below_deleted};
use super::verify;
use super::{Action, Cause, Changes, Note, Problems, ResourceChange, RowChange, Verb};
use crate::catalog::{Desired, DesiredResource};
use crate::kinds::{Impact, Kinds};
use crate::live::{Live, LiveRow, Resident};
use crate::table::{Cells, Effect, Id, Key, Row, Rows, ledger_record};
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
    pub(super) live: &'a Live,
    pub(super) wanted: BTreeSet<(&'static str, Key)>,
    /// The physical tables whose rows customers' rows can refer to.
    held: BTreeSet<&'static str>,
    pub(super) owned: BTreeMap<(&'static str, Id), &'a Resident>,
    /// What the manifest says is elsewhere, as it was found.
    pub(super) external: BTreeMap<(&'static str, Key), Id>,
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
            held: kinds.references().into_iter().map(|(.., target)| target).collect(),
            owned: own.map(|resident| ((resident.root.name, resident.id), resident)).collect(),
            changes: Changes::default(),
            external: BTreeMap::new(),
        }
    }

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
            held: &self.held,
        };
        let mut resource = sources.assemble(root, key, wanted, recorded);
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
            let live = self.assemble(root, &resource.key, Some(&wanted), None);
            self.rows(&resource.key, &wanted, Some(&wanted), &live, false).is_empty()
                && ledger_record::fingerprint(&recorded(&wanted, &live)) == resident.hash
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
        problems.findings.extend(self.unknown_below_roots(&wanted, resource.document));
        let applied = resident
            .map(|resident| moved(applied_rows(resident, applied), &resident.key, &resource.key))
            .unwrap_or_default();
        let recorded = keys_of(&applied);
        let assembled =
            found.row().map(|row| self.assemble(row, &resource.key, Some(&wanted), Some(&recorded)));
        let live = assembled.unwrap_or_default();
        problems.stops.extend(live.unclear.iter().map(unclear));
        let returns = resident.is_none() && matches!(found, Found::Deleted(..));
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
            && resident.is_some_and(|it| it.key == resource.key && it.file == resource.document.file.path())
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
            takes_rows_from: resource.takes_rows_from.clone(),
            id,
            former_id: resident.map(|resident| resident.id).filter(|former| Some(*former) != id),
            rows,
            before: live.all().cloned().collect(),
            kept: Some(wanted.into_rows()),
            drifted,
            edits: Vec::new(),
            notes: Vec::new(),
            effect: Effect::default(),
            impact: Impact::default(),
        };
        Compared { change: Some(change), problems, is_unchanged }
    }

    /// The rows of a resource that change.
    pub(super) fn rows(
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
                compare_rows::row(states, &self.desired.defaults)
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
}

impl RowChange {
    /// The row's values: those that it will have, or else had.
    pub fn cells(&self) -> &Cells {
        static NONE: Cells = Cells::NONE;
        self.after.as_ref().or(self.before.as_ref()).unwrap_or(&NONE)
    }
}
