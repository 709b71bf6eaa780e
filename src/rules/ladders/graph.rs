//! Determines which moves a ladder allows, without listing all moves. A ladder may have a thousand members, and so a
//! million pairs.
//!
//! Members with the same level, flags and periods allow the same moves. Together they form a class. Periods are stored
//! as bits, so that it is fast to check whether two classes have a period in common. Moves are determined for both
//! readings of the flags (see `offer::flags`).

use crate::kinds::Member;
use crate::model::Period;
use crate::offer::{Ladder, LadderMember};
use std::collections::HashMap;
use std::hash::Hash;

/// Periods as bits. If the periods of an article are not known, all bits are set.
// 128 periods are more than a group needs; the function `periods` says what happens beyond that.
type Periods = u128;

/// The readings of the flags under which a statement is true, such as "the move is allowed". It is not known which
/// reading the billing system uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Readings {
    /// The documented reading. The article that the customer leaves must have `upgradeable`, and the new
    /// article must have `upgradeable_from`.
    pub documented: bool,
    /// The opposite reading. The article that the customer leaves must have `upgradeable_from`, and the new article
    /// must have `upgradeable`.
    pub swapped: bool,
}

/// The members with the same level, periods and flags, which therefore allow the same moves.
#[derive(Clone, Debug)]
pub(super) struct Class<'l, 'a> {
    /// The level of the members, counted from 0 without gaps.
    pub step: usize,
    /// The renewal periods of the members.
    pub periods: Periods,
    /// The flags of the members, in the order of the function `flags`.
    pub flags: [bool; 4],
    /// The members, in the order of the ladder.
    pub members: Vec<&'l LadderMember<'a>>,
}

/// The members of a ladder, grouped into classes by the moves that they allow.
pub(super) struct Graph<'l, 'a> {
    /// The classes, in the order of their first members in the ladder, so the lowest level comes first.
    pub classes: Vec<Class<'l, 'a>>,
}

impl Readings {
    /// Whether the statement is true under at least one reading.
    pub fn any(self) -> bool {
        self.documented || self.swapped
    }

    /// Returns the readings under which at least one of the two statements is true.
    pub fn or(self, other: Self) -> Self {
        Self { documented: self.documented || other.documented, swapped: self.swapped || other.swapped }
    }

    /// If the statement is true under only one reading, returns words that name this reading in a message. Otherwise
    /// returns an empty string.
    pub fn words(self) -> &'static str {
        match (self.documented, self.swapped) {
            (true, false) => ", as Wares reads the flags",
            (false, true) => ", if each flag and its `_from` counterpart are read the other way around",
            _ => "",
        }
    }
}

impl<'l, 'a> Graph<'l, 'a> {
    /// Groups the members of a ladder. Two periods count as the same only if they have the same number and unit.
    pub fn new(ladder: &'l Ladder<'a>) -> Self {
        Self::by(ladder, |period| period)
    }

    /// Groups the members of a ladder. Two periods count as the same if they have the same length, such as 12 months
    /// and 1 year.
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

    /// Whether all members have a period in common.
    pub fn has_common_period(&self) -> bool {
        // Unknown periods have all bits set, so they never prevent a common one.
        self.classes.iter().fold(Periods::MAX, |common, class| common & class.periods) != 0
    }
}

/// Returns the periods of a member. If there are more different periods than bits, the last ones share a bit and count
/// as the same. In that case, problems may be missed, but none are reported wrongly.
fn periods<K: Eq + Hash>(
    rung: &LadderMember<'_>,
    bits: &mut HashMap<K, u32>,
    key: &impl Fn(Period) -> K,
) -> Periods {
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

/// Returns the flags in this order: `upgradeable`, `upgradeable_from`, `downgradeable`, `downgradeable_from`.
pub(super) fn flags(member: &Member) -> [bool; 4] {
    [*member.upgradeable, *member.upgradeable_from, *member.downgradeable, *member.downgradeable_from]
}

impl Class<'_, '_> {
    /// Returns the readings in which the flags allow moves between this class and a higher class, in at least one
    /// direction. Periods are ignored.
    pub fn between(&self, higher: &Self) -> Readings {
        // One direction is enough: a customer can make the move.
        up(self.flags, higher.flags).or(down(higher.flags, self.flags))
    }

    /// Whether the classes have a period in common. Also true if the periods of a class are not known.
    pub fn shares_period(&self, other: &Self) -> bool {
        self.periods & other.periods != 0
    }
}

/// Returns the readings in which the flags allow moves between a lower and a higher member, in at least one direction.
pub(super) fn between(low: &Member, high: &Member) -> Readings {
    let (low, high) = (flags(low), flags(high));
    up(low, high).or(down(high, low))
}

/// Returns the readings in which the flags allow an upgrade.
fn up(from: [bool; 4], to: [bool; 4]) -> Readings {
    Readings { documented: from[0] && to[1], swapped: from[1] && to[0] }
}

/// Returns the readings in which the flags allow a downgrade.
pub(super) fn down(from: [bool; 4], to: [bool; 4]) -> Readings {
    Readings { documented: from[2] && to[3], swapped: from[3] && to[2] }
}

/// For each level, the flags that members on lower and higher levels have. With these, the moves of a member can be
/// determined without comparing all pairs.
pub(super) struct Levels {
    /// By level, the flags that at least one member on a lower level has.
    below: Vec<[bool; 4]>,
    /// By level, the flags that at least one member on a higher level has.
    above: Vec<[bool; 4]>,
}

impl Levels {
    /// Collects the flags for each level of a ladder.
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

    /// Whether all members have all flags, so that all moves are allowed.
    pub fn allow_all(ladder: &Ladder<'_>) -> bool {
        // This is the default and the usual case, for which nothing has to be computed.
        ladder.rungs.iter().all(|rung| flags(rung.member) == [true; 4])
    }

    /// Whether the member has none of the flags.
    pub fn has_no_flag(rung: &LadderMember<'_>) -> bool {
        flags(rung.member) == [false; 4]
    }

    /// Returns the readings that allow each type of move: up from the member, down from it, up to it, and down to it.
    pub fn moves(&self, rung: &LadderMember<'_>) -> [Readings; 4] {
        let (own, below, above) = (effective_flags(rung), self.below[rung.step], self.above[rung.step]);
        [up(own, above), down(own, below), up(below, own), down(above, own)]
    }
}

/// Returns the flags of a member. A member without any flag counts as having all flags. U03 reports such a member, and
/// fixing that must not cause findings about other members.
fn effective_flags(rung: &LadderMember<'_>) -> [bool; 4] {
    if Levels::has_no_flag(rung) { [true; 4] } else { flags(rung.member) }
}

fn any(one: [bool; 4], other: [bool; 4]) -> [bool; 4] {
    [0, 1, 2, 3].map(|flag| one[flag] || other[flag])
}

/// Returns the members that customers can move to in at least one reading of the flags.
pub(in crate::rules) fn reachable<'l, 'a>(
    ladder: &'l Ladder<'a>,
) -> impl Iterator<Item = &'l LadderMember<'a>> {
    let levels = Levels::new(ladder);
    let can_be_reached = move |rung: &&LadderMember<'a>| {
        let [_, _, from_below, from_above] = levels.moves(rung);
        from_below.or(from_above).any()
    };
    ladder.rungs.iter().filter(can_be_reached)
}
