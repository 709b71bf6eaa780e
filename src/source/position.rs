//! Lines and columns in files.

use crate::diagnostic::Place;

/// A line and a column of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// A source of line numbers, such as the files or a saved plan.
pub trait Positions: Sync {
    /// Returns the line and column at which a place begins.
    fn position(&self, place: Place) -> Position;
}
