//! The tree of a document, which can be dropped and is then parsed again when it is needed.
//!
//! A tree takes about ten times the memory of its text. Once a document has been read into types without findings, its
//! tree is rarely needed again, so only the text is kept.

use super::node::Node;
use super::source_range::Span;
use crate::diagnostic::File;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The tree of a document. A copy of it is cheap.
#[derive(Clone)]
pub struct Tree(Arc<Kept>);

/// What is kept of a tree.
struct Kept {
    node: OnceLock<Box<Node>>,
    /// What it can be parsed from again; `None` for a tree that was not parsed from a file.
    origin: Option<Origin>,
}

/// The part of a file that a document was parsed from.
///
/// The function that parses it again is a field, since the parser depends on this module and not the other way around.
#[derive(Clone)]
pub(super) struct Origin {
    /// The file.
    pub(super) file: File,
    /// The text of the whole file.
    text: Arc<str>,
    /// The bytes of the part. It has no errors, so its documents are the same whatever follows it.
    part: (u32, u32),
    /// How many bytes its anchors and aliases may expand to.
    room: u32,
    /// The index of the document in the part.
    number: u32,
    /// Parses the document again.
    reparse: fn(&Self) -> Option<Box<Node>>,
}

impl Origin {
    /// The origin of a document. `None` if a number does not fit in a `u32`, which cannot happen for any file that
    /// Wares reads.
    pub(super) fn new(
        file: File,
        text: &Arc<str>,
        part: &Span,
        room: usize,
        number: usize,
        reparse: fn(&Self) -> Option<Box<Node>>,
    ) -> Option<Self> {
        // There is one origin for each document, so it is kept small.
        let small = |number: usize| u32::try_from(number).ok();
        let part = (small(part.start)?, small(part.end)?);
        Some(Self { file, text: text.clone(), part, room: small(room)?, number: small(number)?, reparse })
    }

    /// The text of the part.
    pub(super) fn part(&self) -> Option<&str> {
        self.text.get(self.part.0 as usize..self.part.1 as usize)
    }

    /// How many bytes its anchors and aliases may expand to.
    pub(super) fn room(&self) -> usize {
        self.room as usize
    }

    /// The index of the document in the part.
    pub(super) fn number(&self) -> usize {
        self.number as usize
    }
}

impl Tree {
    /// A tree of which only the origin is kept; the document is parsed again when it is needed.
    pub(super) fn dropped(origin: Origin) -> Self {
        Self(Arc::new(Kept { node: OnceLock::new(), origin: Some(origin) }))
    }

    /// Whether the tree itself is in memory.
    pub(super) fn is_kept(&self) -> bool {
        self.0.node.get().is_some()
    }

    /// The tree itself, if there is no other copy.
    pub(super) fn into_node(self) -> Option<Box<Node>> {
        Arc::into_inner(self.0)?.node.into_inner()
    }
}

impl From<Node> for Tree {
    fn from(node: Node) -> Self {
        Self(Arc::new(Kept { node: Box::new(node).into(), origin: None }))
    }
}

impl Deref for Tree {
    type Target = Node;

    /// The tree itself.
    ///
    /// # Panics
    /// Never: parsing the same error-free text again gives the same document.
    fn deref(&self) -> &Node {
        let parse = || self.0.origin.as_ref().and_then(|origin| (origin.reparse)(origin));
        self.0.node.get_or_init(|| parse().expect("a document is read from the same text as before"))
    }
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
