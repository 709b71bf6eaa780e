//! The line that reports a fix: the position of the finding, and what the fix does.

use crate::diagnostic::{File, printable};
use crate::source::Position;
use serde_json::{Value, json};

/// A fix as it is reported. The fields are in this order so that fixes are sorted by position.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FixLine {
    pub file: File,
    /// The index of the document in its file.
    pub document: usize,
    pub position: Position,
    /// What the fix does, in the imperative.
    pub title: String,
}

impl FixLine {
    /// The fix as JSON.
    pub fn json(&self) -> Value {
        let Position { line, column } = self.position;
        json!({ "file": self.file.path(), "line": line, "column": column, "title": self.title })
    }

    /// The fix as text: `path:line:column: title`.
    pub fn text(&self) -> String {
        let title = printable(&self.title);
        let Position { line, column } = self.position;
        format!("{}:{line}:{column}: {title}", printable(self.file.path()))
    }
}
