//! The anchored values of a document, and the memory that copies of these values take.

use super::node::Node;
use std::collections::HashMap;

/// The anchored values of the current document, and the number of bytes that all copies in the file take.
pub(super) struct Anchors {
    values: HashMap<usize, Node>,
    /// The number of bytes that the existing copies take.
    aliased: usize,
    /// The maximum number of bytes for all copies.
    alias_limit: usize,
}

impl Anchors {
    /// Creates a value without anchors. `room` is the maximum number of bytes for all copies.
    pub(super) fn new(room: usize) -> Self {
        Self { values: HashMap::new(), aliased: 0, alias_limit: room }
    }

    /// Returns the number of bytes that the existing copies take.
    pub(super) fn aliased(&self) -> usize {
        self.aliased
    }

    /// Removes the anchors when another document starts. The bytes of the existing copies still count.
    pub(super) fn clear(&mut self) {
        // In YAML an anchor ends with its document, so no alias below can refer to it.
        self.values.clear();
    }

    /// Returns the value of the given anchor, or `None` if it is not known.
    pub(super) fn get(&self, anchor: usize) -> Option<&Node> {
        self.values.get(&anchor)
    }

    /// Adds the value of an anchor.
    pub(super) fn add(&mut self, anchor: usize, node: Node) {
        self.values.insert(anchor, node);
    }

    /// Counts a copy of the given value. Returns false if all copies together now take too much memory.
    pub(super) fn count(&mut self, node: &Node) -> bool {
        // By size and not by number: aliases of values that contain aliases grow exponentially.
        self.aliased += node.size();
        // A copy that is too large counts as well, so that later parts have no room either.
        self.aliased <= self.alias_limit
    }
}
