//! A YAML document, and the places in it.

use super::comment::Comment;
use super::lazy_tree::Tree;
use super::node::{Data, Node};
use super::source_range::Span;
use crate::diagnostic::{DocumentId, Location, Part, Place, Pointer};
use std::sync::Arc;

/// One YAML document. A copy of it is cheap.
#[derive(Clone, Debug)]
pub struct Document {
    /// The identity of the document.
    pub id: DocumentId,
    /// The byte of the file from which the spans in the document are counted.
    pub start: usize,
    /// The value of the document.
    pub root: Tree,
    /// The comments in it.
    pub comments: Arc<[Comment]>,
}

impl Document {
    /// The place of a value.
    pub fn at(&self, pointer: Pointer) -> Place {
        self.id.at(pointer)
    }

    /// The place of a key.
    pub fn key_at(&self, pointer: Pointer) -> Place {
        self.id.key_at(pointer)
    }

    /// The text at a pointer: of a key, or of a value that is a string or a number.
    pub fn text_at(&self, pointer: Pointer, part: Part) -> Option<String> {
        if part == Part::Key {
            return pointer.last().map(str::to_owned);
        }
        match &self.find(pointer)?.data {
            Data::Text(text) | Data::Number(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// The node at a pointer, if there is one.
    pub fn find(&self, pointer: Pointer) -> Option<&Node> {
        pointer.parts().iter().try_fold(&*self.root, |node, part| node.child(part).map(|(_, child)| child))
    }

    /// The bytes of the file at a pointer, or those of the nearest ancestor that exists.
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

    /// Whether a value is written at this place. The value of an alias is not: it is written at the anchor.
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

    /// Everything from one place to another, as bytes.
    pub fn spanning(&self, first: Place, last: Place) -> Location {
        let (first, last) = (self.span(first.pointer, first.part), self.span(last.pointer, last.part));
        Location::bytes(self.id.file, first.start..last.end.max(first.end))
    }

    /// A place in the document as a range of bytes, which stays valid even if the sources contain another version of
    /// the document, such as the manifest without the values of an environment.
    pub fn by_bytes(&self, place: Place) -> Location {
        Location::bytes(self.id.file, self.span(place.pointer, place.part))
    }

    /// The bytes of the document in its file.
    pub(super) fn extent(&self) -> Span {
        self.start + self.root.span.start..self.start + self.root.span.end
    }

    /// The bytes that represent the whole document in findings: its first key with the value.
    fn heading(&self) -> Span {
        match &self.root.data {
            // The whole document would underline too much.
            Data::Mapping(entries) if !entries.is_empty() => entries[0].span.start..entries[0].value.span.end,
            _ => self.root.span.clone(),
        }
    }
}
