//! Resources that the ledger owns and the files no longer name.

use super::assemble::LiveResource;
use super::compare::{self, removal, soft_removal};
use super::resource::Differ;
use super::{Cause, FieldChange, Refusal, ResourceChange, RowChange, Verb};
use crate::catalog::MANIFEST;
use crate::diagnostic::{Diagnostic, Location, Pointer};
use crate::kinds;
use crate::kinds::ITEM;
use crate::live::Resident;

impl Differ<'_> {
    /// Deletes the resource, or releases it, or forgets it when it is gone already.
    pub(super) fn leave(&mut self, resident: &Resident) {
        let untouched = |verb| departure(resident, verb, Vec::new(), &LiveResource::default());
        let root = self.index.root(resident.root, resident.id).filter(|row| !row.is_deleted());
        let Some(root) = root else { return self.changes.resources.push(untouched(Verb::Refresh)) };
        if self.desired.release.contains(&resident.key) {
            return self.changes.resources.push(untouched(Verb::Release));
        }
        if let Some(number) =
            self.desired.external.iter().position(|key| resident.root == &ITEM && *key == resident.key)
        {
            return self.changes.problems.findings.push(owned_external(resident, number));
        }
        if resident.protect {
            self.changes.problems.refusals.push(protected(resident));
        }
        let live = self.assemble(root, &resident.key, None);
        let mut change = departure(resident, Verb::Delete, removals(resident, &live), &live);
        change.edits = edits(resident, &live);
        self.changes.resources.push(change);
    }
}

fn owned_external(resident: &Resident, number: usize) -> Diagnostic {
    let place = Location::value(MANIFEST, 0, Pointer::parse("/external").child(number));
    let message = format!("this catalog owns `{}`, which is listed as external", resident.key);
    let help =
        format!("to leave it to others, list it under `release` as well: `release: [{}]`", resident.key);
    Diagnostic::new(kinds::codes::CONFLICT, place, message).help(help)
}

fn protected(resident: &Resident) -> Refusal {
    Refusal {
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
        origin: None,
        id: Some(resident.id),
        former_id: None,
        rows,
        before: live.all().cloned().collect(),
        desired: None,
        drifted: false,
        edits: Vec::new(),
        notes: Vec::new(),
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
fn edits(resident: &Resident, live: &LiveResource) -> Vec<(String, FieldChange)> {
    let mut edits = Vec::new();
    for (_, applied) in &resident.rows {
        let Some(stored) = live.rows.get(&(applied.table.name, applied.key.clone())) else { continue };
        let words = applied.table.words_for(&applied.key);
        let change = compare::row_edits(applied, &stored.row);
        edits.extend(change.into_iter().map(|edit| (words.clone(), edit)));
    }
    edits
}
