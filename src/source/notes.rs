//! Collects references, errors and known keys while a document is read.

use super::mention::Mention;
use super::node::Node;
use super::type_error::Error;
use std::cell::RefCell;
use std::collections::HashSet;

/// The references, errors and known keys that were found while reading a document. The readers of nested nodes share
/// these notes, so some fields are cells.
#[derive(Default)]
pub(super) struct ReadNotes {
    pub(super) mentions: RefCell<Vec<Mention>>,
    pub(super) faults: RefCell<Vec<Error>>,
    /// The top-level keys of all types that the document is read into.
    pub(super) known: RefCell<Vec<&'static str>>,
    /// The addresses of nodes that are known to be wrong. Such nodes are skipped.
    pub(super) skipped: HashSet<*const Node>,
}

impl ReadNotes {
    /// Notes a reference.
    pub(super) fn mention(&self, mention: Mention) {
        self.mentions.borrow_mut().push(mention);
    }

    /// Notes an error.
    pub(super) fn fault(&self, error: Error) {
        self.faults.borrow_mut().push(error);
    }

    /// Notes the top-level keys of a type.
    pub(super) fn add_known_keys(&self, keys: &[&'static str]) {
        self.known.borrow_mut().extend(keys);
    }

    /// Whether to skip the node, because it is known to be wrong.
    pub(super) fn skips(&self, node: &Node) -> bool {
        // Asked for every value, and most documents have no errors: then no address is hashed.
        !self.skipped.is_empty() && self.skipped.contains(&std::ptr::from_ref(node))
    }
}
