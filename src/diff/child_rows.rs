//! Determines the keys of the child rows of a row.
//!
//! A row in the ledger usually keeps the key with which it was applied, even if the key was edited in the database. If
//! several rows have the same key, one of these rows is kept. The row to which the ledger gives this key comes first,
//! then a row that customers' rows refer to, then the row that is most similar to the files, then the row with the
//! lowest id.

use super::RowChange;
use super::compare_rows::{self, States};
use super::live_resources::{Assembly, LiveResource, UnclearKeys};
use super::match_rows::{Assignment, Claim, Cost, Side, assign, better_side, disputes};
use crate::live::LiveRow;
use crate::table::{Id, Key, Row, Table, Tables};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A live row, compared with the other rows that have the same parent.
struct Sibling<'a> {
    live: &'a LiveRow,
    /// The row, with its key in the database until another key is assigned.
    row: Row,
    /// The key with which the row was last applied, if the row is in the ledger.
    recorded: Option<Key>,
}

impl<'a> Assembly<'a> {
    /// Reads the key of a live row in the database and its key in the ledger.
    fn sibling(&self, live: &'a LiveRow, parent: &Key) -> Sibling<'a> {
        let recorded = self.recorded.and_then(|recorded| recorded.get(&(live.table.name, live.id)));
        // A row that was moved to another parent is a new row there.
        let recorded = recorded.filter(|key| key.parts().starts_with(parent.parts()));
        Sibling { live, row: self.child(live, parent), recorded: recorded.map(|key| (*key).clone()) }
    }

    /// Adds the rows of `table` below the row with the given id, each with its key.
    pub(super) fn choose(&mut self, table: &'static Table, parent: &Key, id: Id) {
        let rows = self.from.index.children(table, id);
        let mut siblings: Vec<Sibling<'a>> = rows.map(|live| self.sibling(live, parent)).collect();
        let is_edited = |it: &Sibling<'_>| it.recorded.as_ref().is_some_and(|key| *key != it.row.key);
        // Edited keys are rare, and matching compares every candidate with the files.
        if siblings.iter().any(is_edited) {
            self.match_edited(table, parent, &mut siblings);
        }
        // Sorted, because the plan deletes the duplicates in this order.
        let mut by_key: BTreeMap<Key, Vec<Sibling<'a>>> = BTreeMap::new();
        siblings.into_iter().for_each(|it| by_key.entry(it.row.key.clone()).or_default().push(it));
        by_key.into_values().for_each(|same| self.keep_one(same));
    }

    /// Adds the best of several rows with the same key, and records the others as its duplicates.
    fn keep_one(&mut self, mut same: Vec<Sibling<'a>>) {
        // Ranking compares a row with everything below it, which is wasted on a single row.
        let best = if same.len() == 1 { 0 } else { self.best(&same) };
        let kept = same.swap_remove(best);
        self.add(kept.live, kept.row);
        same.into_iter().for_each(|it| self.duplicate(it.live, it.row));
    }

    /// Returns the index of the row to keep, from rows with the same key.
    fn best(&self, same: &[Sibling<'a>]) -> usize {
        let rank = |it: &Sibling<'a>| {
            let is_own = it.recorded.as_ref() == Some(&it.row.key);
            let is_used = self.from.used.contains(&(it.live.table.physical, it.live.id));
            let distance = match self.desired {
                Some(_) => Reverse(self.cost(it.live, &it.row.key).total()),
                // Without files to compare with, a row with many rows below it is better than an empty one. So the
                // order is reversed.
                None => Reverse(usize::MAX - self.cost(it.live, &it.row.key).total()),
            };
            // The order of design.md §2. The id comes last, so that the choice never depends on the order of reading.
            (is_own, is_used, distance, Reverse(it.live.id))
        };
        // Never empty, because `choose` groups at least one row under each key.
        (0..same.len()).max_by_key(|number| rank(&same[*number])).unwrap_or_default()
    }

    /// Assigns keys to rows whose keys were edited in the database. A row gets the key with which it was applied,
    /// unless its key in the database requires fewer changes to match the files.
    fn match_edited(&mut self, table: &'static Table, parent: &Key, siblings: &mut [Sibling<'a>]) {
        let wanted = self.desired.map(|desired| desired.below(table, parent)).unwrap_or_default();
        let keys: Vec<Key> = wanted.into_iter().map(|row| row.key.clone()).collect();
        let claims: Vec<Claim> = keys.iter().map(|key| self.claim(key, &keys, siblings)).collect();
        let mut assignment: Assignment =
            claims.iter().enumerate().filter_map(|(number, claim)| Some((number, claim.any()?))).collect();
        for group in disputes(&claims) {
            let side = self.side(table, &keys, &claims, &group, siblings);
            // A group is assigned as a whole: what one key gets, another key loses.
            assignment.retain(|number, _| !group.contains(number));
            assignment.extend(assign(&claims, &group, side));
        }
        let wanted_keys: BTreeMap<Id, &Key> =
            assignment.into_iter().map(|(number, id)| (id, &keys[number])).collect();
        let in_database: BTreeSet<Key> = siblings.iter().map(|it| it.row.key.clone()).collect();
        for it in siblings {
            // A row that the files do not want keeps its recorded key, unless another row has that key.
            let recorded =
                it.recorded.as_ref().filter(|key| !keys.contains(key) && !in_database.contains(key));
            if let Some(key) = wanted_keys.get(&it.live.id).copied().or(recorded).cloned() {
                it.row.key = key.clone();
                // So that `best` prefers this row to others that have the same key in the database.
                it.recorded = Some(key);
            }
        }
    }

    /// Finds the two rows that may have the given key: the row with this key in the ledger, and the row with this key
    /// in the database.
    fn claim(&self, key: &Key, wanted: &[Key], siblings: &[Sibling<'a>]) -> Claim {
        let ledger = siblings.iter().find(|it| it.recorded.as_ref() == Some(key)).map(|it| it.live.id);
        let named = siblings.iter().filter(|it| it.row.key == *key);
        // A row that the ledger has under another wanted key is needed there.
        let is_others = |it: &Sibling<'_>| {
            it.recorded.as_ref().is_some_and(|recorded| recorded != key && wanted.contains(recorded))
        };
        let rank = |it: &&Sibling<'a>| {
            let is_used = self.from.used.contains(&(it.live.table.physical, it.live.id));
            (it.recorded.as_ref() == Some(key), !is_others(it), is_used, Reverse(it.live.id))
        };
        Claim { ledger, name: named.max_by_key(rank).map(|it| it.live.id) }
    }

    /// Whether disputed keys are assigned to rows according to the ledger or according to the database.
    fn side(
        &mut self,
        table: &'static Table,
        keys: &[Key],
        claims: &[Claim],
        group: &[usize],
        siblings: &[Sibling<'a>],
    ) -> Side {
        let by_name = assign(claims, group, Side::Name);
        let loses = loses_row(claims, group, &by_name);
        // Customers' rows cannot refer to these rows, so it does not matter which row has which key, as long as no row
        // that the ledger has under a wanted key is lost.
        if !self.from.customer_referenced.contains(table.physical) {
            return if loses { Side::Ledger } else { Side::Name };
        }
        let cost = |assignment: Assignment| -> Cost {
            let row = |id: Id| siblings.iter().find(|it| it.live.id == id);
            let costs = assignment.into_iter().filter_map(|(number, id)| Some((&keys[number], row(id)?)));
            costs.map(|(key, it)| self.cost(it.live, key)).sum()
        };
        let ledger = cost(assign(claims, group, Side::Ledger));
        // A row of the ledger that gets no key would be deleted, although subscribers may hold it.
        let side = better_side(cost(by_name), ledger).filter(|side| !loses || *side == Side::Ledger);
        // Going back to the recorded keys is safe if that changes nothing that subscribers pay or get.
        let side = side.or((ledger.terms == 0).then_some(Side::Ledger));
        if side.is_none() {
            let claims = group.iter().map(|it| (keys[*it].clone(), claims[*it].ledger, claims[*it].name));
            self.out.unclear.push(UnclearKeys { table, claims: claims.collect() });
        }
        // Any side will do here: an unclear match stops the plan.
        side.unwrap_or(Side::Ledger)
    }

    /// Returns what would change if a live row had the given key.
    fn cost(&self, live: &'a LiveRow, key: &Key) -> Cost {
        // An assembly of its own, because a trial must not add rows to the result.
        let mut scratch = Assembly {
            from: self.from,
            desired: self.desired,
            recorded: self.recorded,
            out: LiveResource::default(),
        };
        scratch.add(live, super::live_resources::keyed(live, key.clone(), self.from.names));
        Cost::of(&self.differences(live.table, key, &scratch.out))
    }

    /// Returns the differences between the files and the database for a row and all rows below it.
    fn differences(&self, table: &'static Table, key: &Key, live: &LiveResource) -> Vec<RowChange> {
        let mut wanted: Vec<&Row> = Vec::new();
        for table in with_descendants(table, self.from.tables) {
            wanted.extend(self.desired.iter().flat_map(|desired| desired.below(table, key)));
        }
        let path = |row: &Row| (row.table.name, row.key.clone());
        let files: BTreeMap<(&str, Key), &Row> = wanted.into_iter().map(|row| (path(row), row)).collect();
        let paths: BTreeSet<&(&str, Key)> = files.keys().chain(live.rows.keys()).collect();
        let change = |path: &(&'static str, Key)| {
            let (files, live) = (files.get(path).copied(), live.rows.get(path));
            // Without what was applied: here only counts how much would change, not who caused it.
            let states = States { files, live, applied: None, owned: false, resets_unset: false };
            compare_rows::row(states, self.from.defaults)
        };
        paths.into_iter().filter_map(change).collect()
    }
}

/// Whether an assignment leaves out a row that the ledger has under a key of the given group.
fn loses_row(claims: &[Claim], group: &[usize], assignment: &Assignment) -> bool {
    let kept: BTreeSet<Id> = assignment.values().copied().collect();
    group.iter().any(|number| claims[*number].ledger.is_some_and(|id| !kept.contains(&id)))
}

/// Returns a table and all tables below it.
fn with_descendants(table: &'static Table, tables: &Tables) -> Vec<&'static Table> {
    // Ends, because every slice has one parent, so the tables form a tree (design.md §2).
    let below = tables.children(table).iter().flat_map(|child| with_descendants(child, tables));
    std::iter::once(table).chain(below).collect()
}
