//! The members of ladders, and the upgrades and downgrades that are possible between them.

use crate::kinds::Direction;
use crate::table::{Cells, Id, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A ladder: an existing one by its id, or a new one by the index of the resource that describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ladder {
    /// An existing ladder, with its id.
    Live(Id),
    /// A new ladder, with the index of its resource among the changes.
    New(usize),
}

/// A move from one article to another, or between other things to which the members of a ladder refer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The thing that the customer leaves.
    pub from: &'a Value,
    /// The thing that the customer moves to.
    pub to: &'a Value,
    /// Whether the move is an upgrade or a downgrade.
    pub direction: Direction,
}

/// Whether a move from the first member to the second is an upgrade or a downgrade; `None` if the move is not possible.
pub type MoveDirection = fn(&Cells, &Cells) -> Option<Direction>;

/// The members of ladders, by the thing that they refer to. Several members of a ladder may refer to the same thing.
#[derive(Clone, Debug, Default)]
pub struct LadderMembers {
    ladders: BTreeMap<Ladder, BTreeMap<Value, Vec<Cells>>>,
    ladders_by_thing: BTreeMap<Value, Vec<Ladder>>,
}

impl LadderMembers {
    /// Groups members by ladder and by the thing that they refer to.
    pub fn new(members: impl IntoIterator<Item = (Ladder, Value, Cells)>) -> Self {
        let mut rungs = Self::default();
        for (ladder, of, cells) in members {
            // An index by thing, since a thing can be on several ladders and any of them may offer the move.
            rungs.ladders_by_thing.entry(of.clone()).or_default().push(ladder);
            rungs.ladders.entry(ladder).or_default().entry(of).or_default().push(cells);
        }
        rungs
    }

    /// The moves that a ladder offers from or to the given thing. Moves from things that are not in `sources` do not
    /// count, because no one has these things.
    pub fn steps<'a>(
        &'a self,
        ladder: Ladder,
        of: &'a Value,
        sources: &'a BTreeSet<Value>,
        direction_of: MoveDirection,
    ) -> impl Iterator<Item = Step<'a>> {
        let others = self.ladders.get(&ladder).into_iter().flat_map(BTreeMap::keys);
        let pairs =
            others.filter(move |other| *other != of).flat_map(move |other| [(of, other), (other, of)]);
        pairs.filter(|(from, _)| sources.contains(from)).flat_map(move |(from, to)| {
            self.between(ladder, from, to, direction_of).map(move |direction| Step { from, to, direction })
        })
    }

    /// Whether any ladder offers the given move.
    pub fn offer(&self, step: &Step<'_>, direction_of: MoveDirection) -> bool {
        let ladders = self.ladders_by_thing.get(step.from).into_iter().flatten();
        let mut directions =
            ladders.flat_map(|ladder| self.between(*ladder, step.from, step.to, direction_of));
        // An upgrade on one ladder does not make up for a downgrade on another.
        directions.any(|direction| direction == step.direction)
    }

    /// The directions of the moves that a ladder offers from one thing to another.
    fn between(
        &self,
        ladder: Ladder,
        from: &Value,
        to: &Value,
        direction_of: MoveDirection,
    ) -> impl Iterator<Item = Direction> {
        let members = self.ladders.get(&ladder);
        let of = |it: &Value| members.and_then(|members| members.get(it)).into_iter().flatten();
        let to: Vec<&Cells> = of(to).collect();
        of(from).flat_map(move |from| to.clone().into_iter().filter_map(move |to| direction_of(from, to)))
    }
}
