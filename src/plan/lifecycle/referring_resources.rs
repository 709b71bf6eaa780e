//! Who refers to a resource in the files.

use crate::catalog::{Catalog, Entry};
use std::cell::OnceCell;
use std::collections::HashMap;

/// The resources of a catalog by what they refer to, which is found out once somebody asks.
pub struct Owners<'a> {
    catalog: &'a Catalog,
    by_name: OnceCell<ByName<'a>>,
}

/// Resources by the names that they refer to, each with the word of the reference.
type ByName<'a> = HashMap<&'static str, Vec<(&'a Entry, &'static str)>>;

impl<'a> Owners<'a> {
    /// The resources of a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, by_name: OnceCell::new() }
    }

    /// Those that refer to a name by one of some words, each once.
    pub fn of(&self, name: &str, targets: &[&'static str]) -> Vec<&'a Entry> {
        let referring = self.by_name.get_or_init(|| by_name(self.catalog)).get(name);
        let referring = referring.into_iter().flatten().filter(|(_, target)| targets.contains(target));
        let mut found: Vec<&Entry> = referring.map(|(entry, _)| *entry).collect();
        found.dedup_by_key(|entry| entry.document);
        found
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
