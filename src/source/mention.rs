//! References to other resources.

use super::node_path::Path;
use crate::diagnostic::{DocumentId, Part, Place, Pointer, kept};

/// A newtype whose name starts with this is a reference. Reading it records a [`Mention`].
pub const REF: &str = "wares:ref:";

/// A reference that was found while reading a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// What it must refer to, such as `article`: the name of the newtype without [`REF`].
    pub target: &'static str,
    /// The name that it refers to.
    pub name: &'static str,
    /// The pointer to the node.
    pub pointer: Pointer,
    /// Whether the name is the key or the value of the node.
    pub part: Part,
}

impl Mention {
    pub(super) fn new(target: &'static str, name: &str, path: &Path<'_>, part: Part) -> Self {
        // Interned, since many documents refer to the same few names.
        Self { target, name: kept(name), pointer: path.pointer(), part }
    }

    /// The place of the reference in a document.
    pub fn place(&self, document: DocumentId) -> Place {
        Place { document, pointer: self.pointer, part: self.part }
    }
}
