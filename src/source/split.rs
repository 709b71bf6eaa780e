//! A file as parts that can be read by themselves: after an edit only the parts whose bytes changed are parsed.
//!
//! A line that begins with `---` always begins a document, whatever stands above it. So a file is cut before each
//! such line. What a part says does not depend on the others, but for two things: a directive (a line that begins
//! with `%`) belongs to the document behind the next marker, so that a file with one is not cut; and where a part
//! cannot be read, what is said of that may depend on whether a marker follows.

use super::build::parse_part;
use super::node::{Document, Span};
use super::parse::{MARKER, MAX_ALIASED, Parsed};
use super::syntax::next_document;
use crate::diagnostic::{ByteRange, Diagnostic, File, Location};
use std::collections::HashMap;
use std::sync::Arc;

/// A part of a file, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    range: Span,
    /// Whether no marker follows it.
    is_last: bool,
    /// How many bytes its anchors and aliases could stand for.
    room: usize,
    parsed: Arc<Parsed>,
}

/// The parts of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    /// The number that a document gets which is not known yet.
    next: u32,
    /// How many parts were parsed to make this.
    pub parsed: usize,
}

impl Pieces {
    /// Reads a text; what an earlier text of the same file held alike is taken over from there.
    pub(super) fn read(file: File, text: &str, before: &Self, old: &str) -> Self {
        let mut known: HashMap<&str, Vec<&Piece>> = HashMap::new();
        for piece in before.pieces.iter().rev() {
            known.entry(&old[piece.range.clone()]).or_default().push(piece);
        }
        let mut all = Self { pieces: Vec::new(), next: before.next, parsed: 0 };
        let mut room = MAX_ALIASED;
        for range in cut(text) {
            let is_last = range.end == text.len();
            let same =
                known.get_mut(&text[range.clone()]).and_then(|same| same.pop_if(|it| it.fits(is_last, room)));
            let piece = match same {
                Some(same) => Piece { range, is_last, room, ..same.clone() },
                None => all.parse(file, text, range, room),
            };
            room = room.saturating_sub(piece.parsed.aliased);
            all.pieces.push(piece);
        }
        all
    }

    fn parse(&mut self, file: File, text: &str, range: Span, room: usize) -> Piece {
        let serial = self.next;
        let mut parsed = parse_part(file, &text[range.clone()], serial, room);
        let is_last = range.end == text.len();
        if !parsed.findings.is_empty() && !is_last {
            // What is wrong is told as the whole file would have it told: the marker that follows is part of that.
            let with_marker = range.start..range.end + MARKER.len();
            parsed = Parsed { count: parsed.count, ..parse_part(file, &text[with_marker], serial, room) };
        }
        self.next += parsed.count;
        self.parsed += 1;
        Piece { range, is_last, room, parsed: Arc::new(parsed) }
    }

    /// The documents, in the order of the file, and where they stand in it.
    pub(super) fn documents(&self) -> Vec<Document> {
        let of = |piece: &Piece| {
            let start = piece.range.start;
            piece.parsed.documents.iter().map(move |document| document.moved(start)).collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(of).collect()
    }

    /// What is wrong with them, by the bytes of the file.
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let of = |piece: &Piece| {
            let start = piece.range.start;
            piece.parsed.findings.iter().map(move |finding| moved(finding, start)).collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(of).collect()
    }
}

impl Piece {
    /// Whether what it says stands where it is last, or not, and where anchors and aliases may stand for so much.
    fn fits(&self, is_last: bool, room: usize) -> bool {
        let has_room = self.parsed.aliased <= room.min(self.room) || self.room == room;
        (self.parsed.findings.is_empty() || self.is_last == is_last) && has_room
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
