//! Handles resources that the catalog owns but the files no longer describe.

use super::compare_resource::Differ;
use super::compare_rows::{self, removal};
use super::live_resources::{LiveResource, keys_of};
use super::manifest_resources::{ambiguous, external_roots, means, of_another_kind, place, written};
use super::{Cause, FieldChange, Refusal, ResourceChange, RowChange, Verb};
use crate::diagnostic::Diagnostic;
use crate::kinds;
use crate::live::{LedgerEntry, Stored};
use crate::model::Named;
use crate::table::{Id, Row};

impl Differ<'_> {
    /// Plans the deletion or release of a resource. If the resource no longer exists, only its ledger entry is removed.
    pub(super) fn plan_removal(&mut self, resident: &LedgerEntry, applied: &[(Id, Row)]) {
        let untouched = |verb| removal_change(resident, verb, Vec::new(), &LiveResource::default());
        let root = self.index.root(resident.root, resident.id).filter(|row| !row.is_deleted());
        // There is nothing to delete: only the ledger's entry is dropped.
        let Some(root) = root else { return self.changes.resources.push(untouched(Verb::Refresh)) };
        // A resource that was renamed in the database can be released by its old name and by its new one.
        let live_key = root.root_key();
        let is_named = |named: &Named| {
            let mut keys = [&resident.key, &live_key].into_iter();
            keys.any(|key| means(named, resident.root, key, self.kinds))
        };
        // Before the protection is checked, because a release deletes nothing.
        if self.desired.release.iter().any(is_named) {
            return self.changes.resources.push(untouched(Verb::Release));
        }
        let is_elsewhere =
            |named: &Named| is_named(named) && external_roots(named, self.kinds).contains(&resident.root);
        // The author says that somebody else maintains the resource, so to delete it would be wrong.
        if let Some(number) = self.desired.external.iter().position(is_elsewhere) {
            let name = self.name_for_release(resident);
            return self.changes.problems.findings.push(owned_external(resident, number, &name));
        }
        // The flag in the ledger counts, because the document is gone.
        if resident.protect {
            self.changes.problems.refusals.push(protected(resident));
        }
        // By the name in the ledger, which is the one that the author knows.
        let live = self.assemble(root, &resident.key, None, Some(&keys_of(applied)));
        let mut change = removal_change(resident, Verb::Delete, removals(resident, &live), &live);
        change.edits = edits(applied, &live);
        self.changes.resources.push(change);
    }

    /// Returns the text to write under `release` for a resource. It includes the kind if the catalog owns another
    /// resource with the same name.
    fn name_for_release(&self, resident: &LedgerEntry) -> String {
        match self.owned.values().filter(|owned| owned.key == resident.key).count() {
            0 | 1 => resident.key.to_string(),
            _ => written(&resident.kind, &resident.key),
        }
    }

    /// Adds errors for names under `release` that match several resources, and for names that the manifest lists with
    /// the wrong kind. `left` contains the resources that are no longer in the files.
    pub(super) fn refuse_ambiguous(&mut self, left: &[&LedgerEntry]) {
        for (number, named) in self.desired.release.iter().enumerate() {
            let matching = left.iter().filter(|it| means(named, it.root, &it.key, self.kinds));
            let kinds: Vec<String> = matching.map(|resident| resident.kind.clone()).collect();
            let is_other = |kind: &&String| named.kind.as_ref().is_some_and(|given| given.as_str() != *kind);
            let findings = &mut self.changes.problems.findings;
            let other = kinds.iter().find(is_other);
            findings.extend(other.map(|actual| of_another_kind("release", number, named, actual)));
            if kinds.len() > 1 {
                findings.push(ambiguous("release", number, named, &kinds));
            }
        }
    }
}

/// The error for a resource that the catalog owns but the manifest lists under `external`.
fn owned_external(resident: &LedgerEntry, number: usize, name: &str) -> Diagnostic {
    let place = place("external", number);
    let message = format!("`{}` is listed under `external`, but this catalog owns it", resident.key);
    let help = format!("to give it up, list it under `release` as well: `release: [{name}]`");
    Diagnostic::new(kinds::codes::CONFLICT, place, message).help(help)
}

/// The refusal to delete a protected resource.
fn protected(resident: &LedgerEntry) -> Refusal {
    Refusal::new(
        format!("the protected {} `{}` is no longer in the files", resident.kind, resident.key),
        format!(
            "restore it (it was in {}), or apply it once with `protect: false`, then remove it",
            resident.file
        ),
    )
}

/// The change of a resource that is no longer in the files.
fn removal_change(
    resident: &LedgerEntry,
    verb: Verb,
    rows: Vec<RowChange>,
    live: &LiveResource,
) -> ResourceChange {
    let protect = (resident.protect, resident.protect);
    ResourceChange {
        id: Some(resident.id),
        rows,
        before: live.all().cloned().collect(),
        ..ResourceChange::new(verb, &resident.kind, resident.root, &resident.key, protect)
    }
}

/// The deletions of the rows of a resource. If its root row is only marked as deleted, the rows that subscribers still
/// need are kept.
fn removals(resident: &LedgerEntry, live: &LiveResource) -> Vec<RowChange> {
    let is_soft = resident.root.soft_delete.is_some();
    // The root is always included: its deletion is what sets the mark.
    let goes = |stored: &&Stored| !is_soft || !stored.row.table.survives || stored.row.table.parent.is_none();
    live.all().filter(goes).map(|stored| removal(stored, Cause::Files, None)).collect()
}

/// The fields of a deleted resource that were edited in the database since the last apply, each with the name of its
/// row.
fn edits(applied: &[(Id, Row)], live: &LiveResource) -> Vec<(String, FieldChange)> {
    let mut edits = Vec::new();
    for (_, applied) in applied {
        let Some(stored) = live.rows.get(&(applied.table.name, applied.key.clone())) else { continue };
        let words = applied.table.words_for(&applied.key);
        let change = compare_rows::row_edits(applied, &stored.row);
        edits.extend(change.into_iter().map(|edit| (words.clone(), edit)));
    }
    edits
}
