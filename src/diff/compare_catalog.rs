//! Compares a catalog with a database in two steps. The first step recognizes unchanged resources by their
//! fingerprints. The second step compares the other resources with the rows that were last applied.

use super::compare_resource::{Applied, Compared, Differ, applied_rows};
use super::live_index::Located;
use super::{Changes, shared, verify};
use crate::catalog::Desired;
use crate::kinds::Kinds;
use crate::live::{LedgerEntry, Live};
use crate::model::Manifest;
use crate::progress::{self, Stage};
use crate::table::{Id, Table};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Compares the resources in the files with the database and with the rows that were last applied.
///
/// `live` must contain these rows for every resource in [`needed`](Comparison::needed).
pub fn diff(kinds: &Kinds, manifest: &Manifest, desired: &Desired<'_>, live: &Live) -> Changes {
    // `live` has the applied rows already, so none have to be added.
    Comparison::new(kinds, manifest, desired, live).changes(&BTreeMap::new())
}

/// A comparison after its first step, which finds the unchanged resources. The comparison keeps no rows of unchanged
/// resources, because their fingerprints are sufficient.
pub struct Comparison<'a> {
    differ: Differ<'a>,
    manifest: &'a Manifest,
    live: &'a Live,
    located: Vec<Located<'a>>,
    /// For each resource, in the order of the files, whether the first step found it to be the same in the files, the
    /// database and the ledger.
    settled: Vec<bool>,
}

impl<'a> Comparison<'a> {
    /// Performs the first step: finds the live row of each resource, and the unchanged resources.
    pub fn new(kinds: &'a Kinds, manifest: &'a Manifest, desired: &'a Desired<'a>, live: &'a Live) -> Self {
        let mut differ = Differ::new(kinds, desired, live);
        // Not in parallel: which row a resource gets depends on the rows of the others.
        let located = differ.locate();
        // Each resource is compared on its own, so this runs in parallel.
        let each = desired.resources.par_iter().zip(&located);
        progress::begin(Stage::Comparing, desired.resources.len());
        let is_settled = |(resource, located)| {
            progress::advance(1);
            differ.is_settled(resource, located)
        };
        let settled = each.map(is_settled).collect();
        Self { differ, manifest, live, located, settled }
    }

    /// The root tables and ids of all resources that change or are no longer in the files. For these resources, the
    /// second step needs the rows that were last applied.
    pub fn needed(&self) -> Vec<(&'static Table, Id)> {
        // Rows that came with the ledger's entry are not read a second time.
        let unread = |resident: &LedgerEntry| resident.rows.is_none().then_some((resident.root, resident.id));
        let changed = self.located.iter().zip(&self.settled).filter(|(_, settled)| !**settled);
        let changed = changed.filter_map(|(located, _)| unread(located.ledger_entry?));
        changed.chain(self.left().into_iter().filter_map(unread)).collect()
    }

    /// The ledger entries of resources that the catalog owns but the files no longer describe.
    fn left(&self) -> Vec<&'a LedgerEntry> {
        // By id, because a resource that was renamed keeps its row and its entry.
        let kept: BTreeSet<(&str, Id)> = self
            .located
            .iter()
            .filter_map(|located| located.ledger_entry.as_ref())
            .map(|resident| (resident.root.name, resident.id))
            .collect();
        let owned = self.differ.owned.values().copied();
        owned.filter(|resident| !kept.contains(&(resident.root.name, resident.id))).collect()
    }

    /// Performs the second step, and returns all required changes. `applied` contains the rows of the resources in
    /// [`needed`](Self::needed).
    pub fn changes(mut self, applied: &Applied) -> Changes {
        // Before the comparison, because references to these rows are compared by key.
        self.differ.name_nested_by_ledger(&self.located, &self.settled, applied);
        let left = self.left();
        let each = self.differ.desired.resources.par_iter().zip(&self.located).zip(&self.settled);
        let differ = &self.differ;
        let compared: Vec<Option<Compared>> = each
            .map(|((resource, located), settled)| {
                (!settled).then(|| differ.compare(resource, located, applied))
            })
            .collect();
        // A settled resource was not compared at all, and one that only refreshes its entry looks unchanged to users.
        let unchanged = compared.iter().filter(|it| it.as_ref().is_none_or(|it| it.is_unchanged)).count();
        self.differ.changes.unchanged = unchanged;
        // In the order of the files, in whatever order the threads have finished.
        for Compared { change, problems, .. } in compared.into_iter().flatten() {
            self.differ.changes.resources.extend(change);
            self.differ.changes.problems.add(problems);
        }
        // Last, because `Changes::resources` has the deletions at the end.
        left.iter().for_each(|resident| self.differ.plan_removal(resident, &applied_rows(resident, applied)));
        self.differ.refuse_ambiguous(&left);
        let mut changes = self.differ.changes;
        // Both need the changes of all resources.
        shared::settle(&mut changes, self.differ.desired, self.live);
        verify::verify(self.differ.kinds, self.manifest, self.differ.desired, self.live, &mut changes);
        changes
    }
}
