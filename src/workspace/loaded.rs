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
    /// All files that were read. They are needed to show the locations of findings.
    pub sources: Sources,
    /// The findings, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// The findings that exist only in some environment. Empty if an environment is chosen.
    pub environment_findings: Vec<Diagnostic>,
    /// The number of documents that describe resources.
    pub documents: usize,
    /// The manifest, if it could be read.
    pub manifest: Option<Manifest>,
    /// The kind and name of every resource, including those with errors.
    pub names: Vec<(Arc<dyn Kind>, String)>,
    /// The parts of the catalog that could be read; `None` if the manifest could not be read.
    pub catalog: Option<Catalog>,
    /// The files in `sources` that are named in documents. Such files do not describe resources.
    pub named: BTreeSet<File>,
}

impl Loaded {
    /// Returns the number of files of the catalog, including the manifest.
    pub fn files(&self) -> usize {
        self.sources.len() - self.named.len()
    }
}
