//! References to other resources, which are recorded while a document is read.

use super::node_path::Path;
use crate::diagnostic::{DocumentId, Part, Place, Pointer, kept};

/// The start of the name of each newtype that is a reference. Reading such a newtype records a [`Mention`].
pub const REF: &str = "wares:ref:";

/// A reference in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The type of the target, such as `article`. This is the name of the newtype without [`REF`].
    pub target: &'static str,
    /// The name that is written in the document.
    pub name: &'static str,
    /// The pointer to the node with the reference.
    pub pointer: Pointer,
    /// Whether the name is the key or the value of the node.
    pub part: Part,
}

impl Mention {
    pub(super) fn new(target: &'static str, name: &str, path: &Path<'_>, part: Part) -> Self {
        // Interned, since many documents refer to the same few names.
        Self { target, name: kept(name), pointer: path.pointer(), part }
    }

    /// Returns the place of the reference, for the document in which it was found.
    pub fn place(&self, document: DocumentId) -> Place {
        Place { document, pointer: self.pointer, part: self.part }
    }
}
