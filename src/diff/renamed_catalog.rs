//! Detects a catalog that was renamed in its manifest, while the ledger has its resources under the old name.

use super::{Changes, Refusal, ResourceChange, Verb, codes};
use crate::live::{LedgerEntry, Live};
use crate::table::Id;
use std::collections::BTreeMap;

/// The error for a renamed catalog. Such a catalog owns nothing, but describes resources of another catalog. Most of
/// these resources are still in the files that the ledger records for them.
///
/// `None` if the catalog was probably not renamed, or if there are other errors.
pub fn renamed(changes: &Changes, live: &Live, catalog: &str) -> Option<Refusal> {
    let is_other = |resident: &LedgerEntry| resident.catalog != catalog;
    let findings = &changes.problems.findings;
    let is_taken = findings.iter().all(|finding| finding.code == codes::OWNED_ELSEWHERE);
    // A single resource of another catalog is no sign of a rename; its own finding explains it.
    if !is_taken || findings.len() < 2 || !live.ledger.iter().all(is_other) {
        return None;
    }
    let ledger: BTreeMap<(&str, Id), &LedgerEntry> =
        live.ledger.iter().map(|resident| ((resident.root.name, resident.id), resident)).collect();
    let owned = |change: &ResourceChange| ledger.get(&(change.root.name, change.id?)).copied();
    let taken: Vec<(&ResourceChange, &LedgerEntry)> =
        changes.resources.iter().filter_map(|change| Some((change, owned(change)?))).collect();
    let owner = &taken.first()?.1.catalog;
    let is_same_file = |(change, resident): &&(&ResourceChange, &LedgerEntry)| {
        change.document.is_some_and(|document| document.file.path() == resident.file)
    };
    let same = taken.iter().filter(is_same_file).count();
    let is_one =
        taken.iter().all(|(change, resident)| resident.catalog == *owner && change.verb == Verb::Adopt);
    // Another catalog may have a file of the same name, so most of the files must be the same.
    (is_one && same * 2 > taken.len()).then(|| refusal(catalog, owner, taken.len()))
}

fn refusal(catalog: &str, owner: &str, count: usize) -> Refusal {
    Refusal::new(
        format!(
            "the catalog `{catalog}` owns nothing in this database, but `{owner}` owns {count} of the resources that \
             the files describe, and applied most of them from files with the same paths"
        ),
        format!(
            "if the catalog was renamed, write `catalog: {owner}` in `wares.yaml` again: a new name does not take over \
             what the old one owns. To rename the catalog, first release everything under the old name (list it under \
             `release`, remove the documents, and apply), then apply under the new name"
        ),
    )
}
