//! What a catalog owned before a plan, as far as guards count it.

use crate::diff::{ResourceChange, Verb};
use crate::live::Resident;
use crate::table::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a catalog owned before a plan, as far as guards count it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owned {
    /// How many resources, by kind.
    pub by_kind: BTreeMap<String, usize>,
    /// The folders of which everything is deleted that does not leave them otherwise.
    pub emptied: Vec<Emptied>,
}

/// A folder of which everything is deleted that does not leave it otherwise: what is released, or gone already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Emptied {
    /// Its path in the catalog.
    pub folder: String,
    /// How many resources its files described.
    pub resources: usize,
    /// How many of them are deleted.
    pub deleted: usize,
}

impl Owned {
    /// What a catalog owned, by the ledger, before changes.
    pub fn new(ledger: &[Resident], catalog: &str, resources: &[ResourceChange]) -> Self {
        let own = || ledger.iter().filter(|resident| resident.catalog == catalog);
        let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
        own().for_each(|resident| *by_kind.entry(resident.kind.clone()).or_default() += 1);
        // What is released has left the files, and so has what is gone already.
        let leaves = |it: &&ResourceChange| match it.verb {
            Verb::Delete => true,
            Verb::Release | Verb::Refresh => it.kept.is_none(),
            _ => false,
        };
        let left = resources.iter().filter(leaves);
        let left = left.filter_map(|it| Some(((it.root.name, it.id?), it.verb == Verb::Delete))).collect();
        Self { by_kind, emptied: emptied(own(), &left) }
    }

    /// How many resources there were.
    pub fn count(&self) -> usize {
        self.by_kind.values().sum()
    }
}

/// The folders of which nothing stays, outermost alone, where two resources or more are deleted: one that is deleted
/// may well be all that was meant. What leaves says whether it is deleted.
fn emptied<'a>(
    own: impl Iterator<Item = &'a Resident>,
    left: &BTreeMap<(&'static str, Id), bool>,
) -> Vec<Emptied> {
    let mut counts: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for resident in own {
        let leaves = left.get(&(resident.root.name, resident.id));
        for folder in folders(&resident.file) {
            let (all, gone, deleted) = counts.entry(folder).or_default();
            *all += 1;
            *gone += usize::from(leaves.is_some());
            *deleted += usize::from(leaves == Some(&true));
        }
    }
    let mut emptied: Vec<Emptied> = Vec::new();
    let is_empty = |(_, (all, gone, deleted)): &(&str, (usize, usize, usize))| all == gone && *deleted > 1;
    for (folder, (resources, _, deleted)) in counts.into_iter().filter(is_empty) {
        let is_below = |outer: &Emptied| {
            folder.strip_prefix(outer.folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        if !emptied.iter().any(is_below) {
            emptied.push(Emptied { folder: folder.to_owned(), resources, deleted });
        }
    }
    emptied
}

/// The folders that a file is in, but for the catalog's own.
fn folders(file: &str) -> impl Iterator<Item = &str> {
    file.match_indices('/').map(|(at, _)| &file[..at])
}

#[cfg(test)]
mod tests {
    use super::folders;

    #[test]
    fn a_file_is_in_every_folder_above_it_but_the_catalogs() {
        let all = |file| folders(file).collect::<Vec<_>>();
        assert_eq!(all("a/b/c.yaml"), ["a", "a/b"]);
        assert_eq!(all("c.yaml"), Vec::<&str>::new());
    }
}
