//! The line that reports a fix: where its finding is, and what the fix does.

use crate::diagnostic::{File, printable};
use crate::source::Position;
use serde_json::{Value, json};

/// A fix as it is reported. The position is first, so that lines sort by it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FixLine {
    pub file: File,
    /// The number of the document in its file, from 0.
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
