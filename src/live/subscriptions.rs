//! Counts of subscriptions, and the rows that subscriptions hold.

use super::LiveRow;
use crate::table::{Id, Key, Table};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

/// A row that subscriptions can hold, such as an article or a renewal period: the name of its table, and its id.
pub type HeldRow = (&'static str, Id);

/// The subscriptions to count and the ladders to read for a plan's impact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubscriptionQuery {
    /// The rows whose subscriptions are counted, by table.
    pub rows: BTreeMap<&'static str, BTreeSet<Id>>,
    /// The ladders whose members change, by table.
    pub ladders: BTreeMap<&'static str, BTreeSet<Id>>,
    /// The rows to which changed members refer, by table. Every ladder with a member that refers to one of these rows
    /// is read.
    pub changed_articles: BTreeMap<&'static str, BTreeSet<Id>>,
    /// The ids of the rows in `changed_articles`, by table and key.
    pub ids: BTreeMap<(&'static str, Key), Id>,
    /// The states in which a subscription has ended, as strings.
    pub ended: BTreeSet<String>,
}

/// A group of subscriptions that hold the same rows and are in the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriptions {
    /// The rows that each subscription of the group holds.
    pub holds: Vec<HeldRow>,
    /// The state of the subscriptions, as a string.
    pub state: String,
    /// Whether the subscriptions have ended; otherwise they count as live.
    pub is_ended: bool,
    /// The number of subscriptions.
    pub count: u64,
    /// The number of units that the subscriptions have together.
    pub quantity: Decimal,
    /// For parts of subscriptions: the row of the subscriptions' renewal period; otherwise `None`. All parts in one
    /// group have the same number of units.
    pub renewal_period: Option<HeldRow>,
}

/// A number of subscriptions, and the number of units that they have together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The number of subscriptions.
    pub subscriptions: u64,
    /// The number of units of all these subscriptions.
    pub quantity: Decimal,
}

impl Subscriptions {
    fn counted(&self) -> Count {
        Count { subscriptions: self.count, quantity: self.quantity }
    }

    /// The subscriptions, and the units that they pay for if each subscription has `free` free units. `None` if all
    /// units are free.
    fn paid_units(&self, free: Decimal) -> Option<Count> {
        // An overflow means more free units than can be used, so nothing is left to pay for.
        let all_free = Decimal::from(self.count).checked_mul(free)?;
        let quantity = self.quantity.checked_sub(all_free).filter(|paid| *paid > Decimal::ZERO)?;
        Some(Count { subscriptions: self.count, quantity })
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, it| Self {
            // Absurd quantities in the database must not make a plan panic.
            subscriptions: sum.subscriptions.saturating_add(it.subscriptions),
            quantity: sum.quantity.saturating_add(it.quantity),
        })
    }
}

/// A row to which a member of a ladder refers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderArticle {
    /// The row's natural key.
    pub key: Key,
    /// Whether the row is marked as deleted.
    pub is_deleted: bool,
}

/// The subscriptions that hold the rows in a [`SubscriptionQuery`].
#[derive(Clone, Debug, Default)]
pub struct SubscriptionCounts {
    /// The tables for which subscriptions were counted.
    counted: BTreeSet<&'static str>,
    /// Every group of subscriptions.
    all: Vec<Subscriptions>,
    /// For each row, the indexes in `all` of the groups that hold the row.
    by_row: BTreeMap<HeldRow, Vec<usize>>,
    /// The members of the ladders that were read. Columns that refer to other rows hold ids.
    pub members: Vec<LiveRow>,
    /// The rows to which the members refer. A row that does not exist is left out.
    pub ladder_articles: BTreeMap<HeldRow, LadderArticle>,
}

impl SubscriptionCounts {
    /// Records that subscriptions were counted for the rows of the given table.
    pub fn count(&mut self, table: &Table) {
        self.counted.insert(table.name);
    }

    /// Adds a group of subscriptions.
    pub fn add(&mut self, subscriptions: Subscriptions) {
        for row in &subscriptions.holds {
            // Indexes, because a struct cannot hold references to its own parts.
            self.by_row.entry(*row).or_default().push(self.all.len());
        }
        self.all.push(subscriptions);
    }

    /// Whether subscriptions were counted for the rows of the given table. They are not counted if the database has no
    /// table of such subscriptions. In that case, a count of zero must not be reported as "no subscriptions".
    pub fn is_counted(&self, table: &Table) -> bool {
        self.counted.contains(table.name)
    }

    /// The groups of subscriptions that hold at least one of the given rows. A group that holds several of the rows is
    /// returned once.
    pub fn of<'a>(
        &'a self,
        rows: impl IntoIterator<Item = &'a HeldRow>,
    ) -> impl Iterator<Item = &'a Subscriptions> {
        let groups = rows.into_iter().filter_map(|row| self.by_row.get(row)).flatten();
        // A group can hold several of the rows; the set removes the repetitions.
        groups.copied().collect::<BTreeSet<usize>>().into_iter().map(|group| &self.all[group])
    }

    /// The number of live subscriptions that hold at least one of the given rows, and the number of their units. Each
    /// subscription counts once.
    pub fn live<'a>(&'a self, rows: impl IntoIterator<Item = &'a HeldRow>) -> Count {
        self.of(rows).filter(|it| !it.is_ended).map(Subscriptions::counted).sum()
    }

    /// The number of live subscriptions that hold at least one of the given rows and whose group is already in `seen`.
    /// Adds the remaining groups to `seen`.
    pub fn count_seen<'a>(
        &'a self,
        rows: impl IntoIterator<Item = &'a HeldRow>,
        seen: &mut BTreeSet<usize>,
    ) -> u64 {
        let groups = rows.into_iter().filter_map(|row| self.by_row.get(row)).flatten();
        // A set, because a group can hold several of the rows.
        let live: BTreeSet<usize> = groups.copied().filter(|group| !self.all[*group].is_ended).collect();
        // A group belongs to the first resource that claims it, so that a sum over all resources counts it once.
        let (again, new): (Vec<usize>, Vec<usize>) = live.into_iter().partition(|group| seen.contains(group));
        seen.extend(new);
        again.into_iter().map(|group| self.all[group].count).fold(0, u64::saturating_add)
    }

    /// Returns one count for each group of live subscriptions that hold at least one of the given rows. Prices by
    /// quantity need the groups, because all subscriptions in a group have the same number of units.
    pub fn live_alike<'a>(&'a self, rows: impl IntoIterator<Item = &'a HeldRow>) -> Vec<Count> {
        self.of(rows).filter(|it| !it.is_ended).map(Subscriptions::counted).collect()
    }

    /// Counts the live parts that hold one of `rows`, if the renewal period of their subscription is one of `renewing`.
    /// The first `free` units of each part do not count; a part without further units is left out.
    pub fn live_parts<'a>(
        &'a self,
        rows: impl IntoIterator<Item = &'a HeldRow>,
        renewing: &BTreeSet<HeldRow>,
        free: Decimal,
    ) -> Count {
        let live = self.of(rows).filter(|it| !it.is_ended);
        // A part renews with its subscription, so the period is that of the subscription and not of the part.
        let renewing = live.filter(|it| it.renewal_period.is_some_and(|by| renewing.contains(&by)));
        renewing.filter_map(|it| it.paid_units(free)).sum()
    }
}
