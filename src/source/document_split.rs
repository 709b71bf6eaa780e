//! Splits a file into parts that are parsed separately, so that after an edit only the parts with changed bytes are
//! parsed.
//!
//! In YAML, a line that starts with `---` always starts a document, so a file is split before each such line. Parts do
//! not depend on each other, with two exceptions. First, a directive (a line that starts with `%`) applies to the
//! document after the next marker, so a file with directives is not split. Second, if a part cannot be parsed, the
//! error may depend on whether a marker follows.

use super::document::Document;
use super::lazy_tree::{Origin, Tree};
use super::node::Node;
use super::parsed_part::{MARKER, MAX_ALIASED, Parsed};
use super::source_range::Span;
use super::syntax::next_document;
use super::tree_builder::parse_part;
use crate::diagnostic::{ByteRange, Diagnostic, File, Location};
use std::collections::HashMap;
use std::sync::Arc;

/// A part of a file, and the result of parsing it.
#[derive(Clone, Debug)]
struct Piece {
    /// The bytes of the part in the file.
    range: Span,
    /// Whether the part is at the end of the file, so that no marker follows.
    is_last: bool,
    /// The maximum number of bytes to which the anchors and aliases of the part were allowed to expand.
    alias_limit: usize,
    /// The number of bytes to which the anchors and aliases of the part expand.
    aliased: usize,
    /// The number of documents in the part.
    documents: usize,
    /// The findings in the part. Their locations are counted in bytes from the start of the part.
    findings: Arc<[Diagnostic]>,
}

/// The parts of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pieces: Box<[Piece]>,
    /// The serial for the next document that is parsed.
    next: u32,
    /// The number of parts that were parsed, rather than reused from an earlier text.
    pub parsed: usize,
}

/// The parts and documents of a file that is being read.
struct Reading<'a> {
    file: File,
    text: &'a Arc<str>,
    pieces: Vec<Piece>,
    documents: Vec<Document>,
    next: u32,
    parsed: usize,
}

/// An earlier text of the file, with its parts and documents.
pub(super) struct Earlier<'a> {
    pub text: &'a str,
    pub pieces: &'a Pieces,
    pub documents: &'a [Document],
}

/// The parts that have the same text, each with its documents. The parts are in the reverse of their order in the file.
type SameText<'a> = Vec<(&'a Piece, &'a [Document])>;

impl<'a> Earlier<'a> {
    /// Returns the parts and their documents, grouped by the text of the part.
    fn parts_by_text(&self) -> HashMap<&'a str, SameText<'a>> {
        let mut known: HashMap<&str, SameText<'_>> = HashMap::new();
        // In reverse, so that `pop` takes the parts with the same text from the top of the file.
        for (piece, documents) in self.pieces.with(self.documents).into_iter().rev() {
            known.entry(&self.text[piece.range.clone()]).or_default().push((piece, documents));
        }
        known
    }
}

impl Pieces {
    /// Splits and reads a text. Returns the documents in the order of the file. Unchanged parts are reused from
    /// `before`, an earlier text of the same file. `keeps` decides for each parsed document whether its tree stays in
    /// memory.
    pub(super) fn read(
        file: File,
        text: &Arc<str>,
        before: &Earlier<'_>,
        keeps: &mut dyn FnMut(&Document) -> bool,
    ) -> (Self, Vec<Document>) {
        let mut known = before.parts_by_text();
        let (next, mut room) = (before.pieces.next, MAX_ALIASED);
        let parts = split(text);
        // Usually each part is one document.
        let (pieces, documents) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
        let mut reading = Reading { file, text, pieces, documents, next, parsed: 0 };
        for range in parts {
            let is_last = range.end == text.len();
            // Taken out of the map, so that two parts with the same text never share documents and their identities.
            let unchanged = known
                .get_mut(&text[range.clone()])
                .and_then(|pieces| pieces.pop_if(|(it, _)| it.fits(is_last, room)));
            let aliased = match unchanged {
                Some((piece, documents)) => reading.reuse(piece, documents, range, room),
                None => reading.parse(range, room, keeps),
            };
            // The limit is for the file: many documents must not expand to more than one could.
            room = room.saturating_sub(aliased);
        }
        let Reading { pieces, mut documents, next, parsed, .. } = reading;
        // Parts can be without a document, and the list is kept as long as the file is.
        documents.shrink_to_fit();
        (Self { pieces: pieces.into(), next, parsed }, documents)
    }

    /// Pairs each part with its documents.
    fn with<'a>(&'a self, documents: &'a [Document]) -> Vec<(&'a Piece, &'a [Document])> {
        let mut rest = documents;
        let with_documents = |piece: &'a Piece| {
            let (documents, others) = rest.split_at(piece.documents.min(rest.len()));
            rest = others;
            (piece, documents)
        };
        self.pieces.iter().map(with_documents).collect()
    }

    /// Returns the bytes of each valid part without a document. Such a part has only comments, blank lines and a
    /// marker.
    pub(super) fn spans_without_documents(&self) -> impl Iterator<Item = Span> {
        // In an invalid part, a `#` may belong to a value that could not be parsed.
        let bare = self.pieces.iter().filter(|piece| piece.documents == 0 && piece.findings.is_empty());
        bare.map(|piece| piece.range.clone())
    }

    /// Returns the findings in all parts, with locations that are counted in bytes from the start of the file.
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let in_file = |piece: &Piece| {
            let start = piece.range.start;
            piece.findings.iter().map(move |finding| moved(finding, start)).collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(in_file).collect()
    }
}

impl Reading<'_> {
    /// Reuses an unchanged part of an earlier text. Returns the number of bytes to which its anchors and aliases
    /// expand.
    fn reuse(&mut self, piece: &Piece, documents: &[Document], range: Span, room: usize) -> usize {
        let start = range.start;
        let taken = documents.iter().enumerate().map(|(number, document)| {
            // A dropped tree would keep the earlier text alive, so it is parsed again from the new text.
            let origin = || Origin::new(self.file, self.text, &range, room, number, reparse);
            let dropped = if document.root.is_kept() { None } else { origin() };
            let root = dropped.map_or_else(|| document.root.clone(), Tree::dropped);
            Document { root, start, ..document.clone() }
        });
        self.documents.extend(taken);
        let is_last = range.end == self.text.len();
        self.pieces.push(Piece { range, is_last, alias_limit: room, ..piece.clone() });
        piece.aliased
    }

    /// Parses a part. Returns the number of bytes to which its anchors and aliases expand.
    fn parse(&mut self, range: Span, room: usize, keeps: &mut dyn FnMut(&Document) -> bool) -> usize {
        let (file, text, serial) = (self.file, self.text, self.next);
        let mut parsed = parse_part(file, &text[range.clone()], serial, room);
        let is_last = range.end == text.len();
        if !parsed.findings.is_empty() && !is_last {
            // The messages may depend on the marker that follows, so they come from a part that includes it.
            let with_marker = range.start..range.end + MARKER.len();
            // The marker at its end begins an empty document, which belongs to the next part and is not counted here.
            parsed = Parsed { count: parsed.count, ..parse_part(file, &text[with_marker], serial, room) };
        }
        self.next += parsed.count;
        self.parsed += 1;
        let Parsed { documents, findings, aliased, .. } = parsed;
        let is_valid = findings.is_empty();
        let findings = if is_valid { Arc::default() } else { findings.into() };
        let count = documents.len();
        for (number, document) in documents.into_iter().enumerate() {
            let mut document = Document { start: range.start, ..document };
            // In an invalid part, what follows may decide how it is parsed, so it cannot be parsed again on its own.
            if !keeps(&document) && is_valid {
                let origin = Origin::new(file, text, &range, room, number, reparse);
                document.root = origin.map_or(document.root, Tree::dropped);
            }
            self.documents.push(document);
        }
        self.pieces.push(Piece { range, is_last, alias_limit: room, aliased, documents: count, findings });
        aliased
    }
}

impl Piece {
    /// Whether parsing the part again would give the same result. `is_last` says whether the part is now at the end of
    /// the file; `room` is the new limit for anchors and aliases.
    fn fits(&self, is_last: bool, room: usize) -> bool {
        // A part that expands to less than both limits is parsed the same under both.
        let has_room = self.aliased <= room.min(self.alias_limit) || self.alias_limit == room;
        (self.findings.is_empty() || self.is_last == is_last) && has_room
    }
}

/// Splits a text into parts. Returns the bytes of each part.
fn split(text: &str) -> Vec<Span> {
    // A `%` anywhere at the start of a line may be a directive; splitting less is always correct.
    let has_directive = ["\n%", "\r%"].iter().any(|directive| text.contains(directive))
        || text.trim_start_matches('\u{feff}').starts_with('%');
    let next = |from: &usize| next_document(text, from + 1).filter(|_| !has_directive);
    let starts: Vec<usize> = std::iter::successors(Some(0), next).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Converts the locations in a finding from bytes of a part to bytes of the file. `start` is the start of the part.
fn moved(finding: &Diagnostic, start: usize) -> Diagnostic {
    let mut finding = finding.clone();
    for label in &mut finding.labels {
        if let Location::Bytes(file, range) = label.location {
            let range = ByteRange { start: range.start + start, end: range.end + start };
            label.location = Location::Bytes(file, range);
        }
    }
    finding
}

/// Parses a document again whose tree was dropped.
fn reparse(origin: &Origin) -> Option<Box<Node>> {
    // Only the node is taken from the document, so its serial does not matter.
    let parsed = parse_part(origin.file, origin.part()?, 0, origin.alias_limit());
    parsed.documents.into_iter().nth(origin.number())?.root.into_node()
}
