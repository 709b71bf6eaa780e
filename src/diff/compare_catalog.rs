//! The comparison of a catalog with a database, in two steps: what does not change is told by its fingerprint, and of
//! the rest the rows that were last applied are read.

use super::compare_resource::{Compared, Differ, applied_rows};
use super::live_index::Located;
use super::{Changes, shared, verify};
use crate::catalog::Desired;
use crate::kinds::Kinds;
use crate::live::{Live, Resident};
use crate::model::Manifest;
use crate::progress::{self, Stage};
use crate::table::{Id, Row, Table};
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
        let located = differ.locate();
        let each = desired.resources.par_iter().zip(&located);
        progress::begin(Stage::Comparing, desired.resources.len());
        let is_settled = |(resource, located)| {
            progress::advance(1);
            differ.is_settled(resource, located)
        };
        let settled = each.map(is_settled).collect();
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
        self.differ.name_nested_by_ledger(&self.located, &self.settled, applied);
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
        let mut changes = self.differ.changes;
        shared::settle(&mut changes, self.differ.desired, self.live);
        verify::verify(self.differ.kinds, self.manifest, self.differ.desired, self.live, &mut changes);
        changes
    }
}
