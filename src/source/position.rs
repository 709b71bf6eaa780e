//! Lines and columns.

use crate::diagnostic::Place;

/// A line and a column, both from 1. Columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// Something that knows the lines of places: the files, or a saved plan.
pub trait Positions: Sync {
    /// The line and column of a place.
    fn position(&self, place: Place) -> Position;
}
