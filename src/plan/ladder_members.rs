//! The members of ladders, and the moves between them.

use crate::kinds::Direction;
use crate::table::{Cells, Id, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A ladder: one that is there, by its id, or the new one of a resource, by the number of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ladder {
    /// It is there.
    Live(Id),
    /// It is new.
    New(usize),
}

/// A move: from what to what, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What is left.
    pub from: &'a Value,
    /// What is reached.
    pub to: &'a Value,
    /// Which way.
    pub direction: Direction,
}

/// Which way leads from one member to another, if one does.
pub type Leads = fn(&Cells, &Cells) -> Option<Direction>;

/// The members of ladders, by what they refer to. One thing may stand on a ladder twice.
#[derive(Clone, Debug, Default)]
pub struct Rungs {
    ladders: BTreeMap<Ladder, BTreeMap<Value, Vec<Cells>>>,
    on: BTreeMap<Value, Vec<Ladder>>,
}

impl Rungs {
    /// Puts members on their ladders.
    pub fn new(members: impl IntoIterator<Item = (Ladder, Value, Cells)>) -> Self {
        let mut rungs = Self::default();
        for (ladder, of, cells) in members {
            rungs.on.entry(of.clone()).or_default().push(ladder);
            rungs.ladders.entry(ladder).or_default().entry(of).or_default().push(cells);
        }
        rungs
    }

    /// The moves that a ladder offers from and to one of the things on it, of those from what can be left.
    pub fn steps<'a>(
        &'a self,
        ladder: Ladder,
        of: &'a Value,
        left: &'a BTreeSet<Value>,
        leads: Leads,
    ) -> impl Iterator<Item = Step<'a>> {
        let others = self.ladders.get(&ladder).into_iter().flat_map(BTreeMap::keys);
        let pairs =
            others.filter(move |other| *other != of).flat_map(move |other| [(of, other), (other, of)]);
        pairs.filter(|(from, _)| left.contains(from)).flat_map(move |(from, to)| {
            self.between(ladder, from, to, leads).map(move |direction| Step { from, to, direction })
        })
    }

    /// Whether any ladder offers a move.
    pub fn offer(&self, step: &Step<'_>, leads: Leads) -> bool {
        let ladders = self.on.get(step.from).into_iter().flatten();
        let mut directions = ladders.flat_map(|ladder| self.between(*ladder, step.from, step.to, leads));
        directions.any(|direction| direction == step.direction)
    }

    /// Which ways lead on a ladder from one thing to another.
    fn between(
        &self,
        ladder: Ladder,
        from: &Value,
        to: &Value,
        leads: Leads,
    ) -> impl Iterator<Item = Direction> {
        let members = self.ladders.get(&ladder);
        let of = |it: &Value| members.and_then(|members| members.get(it)).into_iter().flatten();
        let to: Vec<&Cells> = of(to).collect();
        of(from).flat_map(move |from| to.clone().into_iter().filter_map(move |to| leads(from, to)))
    }
}
