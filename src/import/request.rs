//! The options of an import.

use crate::kinds::Kind;
use crate::model::Manifest;
use crate::source::Files;
use crate::table::{Key, Table};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The options of an import.
pub struct Request<'a> {
    /// The manifest of the catalog to which the documents will belong.
    pub manifest: Manifest,
    /// The catalog to which the documents are added. `None` if a new catalog is created.
    pub existing: Option<Existing>,
    /// The kinds to import. Empty to import all kinds.
    pub kinds: Vec<Arc<dyn Kind>>,
    /// The pattern for the names to import. `None` to import all names.
    pub names: Option<globset::GlobMatcher>,
    /// The environment that was chosen for an existing catalog. `None` if there is none.
    pub environment: Option<&'a str>,
    /// Whether to import only resources that no catalog owns.
    pub unowned: bool,
}

/// An existing catalog to which documents are added.
pub struct Existing {
    /// The files of the catalog.
    pub files: Arc<dyn Files>,
    /// The root tables and keys of all resources that the catalog describes, or lists under `external` or `release`.
    pub known: BTreeSet<(&'static str, Key)>,
    /// The number of levels from the root of the catalog up to the folder that contains `schemas/`. It is 0 if the root
    /// itself contains `schemas/`.
    pub up: usize,
}

impl Request<'_> {
    /// Whether the request includes a resource. Does not check the kind of the resource. `keys` has the key in the
    /// database and the key in the ledger. They differ if the resource was renamed.
    pub(super) fn wants(&self, root: &'static Table, keys: [Option<&Key>; 2], is_owned: bool) -> bool {
        let name = keys[0].map(Key::to_string).unwrap_or_default();
        let is_known = self.existing.as_ref().is_some_and(|existing| {
            keys.into_iter().flatten().any(|key| existing.known.contains(&(root.name, key.clone())))
        });
        // What the catalog already names must not be described a second time.
        !is_known
            && self.names.as_ref().is_none_or(|names| names.is_match(&name))
            && !(self.unowned && is_owned)
    }
}
