//! Finds the live root row of every resource in the files.
//!
//! A row may have subscribers, so a plan must not turn the row of one article into another article. If the ledger and
//! the database assign the same name to different rows, `settle_dispute` decides.

use super::ambiguous_row::{external_is_own, several};
use super::compare_resource::Differ;
use super::live_index::{FoundRoot, Located, marking_tables};
use super::manifest_resources::{ambiguous, external_roots};
use super::match_rows::{Assignment, Claim, disputes};
use crate::catalog::DesiredResource;
use crate::kinds::Kinds;
use crate::live::{LedgerEntry, LiveRow};
use crate::table::{Id, Key, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The id of the live root row of each resource, in the order of the files. `None` if there is no such row.
pub(super) type Rows = Vec<Option<Id>>;

impl<'a> Differ<'a> {
    /// Finds the live root rows of all resources in the files, and of all names under `external`. Assigns a natural key
    /// to every row that a reference can point to.
    pub(super) fn locate(&mut self) -> Vec<Located<'a>> {
        let residents: BTreeMap<(&str, &Key), &'a LedgerEntry> =
            self.owned.values().map(|resident| ((resident.root.name, &resident.key), *resident)).collect();
        let claims: Vec<Claim> = self.claims(&residents);
        // A first guess, which holds for every name that is not in dispute.
        let mut rows: Rows = claims.iter().map(Claim::any).collect();
        // Before rows are named, because references can lead to external rows too.
        self.find_external();
        // Tables are in the order of their references. Comparing the rows of one needs the names of those before it.
        for table in self.kinds.tables().roots().collect::<Vec<_>>() {
            let numbers: Vec<usize> = self.numbers(table).collect();
            let of_table: Vec<Claim> = numbers.iter().map(|number| claims[*number]).collect();
            let groups = disputes(&of_table).into_iter();
            let groups: Vec<Vec<usize>> =
                groups.map(|group| group.into_iter().map(|index| numbers[index]).collect()).collect();
            // Naming the rows again goes through all of them.
            if groups.is_empty() {
                continue;
            }
            // While they are in dispute, none of these rows has a name.
            groups.iter().flatten().for_each(|number| rows[*number] = None);
            self.name(&rows);
            for group in groups {
                let assignment = self.settle_dispute(table, &claims, &group);
                assignment.into_iter().for_each(|(number, id)| rows[number] = Some(id));
            }
        }
        // Once more, because the disputes are settled now.
        self.name(&rows);
        self.located(&rows, &residents)
    }

    /// The indexes of the resources whose root rows are in the given table.
    pub(super) fn numbers(&self, table: &Table) -> impl Iterator<Item = usize> {
        let resources = self.desired.resources.iter().enumerate();
        resources.filter(move |(_, resource)| resource.kind.root() == table).map(|(number, _)| number)
    }

    /// The live rows that may be the root row of each resource: the row in the ledger, and the row with the same name.
    fn claims(&mut self, residents: &BTreeMap<(&str, &Key), &'a LedgerEntry>) -> Vec<Claim> {
        let desired = self.desired;
        let claim = |resource: &DesiredResource| {
            let (root, key) = (resource.kind.root(), &resource.key);
            let recorded = residents.get(&(root.name, key)).map(|resident| resident.id);
            // A recorded row that is gone or deleted claims nothing; `locate_deleted` deals with it.
            let ledger = recorded.filter(|id| self.alive(root, *id).is_some());
            Claim { ledger, name: self.named(root, key, ledger).map(|row| row.id) }
        };
        desired.resources.iter().map(claim).collect()
    }

    /// The root row with the given id, if it exists and is not soft-deleted.
    pub(super) fn alive(&self, table: &Table, id: Id) -> Option<&'a LiveRow> {
        self.index.root(table, id).filter(|row| !row.is_deleted())
    }

    /// The live rows that have the given key in the database.
    pub(super) fn alive_by_key(&self, table: &Table, key: &Key) -> Vec<&'a LiveRow> {
        self.index.by_key(table, key).iter().copied().filter(|row| !row.is_deleted()).collect()
    }

    /// The live row that has the given key in the database.
    ///
    /// If several rows have the key, these rules apply in order:
    /// - The row that the ledger has under this key is returned.
    /// - If a row of another resource differs from the document of that resource, the plan is stopped.
    /// - If all rows belong to other resources in the files, `None` is returned.
    /// - The only row that does not belong to another resource in the files is returned.
    /// - Of these rows, the only row that is placed in the shop is returned. If there is no such row, the plan is
    ///   stopped.
    fn named(&mut self, table: &'static Table, key: &Key, ledger: Option<Id>) -> Option<&'a LiveRow> {
        let rows = self.alive_by_key(table, key);
        if let [] | [_] = rows.as_slice() {
            return rows.first().copied();
        }
        if let Some(own) = rows.iter().find(|row| Some(row.id) == ledger) {
            return Some(own);
        }
        // The comparison in `is_as_described` needs names for what the rows refer to.
        self.name_by_ledger();
        let (others, free): (Vec<_>, Vec<_>) = rows.iter().copied().partition(|row| self.is_others(row, key));
        // A row that differs from its own document may have become what this document describes.
        if others.iter().any(|row| !self.is_as_described(row)) {
            self.changes.problems.fatal.push(several(key, &rows));
            return None;
        }
        if let [] | [_] = free.as_slice() {
            return free.first().copied();
        }
        self.placed(key, &free)
    }

    /// Whether a row belongs to another resource in the files, according to the ledger.
    fn is_others(&self, row: &LiveRow, key: &Key) -> bool {
        let owner = self.owned.get(&(row.table.name, row.id));
        owner.is_some_and(|owner| {
            owner.key != *key && self.wanted.contains(&(row.table.name, owner.key.clone()))
        })
    }

    /// Whether a row matches the document of its resource. The ledger says which resource a row belongs to.
    fn is_as_described(&self, row: &LiveRow) -> bool {
        let Some(owner) = self.owned.get(&(row.table.name, row.id)) else { return false };
        let mut numbers = self.numbers(row.table);
        let number = numbers.find(|number| self.desired.resources[*number].key == owner.key);
        number.is_some_and(|number| self.cost(row.table, &Assignment::from([(number, row.id)])).total() == 0)
    }

    /// Returns the only row that is placed in the shop, from rows with the same key. Stops the plan and returns `None`
    /// if no row, or more than one row, is placed in the shop.
    fn placed(&mut self, key: &Key, rows: &[&'a LiveRow]) -> Option<&'a LiveRow> {
        let shop = marking_tables(self.kinds.tables());
        let is_placed =
            |row: &&&LiveRow| shop.iter().any(|table| self.index.children(table, row.id).len() > 0);
        let placed: Vec<&&LiveRow> = rows.iter().filter(is_placed).collect();
        if let [row] = placed.as_slice() {
            return Some(row);
        }
        // A guess could change what the subscribers of the other row have.
        self.changes.problems.fatal.push(several(key, rows));
        None
    }

    /// Finds the rows that the manifest lists under `external`.
    fn find_external(&mut self) {
        for (number, named) in self.desired.external.iter().enumerate() {
            let key = Key::of(named.name.as_str());
            let mut rows: Vec<&LiveRow> = Vec::new();
            for root in external_roots(named, self.kinds) {
                match self.alive_by_key(root, &key).as_slice() {
                    [] => {}
                    [row] => rows.push(row),
                    several => rows.extend(self.placed(&key, several)),
                }
            }
            // Kinds with different root tables may use the same name; only the author knows which one is meant.
            if let [_, _, ..] = rows.as_slice() {
                let kinds: Vec<String> = rows.iter().filter_map(|row| kind_of(self.kinds, row)).collect();
                self.changes.problems.findings.push(ambiguous("external", number, named, &kinds));
            }
            for row in rows {
                // If the name is also the ledger's, `plan_removal` reports the contradiction.
                let owner = self.owned.get(&(row.table.name, row.id)).filter(|owner| owner.key != key);
                match owner {
                    Some(owner) => {
                        let finding = external_is_own(number, named, owner, row.id);
                        self.changes.problems.findings.push(finding);
                    }
                    None => drop(self.external.insert((row.table.name, key.clone()), row.id)),
                }
            }
        }
    }

    /// The live root row of every resource, with the ledger entry of the resource.
    fn located(&self, rows: &Rows, residents: &BTreeMap<(&str, &Key), &'a LedgerEntry>) -> Vec<Located<'a>> {
        let taken: BTreeSet<(&str, Id)> = self
            .desired
            .resources
            .iter()
            .zip(rows)
            .filter_map(|(resource, id)| Some((resource.kind.root().name, (*id)?)))
            .collect();
        let locate = |(resource, id): (&DesiredResource, &Option<Id>)| {
            let (table, key) = (resource.kind.root(), &resource.key);
            // If the row of an entry now belongs to another resource, the entry is for that resource.
            let resident = residents.get(&(table.name, key)).copied();
            let resident = resident.filter(|it| !taken.contains(&(table.name, it.id)));
            let Some(row) = id.and_then(|id| self.index.root(table, id)) else {
                return self.locate_deleted(table, key, resident);
            };
            match self.owned.get(&(table.name, row.id)) {
                Some(owner) => Located { found: FoundRoot::Owned(row), ledger_entry: Some(owner) },
                None => Located { found: FoundRoot::Unowned(row), ledger_entry: resident },
            }
        };
        self.desired.resources.iter().zip(rows).map(locate).collect()
    }

    /// The result for a resource without a live row. A soft-deleted row may be found for it.
    fn locate_deleted(
        &self,
        table: &'static Table,
        key: &Key,
        resident: Option<&'a LedgerEntry>,
    ) -> Located<'a> {
        let recorded = resident.and_then(|resident| self.index.root(table, resident.id));
        if let Some(row) = recorded.filter(|row| row.is_deleted()) {
            return Located { found: FoundRoot::Deleted(row, true), ledger_entry: resident };
        }
        let rows = self.index.by_key(table, key).iter().copied();
        // A row that the ledger knows belongs to its entry, and must not be revived as another resource.
        let deleted: Vec<&LiveRow> =
            rows.filter(|row| row.is_deleted() && !self.owned.contains_key(&(table.name, row.id))).collect();
        // With several candidates, no row is revived and a new one is created.
        let found = match deleted.as_slice() {
            [row] => FoundRoot::Deleted(row, false),
            _ => FoundRoot::Nothing(resident.is_some()),
        };
        Located { found, ledger_entry: resident }
    }
}

/// The kind of a live root row for a message. If several kinds have the root table, the most general kind is returned.
fn kind_of(kinds: &Kinds, row: &LiveRow) -> Option<String> {
    kinds.iter().filter(|kind| kind.root() == row.table).last().map(|kind| kind.name().to_owned())
}
