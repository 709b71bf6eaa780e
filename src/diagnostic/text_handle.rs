//! Ranges of bytes in strings, stored as small numbers.
//!
//! Each distinct range is stored once for the whole process, like each distinct [`Pointer`](super::Pointer). So a
//! [`Place`](super::Place) with a [`Piece`] is no larger than a [`Place`](super::Place) without a [`Piece`]. There are
//! few ranges, since few findings point to a range of a string.

use foldhash::fast::RandomState;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{LazyLock, PoisonError, RwLock};

/// A range of bytes in the string that is the value of a node. The bytes are counted in the value, not in the file,
/// where escapes may make the string longer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
// Three bytes, so that `Part` takes four and `Place` stays within 24.
pub struct Piece([u8; 3]);

/// The start and the length of a piece, in bytes.
type Extent = (u32, u32);

/// The table of all pieces. The number of a piece is its index in `extents`.
#[derive(Default)]
struct Pieces {
    known: HashMap<Extent, Piece, RandomState>,
    extents: Vec<Extent>,
}

static PIECES: LazyLock<RwLock<Pieces>> = LazyLock::new(RwLock::default);

/// The maximum number of pieces: the number of a piece has 24 bits.
const MOST: usize = 1 << 24;

impl Piece {
    /// Returns the piece with the given range. `None` if the range exceeds 32 bits, or if there are too many pieces
    /// already.
    pub fn new(range: Range<usize>) -> Option<Self> {
        let extent = (u32::try_from(range.start).ok()?, u32::try_from(range.len()).ok()?);
        let mut pieces = PIECES.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = pieces.known.get(&extent) {
            return Some(*known);
        }
        let number = u32::try_from(pieces.extents.len()).ok().filter(|number| (*number as usize) < MOST)?;
        // The limit makes sure that the fourth byte is 0.
        let [a, b, c, _] = number.to_le_bytes();
        pieces.extents.push(extent);
        pieces.known.insert(extent, Self([a, b, c]));
        Some(Self([a, b, c]))
    }

    /// The range of bytes.
    pub fn range(self) -> Range<usize> {
        let (start, length) = self.extent();
        start as usize..start as usize + length as usize
    }

    fn extent(self) -> Extent {
        let [a, b, c] = self.0;
        let number = u32::from_le_bytes([a, b, c, 0]) as usize;
        let pieces = PIECES.read().unwrap_or_else(PoisonError::into_inner);
        pieces.extents.get(number).copied().unwrap_or_default()
    }
}

/// Pieces are ordered by their ranges, not by their numbers, which differ from run to run.
impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        // Comparing numbers first avoids the lock of the table.
        if self == other { Ordering::Equal } else { self.extent().cmp(&other.extent()) }
    }
}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.range().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Piece;

    #[test]
    fn equal_pieces_are_the_same_and_pieces_are_ordered_by_range() {
        let pieces = [7..9, 3..5, 3..4, 7..9].map(|range| Piece::new(range).expect("a piece"));
        assert_eq!((pieces[0], pieces[0].range()), (pieces[3], 7..9));
        assert!(pieces[1] < pieces[0] && pieces[2] < pieces[1]);
        assert!(Piece::new(0..usize::MAX).is_none());
    }
}
