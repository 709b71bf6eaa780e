//! The files of a catalog, and places in them.

use super::document_split::Pieces;
use super::node::{Document, Node, Span};
use super::source_range::within;
use super::text::text;
use crate::diagnostic::{Diagnostic, DocumentId, File, Location, Part, Place};
use crate::progress::{self, Stage};
use crate::source::codes;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Where files come from: a disk, an editor's buffers, a test's strings.
pub trait Files: Send + Sync {
    /// The paths of the YAML files below the root, relative to it, with `/` between their parts, and of those that are
    /// nearly called so. A folder that cannot be looked into is among them; reading it fails, and says why.
    fn list(&self) -> Result<Vec<String>, String>;
    /// A file's bytes; or why it cannot be read, and in a second line what to do, where that is known.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
    /// Whether a file that cannot be read could be left out instead.
    fn is_optional(&self, _: &str) -> bool {
        true
    }
    /// How many bytes a file has, where that is known before it is read.
    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Its text; of a file that is not UTF-8 what can be shown of it.
    pub text: Arc<str>,
    /// Its documents.
    pub documents: Vec<Document>,
    /// What is wrong with its text.
    pub findings: Vec<Diagnostic>,
    /// Whether something in it could not be read, so that documents may be missing.
    pub torn: bool,
    /// The bytes that are not shown to anybody, since they may be a password.
    hidden: Vec<Span>,
    pub(super) pieces: Pieces,
    /// Which document is which, by their serials, once there are so many that it matters.
    numbers: OnceLock<Box<[(u32, usize)]>>,
    /// Where its lines begin, once somebody asked.
    lines: OnceLock<Box<[usize]>>,
}

/// The files of which it takes more than a search through the documents to find one.
const MANY: usize = 16;

impl Source {
    /// Reads a text; what an earlier one of the same file held alike is not parsed again.
    pub fn of(file: File, text: impl Into<Arc<str>>, before: Option<&Self>) -> Self {
        Self::of_with(file, text, before, &mut |_| true)
    }

    /// Reads a text, and keeps the trees of those documents alone for which a look at each says so. The others are
    /// read again when somebody asks for them.
    pub fn of_with(
        file: File,
        text: impl Into<Arc<str>>,
        before: Option<&Self>,
        keeps: &mut dyn FnMut(&Document) -> bool,
    ) -> Self {
        let text = text.into();
        let none = Self::default();
        let (pieces, documents) = Pieces::read(file, &text, before.unwrap_or(&none), keeps);
        let findings = pieces.findings();
        Self { text, documents, torn: is_torn(&findings), findings, pieces, ..Self::default() }
    }

    /// Reads a file.
    pub fn read(files: &dyn Files, file: File, before: Option<&Self>) -> Self {
        Self::read_with(files, file, before, &mut |_| true)
    }

    fn read_with(
        files: &dyn Files,
        file: File,
        before: Option<&Self>,
        keeps: &mut dyn FnMut(&Document) -> bool,
    ) -> Self {
        match text(files, file.path()) {
            Ok(text) => Self::of_with(file, text, before, keeps),
            Err((shown, finding)) => {
                Self { text: shown.into(), torn: true, findings: vec![*finding], ..Self::default() }
            }
        }
    }

    /// How many parts of it were parsed, rather than taken over from an earlier text.
    pub fn parsed(&self) -> usize {
        self.pieces.parsed
    }

    /// A document of the file.
    fn document(&self, id: DocumentId) -> Option<&Document> {
        if id.is_only() {
            return self.documents.first();
        }
        if self.documents.len() < MANY {
            return self.documents.iter().find(|document| document.id == id);
        }
        let numbers = self.numbers.get_or_init(|| {
            let mut all: Vec<_> =
                self.documents.iter().enumerate().map(|(at, it)| (it.id.serial, at)).collect();
            all.sort_unstable();
            all.into()
        });
        let at = numbers.binary_search_by_key(&id.serial, |(serial, _)| *serial).ok()?;
        self.documents.get(numbers[at].1)
    }

    /// The line and column of a byte.
    fn position(&self, at: usize) -> Position {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let newlines = || self.text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = self.lines.get_or_init(|| [0].into_iter().chain(newlines()).collect());
        let line = lines.partition_point(|start| *start <= at);
        let before = &self.text[lines[line - 1]..at];
        Position { line, column: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }

    /// What stands outside of the documents.
    fn rest(&self) -> Vec<&str> {
        if self.text.is_empty() {
            return vec![""];
        }
        let extents = || self.documents.iter().map(Document::extent);
        let starts = extents().map(|extent| extent.start).chain([self.text.len()]);
        let ends = [0].into_iter().chain(extents().map(|extent| extent.end));
        ends.zip(starts)
            .filter_map(|(end, start)| self.text.get(end..start))
            .filter(|rest| !rest.is_empty())
            .collect()
    }
}

/// Whether findings are of what keeps documents from being read.
fn is_torn(findings: &[Diagnostic]) -> bool {
    let torn = [codes::UNREADABLE, codes::SYNTAX, codes::UNSUPPORTED, codes::TOO_LARGE];
    findings.iter().any(|finding| torn.contains(&finding.code))
}

/// Every file that was read, by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<File, Source>,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What knows the lines of places: the files, or a saved plan.
pub trait Positions: Sync {
    /// The line and column of a place.
    fn position(&self, place: Place) -> Position;
}

impl Positions for Sources {
    fn position(&self, place: Place) -> Position {
        Self::position(self, place)
    }
}

impl Sources {
    /// Reads and parses files, in parallel.
    pub fn load(files: &dyn Files, paths: &[String]) -> Self {
        Self::load_with(files, paths, |_| ((), true)).0
    }

    /// Reads and parses files, in parallel. What becomes of each document is told as soon as it is parsed, with
    /// whether its tree is kept; it is given back file by file, in the order of their paths.
    pub fn load_with<T: Send>(
        files: &dyn Files,
        paths: &[String],
        each: impl Fn(&Document) -> (T, bool) + Sync,
    ) -> (Self, Vec<Vec<T>>) {
        let mut paths: Vec<&String> = paths.iter().collect();
        paths.par_sort_unstable();
        paths.dedup();
        let load = |path: &&String| {
            // Most files hold one document: a list of one takes the room of one.
            let (file, mut became) = (File::new(path), Vec::with_capacity(1));
            let mut keeps = |document: &Document| {
                let (what, keeps) = each(document);
                became.push(what);
                keeps
            };
            let source = Source::read_with(files, file, None, &mut keeps);
            progress::advance(1);
            ((file, source), became)
        };
        // One file is read at once, unless somebody types it.
        if paths.len() > 1 {
            progress::begin(Stage::Reading, paths.len());
        }
        let (all, became): (Vec<_>, Vec<_>) = paths.par_iter().map(load).unzip();
        (Self { files: all.into_iter().collect() }, became)
    }

    /// A file.
    pub fn get(&self, file: File) -> Option<&Source> {
        self.files.get(&file)
    }

    /// Puts a file in the place of what it was before.
    pub fn set(&mut self, file: File, source: Source) {
        self.files.insert(file, source);
    }

    /// Takes a file out.
    pub fn remove(&mut self, file: File) -> Option<Source> {
        self.files.remove(&file)
    }

    /// Puts a document in the place of the one that it is another state of.
    pub fn replace(&mut self, document: Document) {
        let documents =
            self.files.get_mut(&document.id.file).into_iter().flat_map(|source| &mut source.documents);
        for known in documents.filter(|known| known.id == document.id) {
            *known = document.clone();
        }
    }

    /// The files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (File, &Source)> {
        self.files.iter().map(|(file, source)| (*file, source))
    }

    /// The documents of every file, in the order of the paths.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.files.values().flat_map(|source| &source.documents)
    }

    /// What stands outside of the documents that were read, in those of some files that could not be read whole; an empty
    /// text for a file of which nothing at all could be read.
    pub fn torn(&self, is_meant: impl Fn(File) -> bool) -> impl Iterator<Item = &str> {
        let torn = self.files.iter().filter(move |(file, source)| source.torn && is_meant(**file));
        torn.flat_map(|(_, source)| source.rest())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file's text.
    pub fn text(&self, file: File) -> Option<&str> {
        self.files.get(&file).map(|source| &*source.text)
    }

    /// A file's text as it may be shown: each byte of what is hidden is a `*`, and lines stay as they are.
    pub fn shown(&self, file: File) -> Cow<'_, str> {
        let Some(source) = self.files.get(&file) else { return Cow::Borrowed("") };
        if source.hidden.is_empty() {
            return Cow::Borrowed(&source.text);
        }
        let mut bytes = source.text.as_bytes().to_vec();
        for span in &source.hidden {
            let shown = bytes.get_mut(span.clone()).unwrap_or_default();
            shown.iter_mut().filter(|byte| !b"\r\n".contains(byte)).for_each(|byte| *byte = b'*');
        }
        Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Hides bytes of a file.
    pub fn hide(&mut self, file: File, spans: Vec<Span>) {
        if let Some(source) = self.files.get_mut(&file) {
            source.hidden = spans;
        }
    }

    /// Whether a place begins in what is hidden.
    pub fn is_hidden(&self, at: Location) -> bool {
        let start = self.span(at).start;
        self.files
            .get(&at.file())
            .is_some_and(|source| source.hidden.iter().any(|span| span.contains(&start)))
    }

    /// The node at a place, if the document says something there.
    pub fn node(&self, place: Place) -> Option<&Node> {
        self.document(place.document)?.find(place.pointer)
    }

    /// The bytes that a place names.
    pub fn span(&self, at: impl Into<Location>) -> Span {
        match at.into() {
            Location::Bytes(_, range) => range.start..range.end,
            Location::In(place) => self.span_in(place).unwrap_or(0..0),
        }
    }

    fn span_in(&self, place: Place) -> Option<Span> {
        let document = self.document(place.document)?;
        let whole = document.span(place.pointer, place.part);
        let Part::Piece(piece) = place.part else { return Some(whole) };
        let value = document.find(place.pointer).and_then(Node::as_text);
        let written = self.text(place.file()).and_then(|text| text.get(whole.clone()));
        let found = value.zip(written).and_then(|(value, written)| within(written, value, piece.range()));
        Some(found.map_or(whole.clone(), |found| whole.start + found.start..whole.start + found.end))
    }

    /// The bytes that go when what stands at a place is taken out; none where no bytes alone can be cut.
    pub fn removal(&self, place: Place) -> Option<Span> {
        self.document(place.document)?.removal(self.text(place.file())?, place.pointer)
    }

    /// A document.
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.files.get(&id.file)?.document(id)
    }

    /// The line and column where a place begins.
    pub fn position(&self, at: impl Into<Location>) -> Position {
        let at = at.into();
        let source = self.files.get(&at.file());
        source.map_or(Position { line: 1, column: 1 }, |source| source.position(self.span(at).start))
    }
}
