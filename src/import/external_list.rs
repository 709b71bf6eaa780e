//! Lists the live resources that no catalog owns.
//!
//! There may be millions of resources. Therefore, they are read from the database in portions, and an entry of the list
//! takes little memory.

use super::draft::nameless;
use crate::diff::{WholeResource, all_resources};
use crate::kinds::{Candidate, Ignored, Kinds, Lifting, named_packages, surest};
use crate::live::Live;
use crate::model::Manifest;
use crate::table::{Key, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

/// A live resource in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedResource<'a> {
    /// The kind. If the resource has no unique name or no kind, this is the table.
    pub kind: &'a str,
    /// The name. For a resource without a name, the ids of its rows.
    pub name: Cow<'a, str>,
}

/// Gathers the live resources that no catalog owns, each with the kind that import would assign.
pub struct Unowned<'a> {
    kinds: &'a Kinds,
    manifest: &'a Manifest,
    ignored: Ignored,
    listing: Listing<'a>,
}

/// A list of live resources: first the resources with a unique name, then the others. Both groups are sorted by table
/// and key.
#[derive(Debug, Default)]
pub struct Listing<'a> {
    /// The names of the kinds and tables that occur in the list.
    labels: Vec<&'a str>,
    /// The resources with a unique name, by root table.
    named: BTreeMap<&'static str, Section>,
    /// The rows without a unique name. Each row has its table, its key, and the text to show as its name.
    nameless: Vec<(&'static str, Key, String)>,
    /// The names that other resources use as names of packages.
    packages: HashSet<String>,
}

/// The resources of one root table.
#[derive(Debug, Default)]
struct Section {
    entries: Vec<Entry>,
    /// The concatenated names of resources whose key is a single string. A `String` for each name would take more
    /// memory.
    texts: String,
}

/// A resource with a unique name.
#[derive(Debug)]
struct Entry {
    name: Name,
    /// The indexes of two labels. The second label is used if another resource names this resource as a package, and
    /// the first label otherwise. This is known only after all resources have been added.
    labels: [u32; 2],
}

/// The storage of the name of an [`Entry`].
#[derive(Debug)]
enum Name {
    /// The name is in [`Section::texts`], because the key is a single string. Both fields count bytes.
    Text { start: usize, length: u32 },
    /// Any other key. Its order may differ from the order of the text that is shown.
    Key(Box<Key>),
}

impl<'a> Unowned<'a> {
    /// Starts an empty list.
    pub fn new(kinds: &'a Kinds, manifest: &'a Manifest) -> Self {
        let ignored = Ignored::new(manifest).unwrap_or_default();
        Self { kinds, manifest, ignored, listing: Listing::default() }
    }

    /// Adds a portion of the database. The portion must contain some root rows, all rows that determine the kinds of
    /// these root rows, and all root rows with the same keys.
    pub fn add(&mut self, live: &Live) {
        let all_resources =
            all_resources(live, self.manifest.catalog.as_str(), &self.ignored, self.kinds.tables());
        all_resources.resources.iter().for_each(|resource| self.add_named(resource));
        let free = all_resources.ambiguous.iter().filter(|ambiguous| ambiguous.owner.is_none());
        let nameless = free.map(|it| (it.root.name, it.key.clone(), nameless(it).name));
        self.listing.nameless.extend(nameless);
    }

    fn add_named(&mut self, resource: &WholeResource<'_>) {
        // Whether a resource is protected says nothing about its kind.
        let lifting = Lifting::new(&resource.rows, &resource.key, self.manifest, false);
        self.listing.packages.extend(named_packages(&lifting));
        // An owned resource is not listed, but it may name packages.
        if resource.owner.is_some() {
            return;
        }
        // Another part of the database may still name the resource as a package.
        let labels = [false, true].map(|is_named_as_package| {
            let candidate = Candidate { lifting: &lifting, is_named_as_package };
            let kind = surest(self.kinds, resource.root, &candidate);
            self.listing.label(kind.map_or(resource.root.name, |kind| kind.name()))
        });
        self.listing.named.entry(resource.root.name).or_default().add(&resource.key, labels);
    }

    /// Sorts the list and returns it.
    pub fn finish(self) -> Listing<'a> {
        let mut listing = self.listing;
        for Section { entries, texts } in listing.named.values_mut() {
            // The names of a table are unique, so an unstable sort gives the same order.
            entries.sort_unstable_by(|one, other| one.name.order(&other.name, texts));
        }
        listing.nameless.sort_unstable();
        listing
    }
}

impl<'a> Listing<'a> {
    /// The listed resources.
    pub fn iter(&self) -> impl Iterator<Item = ListedResource<'_>> {
        let named = self.named.values().flat_map(|section| {
            section.entries.iter().map(|entry| {
                let name = entry.name.spell(&section.texts);
                let is_package = self.packages.contains(name.as_ref());
                ListedResource { kind: self.labels[entry.labels[usize::from(is_package)] as usize], name }
            })
        });
        let nameless = self.nameless.iter();
        named.chain(nameless.map(|(kind, _, name)| ListedResource { kind, name: Cow::from(name) }))
    }

    /// Returns the index of a label in `labels`, and adds the label if it is new. A linear search is fast enough,
    /// because there are few kinds and tables.
    fn label(&mut self, label: &'a str) -> u32 {
        // Labels are stored once, and an entry has only their indices: there may be millions of entries.
        let known = self.labels.iter().position(|known| *known == label);
        let number = known.unwrap_or_else(|| {
            self.labels.push(label);
            self.labels.len() - 1
        });
        number as u32
    }
}

impl Section {
    fn add(&mut self, key: &Key, labels: [u32; 2]) {
        let text = match key.parts() {
            [Value::Text(text)] => u32::try_from(text.len()).ok().map(|length| (text, length)),
            _ => None,
        };
        let name = match text {
            Some((text, length)) => {
                self.texts.push_str(text);
                Name::Text { start: self.texts.len() - text.len(), length }
            }
            None => Name::Key(Box::new(key.clone())),
        };
        self.entries.push(Entry { name, labels });
    }
}

impl Name {
    /// The name, if it is stored in the given texts.
    fn text<'a>(&self, texts: &'a str) -> Option<&'a str> {
        match self {
            Self::Text { start, length } => texts.get(*start..start + *length as usize),
            Self::Key(_) => None,
        }
    }

    fn key(&self, texts: &str) -> Key {
        match self {
            Self::Key(key) => Key::clone(key),
            Self::Text { .. } => Key::of(self.text(texts).unwrap_or_default()),
        }
    }

    /// Compares two names in one table by their keys.
    fn order(&self, other: &Self, texts: &str) -> Ordering {
        match (self.text(texts), other.text(texts)) {
            // Texts compare as their keys do, and making keys for millions of names would be slow.
            (Some(one), Some(other)) => one.cmp(other),
            _ => self.key(texts).cmp(&other.key(texts)),
        }
    }

    /// The name as shown in the list.
    fn spell<'a>(&self, texts: &'a str) -> Cow<'a, str> {
        match self.text(texts) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.key(texts).to_string()),
        }
    }
}
