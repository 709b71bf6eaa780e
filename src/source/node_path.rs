//! The path to a node, while a document is read.

use crate::diagnostic::Pointer;
use std::cell::Cell;

/// The path from the root to a node, as a list on the stack.
pub(super) struct Path<'a> {
    /// The path to the parent, and the step from there; `None` for the root.
    last: Option<(&'a Path<'a>, Step<'a>)>,
    /// The pointer, once it is needed. Most nodes never need one, and siblings share that of their parent.
    pointer: Cell<Option<Pointer>>,
}

/// A step from a node to one of its parts.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The path to the root.
    pub(super) fn root() -> Self {
        Self { last: None, pointer: Cell::new(None) }
    }

    /// The path to the value of a key.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { last: Some((self, Step::Key(key))), pointer: Cell::new(None) }
    }

    /// The path to an element of a list.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { last: Some((self, Step::Index(index))), pointer: Cell::new(None) }
    }

    /// The path as a pointer.
    pub(super) fn pointer(&self) -> Pointer {
        let compute = || match &self.last {
            None => Pointer::root(),
            Some((parent, Step::Key(key))) => parent.pointer().child(key),
            Some((parent, Step::Index(index))) => parent.pointer().child(index),
        };
        let pointer = self.pointer.get().unwrap_or_else(compute);
        self.pointer.set(Some(pointer));
        pointer
    }

    pub(super) fn is_root(&self) -> bool {
        self.last.is_none()
    }
}
