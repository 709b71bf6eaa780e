//! Text into documents.

use super::node::Document;
use super::tree_builder::parse_part;
use crate::diagnostic::{Diagnostic, File};

/// The largest file that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How deep values may be nested.
pub(super) const MAX_DEPTH: usize = 64;
/// How many bytes the aliases of one file may stand for, and the anchors inside of anchored values.
pub(super) const MAX_ALIASED: usize = 8 * 1024 * 1024;
/// What begins a document.
pub(super) const MARKER: &str = "---";

/// Parses a file. What is wrong is reported; of a document that cannot be read to its end nothing is kept.
pub fn parse(file: &str, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let parsed = parse_part(File::new(file), text, 0, MAX_ALIASED);
    (parsed.documents, parsed.findings)
}

/// What reading a part of a file gave. Spans count from where the part begins.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    /// Its documents.
    pub documents: Vec<Document>,
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
    /// How many documents there are, those without a value and those that cannot be read included.
    pub count: u32,
    /// How many bytes its anchors and aliases stand for.
    pub aliased: usize,
}
