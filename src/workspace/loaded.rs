//! The result of reading a whole catalog.

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, File};
use crate::kinds::Kind;
use crate::model::Manifest;
use crate::source::Sources;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The result of reading a catalog.
#[derive(Debug, Default)]
pub struct Loaded {
    /// All files that were read. They are needed to show the places of findings.
    pub sources: Sources,
    /// The findings, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// The findings that exist only in one of the environments. They are looked for only if no environment is chosen.
    pub elsewhere: Vec<Diagnostic>,
    /// How many documents describe resources.
    pub documents: usize,
    /// The manifest, if it could be read.
    pub manifest: Option<Manifest>,
    /// The kind and name of every resource, including those with errors.
    pub names: Vec<(Arc<dyn Kind>, String)>,
    /// The catalog, as far as it could be read; `None` without a manifest.
    pub catalog: Option<Catalog>,
    /// The files among the sources that documents name. They do not describe resources.
    pub named: BTreeSet<File>,
}

impl Loaded {
    /// How many files the catalog has.
    pub fn files(&self) -> usize {
        self.sources.len() - self.named.len()
    }
}
