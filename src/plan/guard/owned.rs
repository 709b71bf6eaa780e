//! What a catalog owned before a plan, as far as guards count it.

use crate::diff::{ResourceChange, Verb};
use crate::live::Resident;
use crate::table::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a catalog owned before a plan, as far as guards count it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owned {
    /// How many resources, by kind.
    pub by_kind: BTreeMap<String, usize>,
    /// The folders of which everything is deleted.
    pub emptied: Vec<Emptied>,
}

/// A folder of which everything is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Emptied {
    /// Its path in the catalog.
    pub folder: String,
    /// How many resources its files described.
    pub resources: usize,
}

impl Owned {
    /// What a catalog owned, by the ledger, before changes.
    pub fn new(ledger: &[Resident], catalog: &str, resources: &[ResourceChange]) -> Self {
        let own = || ledger.iter().filter(|resident| resident.catalog == catalog);
        let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
        own().for_each(|resident| *by_kind.entry(resident.kind.clone()).or_default() += 1);
        let deleted = resources.iter().filter(|resource| resource.verb == Verb::Delete);
        let deleted = deleted.filter_map(|resource| Some((resource.root.name, resource.id?))).collect();
        Self { by_kind, emptied: emptied(own(), &deleted) }
    }

    /// How many resources there were.
    pub fn count(&self) -> usize {
        self.by_kind.values().sum()
    }
}

/// The folders of which everything is deleted, outermost alone. In one with a single resource nothing but that is.
fn emptied<'a>(
    own: impl Iterator<Item = &'a Resident>,
    deleted: &BTreeSet<(&'static str, Id)>,
) -> Vec<Emptied> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for resident in own {
        let is_deleted = deleted.contains(&(resident.root.name, resident.id));
        for folder in folders(&resident.file) {
            let (all, gone) = counts.entry(folder).or_default();
            *all += 1;
            *gone += usize::from(is_deleted);
        }
    }
    let mut emptied: Vec<Emptied> = Vec::new();
    for (folder, (all, _)) in counts.into_iter().filter(|(_, (all, gone))| all == gone && *all > 1) {
        let is_below = |outer: &Emptied| {
            folder.strip_prefix(outer.folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        if !emptied.iter().any(is_below) {
            emptied.push(Emptied { folder: folder.to_owned(), resources: all });
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
