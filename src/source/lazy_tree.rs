//! The tree of a document, which can be given up and is then read again from the text when somebody asks for it.
//!
//! A tree takes some ten times the memory of its text, and of a document that was read into types without a finding
//! nobody looks at it again, as a rule. So only the text is kept of it.

use super::node::{Document, Node, Span};
use super::tree_builder::parse_part;
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
    /// Where it can be read again; none of a tree that was made otherwise.
    origin: Option<Origin>,
}

/// The part of a file in which a document stands.
#[derive(Clone)]
pub(super) struct Origin {
    /// The file.
    file: File,
    /// The text of the whole file.
    text: Arc<str>,
    /// The bytes of the part. Nothing in it is at fault, so that its documents are the same whatever follows.
    part: (u32, u32),
    /// How many bytes its anchors and aliases may stand for.
    room: u32,
    /// Which of its documents it is.
    number: u32,
}

impl Origin {
    /// A document of a part; none where the numbers are greater than those of any file that is read.
    pub(super) fn new(file: File, text: &Arc<str>, part: &Span, room: usize, number: usize) -> Option<Self> {
        let small = |number: usize| u32::try_from(number).ok();
        let part = (small(part.start)?, small(part.end)?);
        Some(Self { file, text: text.clone(), part, room: small(room)?, number: small(number)? })
    }

    fn read(&self) -> Option<Document> {
        let (start, end) = (self.part.0 as usize, self.part.1 as usize);
        let parsed = parse_part(self.file, self.text.get(start..end)?, 0, self.room as usize);
        parsed.documents.into_iter().nth(self.number as usize)
    }
}

impl Tree {
    /// The same tree, of which nothing is kept but where it is read again.
    pub(super) fn given_up(origin: Origin) -> Self {
        Self(Arc::new(Kept { node: OnceLock::new(), origin: Some(origin) }))
    }

    /// Whether the tree itself is there.
    pub(super) fn is_kept(&self) -> bool {
        self.0.node.get().is_some()
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
    /// Never: what was read from a text without a fault is read from it again.
    fn deref(&self) -> &Node {
        let read = || self.0.origin.as_ref().and_then(Origin::read).and_then(|it| it.root.into_node());
        self.0.node.get_or_init(|| read().expect("a document is read from the same text as before"))
    }
}

impl Tree {
    /// The tree itself, where nobody else has it.
    fn into_node(self) -> Option<Box<Node>> {
        Arc::into_inner(self.0)?.node.into_inner()
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
