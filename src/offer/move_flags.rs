//! What the four flags of a member say about a move (seed 001), in both ways in which they can be read.
//!
//! Wares documents one reading: `upgradeable` belongs to the article that is left, `upgradeable_from` to the
//! one that is reached, and so for `downgradeable`. The seed's words allow the two to be swapped
//! (domain.md §1 "Upgrade"); no live installation has been asked yet.

use super::Direction;
use crate::kinds::Member;

/// What the flags of two members say about a move from one to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The flags that forbid it, as Wares documents them.
    pub against: Vec<Flag<'a>>,
    /// The flags that would forbid it under the other reading.
    pub otherwise: Vec<Flag<'a>>,
}

/// A flag that is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    /// Its name.
    pub name: &'static str,
    /// The article whose flag it is.
    pub item: &'a str,
}

impl<'a> Verdict<'a> {
    /// The verdict on a move.
    pub(super) fn new(from: &'a Member, to: &'a Member, direction: Direction) -> Self {
        Self {
            against: no([leaving(from, direction), reaching(to, direction)]),
            otherwise: no([reaching(from, direction), leaving(to, direction)]),
        }
    }

    /// Whether the flags allow the move, as Wares documents them.
    pub fn allows(&self) -> bool {
        self.against.is_empty()
    }

    /// Whether the other reading of the flags comes to the same.
    pub fn is_certain(&self) -> bool {
        self.allows() == self.otherwise.is_empty()
    }
}

/// The flag that Wares reads on the article that is left.
fn leaving(member: &Member, direction: Direction) -> (bool, Flag<'_>) {
    let (set, name) = match direction {
        Direction::Upgrade => (*member.upgradeable, "upgradeable"),
        Direction::Downgrade => (*member.downgradeable, "downgradeable"),
    };
    (set, Flag { name, item: member.item.name() })
}

/// The flag that Wares reads on the article that is reached.
fn reaching(member: &Member, direction: Direction) -> (bool, Flag<'_>) {
    let (set, name) = match direction {
        Direction::Upgrade => (*member.upgradeable_from, "upgradeable_from"),
        Direction::Downgrade => (*member.downgradeable_from, "downgradeable_from"),
    };
    (set, Flag { name, item: member.item.name() })
}

fn no<'a>(flags: [(bool, Flag<'a>); 2]) -> Vec<Flag<'a>> {
    flags.into_iter().filter(|(set, _)| !set).map(|(_, flag)| flag).collect()
}
