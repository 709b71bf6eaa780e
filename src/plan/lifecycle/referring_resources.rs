//! Finds the resources in the files that refer to a given resource, such as the products that have a given service
//! plan.

use crate::catalog::{Catalog, Entry};
use std::cell::OnceCell;
use std::collections::HashMap;

/// An index of the resources in a catalog by the names to which they refer. The index is built on first use, since few
/// plans need it.
pub struct Owners<'a> {
    catalog: &'a Catalog,
    by_name: OnceCell<ByName<'a>>,
}

/// For each name, the resources that refer to it, each with the type of the reference, such as `service_plan`.
type ByName<'a> = HashMap<&'static str, Vec<(&'a Entry, &'static str)>>;

impl<'a> Owners<'a> {
    /// Prepares an index of a catalog without building it yet.
    pub fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, by_name: OnceCell::new() }
    }

    /// Returns the resources that refer to the given name with a reference of one of the given types. Each resource is
    /// returned once.
    pub fn of(&self, name: &str, targets: &[&'static str]) -> Vec<&'a Entry> {
        // The index is by name alone, since references of several types can mean one resource.
        let referring = self.by_name.get_or_init(|| by_name(self.catalog)).get(name);
        let referring = referring.into_iter().flatten().filter(|(_, target)| targets.contains(target));
        // The index is filled entry by entry, so several mentions in one document are next to each other.
        let mut owners: Vec<&Entry> = referring.map(|(entry, _)| *entry).collect();
        owners.dedup_by_key(|entry| entry.document);
        owners
    }
}

fn by_name(catalog: &Catalog) -> ByName<'_> {
    let mut by_name = ByName::new();
    for entry in catalog.entries() {
        for mention in entry.mentions.iter() {
            by_name.entry(mention.name).or_default().push((entry, mention.target));
        }
    }
    by_name
}
