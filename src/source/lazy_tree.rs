//! The tree of a document. The tree can be dropped, and is then parsed again when it is needed.
//!
//! A tree takes about ten times as much memory as its text. Once a document has been read into types without findings,
//! its tree is rarely needed again, so only the text is kept.

use super::node::Node;
use super::source_range::Span;
use crate::diagnostic::File;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The tree of a document. A tree is cheap to clone.
#[derive(Clone)]
pub struct Tree(Arc<TreeContent>);

/// The tree in memory, the source to parse it from, or both.
struct TreeContent {
    // A `OnceLock`, because several threads may need the tree at once.
    node: OnceLock<Box<Node>>,
    /// The source from which the tree can be parsed again; `None` for a tree that is never dropped.
    origin: Option<Origin>,
}

/// The part of a file from which a document was parsed.
///
/// The function that parses the document again is a field, because the parser depends on this module and not the other
/// way around.
#[derive(Clone)]
pub(super) struct Origin {
    /// The file of the document.
    pub(super) file: File,
    /// The text of the whole file.
    text: Arc<str>,
    /// The start and end of the part in the text, in bytes. The part has no errors, so its documents do not depend on
    /// what follows it.
    part: (u32, u32),
    /// The maximum number of bytes to which the anchors and aliases of the part may expand.
    alias_limit: u32,
    /// The index of the document in the part.
    number: u32,
    /// The function that parses the document again.
    reparse: fn(&Self) -> Option<Box<Node>>,
}

impl Origin {
    /// Creates the origin of a document. `None` if a number does not fit in a `u32`, which cannot happen for a file
    /// that Wares reads.
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
        Some(Self {
            file,
            text: text.clone(),
            part,
            alias_limit: small(room)?,
            number: small(number)?,
            reparse,
        })
    }

    /// Returns the text of the part.
    pub(super) fn part(&self) -> Option<&str> {
        self.text.get(self.part.0 as usize..self.part.1 as usize)
    }

    /// Returns the maximum number of bytes to which the anchors and aliases of the part may expand.
    pub(super) fn alias_limit(&self) -> usize {
        self.alias_limit as usize
    }

    /// Returns the index of the document in the part.
    pub(super) fn number(&self) -> usize {
        self.number as usize
    }
}

impl Tree {
    /// Creates a tree that is not in memory. It is parsed when it is first needed.
    pub(super) fn dropped(origin: Origin) -> Self {
        Self(Arc::new(TreeContent { node: OnceLock::new(), origin: Some(origin) }))
    }

    /// Whether the tree is in memory.
    pub(super) fn is_kept(&self) -> bool {
        self.0.node.get().is_some()
    }

    /// Returns the root node, if the tree is in memory and no clone of it exists.
    pub(super) fn into_node(self) -> Option<Box<Node>> {
        Arc::into_inner(self.0)?.node.into_inner()
    }
}

impl From<Node> for Tree {
    fn from(node: Node) -> Self {
        Self(Arc::new(TreeContent { node: Box::new(node).into(), origin: None }))
    }
}

impl Deref for Tree {
    type Target = Node;

    /// Returns the root node. Parses the document again if its tree was dropped.
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
