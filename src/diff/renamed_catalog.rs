//! A catalog that goes by another name than the one under which it owns what its files describe.

use super::{Changes, Refusal, ResourceChange, Verb, codes};
use crate::live::{Live, Resident};
use crate::table::Id;
use std::collections::BTreeMap;

/// That a catalog which owns nothing describes what another one owns, by the same files: it was renamed. None where it
/// may as well be another catalog, or where something else is wrong.
pub fn renamed(changes: &Changes, live: &Live, catalog: &str) -> Option<Refusal> {
    let is_other = |resident: &Resident| resident.catalog != catalog;
    let findings = &changes.problems.findings;
    let is_taken = findings.iter().all(|finding| finding.code == codes::OWNED_ELSEWHERE);
    if !is_taken || findings.len() < 2 || !live.ledger.iter().all(is_other) {
        return None;
    }
    let ledger: BTreeMap<(&str, Id), &Resident> =
        live.ledger.iter().map(|resident| ((resident.root.name, resident.id), resident)).collect();
    let owned = |change: &ResourceChange| ledger.get(&(change.root.name, change.id?)).copied();
    let taken: Vec<(&ResourceChange, &Resident)> =
        changes.resources.iter().filter_map(|change| Some((change, owned(change)?))).collect();
    let owner = &taken.first()?.1.catalog;
    let is_same_file = |(change, resident): &&(&ResourceChange, &Resident)| {
        change.document.is_some_and(|document| document.file.path() == resident.file)
    };
    let same = taken.iter().filter(is_same_file).count();
    let is_one =
        taken.iter().all(|(change, resident)| resident.catalog == *owner && change.verb == Verb::Adopt);
    (is_one && same * 2 > taken.len()).then(|| refusal(catalog, owner, taken.len()))
}

fn refusal(catalog: &str, owner: &str, count: usize) -> Refusal {
    Refusal {
        code: None,
        message: format!(
            "the catalog `{catalog}` owns nothing here, and `{owner}` owns {count} of the resources that its files describe, \
             most of them by the same files"
        ),
        help: format!(
            "if it was renamed, write `catalog: {owner}` in wares.yaml: what a catalog owns does not follow its name. To \
             give it another name, let everything go under the old one first (list it under `release`, take the documents \
             out, and apply), then apply it under the new one"
        ),
    }
}
