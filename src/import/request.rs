//! What to import.

use crate::kinds::Kind;
use crate::model::Manifest;
use crate::source::Files;
use crate::table::{Key, Table};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What to import.
pub struct Request<'a> {
    /// The manifest of the catalog that the documents will belong to.
    pub manifest: Manifest,
    /// The catalog to add the documents to; `None` to make a new one.
    pub existing: Option<Existing>,
    /// The kinds to import; all if it is empty.
    pub kinds: Vec<Arc<dyn Kind>>,
    /// The pattern that names must match, if there is one.
    pub names: Option<globset::GlobMatcher>,
    /// The environment of an existing catalog, if one was chosen.
    pub environment: Option<&'a str>,
    /// Whether to import only what no catalog owns.
    pub unowned: bool,
}

/// An existing catalog that documents are added to.
pub struct Existing {
    /// The files of the catalog.
    pub files: Arc<dyn Files>,
    /// The resources that the catalog describes, or lists as external or released, by root table and key.
    pub known: BTreeSet<(&'static str, Key)>,
    /// The number of steps up from the root of the catalog to the folder with `schemas/`.
    pub up: usize,
}

impl Request<'_> {
    /// Whether to import a resource, whatever its kind. A renamed resource has two keys: the one in the database, and
    /// the one in the ledger.
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
