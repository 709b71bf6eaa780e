//! The path to the node that is currently being read.

use crate::diagnostic::Pointer;
use std::cell::Cell;

/// The path from the root of a document to a node, as a linked list on the stack.
pub(super) struct Path<'a> {
    /// The path to the parent, and the key or index of the node in the parent; `None` for the root.
    last: Option<(&'a Path<'a>, Step<'a>)>,
    /// The pointer to the node, computed on the first use. Most nodes never need a pointer, and siblings share the
    /// pointer of their parent.
    pointer: Cell<Option<Pointer>>,
}

/// The key or index of a node in its parent.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// Creates the path to the root.
    pub(super) fn root() -> Self {
        Self { last: None, pointer: Cell::new(None) }
    }

    /// Creates the path to the value of a key in this node.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { last: Some((self, Step::Key(key))), pointer: Cell::new(None) }
    }

    /// Creates the path to an element of this node.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { last: Some((self, Step::Index(index))), pointer: Cell::new(None) }
    }

    /// Returns the pointer to the node.
    pub(super) fn pointer(&self) -> Pointer {
        let compute = || match &self.last {
            None => Pointer::root(),
            Some((parent, Step::Key(key))) => parent.pointer().child(key),
            Some((parent, Step::Index(index))) => parent.pointer().child(index),
        };
        let pointer = self.pointer.get().unwrap_or_else(compute);
        // Kept, since its parts ask for it again.
        self.pointer.set(Some(pointer));
        pointer
    }

    pub(super) fn is_root(&self) -> bool {
        self.last.is_none()
    }
}
