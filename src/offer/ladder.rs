//! The ladder of an upgrade group, and the upgrades and downgrades that it offers.

use super::visibility::shared;
use super::{Article, Limits, MoveVerdict, Offer};
use crate::catalog::Entry;
use crate::diagnostic::{Place, Pointer};
use crate::kinds::{Direction, Member, UpgradeGroup};
use crate::model::Period;
use std::collections::{BTreeMap, HashSet};

/// The members of an upgrade group, sorted by level.
#[derive(Clone, Debug)]
pub struct Ladder<'a> {
    /// The group's name.
    pub name: &'a str,
    /// The location of the key `members`.
    pub place: Place,
    /// The members in the order of their levels. Within a level, they are in the order of the file.
    pub rungs: Vec<LadderMember<'a>>,
}

/// A member of a ladder.
#[derive(Clone, Debug)]
pub struct LadderMember<'a> {
    /// The member, as the file describes it.
    pub member: &'a Member,
    /// The position of the member's level among the levels of the ladder, counted from 0 without gaps.
    pub step: usize,
    /// The article of the member; `None` if the article exists only in the database.
    pub article: Option<Article<'a>>,
    /// The location of the member.
    pub place: Place,
    /// The limits of the article, if it is a package.
    pub limits: Option<Limits<'a>>,
}

/// A move from one member to another, whether or not the move is possible.
#[derive(Clone, Debug)]
pub struct Move<'l, 'a> {
    /// The member that the customer leaves.
    pub from: &'l LadderMember<'a>,
    /// The member that the customer moves to.
    pub to: &'l LadderMember<'a>,
    /// Whether the move is an upgrade or a downgrade.
    pub direction: Direction,
    /// Whether the flags of the two members allow the move.
    pub verdict: MoveVerdict<'a>,
    /// The renewal periods that both articles have.
    pub periods: Shared,
    /// Whether the move skips a level. Seed 001 does not say whether such moves are offered.
    pub skips: bool,
}

/// The renewal periods that two articles share. A move does not change the renewal period of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The articles share these periods. If the list is empty, the move is not possible.
    Periods(Vec<Period>),
    /// One of the articles exists only in the database, so its periods are not known.
    Unknown,
}

impl<'a> Ladder<'a> {
    /// Builds the ladder of a group.
    pub fn new(entry: &'a Entry, group: &'a UpgradeGroup, offer: &Offer<'a>) -> Self {
        // Levels in files may have gaps; steps have none.
        let levels: BTreeMap<i32, usize> = group.members.iter().map(|member| (member.level, 0)).collect();
        let levels: BTreeMap<i32, usize> =
            levels.into_keys().enumerate().map(|(i, level)| (level, i)).collect();
        let rung = |(index, member): (usize, &'a Member)| LadderMember {
            member,
            step: levels.get(&member.level).copied().unwrap_or_default(),
            article: offer.article(member.item.name()).cloned(),
            place: entry.document.at(Pointer::parse("/members").child(index)),
            limits: offer.limits_of(member.item.name()),
        };
        // A duplicate member is reported as an error elsewhere, and counts once here.
        let mut seen = HashSet::new();
        let members = group.members.iter().enumerate().filter(|(_, it)| seen.insert(it.item.name()));
        let mut rungs: Vec<LadderMember<'a>> = members.map(rung).collect();
        // A stable sort keeps the order of the file within a level.
        rungs.sort_by_key(|rung| rung.step);
        let place = entry.document.key_at(Pointer::parse("/members"));
        Self { name: group.name.as_str(), place, rungs }
    }

    /// The number of pairs of members on different levels, counted in both directions.
    pub fn pairs(&self) -> usize {
        // Counted by level, since a large group has too many pairs to list them only for their number.
        let mut sizes = BTreeMap::<usize, usize>::new();
        self.rungs.iter().for_each(|rung| *sizes.entry(rung.step).or_default() += 1);
        let others = |size: &usize| size.saturating_mul(self.rungs.len() - size);
        sizes.values().map(others).fold(0, usize::saturating_add)
    }

    /// Every move between members on different levels, whether or not the move is possible. There are no moves within a
    /// level.
    pub fn moves(&self) -> impl Iterator<Item = Move<'_, 'a>> {
        let to = |from| self.rungs.iter().filter_map(move |to| Move::new(from, to));
        self.rungs.iter().flat_map(to)
    }
}

impl<'a> LadderMember<'a> {
    /// The article number.
    pub fn item(&self) -> &'a str {
        self.member.item.name()
    }
}

impl<'l, 'a> Move<'l, 'a> {
    /// The move between two members; `None` if they are on the same level.
    pub fn new(from: &'l LadderMember<'a>, to: &'l LadderMember<'a>) -> Option<Self> {
        let direction = match from.step.cmp(&to.step) {
            std::cmp::Ordering::Less => Direction::Upgrade,
            std::cmp::Ordering::Greater => Direction::Downgrade,
            // Members of equal levels offer no move to each other (domain.md U06).
            std::cmp::Ordering::Equal => return None,
        };
        let verdict = MoveVerdict::new(from.member, to.member, direction);
        let skips = from.step.abs_diff(to.step) > 1;
        Some(Self { from, to, direction, verdict, periods: Shared::between(from, to), skips })
    }

    /// Whether customers can make the move, according to the files. If the shared periods are
    /// [unknown](Shared::Unknown), the move counts as possible, although the articles may turn out to share no period.
    pub fn is_possible(&self) -> bool {
        self.verdict.allows() && self.periods.is_any()
    }

    /// Whether [`Self::is_possible`] is the same in both readings of the flags.
    pub fn is_certain(&self) -> bool {
        // Without a common period the move is impossible, however the flags are read.
        self.verdict.is_certain() || !self.periods.is_any()
    }
}

impl Shared {
    fn between(one: &LadderMember<'_>, other: &LadderMember<'_>) -> Self {
        match (&one.article, &other.article) {
            (Some(one), Some(other)) => Self::Periods(shared(one.sale.part, other.sale.part)),
            _ => Self::Unknown,
        }
    }

    /// Whether the articles share a period, or may share one.
    pub fn is_any(&self) -> bool {
        *self != Self::Periods(Vec::new())
    }
}
