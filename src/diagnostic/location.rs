//! Places in the files of a catalog, symbolic until a person has to see them.

use super::{Piece, Pointer};
use foldhash::fast::RandomState;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A file of a catalog, by its path relative to the catalog's root. Each path is kept once for the whole process,
/// so that a file is a handle that can be copied.
#[derive(Clone, Copy)]
pub struct File(&'static String);

static FILES: LazyLock<Mutex<HashMap<&'static str, File, RandomState>>> = LazyLock::new(Mutex::default);

impl File {
    /// The file at a path.
    pub fn new(path: &str) -> Self {
        let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.get(path) {
            return *known;
        }
        let path: &'static String = Box::leak(Box::new(path.to_owned()));
        files.insert(path, Self(path));
        Self(path)
    }

    /// Its path, with `/` between the parts.
    pub fn path(self) -> &'static str {
        self.0
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for File {}

impl Hash for File {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.0).hash(state);
    }
}

impl Ord for File {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.0.cmp(other.0) }
    }
}

impl PartialOrd for File {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A document of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The file.
    pub file: File,
    /// Which one of the file. It stays when other documents come or go above it; in a file that was just read it
    /// is the document's number, from 0.
    pub serial: u32,
}

impl DocumentId {
    /// The value at a pointer.
    pub fn at(self, pointer: Pointer) -> Place {
        Place { document: self, pointer, part: Part::Value }
    }

    /// The key at a pointer.
    pub fn key_at(self, pointer: Pointer) -> Place {
        Place { document: self, pointer, part: Part::Key }
    }

    /// The only document of a file that is not one of the catalog's. It stays the same when the file is read again.
    pub fn only(file: File) -> Self {
        Self { file, serial: u32::MAX }
    }

    /// Whether it is the [only](Self::only) one of its file.
    pub fn is_only(self) -> bool {
        self.serial == u32::MAX
    }

    /// The document as a whole.
    pub fn root(self) -> Place {
        self.at(Pointer::root())
    }
}

/// A node of a document, or its key: where something stands, whatever is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document.
    pub document: DocumentId,
    /// The node.
    pub pointer: Pointer,
    /// The key or the value of the node, or a piece of it.
    pub part: Part,
}

/// Which side of a mapping's entry is meant, or which piece of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
    /// A piece of the value, which is a text.
    Piece(Piece),
}

impl Place {
    /// The value of a field, or of an element by its number.
    pub fn child(self, part: impl fmt::Display) -> Self {
        self.document.at(self.pointer.child(part))
    }

    /// The key of the same node.
    pub fn key(self) -> Self {
        Self { part: Part::Key, ..self }
    }

    /// Some bytes of the text that is the value of the same node.
    pub fn piece(self, range: Range<usize>) -> Self {
        Self { part: Piece::new(range).map_or(Part::Value, Part::Piece), ..self }
    }

    /// The file.
    pub fn file(self) -> File {
        self.document.file
    }
}

/// Where a finding points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// A place in a document.
    In(Place),
    /// A range of bytes, for what no pointer can name. Only `source` makes such ranges.
    Bytes(File, ByteRange),
}

/// A range of bytes that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRange {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Location {
    /// Bytes of a file.
    pub fn bytes(file: File, range: Range<usize>) -> Self {
        Self::Bytes(file, ByteRange { start: range.start, end: range.end })
    }

    /// A file as a whole.
    pub fn whole(file: File) -> Self {
        Self::bytes(file, 0..0)
    }

    /// The file.
    pub fn file(self) -> File {
        match self {
            Self::In(place) => place.file(),
            Self::Bytes(file, _) => file,
        }
    }

    /// The place, where a pointer names it.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::In(place) => Some(place),
            Self::Bytes(..) => None,
        }
    }
}

impl From<Place> for Location {
    fn from(place: Place) -> Self {
        Self::In(place)
    }
}

impl From<&Location> for Location {
    fn from(location: &Location) -> Self {
        *location
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentId, File, Location, Place};
    use crate::diagnostic::Pointer;

    #[test]
    fn a_place_is_small_and_a_file_is_the_same_however_often_it_is_named() {
        assert!(size_of::<Place>() <= 24 && size_of::<Option<Place>>() <= 24 && size_of::<Location>() <= 32);
        assert_eq!(File::new("a.yaml"), File::new("a.yaml"));
        assert!(File::new("a.yaml") < File::new("b.yaml"));
    }

    #[test]
    fn places_are_extended_and_turned_to_their_keys() {
        let document = DocumentId { file: File::new("a.yaml"), serial: 0 };
        let place = document.root().child("periods").child(1);
        assert_eq!(place, document.at(Pointer::parse("/periods/1")));
        assert_eq!(place.key(), document.key_at(Pointer::parse("/periods/1")));
        assert!(place < place.piece(2..4) && place.piece(2..4) < place.piece(3..4));
        assert_eq!(Location::from(place).place(), Some(place));
    }
}
