//! Counts the work that a workspace does. The counts show whether an edit causes too much work.

/// The amount of work that was done since the workspace was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkCounts {
    /// The number of parts of files that were parsed. A file is split into parts at its document markers.
    pub parsed: usize,
    /// The number of documents that were read into types.
    pub read: usize,
    /// The number of times that a document was checked against the others.
    pub checked: usize,
}
