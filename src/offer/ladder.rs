//! The ladder of an upgrade group, and who can move where on it (seed 001).

use super::visibility::shared;
use super::{Article, Limits, Offer, Verdict};
use crate::catalog::Entry;
use crate::diagnostic::{Place, Pointer};
use crate::kinds::{Direction, Member, UpgradeGroup};
use crate::model::Period;
use std::collections::{BTreeMap, HashSet};

/// The members of an upgrade group by level.
#[derive(Clone, Debug)]
pub struct Ladder<'a> {
    /// The group's name.
    pub name: &'a str,
    /// The key of the list of its members.
    pub place: Place,
    /// The members, the lowest level first, those of one level in the order of the file.
    pub rungs: Vec<Rung<'a>>,
}

/// A member of a ladder.
#[derive(Clone, Debug)]
pub struct Rung<'a> {
    /// The member.
    pub member: &'a Member,
    /// Which of the ladder's levels it stands on, counted from 0 without gaps.
    pub step: usize,
    /// Its article; none if it exists in the database alone.
    pub article: Option<Article<'a>>,
    /// Where it stands.
    pub place: Place,
    /// How much of each service it includes, if it is a package.
    pub limits: Option<Limits<'a>>,
}

/// A move from one member to another, possible or not.
#[derive(Clone, Debug)]
pub struct Move<'l, 'a> {
    /// What is left.
    pub from: &'l Rung<'a>,
    /// What is reached.
    pub to: &'l Rung<'a>,
    /// Up or down.
    pub direction: Direction,
    /// What the flags say.
    pub verdict: Verdict<'a>,
    /// The renewal periods over which it goes.
    pub periods: Shared,
    /// Whether it leads over a level between. The seed does not settle whether such moves are offered.
    pub skips: bool,
}

/// The renewal periods that two articles share. A move leads to a product of the same renewal period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// These; none at all makes the move impossible.
    Periods(Vec<Period>),
    /// One of the two exists in the database alone.
    Unknown,
}

impl<'a> Ladder<'a> {
    /// The ladder of a group.
    pub fn new(entry: &'a Entry, group: &'a UpgradeGroup, offer: &Offer<'a>) -> Self {
        let levels: BTreeMap<i32, usize> = group.members.iter().map(|member| (member.level, 0)).collect();
        let levels: BTreeMap<i32, usize> =
            levels.into_keys().enumerate().map(|(i, level)| (level, i)).collect();
        let rung = |(index, member): (usize, &'a Member)| Rung {
            member,
            step: levels.get(&member.level).copied().unwrap_or_default(),
            article: offer.article(member.item.name()).cloned(),
            place: entry.document.at(Pointer::parse("/members").child(index)),
            limits: offer.limits_of(member.item.name()),
        };
        // What is a member twice is an error of its own, and counts once.
        let mut seen = HashSet::new();
        let members = group.members.iter().enumerate().filter(|(_, it)| seen.insert(it.item.name()));
        let mut rungs: Vec<Rung<'a>> = members.map(rung).collect();
        rungs.sort_by_key(|rung| rung.step);
        let place = entry.document.key_at(Pointer::parse("/members"));
        Self { name: group.name.as_str(), place, rungs }
    }

    /// How many pairs of members stand on different levels, each counted in both directions.
    pub fn pairs(&self) -> usize {
        let mut sizes = BTreeMap::<usize, usize>::new();
        self.rungs.iter().for_each(|rung| *sizes.entry(rung.step).or_default() += 1);
        let others = |size: &usize| size.saturating_mul(self.rungs.len() - size);
        sizes.values().map(others).fold(0, usize::saturating_add)
    }

    /// Every move between members of different levels, possible or not. Between members of one level there
    /// is none.
    pub fn moves(&self) -> impl Iterator<Item = Move<'_, 'a>> {
        let to = |from| self.rungs.iter().filter_map(move |to| Move::new(from, to));
        self.rungs.iter().flat_map(to)
    }
}

impl<'a> Rung<'a> {
    /// The article number.
    pub fn item(&self) -> &'a str {
        self.member.item.name()
    }
}

impl<'l, 'a> Move<'l, 'a> {
    /// The move between two members; none between those of one level.
    pub fn new(from: &'l Rung<'a>, to: &'l Rung<'a>) -> Option<Self> {
        let direction = match from.step.cmp(&to.step) {
            std::cmp::Ordering::Less => Direction::Upgrade,
            std::cmp::Ordering::Greater => Direction::Downgrade,
            std::cmp::Ordering::Equal => return None,
        };
        let verdict = Verdict::new(from.member, to.member, direction);
        let skips = from.step.abs_diff(to.step) > 1;
        Some(Self { from, to, direction, verdict, periods: Shared::between(from, to), skips })
    }

    /// Whether customers can make the move, as far as the files can tell: where the periods are
    /// [unknown](Shared::Unknown), it may turn out that none is shared.
    pub fn is_possible(&self) -> bool {
        self.verdict.allows() && self.periods.is_any()
    }

    /// Whether the other reading of the flags gives another answer.
    pub fn is_certain(&self) -> bool {
        self.verdict.is_certain() || !self.periods.is_any()
    }
}

impl Shared {
    fn between(one: &Rung<'_>, other: &Rung<'_>) -> Self {
        match (&one.article, &other.article) {
            (Some(one), Some(other)) => Self::Periods(shared(one.sale.part, other.sale.part)),
            _ => Self::Unknown,
        }
    }

    /// Whether there is one, or may be one.
    pub fn is_any(&self) -> bool {
        *self != Self::Periods(Vec::new())
    }
}
