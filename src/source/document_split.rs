//! A file as parts that can be read by themselves: after an edit only the parts whose bytes changed are parsed.
//!
//! A line that begins with `---` always begins a document, whatever stands above it. So a file is cut before each
//! such line. What a part says does not depend on the others, but for two things: a directive (a line that begins
//! with `%`) belongs to the document behind the next marker, so that a file with one is not cut; and where a part
//! cannot be read, what is said of that may depend on whether a marker follows.

use super::files::Source;
use super::lazy_tree::{Origin, Tree};
use super::node::{Document, Span};
use super::parse::{MARKER, MAX_ALIASED, Parsed};
use super::syntax::next_document;
use super::tree_builder::parse_part;
use crate::diagnostic::{ByteRange, Diagnostic, File, Location};
use std::collections::HashMap;
use std::sync::Arc;

/// A part of a file, and what it says.
#[derive(Clone, Debug)]
struct Piece {
    range: Span,
    /// Whether no marker follows it.
    is_last: bool,
    /// How many bytes its anchors and aliases could stand for.
    room: usize,
    /// How many bytes they stand for.
    aliased: usize,
    /// How many of the file's documents are in it: they follow those of the parts above.
    documents: usize,
    /// What is wrong with it, by its own bytes.
    findings: Arc<[Diagnostic]>,
}

/// The parts of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pieces: Box<[Piece]>,
    /// The number that a document gets which is not known yet.
    next: u32,
    /// How many parts were parsed to make this.
    pub parsed: usize,
}

/// A file's parts and documents while they are read.
struct Reading<'a> {
    file: File,
    text: &'a Arc<str>,
    pieces: Vec<Piece>,
    documents: Vec<Document>,
    next: u32,
    parsed: usize,
}

impl Pieces {
    /// Reads a text, and gives its documents in the order of the file; what an earlier text of the same file held
    /// alike is taken over from there.
    /// The trees of those that are parsed are kept where a look at each says so.
    pub(super) fn read(
        file: File,
        text: &Arc<str>,
        before: &Source,
        keeps: &mut dyn FnMut(&Document) -> bool,
    ) -> (Self, Vec<Document>) {
        let mut known: HashMap<&str, Vec<(&Piece, &[Document])>> = HashMap::new();
        for (piece, documents) in before.pieces.with(&before.documents).into_iter().rev() {
            known.entry(&before.text[piece.range.clone()]).or_default().push((piece, documents));
        }
        let (next, mut room) = (before.pieces.next, MAX_ALIASED);
        let parts = cut(text);
        // As a rule each part is a document.
        let (pieces, documents) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
        let mut reading = Reading { file, text, pieces, documents, next, parsed: 0 };
        for range in parts {
            let is_last = range.end == text.len();
            let same = known
                .get_mut(&text[range.clone()])
                .and_then(|same| same.pop_if(|(it, _)| it.fits(is_last, room)));
            let aliased = match same {
                Some((piece, documents)) => reading.take_over(piece, documents, range, room),
                None => reading.parse(range, room, keeps),
            };
            room = room.saturating_sub(aliased);
        }
        let Reading { pieces, mut documents, next, parsed, .. } = reading;
        documents.shrink_to_fit();
        (Self { pieces: pieces.into(), next, parsed }, documents)
    }

    /// Each part with its documents.
    fn with<'a>(&'a self, documents: &'a [Document]) -> Vec<(&'a Piece, &'a [Document])> {
        let mut rest = documents;
        let of = |piece: &'a Piece| {
            let (own, behind) = rest.split_at(piece.documents.min(rest.len()));
            rest = behind;
            (piece, own)
        };
        self.pieces.iter().map(of).collect()
    }

    /// The parts that are sound and hold no document: comments, and what is nothing.
    pub(super) fn bare(&self) -> impl Iterator<Item = Span> {
        let bare = self.pieces.iter().filter(|piece| piece.documents == 0 && piece.findings.is_empty());
        bare.map(|piece| piece.range.clone())
    }

    /// What is wrong with them, by the bytes of the file.
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let of = |piece: &Piece| {
            let start = piece.range.start;
            piece.findings.iter().map(move |finding| moved(finding, start)).collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(of).collect()
    }
}

impl Reading<'_> {
    /// Takes over what stood elsewhere in an earlier text; returns how many bytes its aliases stand for.
    fn take_over(&mut self, piece: &Piece, documents: &[Document], range: Span, room: usize) -> usize {
        let start = range.start;
        let taken = documents.iter().enumerate().map(|(number, document)| {
            // The earlier text is not kept for a tree that was given up.
            let origin = || Origin::new(self.file, self.text, &range, room, number);
            let given_up = if document.root.is_kept() { None } else { origin() };
            let root = given_up.map_or_else(|| document.root.clone(), Tree::given_up);
            Document { root, start, ..document.clone() }
        });
        self.documents.extend(taken);
        let is_last = range.end == self.text.len();
        self.pieces.push(Piece { range, is_last, room, ..piece.clone() });
        piece.aliased
    }

    /// Parses a part; returns how many bytes its aliases stand for.
    fn parse(&mut self, range: Span, room: usize, keeps: &mut dyn FnMut(&Document) -> bool) -> usize {
        let (file, text, serial) = (self.file, self.text, self.next);
        let mut parsed = parse_part(file, &text[range.clone()], serial, room);
        let is_last = range.end == text.len();
        if !parsed.findings.is_empty() && !is_last {
            // What is wrong is told as the whole file would have it told: the marker that follows is part of that.
            let with_marker = range.start..range.end + MARKER.len();
            parsed = Parsed { count: parsed.count, ..parse_part(file, &text[with_marker], serial, room) };
        }
        self.next += parsed.count;
        self.parsed += 1;
        let Parsed { documents, findings, aliased, .. } = parsed;
        let is_sound = findings.is_empty();
        let findings = if is_sound { Arc::default() } else { findings.into() };
        let count = documents.len();
        for (number, document) in documents.into_iter().enumerate() {
            let mut document = Document { start: range.start, ..document };
            // What follows a part that is not sound would have a say in how it is read again.
            if !keeps(&document) && is_sound {
                let origin = Origin::new(file, text, &range, room, number);
                document.root = origin.map_or(document.root, Tree::given_up);
            }
            self.documents.push(document);
        }
        self.pieces.push(Piece { range, is_last, room, aliased, documents: count, findings });
        aliased
    }
}

impl Piece {
    /// Whether what it says stands where it is last, or not, and where anchors and aliases may stand for so much.
    fn fits(&self, is_last: bool, room: usize) -> bool {
        let has_room = self.aliased <= room.min(self.room) || self.room == room;
        (self.findings.is_empty() || self.is_last == is_last) && has_room
    }
}

/// The parts of a text.
fn cut(text: &str) -> Vec<Span> {
    let has_directive = ["\n%", "\r%"].iter().any(|directive| text.contains(directive))
        || text.trim_start_matches('\u{feff}').starts_with('%');
    let next = |from: &usize| next_document(text, from + 1).filter(|_| !has_directive);
    let starts: Vec<usize> = std::iter::successors(Some(0), next).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// A finding of a part as one of the file.
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
