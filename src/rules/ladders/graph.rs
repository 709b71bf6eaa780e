//! Which moves a ladder allows, without listing them all: a ladder may have a thousand members, and a million pairs.
//!
//! Members with the same level, flags and periods allow the same moves, so they form a class. Periods are bits, which
//! makes it cheap to see whether two classes share one. Both readings of the flags are computed (see `offer::flags`).

use crate::kinds::Member;
use crate::model::Period;
use crate::offer::{Ladder, Rung};
use std::collections::HashMap;
use std::hash::Hash;

/// Periods as bits. All bits are set if the periods of an article are not known.
// 128 periods are more than a group needs; the function `periods` says what happens beyond that.
type Periods = u128;

/// The readings of the flags in which something is true. It is not known which of them the billing system uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Readings {
    /// As Wares reads them: `upgradeable` belongs to the article that the customer leaves, `upgradeable_from` to the
    /// new one.
    pub documented: bool,
    /// The opposite: `upgradeable_from` belongs to the article that the customer leaves, `upgradeable` to the new one.
    pub swapped: bool,
}

/// Members that allow the same moves.
#[derive(Clone, Debug)]
pub(super) struct Class<'l, 'a> {
    /// Their level, counted from 0 without gaps.
    pub step: usize,
    /// Their renewal periods.
    pub periods: Periods,
    /// Their flags, in the order of the function `flags`.
    pub flags: [bool; 4],
    /// The members, in the order of the ladder.
    pub members: Vec<&'l Rung<'a>>,
}

/// The members of a ladder, grouped by the moves that they allow.
pub(super) struct Graph<'l, 'a> {
    /// The classes, the lowest level first.
    pub classes: Vec<Class<'l, 'a>>,
}

impl Readings {
    /// Whether it is true in at least one reading.
    pub fn any(self) -> bool {
        self.documented || self.swapped
    }

    /// The readings in which at least one of two things is true.
    pub fn or(self, other: Self) -> Self {
        Self { documented: self.documented || other.documented, swapped: self.swapped || other.swapped }
    }

    /// The words to add to a message if it is true in only one reading.
    pub fn words(self) -> &'static str {
        match (self.documented, self.swapped) {
            (true, false) => ", as Wares reads the flags",
            (false, true) => ", if each flag and its `_from` counterpart are read the other way around",
            _ => "",
        }
    }
}

impl<'l, 'a> Graph<'l, 'a> {
    /// Groups the members of a ladder. Two periods are the same if they have the same number and unit.
    pub fn new(ladder: &'l Ladder<'a>) -> Self {
        Self::by(ladder, |period| period)
    }

    /// Groups the members as if periods of the same length, such as 12 months and 1 year, were the same.
    pub fn by_length(ladder: &'l Ladder<'a>) -> Self {
        Self::by(ladder, Period::months)
    }

    fn by<K: Eq + Hash>(ladder: &'l Ladder<'a>, key: impl Fn(Period) -> K) -> Self {
        let mut bits: HashMap<K, u32> = HashMap::new();
        let mut indexes: HashMap<(usize, Periods, [bool; 4]), usize> = HashMap::new();
        let mut classes: Vec<Class<'l, 'a>> = Vec::new();
        for rung in &ladder.rungs {
            let (periods, flags) = (periods(rung, &mut bits, &key), flags(rung.member));
            // Classes are numbered as they first occur, so they are sorted by level, as the members are.
            let index = *indexes.entry((rung.step, periods, flags)).or_insert(classes.len());
            if index == classes.len() {
                classes.push(Class { step: rung.step, periods, flags, members: Vec::new() });
            }
            classes[index].members.push(rung);
        }
        Self { classes }
    }

    /// Whether there is a period that all members have.
    pub fn has_common_period(&self) -> bool {
        // Unknown periods have all bits set, so they never prevent a common one.
        self.classes.iter().fold(Periods::MAX, |common, class| common & class.periods) != 0
    }
}

/// The periods of a member. If there are more periods than bits, the last ones share a bit and count as the same, so
/// that a finding may be missed but is never wrong.
fn periods<K: Eq + Hash>(rung: &Rung<'_>, bits: &mut HashMap<K, u32>, key: &impl Fn(Period) -> K) -> Periods {
    // An article that is not in the files can have any period.
    let Some(article) = &rung.article else { return Periods::MAX };
    let part = article.sale.part;
    // An article without periods and prices is reported by other rules.
    if part.has_no_terms() {
        return Periods::MAX;
    }
    let mut all = 0;
    for period in &part.periods {
        // Each new period gets the next free bit.
        let next = u32::try_from(bits.len()).unwrap_or(u32::MAX).min(Periods::BITS - 1);
        all |= 1 << *bits.entry(key(period.every)).or_insert(next);
    }
    all
}

/// The flags: `upgradeable`, `upgradeable_from`, `downgradeable`, `downgradeable_from`.
pub(super) fn flags(member: &Member) -> [bool; 4] {
    [*member.upgradeable, *member.upgradeable_from, *member.downgradeable, *member.downgradeable_from]
}

impl Class<'_, '_> {
    /// The readings in which the flags allow moves between a lower and a higher class, in either direction and
    /// regardless of periods.
    pub fn between(&self, higher: &Self) -> Readings {
        // One direction is enough: a customer can make the move.
        up(self.flags, higher.flags).or(down(higher.flags, self.flags))
    }

    /// Whether the two classes share a period, or may share one.
    pub fn shares_period(&self, other: &Self) -> bool {
        self.periods & other.periods != 0
    }
}

/// The readings in which the flags allow moves between a lower and a higher member, in either direction.
pub(super) fn between(low: &Member, high: &Member) -> Readings {
    let (low, high) = (flags(low), flags(high));
    up(low, high).or(down(high, low))
}

/// The readings in which the flags allow an upgrade from one member to another.
fn up(from: [bool; 4], to: [bool; 4]) -> Readings {
    Readings { documented: from[0] && to[1], swapped: from[1] && to[0] }
}

/// The readings in which the flags allow a downgrade from one member to another.
pub(super) fn down(from: [bool; 4], to: [bool; 4]) -> Readings {
    Readings { documented: from[2] && to[3], swapped: from[3] && to[2] }
}

/// The flags that are set anywhere below and above each level. They show, without comparing all pairs, whether a member
/// allows any move.
pub(super) struct Levels {
    /// By level, the flags that any member on a lower level has.
    below: Vec<[bool; 4]>,
    /// By level, the flags that any member on a higher level has.
    above: Vec<[bool; 4]>,
}

impl Levels {
    /// Computes the flags for each level of a ladder.
    pub fn new(ladder: &Ladder<'_>) -> Self {
        let count = ladder.rungs.last().map_or(0, |last| last.step + 1);
        let mut own = vec![[false; 4]; count];
        ladder.rungs.iter().for_each(|rung| own[rung.step] = any(own[rung.step], effective_flags(rung)));
        let (mut below, mut above) = (vec![[false; 4]; count], vec![[false; 4]; count]);
        // One pass fills both: `below` from the bottom up, `above` from the top down.
        for step in 1..count {
            below[step] = any(below[step - 1], own[step - 1]);
            above[count - 1 - step] = any(above[count - step], own[count - step]);
        }
        Self { below, above }
    }

    /// Whether every flag of every member is set, so that all moves are allowed.
    pub fn allow_all(ladder: &Ladder<'_>) -> bool {
        // This is the default and the usual case, for which nothing has to be computed.
        ladder.rungs.iter().all(|rung| flags(rung.member) == [true; 4])
    }

    /// Whether no flag of a member is set.
    pub fn has_no_flag(rung: &Rung<'_>) -> bool {
        flags(rung.member) == [false; 4]
    }

    /// The readings in which customers can move up from a member, down from it, up to it and down to it.
    pub fn moves(&self, rung: &Rung<'_>) -> [Readings; 4] {
        let (own, below, above) = (effective_flags(rung), self.below[rung.step], self.above[rung.step]);
        [up(own, above), down(own, below), up(below, own), down(above, own)]
    }
}

/// The flags of a member. One without any counts as having all: it is reported as U03, and fixing that must not cause
/// findings about other members.
fn effective_flags(rung: &Rung<'_>) -> [bool; 4] {
    if Levels::has_no_flag(rung) { [true; 4] } else { flags(rung.member) }
}

fn any(one: [bool; 4], other: [bool; 4]) -> [bool; 4] {
    [0, 1, 2, 3].map(|flag| one[flag] || other[flag])
}

/// The members of a ladder that the flags let customers move to, in at least one reading.
pub(in crate::rules) fn reachable<'l, 'a>(ladder: &'l Ladder<'a>) -> impl Iterator<Item = &'l Rung<'a>> {
    let levels = Levels::new(ladder);
    let can_be_reached = move |rung: &&Rung<'a>| {
        let [_, _, from_below, from_above] = levels.moves(rung);
        from_below.or(from_above).any()
    };
    ladder.rungs.iter().filter(can_be_reached)
}
