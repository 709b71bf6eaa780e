//! All files that were read, with lookups by file and place.

use super::document::Document;
use super::files::Files;
use super::node::Node;
use super::position::{Position, Positions};
use super::source_file::Source;
use super::source_range::{Span, within};
use crate::diagnostic::{DocumentId, File, Location, Part, Place};
use crate::progress::{self, Stage};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// All files that were read, by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    // Ordered by path, so that documents and findings come in the same order on every machine.
    files: BTreeMap<File, Source>,
}

impl Positions for Sources {
    fn position(&self, place: Place) -> Position {
        Self::position(self, place)
    }
}

impl Sources {
    /// Reads and parses the given files in parallel.
    pub fn load(files: &dyn Files, paths: &[String]) -> Self {
        Self::load_with(files, paths, |_| ((), true)).0
    }

    /// Reads and parses the given files in parallel. `each` is called for every document as soon as the document is
    /// parsed. It returns a value, and whether the tree of the document stays in memory. The values are returned as one
    /// list per file, in the order of the paths.
    pub fn load_with<T: Send>(
        files: &dyn Files,
        paths: &[String],
        each: impl Fn(&Document) -> (T, bool) + Sync,
    ) -> (Self, Vec<Vec<T>>) {
        let mut paths: Vec<&String> = paths.iter().collect();
        // Sorted, because the values are returned in the order of the files.
        paths.par_sort_unstable();
        // A path may be listed and added by the caller.
        paths.dedup();
        let load = |path: &&String| {
            // Most files have one document, so there is room for exactly one value.
            let (file, mut values) = (File::new(path), Vec::with_capacity(1));
            let mut keeps = |document: &Document| {
                let (value, keeps) = each(document);
                values.push(value);
                keeps
            };
            let source = Source::read_with(files, file, None, &mut keeps);
            progress::advance(1);
            ((file, source), values)
        };
        // A single file needs no progress: it is read in no time, or someone types it.
        if paths.len() > 1 {
            progress::begin(Stage::Reading, paths.len());
        }
        let (all, values): (Vec<_>, Vec<_>) = paths.par_iter().map(load).unzip();
        (Self { files: all.into_iter().collect() }, values)
    }

    /// Returns the file, if it was read.
    pub fn get(&self, file: File) -> Option<&Source> {
        self.files.get(&file)
    }

    /// Adds or replaces a file.
    pub fn set(&mut self, file: File, source: Source) {
        self.files.insert(file, source);
    }

    /// Removes a file and returns it, if it was there.
    pub fn remove(&mut self, file: File) -> Option<Source> {
        self.files.remove(&file)
    }

    /// Replaces the document that has the same id.
    pub fn replace(&mut self, document: Document) {
        let documents =
            self.files.get_mut(&document.id.file).into_iter().flat_map(|source| &mut source.documents);
        for known in documents.filter(|known| known.id == document.id) {
            *known = document.clone();
        }
    }

    /// Returns the files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (File, &Source)> {
        self.files.iter().map(|(file, source)| (*file, source))
    }

    /// Returns the documents of all files, in the order of the paths.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.files.values().flat_map(|source| &source.documents)
    }

    /// Returns the text between the documents of files that could not be read completely. Only files for which
    /// `matches` returns true are included. The text is empty for a file that could not be read at all.
    pub fn unparsed_texts(&self, matches: impl Fn(File) -> bool) -> impl Iterator<Item = &str> {
        let incomplete =
            self.files.iter().filter(move |(file, source)| source.is_incomplete && matches(**file));
        incomplete.flat_map(|(_, source)| source.between_documents())
    }

    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns the text of a file, if the file was read.
    pub fn text(&self, file: File) -> Option<&str> {
        self.files.get(&file).map(|source| &*source.text)
    }

    /// Returns the text of a file with `*` instead of each hidden byte, except for line breaks. The text is empty if
    /// the file was not read.
    pub fn shown(&self, file: File) -> Cow<'_, str> {
        let Some(source) = self.files.get(&file) else { return Cow::Borrowed("") };
        if source.hidden.is_empty() {
            return Cow::Borrowed(&source.text);
        }
        let mut bytes = source.text.as_bytes().to_vec();
        for span in &source.hidden {
            // Each byte is replaced, so byte offsets and columns of ASCII text stay the same.
            let shown = bytes.get_mut(span.clone()).unwrap_or_default();
            shown.iter_mut().filter(|byte| !b"\r\n".contains(byte)).for_each(|byte| *byte = b'*');
        }
        Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Marks parts of a file as secret. They are never shown.
    pub fn hide(&mut self, file: File, spans: Vec<Span>) {
        if let Some(source) = self.files.get_mut(&file) {
            source.hidden = spans;
        }
    }

    /// Whether the first byte of a location is hidden.
    pub fn is_hidden(&self, at: Location) -> bool {
        let start = self.span(at).start;
        self.files
            .get(&at.file())
            .is_some_and(|source| source.hidden.iter().any(|span| span.contains(&start)))
    }

    /// Returns the node at a place, if there is one.
    pub fn node(&self, place: Place) -> Option<&Node> {
        self.document(place.document)?.find(place.pointer)
    }

    /// Returns the bytes of a location in its file; `0..0` if the document of the location was not read.
    pub fn span(&self, at: impl Into<Location>) -> Span {
        match at.into() {
            Location::Bytes(_, range) => range.start..range.end,
            // The document may be gone by now, for example after an edit.
            Location::In(place) => self.span_in(place).unwrap_or(0..0),
        }
    }

    /// Returns the bytes of a place; `None` if its document was not read. If the place is a piece of a string that
    /// cannot be found in the text, returns the bytes of the whole string.
    fn span_in(&self, place: Place) -> Option<Span> {
        let document = self.document(place.document)?;
        let whole = document.span(place.pointer, place.part);
        // The span of the value includes its quotes and escapes; the piece is found inside it.
        let Part::Piece(piece) = place.part else { return Some(whole) };
        let value = document.find(place.pointer).and_then(Node::as_text);
        let written = self.text(place.file()).and_then(|text| text.get(whole.clone()));
        let found = value.zip(written).and_then(|(value, written)| within(written, value, piece.range()));
        Some(found.map_or(whole.clone(), |found| whole.start + found.start..whole.start + found.end))
    }

    /// Returns the bytes to cut in order to remove the key or element at a place; `None` if cutting bytes is not
    /// enough.
    pub fn removal(&self, place: Place) -> Option<Span> {
        self.document(place.document)?.removal(self.text(place.file())?, place.pointer)
    }

    /// Returns the document with the given id, if it was read.
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.files.get(&id.file)?.document(id)
    }

    /// Returns the line and column at which a location begins. The first line and column if the file was not read.
    pub fn position(&self, at: impl Into<Location>) -> Position {
        let at = at.into();
        let source = self.files.get(&at.file());
        source.map_or(Position { line: 1, column: 1 }, |source| source.position(self.span(at).start))
    }
}
