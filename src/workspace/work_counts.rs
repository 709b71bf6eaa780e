//! How much work a workspace has done, which shows whether it does too much after an edit.

/// How much work has been done since the workspace was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How many parts of files were parsed. A part is what is between two document markers.
    pub parsed: usize,
    /// How many documents were read into types.
    pub read: usize,
    /// How many times a document was checked against the others.
    pub checked: usize,
}
