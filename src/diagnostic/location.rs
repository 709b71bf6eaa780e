//! Locations in the files of a catalog. Most of them are JSON pointers, which become lines and columns only when they
//! are shown.

use super::json_pointer::Pointer;
use super::text_handle::Piece;
use foldhash::fast::RandomState;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A file of a catalog, identified by its path relative to the root of the catalog. Each path is interned for the whole
/// process, so a [`File`] is cheap to copy.
#[derive(Clone, Copy)]
// A reference to a `String` and not a `str`: one word instead of two.
pub struct File(&'static String);

static FILES: LazyLock<Mutex<HashMap<&'static str, File, RandomState>>> = LazyLock::new(Mutex::default);

impl File {
    /// Returns the file with the given path.
    pub fn new(path: &str) -> Self {
        let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.get(path) {
            return *known;
        }
        // Never freed: there are few paths, and files are copied everywhere.
        let path: &'static String = Box::leak(Box::new(path.to_owned()));
        files.insert(path, Self(path));
        Self(path)
    }

    /// The path, with `/` as separator on all systems.
    pub fn path(self) -> &'static str {
        self.0
    }
}

impl PartialEq for File {
    // Equal paths are the same string, so comparing addresses is enough.
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
        // Comparing addresses first is faster when both are the same file.
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

/// The identity of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The file that contains the document.
    pub file: File,
    /// The number of the document in its file, counted from 0. The number is assigned when the file is first read, and
    /// does not change when other documents are added or removed. New documents get new numbers.
    pub serial: u32,
}

impl DocumentId {
    /// The place of the value at the given pointer.
    pub fn at(self, pointer: Pointer) -> Place {
        Place { document: self, pointer, part: Part::Value }
    }

    /// The place of the key at the given pointer.
    pub fn key_at(self, pointer: Pointer) -> Place {
        Place { document: self, pointer, part: Part::Key }
    }

    /// The id of the only document in a file that does not belong to the catalog, such as the manifest of an
    /// installation package. The id does not change when the file is read again.
    pub fn only(file: File) -> Self {
        // No document of a catalog gets this number, since serials count up from 0.
        Self { file, serial: u32::MAX }
    }

    /// Whether the id was made by [`only`](Self::only).
    pub fn is_only(self) -> bool {
        self.serial == u32::MAX
    }

    /// The place of the whole document.
    pub fn root(self) -> Place {
        self.at(Pointer::root())
    }
}

/// A place in a document: a key, a value, or some bytes of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document that contains the place.
    pub document: DocumentId,
    /// The pointer to the node in the document.
    pub pointer: Pointer,
    /// Whether the place is the key of the node, its value, or some bytes of its value.
    pub part: Part,
}

/// Which text of a node a [`Place`] covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The key of the node.
    Key,
    /// The value of the node.
    Value,
    /// Some bytes of the value, which is a string.
    Piece(Piece),
}

impl Place {
    /// The place of the value of the given key, or of the element with the given index, inside this node.
    pub fn child(self, part: impl fmt::Display) -> Self {
        self.document.at(self.pointer.child(part))
    }

    /// The place of the key of this node.
    pub fn key(self) -> Self {
        Self { part: Part::Key, ..self }
    }

    /// The place of some bytes in the string that is the value of this node. It is the place of the whole value if
    /// [`Piece::new`] returns `None`.
    pub fn piece(self, range: Range<usize>) -> Self {
        // Without room for another piece, the whole value is still correct.
        Self { part: Piece::new(range).map_or(Part::Value, Part::Piece), ..self }
    }

    /// The file that contains the place.
    pub fn file(self) -> File {
        self.document.file
    }
}

/// The location that a finding points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// A place in a document.
    In(Place),
    /// A range of bytes, for a location that has no pointer, such as a syntax error. Only `source` creates ranges that
    /// are not empty.
    Bytes(File, ByteRange),
}

/// A range of bytes. Unlike [`Range`], it can be copied and ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRange {
    /// The offset of the first byte in the file.
    pub start: usize,
    /// The offset after the last byte.
    pub end: usize,
}

impl Location {
    /// The location of a range of bytes in a file.
    pub fn bytes(file: File, range: Range<usize>) -> Self {
        Self::Bytes(file, ByteRange { start: range.start, end: range.end })
    }

    /// The location of a whole file.
    pub fn whole(file: File) -> Self {
        // An empty range at the beginning, since the file may be missing or have no text at all.
        Self::bytes(file, 0..0)
    }

    /// The file that contains the location.
    pub fn file(self) -> File {
        match self {
            Self::In(place) => place.file(),
            Self::Bytes(file, _) => file,
        }
    }

    /// Returns the place in a document, or `None` if the location is a range of bytes.
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
    fn places_are_small_and_files_are_interned_and_ordered() {
        assert!(size_of::<Place>() <= 24 && size_of::<Option<Place>>() <= 24 && size_of::<Location>() <= 32);
        assert_eq!(File::new("a.yaml"), File::new("a.yaml"));
        assert!(File::new("a.yaml") < File::new("b.yaml"));
    }

    #[test]
    fn places_of_children_keys_and_pieces_are_consistent() {
        let document = DocumentId { file: File::new("a.yaml"), serial: 0 };
        let place = document.root().child("periods").child(1);
        assert_eq!(place, document.at(Pointer::parse("/periods/1")));
        assert_eq!(place.key(), document.key_at(Pointer::parse("/periods/1")));
        assert!(place < place.piece(2..4) && place.piece(2..4) < place.piece(3..4));
        assert_eq!(Location::from(place).place(), Some(place));
    }
}
