//! The result of parsing a part of a file, and the limits of the parser.

use super::document::Document;
use crate::diagnostic::Diagnostic;

/// The maximum size of a file in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The maximum number of levels to which values may be nested.
pub(super) const MAX_DEPTH: usize = 64;
/// The maximum number of bytes to which the anchors and aliases of a file may expand. An alias copies a value, and so
/// does an anchor inside an anchored value. Without a limit, a small file could exhaust the memory.
pub(super) const MAX_ALIASED: usize = 8 * 1024 * 1024;
/// The marker at the beginning of a line that starts a document.
pub(super) const MARKER: &str = "---";

/// The result of parsing a part of a file. All spans are counted from the start of the part.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    /// The documents in the part.
    pub documents: Vec<Document>,
    /// The findings in the part.
    pub findings: Vec<Diagnostic>,
    /// The number of documents in the part, including those without a value and those that cannot be parsed.
    pub count: u32,
    /// The number of bytes to which the anchors and aliases of the part expand.
    pub aliased: usize,
}
