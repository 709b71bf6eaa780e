//! The four flags of ladder members, and whether they allow a move. The flags can be read in two ways.
//!
//! Under the documented reading, `upgradeable` is about the article that the customer leaves, and `upgradeable_from`
//! about the article that the customer moves to. The flags for downgrades are read in the same way. Seed 001 can also
//! be read the other way around (domain.md §1 "Upgrade"). Which reading is right has not yet been tested on a live
//! installation.

use super::Direction;
use crate::kinds::Member;

/// Whether the flags of two members allow a move from one to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveVerdict<'a> {
    /// The flags that forbid the move under the documented reading.
    pub against_documented: Vec<Flag<'a>>,
    /// The flags that forbid the move under the other reading.
    pub against_swapped: Vec<Flag<'a>>,
}

/// A flag that is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    /// The name of the flag.
    pub name: &'static str,
    /// The number of the article that has the flag.
    pub item: &'a str,
}

impl<'a> MoveVerdict<'a> {
    /// Reads the flags of two members for a move from the first to the second.
    pub(super) fn new(from: &'a Member, to: &'a Member, direction: Direction) -> Self {
        Self {
            against_documented: no([leaving(from, direction), reaching(to, direction)]),
            // Computed too, until a live installation shows which reading is right (domain.md §1).
            against_swapped: no([reaching(from, direction), leaving(to, direction)]),
        }
    }

    /// Whether the flags allow the move under the documented reading.
    pub fn allows(&self) -> bool {
        self.against_documented.is_empty()
    }

    /// Whether both readings of the flags give the same answer.
    pub fn is_certain(&self) -> bool {
        self.allows() == self.against_swapped.is_empty()
    }
}

/// The flag that says whether customers can leave a member in the given direction, with its value.
fn leaving(member: &Member, direction: Direction) -> (bool, Flag<'_>) {
    let (set, name) = match direction {
        Direction::Upgrade => (*member.upgradeable, "upgradeable"),
        Direction::Downgrade => (*member.downgradeable, "downgradeable"),
    };
    (set, Flag { name, item: member.item.name() })
}

/// The flag that says whether customers can move to a member in the given direction, with its value.
fn reaching(member: &Member, direction: Direction) -> (bool, Flag<'_>) {
    let (set, name) = match direction {
        Direction::Upgrade => (*member.upgradeable_from, "upgradeable_from"),
        Direction::Downgrade => (*member.downgradeable_from, "downgradeable_from"),
    };
    (set, Flag { name, item: member.item.name() })
}

/// The given flags whose value is false.
fn no<'a>(flags: [(bool, Flag<'a>); 2]) -> Vec<Flag<'a>> {
    flags.into_iter().filter(|(set, _)| !set).map(|(_, flag)| flag).collect()
}
