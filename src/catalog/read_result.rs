//! The result of reading one document.

use super::entry::Entry;
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::kinds::Kind;
use crate::source::Mention;
use std::sync::Arc;

/// The result of reading one document.
#[derive(Debug)]
pub struct Read {
    /// The document that was read.
    pub document: DocumentId,
    /// The resource, if the document is valid.
    pub entry: Option<Entry>,
    /// The kind of the document, if it is a known one.
    pub kind: Option<Arc<dyn Kind>>,
    /// The name of the resource, if it can be read. The name of an invalid document is kept. Otherwise, references to
    /// the resource would also be reported.
    pub name: Option<Box<str>>,
    /// The references that can be checked without a database. They are kept even if the document is not valid.
    pub mentions: Box<[Mention]>,
    /// The findings in the document itself.
    pub findings: Vec<Diagnostic>,
    /// The paths of the files that are named in the document, such as the manifest of an installation package. These
    /// files do not describe resources of the catalog.
    pub files: Box<[String]>,
}
