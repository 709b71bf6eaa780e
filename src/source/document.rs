//! A YAML document, with lookups by pointer.

use super::comment::Comment;
use super::lazy_tree::Tree;
use super::node::{Data, Node};
use super::source_range::Span;
use crate::diagnostic::{DocumentId, Location, Part, Place, Pointer};
use std::sync::Arc;

/// One YAML document. A document is cheap to clone.
#[derive(Clone, Debug)]
pub struct Document {
    /// The id of the document.
    pub id: DocumentId,
    /// The byte of the file from which all spans in the document are counted.
    pub start: usize,
    /// The value of the document.
    pub root: Tree,
    /// The comments of the document, in the order of the text.
    pub comments: Arc<[Comment]>,
}

impl Document {
    /// Returns the place of the value at the pointer.
    pub fn at(&self, pointer: Pointer) -> Place {
        self.id.at(pointer)
    }

    /// Returns the place of the key at the pointer.
    pub fn key_at(&self, pointer: Pointer) -> Place {
        self.id.key_at(pointer)
    }

    /// Returns the key at the pointer, or the value at the pointer as text. `None` for a value that is not a string or
    /// a number, or that does not exist.
    pub fn text_at(&self, pointer: Pointer, part: Part) -> Option<String> {
        if part == Part::Key {
            return pointer.last().map(str::to_owned);
        }
        match &self.find(pointer)?.data {
            Data::Text(text) | Data::Number(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Returns the node at the pointer, if the node exists.
    pub fn find(&self, pointer: Pointer) -> Option<&Node> {
        pointer.parts().iter().try_fold(&*self.root, |node, part| node.child(part).map(|(_, child)| child))
    }

    /// Returns where in the file the key or value at the pointer is. If there is none, returns the bytes of the
    /// nearest ancestor that exists.
    pub fn span(&self, pointer: Pointer, part: Part) -> Span {
        let mut node = &*self.root;
        let mut span = self.heading();
        let parts = pointer.parts();
        for (depth, name) in parts.iter().enumerate() {
            let Some((key, child)) = node.child(name) else { break };
            let last = depth + 1 == parts.len();
            let wants_key = last && part == Part::Key;
            // A key without a value has no bytes to underline, so its key is underlined.
            let by_key = key.filter(|_| wants_key || child.span.is_empty());
            span = by_key.unwrap_or_else(|| child.span.clone());
            node = child;
        }
        self.start + span.start..self.start + span.end
    }

    /// Whether the value at the pointer is written at this place in the file. An alias stands for a value that is
    /// written at an anchor instead, so the result for an alias is false.
    pub fn is_written_at(&self, pointer: Pointer) -> bool {
        let mut node = &*self.root;
        pointer.parts().iter().all(|name| {
            let Some((before, child)) = node.child_after(name) else { return false };
            // An alias has the bytes of its anchored value, and YAML requires an anchor to come before its aliases.
            let is_here = before <= child.span.start && child.span.end <= node.span.end;
            node = child;
            is_here
        })
    }

    /// Returns the bytes from the start of the first place to the end of the last place, as a location.
    pub fn spanning(&self, first: Place, last: Place) -> Location {
        let (first, last) = (self.span(first.pointer, first.part), self.span(last.pointer, last.part));
        // If the last place is an alias, its value is written above and may end before the first place.
        Location::bytes(self.id.file, first.start..last.end.max(first.end))
    }

    /// Converts a place in the document to a range of bytes. The range stays valid when the sources contain a different
    /// version of the document, such as the manifest without the values of an environment.
    pub fn by_bytes(&self, place: Place) -> Location {
        Location::bytes(self.id.file, self.span(place.pointer, place.part))
    }

    /// Returns the bytes of the document in its file.
    pub(super) fn extent(&self) -> Span {
        self.start + self.root.span.start..self.start + self.root.span.end
    }

    /// Returns the bytes that are marked in a finding about the whole document: the first key with its value.
    fn heading(&self) -> Span {
        match &self.root.data {
            // The whole document would underline too much.
            Data::Mapping(entries) if !entries.is_empty() => entries[0].span.start..entries[0].value.span.end,
            _ => self.root.span.clone(),
        }
    }
}
