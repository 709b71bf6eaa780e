//! Access to the catalog for a resource that is being validated or lowered.

use super::Resource;
use crate::diagnostic::{DocumentId, Place};
use crate::model::Manifest;
use crate::source::Files;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

/// The resources of a catalog, by name.
pub trait Resources: Sync {
    /// The resources with the given name, each with its document. There is at most one resource for each root table.
    fn named<'a>(&'a self, name: &str) -> Vec<(DocumentId, &'a dyn Resource)>;
}

/// Access to the catalog for a resource that is being validated or lowered. All lookups are recorded, so that the
/// resource can be checked again when a result changes.
pub struct Context<'a> {
    /// The manifest of the catalog.
    pub manifest: &'a Manifest,
    /// The id of the resource's document.
    pub document: DocumentId,
    resources: &'a dyn Resources,
    files: &'a dyn Files,
    // A `RefCell`, because validating and lowering take the context by shared reference; a context never crosses
    // threads.
    seen: RefCell<LookedUp>,
}

/// The lookups of a resource, including lookups that found nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookedUp {
    /// The names of other resources that were looked up.
    // Ordered and without duplicates, so that what two checks have looked up can be compared.
    pub names: BTreeSet<String>,
    /// The paths of files that were read, relative to the root of the catalog.
    pub files: BTreeSet<String>,
}

/// Another resource, found by its name.
pub struct FoundResource<'a, T> {
    /// The id of the resource's document.
    pub document: DocumentId,
    /// The found resource.
    pub resource: &'a T,
}

impl<'a> Context<'a> {
    /// Creates the context for the resource of the given document.
    pub fn new(
        manifest: &'a Manifest,
        document: DocumentId,
        resources: &'a dyn Resources,
        files: &'a dyn Files,
    ) -> Self {
        Self { manifest, document, resources, files, seen: RefCell::default() }
    }

    /// The place of the value of the given key in the resource's document.
    pub fn at(&self, field: impl fmt::Display) -> Place {
        self.document.root().child(field)
    }

    /// Finds another resource of the type `T` by its name. Returns `None` if there is no such resource, or if its
    /// document could not be read.
    pub fn find<T: Resource>(&self, name: &str) -> Option<FoundResource<'a, T>> {
        // Recorded even if nothing is found: a resource that is added later under this name changes the findings.
        self.seen.borrow_mut().names.insert(name.to_owned());
        let named = self.resources.named(name).into_iter();
        // Several kinds can have a resource of the same name, so the first of the wanted type is taken.
        named.filter_map(|(document, it)| Some(FoundResource { document, resource: it.of::<T>()? })).next()
    }

    /// Reads a file of the catalog. The path is relative to the root of the catalog.
    ///
    /// # Errors
    /// The reason why the file cannot be read, in one line.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        // Recorded before reading: a file that is missing now can be created later.
        self.seen.borrow_mut().files.insert(path.to_owned());
        // A finding's message is one line, and the rest of the reason is help that does not fit here.
        self.files.read(path).map_err(|reason| reason.lines().next().unwrap_or_default().to_owned())
    }

    /// Returns all recorded lookups.
    pub fn seen(self) -> LookedUp {
        self.seen.into_inner()
    }
}
