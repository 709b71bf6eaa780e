//! A resource of a catalog, with the document that it comes from.

use crate::diagnostic::{DocumentId, Place};
use crate::kinds::{Kind, Resource};
use crate::source::Mention;
use std::sync::Arc;

/// A resource and the document that describes it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The kind of the resource, such as `package`.
    pub kind: Arc<dyn Kind>,
    /// The document that describes the resource.
    pub document: DocumentId,
    /// The resource that was read from the document.
    pub resource: Arc<dyn Resource>,
    /// The references in the document to other resources. References to currencies, languages, categories and services
    /// are not included.
    pub mentions: Arc<[Mention]>,
}

impl Entry {
    /// The place of a reference in the document.
    pub fn place(&self, mention: &Mention) -> Place {
        mention.place(self.document)
    }
}
