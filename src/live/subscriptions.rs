//! Subscriptions, as the database counted them.

use super::LiveRow;
use crate::table::{Id, Key, Table};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

/// A row that subscriptions may hold, by the name of its table and its id.
pub type Holding = (&'static str, Id);

/// What is asked of subscriptions: everything that a plan's effects depend on besides its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The rows whose subscriptions are counted, by table.
    pub rows: BTreeMap<&'static str, BTreeSet<Id>>,
    /// The ladders whose members change, by table.
    pub ladders: BTreeMap<&'static str, BTreeSet<Id>>,
    /// What a ladder's changed members refer to: every ladder on which it stands is read.
    pub exchanged: BTreeMap<&'static str, BTreeSet<Id>>,
    /// The ids of those, by table and key.
    pub ids: BTreeMap<(&'static str, Key), Id>,
    /// The states in which a subscription has ended.
    pub ended: BTreeSet<String>,
}

/// Subscriptions that hold the same and are in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriptions {
    /// What each of them holds.
    pub holds: Vec<Holding>,
    /// Their state, as text.
    pub state: String,
    /// Whether they have ended.
    pub is_ended: bool,
    /// How many there are.
    pub count: u64,
    /// How many units they are for, together.
    pub quantity: Decimal,
    /// What they renew by, of parts of subscriptions, all of which have equally many units.
    pub renews_by: Option<Holding>,
}

/// How many subscriptions, and for how many units together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Subscriptions.
    pub subscriptions: u64,
    /// Units.
    pub quantity: Decimal,
}

impl Subscriptions {
    fn counted(&self) -> Count {
        Count { subscriptions: self.count, quantity: self.quantity }
    }

    /// Those units of parts that are beyond the free ones; none where none is.
    fn beyond(&self, free: Decimal) -> Option<Count> {
        let all = Decimal::from(self.count).checked_mul(free)?;
        let quantity = self.quantity.checked_sub(all).filter(|beyond| *beyond > Decimal::ZERO)?;
        Some(Count { subscriptions: self.count, quantity })
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, it| Self {
            subscriptions: sum.subscriptions.saturating_add(it.subscriptions),
            quantity: sum.quantity.saturating_add(it.quantity),
        })
    }
}

/// What a member of a ladder refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchanged {
    /// Its natural key.
    pub key: Key,
    /// Whether it is deleted softly.
    pub is_deleted: bool,
}

/// Who holds what, as far as it was asked.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The tables whose rows subscriptions were counted of.
    counted: BTreeSet<&'static str>,
    all: Vec<Subscriptions>,
    by_row: BTreeMap<Holding, Vec<usize>>,
    /// The members of the ladders that were read. References are ids.
    pub members: Vec<LiveRow>,
    /// What the members refer to, as far as it is there.
    pub exchanged: BTreeMap<Holding, Exchanged>,
}

impl Held {
    /// Says that the subscriptions of a table's rows were counted.
    pub fn count(&mut self, table: &Table) {
        self.counted.insert(table.name);
    }

    /// Adds what was counted.
    pub fn add(&mut self, subscriptions: Subscriptions) {
        for row in &subscriptions.holds {
            self.by_row.entry(*row).or_default().push(self.all.len());
        }
        self.all.push(subscriptions);
    }

    /// Whether the subscriptions of a table's rows were counted: where nothing says who has what, nobody can tell.
    pub fn is_counted(&self, table: &Table) -> bool {
        self.counted.contains(table.name)
    }

    /// The subscriptions that hold one of some rows, each once.
    pub fn of<'a>(
        &'a self,
        rows: impl IntoIterator<Item = &'a Holding>,
    ) -> impl Iterator<Item = &'a Subscriptions> {
        let found = rows.into_iter().filter_map(|row| self.by_row.get(row)).flatten();
        found.copied().collect::<BTreeSet<usize>>().into_iter().map(|at| &self.all[at])
    }

    /// The live subscriptions that hold one of some rows, each once.
    pub fn live<'a>(&'a self, rows: impl IntoIterator<Item = &'a Holding>) -> Count {
        self.of(rows).filter(|it| !it.is_ended).map(Subscriptions::counted).sum()
    }

    /// How many of the live subscriptions that hold one of some rows are among those that were seen; the others are from now
    /// on.
    pub fn seen<'a>(
        &'a self,
        rows: impl IntoIterator<Item = &'a Holding>,
        seen: &mut BTreeSet<usize>,
    ) -> u64 {
        let found = rows.into_iter().filter_map(|row| self.by_row.get(row)).flatten();
        let live: BTreeSet<usize> = found.copied().filter(|at| !self.all[*at].is_ended).collect();
        let (again, new): (Vec<usize>, Vec<usize>) = live.into_iter().partition(|at| seen.contains(at));
        seen.extend(new);
        again.into_iter().map(|at| self.all[at].count).fold(0, u64::saturating_add)
    }

    /// The live subscriptions that hold one of some rows, each once: those that hold the same and are alike together.
    pub fn live_alike<'a>(&'a self, rows: impl IntoIterator<Item = &'a Holding>) -> Vec<Count> {
        self.of(rows).filter(|it| !it.is_ended).map(Subscriptions::counted).collect()
    }

    /// The live subscriptions of which a part is one of some rows, and that renew by one of others: each part with its
    /// units beyond those that are free, as far as it has any.
    pub fn live_parts<'a>(
        &'a self,
        rows: impl IntoIterator<Item = &'a Holding>,
        renewing: &BTreeSet<Holding>,
        free: Decimal,
    ) -> Count {
        let live = self.of(rows).filter(|it| !it.is_ended);
        let renewing = live.filter(|it| it.renews_by.is_some_and(|by| renewing.contains(&by)));
        renewing.filter_map(|it| it.beyond(free)).sum()
    }
}
