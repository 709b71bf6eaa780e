//! Counts the resources that a catalog owned before a plan. Guards compare the plan with these counts.

use crate::diff::{ResourceChange, Verb};
use crate::live::LedgerEntry;
use crate::table::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The number of resources that the catalog owned before the plan, and the folders that the plan empties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owned {
    /// The number of resources that the catalog owned, by kind.
    pub by_kind: BTreeMap<String, usize>,
    /// The folders that the plan empties by deleting resources.
    pub emptied: Vec<EmptiedFolder>,
}

/// A folder that the plan empties: every resource in it is deleted, released, or already gone from the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EmptiedFolder {
    /// The path of the folder in the catalog.
    pub folder: String,
    /// The number of resources that were described by files in the folder.
    pub resources: usize,
    /// The number of these resources that the plan deletes.
    pub deleted: usize,
}

impl Owned {
    /// Counts the resources that a catalog owned before the changes, according to the ledger.
    pub fn new(ledger: &[LedgerEntry], catalog: &str, resources: &[ResourceChange]) -> Self {
        let owned = || ledger.iter().filter(|resident| resident.catalog == catalog);
        let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
        owned().for_each(|resident| *by_kind.entry(resident.kind.clone()).or_default() += 1);
        // A released resource has left the files, and so has one that is already gone from the database.
        let leaves = |it: &&ResourceChange| match it.verb {
            Verb::Delete => true,
            Verb::Release | Verb::Refresh => it.existing_rows.is_none(),
            _ => false,
        };
        let left = resources.iter().filter(leaves);
        let left = left.filter_map(|it| Some(((it.root.name, it.id?), it.verb == Verb::Delete))).collect();
        Self { by_kind, emptied: emptied(owned(), &left) }
    }

    /// The number of resources of all kinds together.
    pub fn count(&self) -> usize {
        self.by_kind.values().sum()
    }
}

/// The outermost folders in which no resource stays and at least two resources are deleted. A folder with only one
/// deleted resource does not count, because such a deletion is often intended. `left` holds the resources that leave
/// the files, and whether each of them is deleted.
fn emptied<'a>(
    owned: impl Iterator<Item = &'a LedgerEntry>,
    left: &BTreeMap<(&'static str, Id), bool>,
) -> Vec<EmptiedFolder> {
    // A file counts in every folder above it, since any of these may be the one that is emptied.
    let mut counts: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for resident in owned {
        let leaves = left.get(&(resident.root.name, resident.id));
        for folder in folders(&resident.file) {
            let (all, gone, deleted) = counts.entry(folder).or_default();
            *all += 1;
            *gone += usize::from(leaves.is_some());
            *deleted += usize::from(leaves == Some(&true));
        }
    }
    let mut emptied: Vec<EmptiedFolder> = Vec::new();
    let is_empty = |(_, (all, gone, deleted)): &(&str, (usize, usize, usize))| all == gone && *deleted > 1;
    // The map is sorted, so an outer folder comes before the folders inside it.
    for (folder, (resources, _, deleted)) in counts.into_iter().filter(is_empty) {
        let is_below = |outer: &EmptiedFolder| {
            folder.strip_prefix(outer.folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        if !emptied.iter().any(is_below) {
            emptied.push(EmptiedFolder { folder: folder.to_owned(), resources, deleted });
        }
    }
    emptied
}

/// Every folder that contains a file, from the outermost to the innermost, without the root folder of the catalog.
fn folders(file: &str) -> impl Iterator<Item = &str> {
    file.match_indices('/').map(|(at, _)| &file[..at])
}

#[cfg(test)]
mod tests {
    use super::folders;

    #[test]
    fn file_counts_for_each_parent_folder_except_the_root() {
        let folders_of = |file| folders(file).collect::<Vec<_>>();
        assert_eq!(folders_of("a/b/c.yaml"), ["a", "a/b"]);
        assert_eq!(folders_of("c.yaml"), Vec::<&str>::new());
    }
}
