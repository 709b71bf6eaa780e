//! Places, symbolic until a person has to see them.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

/// Where something stands in the files of a catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A node of a document, by file, number of the document and JSON pointer.
    In {
        /// The file's path, relative to the catalog's root.
        file: String,
        /// The document's number within the file, from 0.
        document: usize,
        /// The node.
        pointer: Pointer,
        /// The key or the value of the node.
        part: Part,
    },
    /// A range of bytes, for what no pointer can name.
    Bytes {
        /// The file's path, relative to the catalog's root.
        file: String,
        /// The bytes.
        range: ByteRange,
    },
}

/// A range of bytes that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteRange {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Which side of a mapping's entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

impl Location {
    /// The value at a pointer.
    pub fn value(file: &str, document: usize, pointer: Pointer) -> Self {
        Self::In { file: file.to_owned(), document, pointer, part: Part::Value }
    }

    /// The key at a pointer.
    pub fn key(file: &str, document: usize, pointer: Pointer) -> Self {
        Self::In { file: file.to_owned(), document, pointer, part: Part::Key }
    }

    /// Bytes of a file.
    pub fn bytes(file: &str, range: Range<usize>) -> Self {
        let range = ByteRange { start: range.start, end: range.end };
        Self::Bytes { file: file.to_owned(), range }
    }

    /// The file.
    pub fn file(&self) -> &str {
        match self {
            Self::In { file, .. } | Self::Bytes { file, .. } => file,
        }
    }
}

/// A JSON pointer (RFC 6901), kept as its unescaped parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer's text; what does not start with `/` is the root.
    pub fn parse(text: &str) -> Self {
        let unescape = |part: &str| part.replace("~1", "/").replace("~0", "~");
        Self(text.split('/').skip(1).map(unescape).collect())
    }

    /// A pointer to a field, or to an element by its number.
    pub fn child(&self, part: impl fmt::Display) -> Self {
        let mut parts = self.0.clone();
        parts.push(part.to_string());
        Self(parts)
    }

    /// What it names a part of; the root is a part of itself.
    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// Whether one of some pointers names what this one names, or something inside of it.
    pub fn holds_any(&self, pointers: &BTreeSet<Self>) -> bool {
        // In order, what is inside follows at once.
        pointers.range(self..).next().is_some_and(|next| next.0.starts_with(&self.0))
    }

    /// The parts, from the root.
    pub fn parts(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| write!(f, "/{}", part.replace('~', "~0").replace('/', "~1")))
    }
}
