//! Assigns a natural key to every row that a reference can point to.

use super::compare_resource::Differ;
use super::locate_roots::Rows;
use super::{Names, nested_keys};
use crate::table::{Id, Key};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of root rows, by table and natural key.
type Roots = BTreeMap<(&'static str, Key), Id>;

impl Differ<'_> {
    /// Assigns to rows the keys that they have in the ledger. Does nothing if keys were assigned before.
    pub(super) fn name_by_ledger(&mut self) {
        // `named` asks for this at every ambiguous name, and the result is always the same.
        if self.changes.names.is_empty() {
            let ids: BTreeMap<(&str, &Key), Id> =
                self.owned.values().map(|owner| ((owner.root.name, &owner.key), owner.id)).collect();
            let resources = self.desired.resources.iter();
            let rows: Rows = resources
                .map(|resource| ids.get(&(resource.kind.root().name, &resource.key)).copied())
                .collect();
            self.name(&rows);
        }
    }

    /// Assigns a natural key to every row that a reference can point to. No two rows get the same key. `rows` are the
    /// root rows of the resources in the files.
    pub(super) fn name(&mut self, rows: &Rows) {
        let described = self.described(rows);
        let mut roots = self.external.clone();
        // What the files describe takes precedence over everything else with the same key.
        roots.retain(|at, _| !self.wanted.contains(at));
        // Later entries replace earlier ones, so the files come last.
        roots.extend(self.removed_roots(&described));
        roots.extend(described);
        for (at, ids) in self.unowned() {
            // If several rows have the key, a reference by key does not say which of them it means.
            if let ([id], false, false) = (ids.as_slice(), roots.contains_key(&at), self.wanted.contains(&at))
            {
                roots.insert(at, *id);
            }
        }
        let mut names: Names = roots.iter().map(|((table, key), id)| ((*table, *id), key.clone())).collect();
        for ((table, key), ids) in self.live.lookups.iter() {
            // An ambiguous name stays an id; `verify` reports it where the files use it.
            if let [id] = ids.as_slice() {
                names.insert((table, *id), key.clone());
            }
        }
        // The keys of nested rows begin with the keys of their roots, so they come last.
        roots.extend(nested_keys::name(&self.index, self.kinds.tables(), &mut names));
        (self.changes.roots, self.changes.names) = (roots, names);
    }

    /// The root rows of the resources in the files, by their keys in the files.
    fn described(&self, rows: &Rows) -> Roots {
        let resources = self.desired.resources.iter().zip(rows);
        resources
            .filter_map(|(resource, id)| Some(((resource.kind.root().name, resource.key.clone()), (*id)?)))
            .collect()
    }

    /// The live root rows of resources that the catalog owns but the files no longer describe, by their keys in the
    /// ledger.
    fn removed_roots(&self, described: &Roots) -> Roots {
        let taken: BTreeSet<(&str, Id)> = described.iter().map(|((table, _), id)| (*table, *id)).collect();
        let mut leaving = Roots::new();
        for resident in self.owned.values() {
            let path = (resident.root.name, resident.key.clone());
            // A name that the files use again belongs to their resource.
            let is_left = !taken.contains(&(resident.root.name, resident.id)) && !self.wanted.contains(&path);
            if is_left && self.alive(resident.root, resident.id).is_some() {
                leaving.insert(path, resident.id);
            }
        }
        leaving
    }

    /// The live root rows that the catalog does not own, by their keys in the database.
    fn unowned(&self) -> BTreeMap<(&'static str, Key), Vec<Id>> {
        let mut unowned: BTreeMap<(&'static str, Key), Vec<Id>> = BTreeMap::new();
        let live = self.index.roots.iter().filter(|(_, row)| !row.is_deleted());
        // Owned rows have their names in the ledger, whatever the database calls them now.
        for ((table, id), row) in live.filter(|(at, _)| !self.owned.contains_key(at)) {
            unowned.entry((table, row.root_key())).or_default().push(*id);
        }
        unowned
    }
}
