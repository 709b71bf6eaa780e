//! What a resource sees of its catalog.

use super::Resource;
use crate::diagnostic::{DocumentId, Place};
use crate::model::Manifest;
use crate::source::Files;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

/// The resources of a catalog, by name.
pub trait Resources: Sync {
    /// The resources of a name, each with its document: one of each root table at most.
    fn named<'a>(&'a self, name: &str) -> Vec<(DocumentId, &'a dyn Resource)>;
}

/// What a resource sees of its catalog while it is validated and lowered. What it looks at is recorded, so that it
/// is looked at anew when that changes.
pub struct Context<'a> {
    /// The manifest.
    pub manifest: &'a Manifest,
    /// The document of the resource.
    pub document: DocumentId,
    resources: &'a dyn Resources,
    files: &'a dyn Files,
    seen: RefCell<Seen>,
}

/// What a resource looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The names of other resources.
    pub names: BTreeSet<String>,
    /// The paths of files.
    pub files: BTreeSet<String>,
}

/// Another resource.
pub struct Found<'a, T> {
    /// Its document.
    pub document: DocumentId,
    /// The resource.
    pub resource: &'a T,
}

impl<'a> Context<'a> {
    /// What the resource of a document sees.
    pub fn new(
        manifest: &'a Manifest,
        document: DocumentId,
        resources: &'a dyn Resources,
        files: &'a dyn Files,
    ) -> Self {
        Self { manifest, document, resources, files, seen: RefCell::default() }
    }

    /// The place of a field of the resource.
    pub fn at(&self, field: impl fmt::Display) -> Place {
        self.document.root().child(field)
    }

    /// Another resource by its name, if it is there, could be read, and is of this type.
    pub fn find<T: Resource>(&self, name: &str) -> Option<Found<'a, T>> {
        self.seen.borrow_mut().names.insert(name.to_owned());
        let named = self.resources.named(name).into_iter();
        named.filter_map(|(document, it)| Some(Found { document, resource: it.of::<T>()? })).next()
    }

    /// A file of the catalog by its path.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.seen.borrow_mut().files.insert(path.to_owned());
        self.files.read(path).map_err(|reason| reason.lines().next().unwrap_or_default().to_owned())
    }

    /// What the resource has looked at.
    pub fn seen(self) -> Seen {
        self.seen.into_inner()
    }
}
