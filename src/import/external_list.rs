//! What no catalog owns, as a list names it: gathered from one part of the database after the other, and kept small,
//! since there may be millions.

use super::draft::nameless;
use crate::diff::{WholeResource, whole};
use crate::kinds::{Candidate, Ignored, Kinds, Lifting, named_packages, surest};
use crate::live::Live;
use crate::model::Manifest;
use crate::table::{Key, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

/// A live resource, as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Its kind, or its table where it has no name or is of no kind.
    pub kind: &'a str,
    /// Its name, or its ids where it has none.
    pub name: Cow<'a, str>,
}

/// Gathers every live resource that no catalog owns, each with the kind that it would be imported as.
pub struct Unowned<'a> {
    kinds: &'a Kinds,
    manifest: &'a Manifest,
    ignored: Ignored,
    listing: Listing<'a>,
}

/// Live resources in the order of a list: those with a name, then those that no name leads to, each by table and key.
#[derive(Debug, Default)]
pub struct Listing<'a> {
    /// What is listed as the kind of something.
    labels: Vec<&'a str>,
    /// What has a name, by root table.
    named: BTreeMap<&'static str, Section>,
    /// What no name leads to: its table and key, and what is listed as its name.
    nameless: Vec<(&'static str, Key, String)>,
    /// What is named as a package.
    packages: HashSet<String>,
}

/// The resources of a root table.
#[derive(Debug, Default)]
struct Section {
    entries: Vec<Entry>,
    /// The names of most of them, one after the other.
    texts: String,
}

/// A resource that has a name.
#[derive(Debug)]
struct Entry {
    name: Name,
    /// The label of its kind where nothing names it as a package, and where something does: which of them it is turns
    /// out at the end.
    labels: [u32; 2],
}

/// Where a name is.
#[derive(Debug)]
enum Name {
    /// Among the texts: a key of one text.
    Text { start: usize, length: u32 },
    /// A key that is no text, which another order may have than the texts that it is shown as.
    Key(Box<Key>),
}

impl<'a> Unowned<'a> {
    /// Nothing yet.
    pub fn new(kinds: &'a Kinds, manifest: &'a Manifest) -> Self {
        let ignored = Ignored::new(manifest).unwrap_or_default();
        Self { kinds, manifest, ignored, listing: Listing::default() }
    }

    /// Adds a part of the database: some roots with what says of which kind they are, and with all that have their keys.
    pub fn add(&mut self, live: &Live) {
        let whole = whole(live, self.manifest.catalog.as_str(), &self.ignored, self.kinds.tables());
        whole.resources.iter().for_each(|resource| self.add_named(resource));
        let free = whole.ambiguous.iter().filter(|ambiguous| ambiguous.owner.is_none());
        let nameless = free.map(|it| (it.root.name, it.key.clone(), nameless(it).name));
        self.listing.nameless.extend(nameless);
    }

    fn add_named(&mut self, resource: &WholeResource<'_>) {
        let lifting = Lifting::new(&resource.rows, &resource.key, self.manifest, false);
        self.listing.packages.extend(named_packages(&lifting));
        if resource.owner.is_some() {
            return;
        }
        let labels = [false, true].map(|is_named_as_package| {
            let candidate = Candidate { lifting: &lifting, is_named_as_package };
            let kind = surest(self.kinds, resource.root, &candidate);
            self.listing.label(kind.map_or(resource.root.name, |kind| kind.name()))
        });
        self.listing.named.entry(resource.root.name).or_default().add(&resource.key, labels);
    }

    /// All that was added, in order.
    pub fn finish(self) -> Listing<'a> {
        let mut listing = self.listing;
        for Section { entries, texts } in listing.named.values_mut() {
            entries.sort_unstable_by(|one, other| one.name.order(&other.name, texts));
        }
        listing.nameless.sort_unstable();
        listing
    }
}

impl<'a> Listing<'a> {
    /// The resources.
    pub fn iter(&self) -> impl Iterator<Item = Listed<'_>> {
        let named = self.named.values().flat_map(|section| {
            section.entries.iter().map(|entry| {
                let name = entry.name.spell(&section.texts);
                let is_package = self.packages.contains(name.as_ref());
                Listed { kind: self.labels[entry.labels[usize::from(is_package)] as usize], name }
            })
        });
        let nameless = self.nameless.iter();
        named.chain(nameless.map(|(kind, _, name)| Listed { kind, name: Cow::from(name) }))
    }

    /// The number of a label; there are only as many as there are kinds and tables.
    fn label(&mut self, label: &'a str) -> u32 {
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

    /// How two names of a table are ordered: as their keys are.
    fn order(&self, other: &Self, texts: &str) -> Ordering {
        match (self.text(texts), other.text(texts)) {
            (Some(one), Some(other)) => one.cmp(other),
            _ => self.key(texts).cmp(&other.key(texts)),
        }
    }

    fn spell<'a>(&self, texts: &'a str) -> Cow<'a, str> {
        match self.text(texts) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.key(texts).to_string()),
        }
    }
}
