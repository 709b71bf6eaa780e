//! A catalog into rows.

use super::Catalog;
use crate::diagnostic::DocumentId;
use crate::kinds::{Defaults, Ignored, Kind};
use crate::model::Named;
use crate::table::{Key, Rows};
use rayon::prelude::*;
use std::sync::Arc;

/// A catalog in which nothing is wrong of severity error. A warning stops nothing.
#[derive(Clone, Copy, Debug)]
pub struct Sound<'a>(&'a Catalog);

/// All that the files ask for. Only a [`Sound`] catalog asks.
#[derive(Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "within this crate too only a sound catalog makes one")]
pub struct Desired {
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
    _sound: (),
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
    /// Its rows.
    pub rows: Rows,
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

    /// The rows that the catalog stands for.
    ///
    /// # Panics
    /// Never: a sound catalog's patterns have been checked when it was loaded.
    pub fn lower(self) -> Desired {
        let manifest = &self.0.manifest;
        let resource = |entry: &super::Entry| DesiredResource {
            kind: entry.kind.clone(),
            key: Key::of(entry.resource.name()),
            document: entry.document,
            protect: entry.resource.protect(),
            rows: entry.resource.lower(&self.0.context(entry.document)),
        };
        Desired {
            catalog: manifest.catalog.as_str().to_owned(),
            resources: self.0.entries.par_iter().map(resource).collect(),
            external: manifest.external.clone(),
            release: manifest.release.clone(),
            defaults: Defaults::new(manifest),
            ignored: Ignored::new(manifest).expect("a sound catalog's patterns have been checked"),
            _sound: (),
        }
    }
}
