//! What is noted while a document is read.

use super::mention::Mention;
use super::node::Node;
use super::type_error::Error;
use std::cell::RefCell;
use std::collections::HashSet;

/// What is noted while a document is read. Some fields are cells, since the readers of nested nodes share these notes.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) mentions: RefCell<Vec<Mention>>,
    pub(super) faults: RefCell<Vec<Error>>,
    /// The top-level keys of the document that some type knows.
    pub(super) known: RefCell<Vec<&'static str>>,
    /// The nodes that are known to be wrong, by address. Reading skips them.
    pub(super) skipped: HashSet<*const Node>,
}

impl Notes {
    /// Notes a reference.
    pub(super) fn mention(&self, mention: Mention) {
        self.mentions.borrow_mut().push(mention);
    }

    /// Notes an error.
    pub(super) fn fault(&self, error: Error) {
        self.faults.borrow_mut().push(error);
    }

    /// Notes top-level keys that a type knows.
    pub(super) fn know(&self, keys: &[&'static str]) {
        self.known.borrow_mut().extend(keys);
    }

    /// Whether reading skips a node.
    pub(super) fn skips(&self, node: &Node) -> bool {
        // Asked for every value, and most documents have no errors: then no address is hashed.
        !self.skipped.is_empty() && self.skipped.contains(&std::ptr::from_ref(node))
    }
}
