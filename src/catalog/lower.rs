//! Lowers a catalog to rows, provided that it has no errors.

use super::entry::Entry;
use super::loaded_catalog::Catalog;
use super::unmanaged_currencies::managed;
use crate::diagnostic::{Diagnostic, DocumentId, Severity};
use crate::kinds::{Defaults, Ignored, Kind};
use crate::model::Named;
use crate::table::{Key, Rows};
use std::sync::Arc;

/// A catalog without errors. It may have warnings and notes, which do not stop a plan.
///
/// Only [`Catalog::sound`] can make this token, so no plan can be made from a catalog with errors.
#[derive(Clone, Copy, Debug)]
pub struct Sound<'a>(&'a Catalog);

/// What the database should contain according to the files of a catalog.
///
/// [`Desired::rows`] makes the rows of a resource on demand. Keeping the rows of resources that do not change would
/// waste memory.
#[derive(Debug)]
pub struct Desired<'a> {
    /// The name of the catalog.
    pub catalog: String,
    /// The resources, in the order of the files.
    pub resources: Vec<DesiredResource>,
    /// The resources that must exist in the database, although the files do not describe them.
    pub external: Vec<Named>,
    /// The resources that the catalog gives up: their rows stay, but the catalog no longer owns them.
    pub release: Vec<Named>,
    /// The values that new rows get in columns that the files do not set.
    pub defaults: Defaults,
    /// The patterns for live rows that Wares must not manage.
    pub ignored: Ignored,
    sound: Sound<'a>,
}

/// A resource that the database should contain.
#[derive(Debug)]
pub struct DesiredResource {
    /// The kind of the resource.
    pub kind: Arc<dyn Kind>,
    /// The natural key of the resource.
    pub key: Key,
    /// The document that describes the resource.
    pub document: DocumentId,
    /// Whether a plan must not delete the resource.
    pub protect: bool,
    /// The key of the resource whose rows this resource takes over. For example, a package that imports the details of
    /// another package takes over rows of that package.
    pub takes_rows_from: Option<Key>,
    /// The index of the resource among the entries of the catalog.
    entry: usize,
}

impl Desired<'_> {
    /// Makes the rows of a resource. Prices in currencies that the environment leaves out are not included.
    pub fn rows(&self, resource: &DesiredResource) -> Rows {
        let catalog = self.sound.0;
        let entry = &catalog.entries()[resource.entry];
        let rows = entry.resource.lower(&catalog.context(entry.document));
        // Only an environment that leaves out currencies needs the filter.
        if catalog.is_narrowed() { managed(rows, catalog.manifest()) } else { rows }
    }
}

impl Catalog {
    /// Returns the token that proves that the catalog has no errors. `None` if it has errors.
    pub fn sound(&self) -> Option<Sound<'_>> {
        // Findings of severity error only: warnings and notes do not stop a plan (design.md §1).
        let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
        (!self.findings().iter().any(is_error)).then_some(Sound(self))
    }
}

impl<'a> Sound<'a> {
    /// The catalog that the token belongs to.
    pub fn catalog(self) -> &'a Catalog {
        self.0
    }

    /// Returns what the database should contain according to the catalog.
    ///
    /// # Panics
    /// Never: an invalid pattern is an error, and a catalog with errors has no token.
    pub fn lower(self) -> Desired<'a> {
        let manifest = self.0.manifest();
        let resource = |(index, entry): (usize, &Entry)| DesiredResource {
            kind: entry.kind.clone(),
            key: entry.resource.key(),
            document: entry.document,
            protect: entry.resource.protect(),
            takes_rows_from: entry.resource.takes_rows_from(),
            entry: index,
        };
        Desired {
            catalog: manifest.catalog.as_str().to_owned(),
            resources: self.0.entries().iter().enumerate().map(resource).collect(),
            external: manifest.external.clone(),
            release: manifest.release.clone(),
            defaults: Defaults::new(manifest),
            ignored: Ignored::new(manifest).expect("a sound catalog's patterns have been checked"),
            sound: self,
        }
    }
}
