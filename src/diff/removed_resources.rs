//! Resources that the ledger owns and the files no longer name.

use super::compare_resource::Differ;
use super::compare_rows::{self, removal};
use super::live_resources::{LiveResource, keys_of};
use super::manifest_resources::{ambiguous, external_roots, means, of_another_kind, place, written};
use super::{Cause, FieldChange, Refusal, ResourceChange, RowChange, Verb};
use crate::diagnostic::Diagnostic;
use crate::kinds::{self, Impact};
use crate::live::{Resident, Stored};
use crate::model::Named;
use crate::table::{Effect, Id, Row};

impl Differ<'_> {
    /// Deletes the resource, or releases it, or forgets it when it is gone already.
    pub(super) fn leave(&mut self, resident: &Resident, applied: &[(Id, Row)]) {
        let untouched = |verb| departure(resident, verb, Vec::new(), &LiveResource::default());
        let root = self.index.root(resident.root, resident.id).filter(|row| !row.is_deleted());
        let Some(root) = root else { return self.changes.resources.push(untouched(Verb::Refresh)) };
        // A row that was renamed by hand may be released by either name.
        let live_key = root.root_key();
        let is_meant = |named: &Named| {
            let mut keys = [&resident.key, &live_key].into_iter();
            keys.any(|key| means(named, resident.root, key, self.kinds))
        };
        if self.desired.release.iter().any(is_meant) {
            return self.changes.resources.push(untouched(Verb::Release));
        }
        let is_elsewhere =
            |named: &Named| is_meant(named) && external_roots(named, self.kinds).contains(&resident.root);
        if let Some(number) = self.desired.external.iter().position(is_elsewhere) {
            let name = self.to_release(resident);
            return self.changes.problems.findings.push(owned_external(resident, number, &name));
        }
        if resident.protect {
            self.changes.problems.refusals.push(protected(resident));
        }
        let live = self.assemble(root, &resident.key, None, Some(&keys_of(applied)));
        let mut change = departure(resident, Verb::Delete, removals(resident, &live), &live);
        change.edits = edits(applied, &live);
        self.changes.resources.push(change);
    }

    /// How `release` names a resource: with its kind where another one that the catalog owns has the same name.
    fn to_release(&self, resident: &Resident) -> String {
        match self.owned.values().filter(|owned| owned.key == resident.key).count() {
            0 | 1 => resident.key.to_string(),
            _ => written(&resident.kind, &resident.key),
        }
    }

    /// Refuses to release more than one resource by one name, or one of another kind than it is said to be: of
    /// those that have left the files, the name does not say which is meant.
    pub(super) fn refuse_ambiguous(&mut self, left: &[&Resident]) {
        for (number, named) in self.desired.release.iter().enumerate() {
            let meant = left.iter().filter(|it| means(named, it.root, &it.key, self.kinds));
            let kinds: Vec<String> = meant.map(|resident| resident.kind.clone()).collect();
            let is_other = |kind: &&String| named.kind.as_ref().is_some_and(|said| said.as_str() != *kind);
            let findings = &mut self.changes.problems.findings;
            findings
                .extend(kinds.iter().find(is_other).map(|is| of_another_kind("release", number, named, is)));
            if kinds.len() > 1 {
                findings.push(ambiguous("release", number, named, &kinds));
            }
        }
    }
}

fn owned_external(resident: &Resident, number: usize, name: &str) -> Diagnostic {
    let place = place("external", number);
    let message = format!("this catalog owns `{}`, which is listed as external", resident.key);
    let help = format!("to leave it to others, list it under `release` as well: `release: [{name}]`");
    Diagnostic::new(kinds::codes::CONFLICT, place, message).help(help)
}

fn protected(resident: &Resident) -> Refusal {
    Refusal {
        code: None,
        message: format!("{} `{}` is protected and has left the files", resident.kind, resident.key),
        help: format!(
            "restore it ({} described it), or apply it once with `protect: false`, then remove it",
            resident.file
        ),
    }
}

fn departure(resident: &Resident, verb: Verb, rows: Vec<RowChange>, live: &LiveResource) -> ResourceChange {
    ResourceChange {
        verb,
        kind: resident.kind.clone(),
        former_kind: None,
        protect: (resident.protect, resident.protect),
        root: resident.root,
        key: resident.key.clone(),
        document: None,
        takes_rows_from: None,
        id: Some(resident.id),
        former_id: None,
        rows,
        before: live.all().cloned().collect(),
        kept: None,
        drifted: false,
        edits: Vec::new(),
        notes: Vec::new(),
        effect: Effect::default(),
        impact: Impact::default(),
    }
}

/// How a resource is deleted: softly, with the rows that do not survive; or for real, with all its rows.
fn removals(resident: &Resident, live: &LiveResource) -> Vec<RowChange> {
    let is_soft = resident.root.soft_delete.is_some();
    let goes = |stored: &&Stored| !is_soft || !stored.row.table.survives || stored.row.table.parent.is_none();
    live.all().filter(goes).map(|stored| removal(stored, Cause::Files, None)).collect()
}

/// What somebody edited since the last apply of a resource that goes.
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
