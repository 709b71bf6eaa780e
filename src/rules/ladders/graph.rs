//! Who can move where on a ladder, without a list of all moves: a ladder may have a thousand members.
//!
//! Members of one level, with the same flags and the same periods, can move alike. Whether two of them share a period
//! is one comparison of bits. Both readings of the flags are computed (see `offer::flags`).

use crate::kinds::Member;
use crate::model::Period;
use crate::offer::{Ladder, Rung};
use std::collections::HashMap;
use std::hash::Hash;

/// Periods as bits. Those of an article of which they are not known are all.
type Periods = u128;

/// In which readings of the flags something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Readings {
    /// As Wares reads them: `upgradeable` on what is left, `upgradeable_from` on what is reached.
    pub documented: bool,
    /// The other way round.
    pub swapped: bool,
}

/// Members that can move alike.
#[derive(Clone, Debug)]
pub(super) struct Class<'l, 'a> {
    /// Their level, counted from 0 without gaps.
    pub step: usize,
    /// Their periods.
    pub periods: Periods,
    /// The flags.
    pub flags: [bool; 4],
    /// The members.
    pub members: Vec<&'l Rung<'a>>,
}

/// The members of a ladder by how they can move.
pub(super) struct Graph<'l, 'a> {
    /// The classes, the lowest level first.
    pub classes: Vec<Class<'l, 'a>>,
}

impl Readings {
    /// Where it holds in either.
    pub fn any(self) -> bool {
        self.documented || self.swapped
    }

    /// Where one of two things holds.
    pub fn or(self, other: Self) -> Self {
        Self { documented: self.documented || other.documented, swapped: self.swapped || other.swapped }
    }

    /// What to add to a sentence where it holds in one reading alone.
    pub fn words(self) -> &'static str {
        match (self.documented, self.swapped) {
            (true, false) => ", as Wares reads the flags",
            (false, true) => ", if each flag and its `_from` counterpart are read the other way round",
            _ => "",
        }
    }
}

impl<'l, 'a> Graph<'l, 'a> {
    /// The graph of a ladder: periods are the same where number and unit are.
    pub fn new(ladder: &'l Ladder<'a>) -> Self {
        Self::by(ladder, |period| period)
    }

    /// The graph of a ladder if 12 months were 1 year.
    pub fn by_length(ladder: &'l Ladder<'a>) -> Self {
        Self::by(ladder, Period::months)
    }

    fn by<K: Eq + Hash>(ladder: &'l Ladder<'a>, key: impl Fn(Period) -> K) -> Self {
        let mut bits: HashMap<K, u32> = HashMap::new();
        let mut at: HashMap<(usize, Periods, [bool; 4]), usize> = HashMap::new();
        let mut classes: Vec<Class<'l, 'a>> = Vec::new();
        for rung in &ladder.rungs {
            let (periods, flags) = (periods(rung, &mut bits, &key), flags(rung.member));
            let index = *at.entry((rung.step, periods, flags)).or_insert(classes.len());
            if index == classes.len() {
                classes.push(Class { step: rung.step, periods, flags, members: Vec::new() });
            }
            classes[index].members.push(rung);
        }
        Self { classes }
    }

    /// Whether all members have a period in common.
    pub fn has_common_period(&self) -> bool {
        self.classes.iter().fold(Periods::MAX, |common, class| common & class.periods) != 0
    }
}

/// The periods of a member. A period beyond the last bit shares it with others, so that the two seem the same.
fn periods<K: Eq + Hash>(rung: &Rung<'_>, bits: &mut HashMap<K, u32>, key: &impl Fn(Period) -> K) -> Periods {
    let Some(article) = &rung.article else { return Periods::MAX };
    let part = article.sale.part;
    // Nobody has said yet how it is paid: other rules tell of that.
    if part.has_no_terms() {
        return Periods::MAX;
    }
    let mut all = 0;
    for period in &part.periods {
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
    /// In which readings the flags let members move between a lower and a higher class, whatever the periods.
    pub fn between(&self, higher: &Self) -> Readings {
        up(self.flags, higher.flags).or(down(higher.flags, self.flags))
    }

    /// Whether the two share a period, or may.
    pub fn shares_period(&self, other: &Self) -> bool {
        self.periods & other.periods != 0
    }
}

/// In which readings the flags let customers move between a lower and a higher member, in either direction.
pub(super) fn between(low: &Member, high: &Member) -> Readings {
    let (low, high) = (flags(low), flags(high));
    up(low, high).or(down(high, low))
}

fn up(from: [bool; 4], to: [bool; 4]) -> Readings {
    Readings { documented: from[0] && to[1], swapped: from[1] && to[0] }
}

/// In which readings the flags let customers move down from a member to another.
pub(super) fn down(from: [bool; 4], to: [bool; 4]) -> Readings {
    Readings { documented: from[2] && to[3], swapped: from[3] && to[2] }
}

/// Which flags are set somewhere below and above each level: whether a member can move at all is seen without looking
/// at every pair.
pub(super) struct Levels {
    /// By level, the flags that a member of a lower one has.
    below: Vec<[bool; 4]>,
    /// By level, the flags that a member of a higher one has.
    above: Vec<[bool; 4]>,
}

impl Levels {
    /// The levels of a ladder.
    pub fn new(ladder: &Ladder<'_>) -> Self {
        let count = ladder.rungs.last().map_or(0, |last| last.step + 1);
        let mut own = vec![[false; 4]; count];
        ladder.rungs.iter().for_each(|rung| own[rung.step] = any(own[rung.step], meant(rung)));
        let (mut below, mut above) = (vec![[false; 4]; count], vec![[false; 4]; count]);
        for step in 1..count {
            below[step] = any(below[step - 1], own[step - 1]);
            above[count - 1 - step] = any(above[count - step], own[count - step]);
        }
        Self { below, above }
    }

    /// Whether every flag is set, so that nothing is to be found out.
    pub fn are_plain(ladder: &Ladder<'_>) -> bool {
        ladder.rungs.iter().all(|rung| flags(rung.member) == [true; 4])
    }

    /// Whether a member has no flag at all.
    pub fn has_no_flag(rung: &Rung<'_>) -> bool {
        flags(rung.member) == [false; 4]
    }

    /// In which readings a member can move up, move down, be reached from below and from above.
    pub fn moves(&self, rung: &Rung<'_>) -> [Readings; 4] {
        let (own, below, above) = (meant(rung), self.below[rung.step], self.above[rung.step]);
        [up(own, above), down(own, below), up(below, own), down(above, own)]
    }
}

/// The flags that a member will have: one without any is an error of its own, and what is mended there is not told of
/// others.
fn meant(rung: &Rung<'_>) -> [bool; 4] {
    if Levels::has_no_flag(rung) { [true; 4] } else { flags(rung.member) }
}

fn any(one: [bool; 4], other: [bool; 4]) -> [bool; 4] {
    [0, 1, 2, 3].map(|flag| one[flag] || other[flag])
}

/// The members of a ladder to which the flags let customers move, in either reading.
pub(in crate::rules) fn reachable<'l, 'a>(ladder: &'l Ladder<'a>) -> impl Iterator<Item = &'l Rung<'a>> {
    let levels = Levels::new(ladder);
    let can_be_reached = move |rung: &&Rung<'a>| {
        let [_, _, from_below, from_above] = levels.moves(rung);
        from_below.or(from_above).any()
    };
    ladder.rungs.iter().filter(can_be_reached)
}
