//! The anchored values of a document, and how much memory their copies take.

use super::node::Node;
use std::collections::HashMap;

/// The anchored values of a document, and how many bytes all copies in the file take.
pub(super) struct Anchors {
    values: HashMap<usize, Node>,
    /// How many bytes the copies take so far.
    aliased: usize,
    /// How many bytes the copies may take.
    room: usize,
}

impl Anchors {
    /// No anchors. Copies may take this many bytes.
    pub(super) fn new(room: usize) -> Self {
        Self { values: HashMap::new(), aliased: 0, room }
    }

    /// How many bytes the copies take so far.
    pub(super) fn aliased(&self) -> usize {
        self.aliased
    }

    /// Forgets the anchors at the start of another document. The copies still count.
    pub(super) fn clear(&mut self) {
        // In YAML an anchor ends with its document, so no alias below can refer to it.
        self.values.clear();
    }

    /// The value of an anchor.
    pub(super) fn get(&self, anchor: usize) -> Option<&Node> {
        self.values.get(&anchor)
    }

    /// Keeps the value of an anchor.
    pub(super) fn add(&mut self, anchor: usize, node: Node) {
        self.values.insert(anchor, node);
    }

    /// Counts a copy of a value; false if the copies now take too much memory.
    pub(super) fn count(&mut self, node: &Node) -> bool {
        // By size and not by number: aliases of values that contain aliases grow exponentially.
        self.aliased += node.size();
        self.aliased <= self.room
    }
}
