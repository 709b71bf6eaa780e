//! The result of parsing a part of a file, and the limits of the parser.

use super::document::Document;
use crate::diagnostic::Diagnostic;

/// The maximum size of a file in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How many levels deep values may be nested.
pub(super) const MAX_DEPTH: usize = 64;
/// How many bytes the aliases of a file may expand to, together with anchors inside anchored values. Without a limit, a
/// small file could exhaust the memory.
pub(super) const MAX_ALIASED: usize = 8 * 1024 * 1024;
/// The line that starts a document.
pub(super) const MARKER: &str = "---";

/// The result of parsing a part of a file. Spans count from the start of the part.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    /// The documents in the part.
    pub documents: Vec<Document>,
    /// The findings in the part.
    pub findings: Vec<Diagnostic>,
    /// How many documents there are, including those without a value and those that cannot be parsed.
    pub count: u32,
    /// How many bytes its anchors and aliases expand to.
    pub aliased: usize,
}
