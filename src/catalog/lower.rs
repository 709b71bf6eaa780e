//! A catalog into rows.

use super::Catalog;
use super::unmanaged_currencies::managed;
use crate::diagnostic::DocumentId;
use crate::kinds::{Defaults, Ignored, Kind};
use crate::model::Named;
use crate::table::{Key, Rows};
use std::sync::Arc;

/// A catalog in which nothing is wrong of severity error. A warning stops nothing.
#[derive(Clone, Copy, Debug)]
pub struct Sound<'a>(&'a Catalog);

/// All that the files ask for. Only a [`Sound`] catalog asks. The rows of a resource are made when they are asked for:
/// of what does not change nothing is kept.
#[derive(Debug)]
pub struct Desired<'a> {
    /// The catalog's name.
    pub catalog: String,
    /// The resources.
    pub resources: Vec<DesiredResource>,
    /// Resources that must exist in the database.
    pub external: Vec<Named>,
    /// Resources to disown.
    pub release: Vec<Named>,
    /// What new rows have in columns that nothing sets.
    pub defaults: Defaults,
    /// The live rows that others own.
    pub ignored: Ignored,
    sound: Sound<'a>,
}

/// What the files ask for of one resource.
#[derive(Debug)]
pub struct DesiredResource {
    /// Its kind.
    pub kind: Arc<dyn Kind>,
    /// Its natural key.
    pub key: Key,
    /// Where it comes from.
    pub document: DocumentId,
    /// Whether a plan must not delete it.
    pub protect: bool,
    /// The resource whose rows it takes over.
    pub takes_rows_from: Option<Key>,
    /// Which of the catalog's resources it is.
    entry: usize,
}

impl Desired<'_> {
    /// The rows of a resource.
    pub fn rows(&self, resource: &DesiredResource) -> Rows {
        let entry = &self.sound.0.entries[resource.entry];
        let rows = entry.resource.lower(&self.sound.0.context(entry.document));
        if self.sound.0.is_narrowed { managed(rows, &self.sound.0.manifest) } else { rows }
    }
}

impl<'a> Sound<'a> {
    /// The token of a catalog that was looked through.
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        Self(catalog)
    }

    /// The catalog.
    pub fn catalog(self) -> &'a Catalog {
        self.0
    }

    /// What the catalog asks for.
    ///
    /// # Panics
    /// Never: a sound catalog's patterns have been checked when it was loaded.
    pub fn lower(self) -> Desired<'a> {
        let manifest = &self.0.manifest;
        let resource = |(number, entry): (usize, &super::Entry)| DesiredResource {
            kind: entry.kind.clone(),
            key: entry.resource.key(),
            document: entry.document,
            protect: entry.resource.protect(),
            takes_rows_from: entry.resource.takes_rows_from(),
            entry: number,
        };
        Desired {
            catalog: manifest.catalog.as_str().to_owned(),
            resources: self.0.entries.iter().enumerate().map(resource).collect(),
            external: manifest.external.clone(),
            release: manifest.release.clone(),
            defaults: Defaults::new(manifest),
            ignored: Ignored::new(manifest).expect("a sound catalog's patterns have been checked"),
            sound: self,
        }
    }
}
