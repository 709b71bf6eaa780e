//! A file that was read: its text, its documents and its findings.

use super::codes;
use super::document::Document;
use super::document_split::{Earlier, Pieces};
use super::files::Files;
use super::position::Position;
use super::source_range::Span;
use super::text::text;
use crate::diagnostic::{Diagnostic, DocumentId, File};
use std::sync::{Arc, OnceLock};

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The text of the file. For a file that is not UTF-8, invalid bytes are replaced, or the text is empty.
    pub text: Arc<str>,
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// The findings about the syntax of the text, or about why it could not be read.
    pub findings: Vec<Diagnostic>,
    /// Whether some of the text could not be read, so that documents may be missing.
    pub is_incomplete: bool,
    /// The bytes that are never shown, because they may contain a password.
    pub(super) hidden: Vec<Span>,
    pub(super) pieces: Pieces,
    /// The serial and the index of each document, sorted by serial. Built on the first lookup, and only for a file with
    /// many documents.
    indices: OnceLock<Box<[(u32, usize)]>>,
    /// The bytes at which the lines begin. Built on the first use.
    lines: OnceLock<Box<[usize]>>,
}

/// The minimum number of documents for which a file gets an index. For fewer documents, a linear search is faster.
const MIN_INDEXED: usize = 16;

impl Source {
    /// Parses the text of a file. Parts that are also in `before`, an earlier state of the same file, are not parsed
    /// again.
    pub fn of(file: File, text: impl Into<Arc<str>>, before: Option<&Self>) -> Self {
        Self::of_with(file, text, before, &mut |_| true)
    }

    /// Parses the text of a file, like [`of`](Self::of). `keeps` decides for each parsed document whether its tree
    /// stays in memory. A tree that does not stay is parsed again when it is needed.
    pub fn of_with(
        file: File,
        text: impl Into<Arc<str>>,
        before: Option<&Self>,
        keeps: &mut dyn FnMut(&Document) -> bool,
    ) -> Self {
        let text = text.into();
        let empty = Self::default();
        let Self { text: earlier, pieces, documents, .. } = before.unwrap_or(&empty);
        let before = Earlier { text: earlier, pieces, documents };
        let (pieces, documents) = Pieces::read(file, &text, &before, keeps);
        let findings = pieces.findings();
        Self {
            text,
            documents,
            is_incomplete: may_lack_documents(&findings),
            findings,
            pieces,
            ..Self::default()
        }
    }

    /// Reads and parses a file, like [`of`](Self::of).
    pub fn read(files: &dyn Files, file: File, before: Option<&Self>) -> Self {
        Self::read_with(files, file, before, &mut |_| true)
    }

    /// Reads and parses a file, like [`of_with`](Self::of_with).
    pub(super) fn read_with(
        files: &dyn Files,
        file: File,
        before: Option<&Self>,
        keeps: &mut dyn FnMut(&Document) -> bool,
    ) -> Self {
        match text(files, file.path()) {
            Ok(text) => Self::of_with(file, text, before, keeps),
            Err((shown, finding)) => {
                // Incomplete, since a file that cannot be read may describe anything.
                Self { text: shown.into(), is_incomplete: true, findings: vec![*finding], ..Self::default() }
            }
        }
    }

    /// Returns the number of parts that were parsed, rather than reused from an earlier state.
    pub fn parsed(&self) -> usize {
        self.pieces.parsed
    }

    /// Returns a document of the file by its id.
    pub(super) fn document(&self, id: DocumentId) -> Option<&Document> {
        if id.is_only() {
            return self.documents.first();
        }
        if self.documents.len() < MIN_INDEXED {
            return self.documents.iter().find(|document| document.id == id);
        }
        let indices = self.indices.get_or_init(|| {
            let mut all: Vec<_> =
                self.documents.iter().enumerate().map(|(index, it)| (it.id.serial, index)).collect();
            // The order of the file is not that of the serials: unchanged documents keep theirs, and new ones get the
            // next.
            all.sort_unstable();
            all.into()
        });
        let found = indices.binary_search_by_key(&id.serial, |(serial, _)| *serial).ok()?;
        self.documents.get(indices[found].1)
    }

    /// Returns the line and column of a byte of the file.
    pub(super) fn position(&self, at: usize) -> Position {
        let mut at = at.min(self.text.len());
        // Slicing inside a character would panic.
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let newlines = || self.text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = self.lines.get_or_init(|| [0].into_iter().chain(newlines()).collect());
        let line = lines.partition_point(|start| *start <= at);
        // Editors do not count a byte-order mark as a column.
        let before = &self.text[lines[line - 1]..at];
        Position { line, column: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }

    /// Returns the pieces of text between the documents. For a file that could not be read at all, returns one empty
    /// string.
    pub(super) fn between_documents(&self) -> Vec<&str> {
        // A file that could not be read at all is not empty: it may contain anything.
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

/// Whether one of the findings means that a document may be missing from the file.
fn may_lack_documents(findings: &[Diagnostic]) -> bool {
    // A duplicate key is not among them: its document is there, with the first of the two values.
    let codes = [codes::UNREADABLE, codes::SYNTAX, codes::UNSUPPORTED, codes::TOO_LARGE];
    findings.iter().any(|finding| codes.contains(&finding.code))
}
