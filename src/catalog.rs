//! From documents to a catalog, and from a catalog to rows.
//!
//! [`load`] reads everything and reports everything that can be known without a database. A
//! [`Catalog`] exists only when nothing is wrong; only a catalog can be [lowered](Catalog::lower).

pub mod codes;
mod document;
mod faults;
mod form;
mod found;
mod load;
mod lower;
mod manifest;
mod numbers;
mod outdented;
mod resolve;
mod schema;

pub use load::{Loaded, MANIFEST, load, load_in, unlisted};
pub use lower::{Desired, DesiredResource, Origin};

use crate::kinds::{Kind, Resource};
use crate::model::Manifest;
use crate::source::Mention;

/// A catalog in which every document is valid and every reference resolves.
#[derive(Debug)]
pub struct Catalog {
    manifest: Manifest,
    entries: Vec<Entry>,
}

/// A resource and the document it comes from.
#[derive(Debug)]
pub struct Entry {
    /// Its kind.
    pub kind: &'static Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// The resource.
    pub resource: Box<dyn Resource>,
    /// The references in it that lead to resources.
    pub mentions: Vec<Mention>,
}

impl Catalog {
    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The resources, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
