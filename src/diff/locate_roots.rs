//! Finds the live root of every resource (design.md §2, "Finding the live row", "Whose row it is").

use super::ambiguous_row::{Dispute, external_is_own, several};
use super::compare_resource::Differ;
use super::live_index::{Found, Located, marking_tables};
use super::manifest_resources::{ambiguous, external_roots, means};
use super::match_rows::{Assignment, Claim, Cost, Side, assign, disputes, judge};
use super::{Names, nested_keys};
use crate::catalog::DesiredResource;
use crate::kinds::Kinds;
use crate::live::{LiveRow, Resident};
use crate::model::Named;
use crate::table::{Id, Key, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The live root that each resource of the files has, by its number; none where there is none.
type Rows = Vec<Option<Id>>;

impl<'a> Differ<'a> {
    /// Finds the live root of every resource in the files, and of every article that they say is elsewhere, and gives
    /// every row that can be referred to its natural key.
    pub(super) fn locate(&mut self) -> Vec<Located<'a>> {
        let residents: BTreeMap<(&str, &Key), &'a Resident> =
            self.owned.values().map(|resident| ((resident.root.name, &resident.key), *resident)).collect();
        let claims: Vec<Claim> = self.claims(&residents);
        let mut rows: Rows = claims.iter().map(Claim::any).collect();
        self.find_external();
        // Names in dispute are settled table by table: what a table refers to comes before it.
        for table in self.kinds.tables().roots().collect::<Vec<_>>() {
            let numbers: Vec<usize> = self.numbers(table).collect();
            let of_table: Vec<Claim> = numbers.iter().map(|number| claims[*number]).collect();
            let groups = disputes(&of_table).into_iter();
            let groups: Vec<Vec<usize>> =
                groups.map(|group| group.into_iter().map(|at| numbers[at]).collect()).collect();
            if groups.is_empty() {
                continue;
            }
            groups.iter().flatten().for_each(|number| rows[*number] = None);
            self.name(&rows);
            for group in groups {
                let given = self.settle_dispute(table, &claims, &group);
                given.into_iter().for_each(|(number, id)| rows[number] = Some(id));
            }
        }
        self.name(&rows);
        self.located(&rows, &residents)
    }

    fn numbers(&self, table: &Table) -> impl Iterator<Item = usize> {
        let resources = self.desired.resources.iter().enumerate();
        resources.filter(move |(_, resource)| resource.kind.root() == table).map(|(number, _)| number)
    }

    /// The live rows that each resource may be.
    fn claims(&mut self, residents: &BTreeMap<(&str, &Key), &'a Resident>) -> Vec<Claim> {
        let desired = self.desired;
        let claim = |resource: &DesiredResource| {
            let (root, key) = (resource.kind.root(), &resource.key);
            let recorded = residents.get(&(root.name, key)).map(|resident| resident.id);
            let ledger = recorded.filter(|id| self.alive(root, *id).is_some());
            Claim { ledger, name: self.named(root, key, ledger).map(|row| row.id) }
        };
        desired.resources.iter().map(claim).collect()
    }

    /// A root that is there and not deleted.
    fn alive(&self, table: &Table, id: Id) -> Option<&'a LiveRow> {
        self.index.root(table, id).filter(|row| !row.is_deleted())
    }

    /// The live rows that have a key in the database.
    fn alive_by_key(&self, table: &Table, key: &Key) -> Vec<&'a LiveRow> {
        self.index.by_key(table, key).iter().copied().filter(|row| !row.is_deleted()).collect()
    }

    /// The live row that has a key in the database: of several the ledger's, else the only one that belongs to no other
    /// resource of the files, else the only one that is placed in the shop.
    fn named(&mut self, table: &'static Table, key: &Key, ledger: Option<Id>) -> Option<&'a LiveRow> {
        let rows = self.alive_by_key(table, key);
        if let [] | [_] = rows.as_slice() {
            return rows.first().copied();
        }
        if let Some(own) = rows.iter().find(|row| Some(row.id) == ledger) {
            return Some(own);
        }
        self.name_by_ledger();
        let (others, free): (Vec<_>, Vec<_>) = rows.iter().copied().partition(|row| self.is_others(row, key));
        // One that is not what its own document says may have become what this one says.
        if others.iter().any(|row| !self.is_as_described(row)) {
            self.changes.problems.stops.push(several(key, &rows));
            return None;
        }
        if let [] | [_] = free.as_slice() {
            return free.first().copied();
        }
        self.placed(key, &free)
    }

    /// Whether a row is another resource of the files by the ledger.
    fn is_others(&self, row: &LiveRow, key: &Key) -> bool {
        let owner = self.owned.get(&(row.table.name, row.id));
        owner.is_some_and(|owner| {
            owner.key != *key && self.wanted.contains(&(row.table.name, owner.key.clone()))
        })
    }

    /// Names rows as the ledger does, unless they have names already.
    fn name_by_ledger(&mut self) {
        if self.changes.names.is_empty() {
            let ids: BTreeMap<(&str, &Key), Id> =
                self.owned.values().map(|owner| ((owner.root.name, &owner.key), owner.id)).collect();
            let resources = self.desired.resources.iter();
            let rows: Rows = resources
                .map(|resource| ids.get(&(resource.kind.root().name, &resource.key)).copied())
                .collect();
            self.name(&rows);
        }
    }

    /// Whether a row has the terms and the name that the files give the resource which it is by the ledger.
    fn is_as_described(&self, row: &LiveRow) -> bool {
        let Some(owner) = self.owned.get(&(row.table.name, row.id)) else { return false };
        let mut numbers = self.numbers(row.table);
        let number = numbers.find(|number| self.desired.resources[*number].key == owner.key);
        number.is_some_and(|number| self.cost(row.table, &Assignment::from([(number, row.id)])).total() == 0)
    }

    /// Of several live rows of one key, the only one that is placed in the shop.
    fn placed(&mut self, key: &Key, rows: &[&'a LiveRow]) -> Option<&'a LiveRow> {
        let shop = marking_tables(self.kinds.tables());
        let is_placed =
            |row: &&&LiveRow| shop.iter().any(|table| self.index.children(table, row.id).len() > 0);
        let placed: Vec<&&LiveRow> = rows.iter().filter(is_placed).collect();
        if let [row] = placed.as_slice() {
            return Some(row);
        }
        self.changes.problems.stops.push(several(key, rows));
        None
    }

    /// Finds what the manifest says is elsewhere.
    fn find_external(&mut self) {
        for (number, named) in self.desired.external.iter().enumerate() {
            let key = Key::of(named.name.as_str());
            let mut found: Vec<&LiveRow> = Vec::new();
            for root in external_roots(named, self.kinds) {
                match self.alive_by_key(root, &key).as_slice() {
                    [] => {}
                    [row] => found.push(row),
                    several => found.extend(self.placed(&key, several)),
                }
            }
            if let [_, _, ..] = found.as_slice() {
                let kinds: Vec<String> = found.iter().filter_map(|row| kind_of(self.kinds, row)).collect();
                self.changes.problems.findings.push(ambiguous("external", number, named, &kinds));
            }
            for row in found {
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

    /// Says which rows have the names of a group: what leaves subscribers what they have, and takes no row from a
    /// resource that the files still describe.
    fn settle_dispute(&mut self, table: &'static Table, claims: &[Claim], group: &[usize]) -> Assignment {
        let [by_name, by_ledger] = [Side::Name, Side::Ledger].map(|side| assign(claims, group, side));
        let [name, ledger] = [&by_name, &by_ledger].map(|given| self.cost(table, given));
        let [is_name, is_ledger] =
            [&by_name, &by_ledger].map(|given| self.conflict(table, claims, group, given));
        let given = match judge(name, ledger) {
            Some(Side::Name) if is_name.is_none() => Some(by_name),
            Some(Side::Ledger) if is_ledger.is_none() => Some(by_ledger),
            // The better way is not open; the other one will do where it moves nobody either.
            Some(Side::Name) if is_ledger.is_none() && ledger.terms == 0 => Some(by_ledger),
            Some(Side::Ledger) if is_name.is_none() && name.terms == 0 => Some(by_name),
            _ => None,
        };
        given.unwrap_or_else(|| {
            let conflict = is_ledger.or(is_name);
            let claims = group.iter().map(|number| (*number, claims[*number])).collect();
            self.refuse(&Dispute { table, claims, conflict });
            Assignment::new()
        })
    }

    /// What would change of resources if their rows were what an assignment says. A row that no catalog owns has the
    /// name by which it is found, and is adopted as it is anywhere else.
    fn cost(&self, table: &'static Table, given: &Assignment) -> Cost {
        let cost = |(number, id): (&usize, &Id)| {
            let owned = self.owned.get(&(table.name, *id))?;
            let (resource, root) = (&self.desired.resources[*number], self.index.root(table, owned.id)?);
            let wanted = self.desired.rows(resource);
            let live = self.assemble(root, &resource.key, Some(&wanted), None);
            Some(Cost::of(&self.rows(&resource.key, &wanted, None, &live, false)))
        };
        given.iter().filter_map(cost).sum()
    }

    /// What keeps an assignment from being carried out: a row that another resource of the files would lose, or one
    /// that nobody gives up its name.
    fn conflict(
        &self,
        table: &'static Table,
        claims: &[Claim],
        group: &[usize],
        given: &Assignment,
    ) -> Option<(usize, Id)> {
        let kept: BTreeSet<Id> = given.values().copied().collect();
        let is_owned = |id: &Id| self.owned.contains_key(&(table.name, *id));
        let lost = |number: &usize| {
            let takes = given.get(number).is_some_and(is_owned);
            claims[*number].ledger.filter(|id| !takes && !kept.contains(id))
        };
        if let Some(found) = group.iter().find_map(|number| Some((*number, lost(number)?))) {
            return Some(found);
        }
        // What leaves the files gives up its name when it is deleted, but not when it is released.
        let is_free =
            |row: &LiveRow| !kept.contains(&row.id) && (!is_owned(&row.id) || self.is_released(row));
        let twin = |number: &usize| {
            let rows = self.alive_by_key(table, &self.desired.resources[*number].key);
            rows.into_iter().find(|row| is_free(row)).map(|row| (*number, row.id))
        };
        group.iter().find_map(twin)
    }

    /// Whether a row is one that the catalog owns and releases.
    pub(super) fn is_released(&self, row: &LiveRow) -> bool {
        let Some(owner) = self.owned.get(&(row.table.name, row.id)) else { return false };
        let is_described = self.wanted.contains(&(row.table.name, owner.key.clone()));
        let is_meant = |named: &Named| means(named, row.table, &owner.key, self.kinds);
        !is_described && self.desired.release.iter().any(is_meant)
    }

    /// The live root of every resource, with the ledger's entry that speaks of it.
    fn located(&self, rows: &Rows, residents: &BTreeMap<(&str, &Key), &'a Resident>) -> Vec<Located<'a>> {
        let taken: BTreeSet<(&str, Id)> = self
            .desired
            .resources
            .iter()
            .zip(rows)
            .filter_map(|(resource, id)| Some((resource.kind.root().name, (*id)?)))
            .collect();
        let locate = |(resource, id): (&DesiredResource, &Option<Id>)| {
            let (table, key) = (resource.kind.root(), &resource.key);
            // An entry whose row is another resource by now speaks of that one.
            let resident = residents.get(&(table.name, key)).copied();
            let resident = resident.filter(|it| !taken.contains(&(table.name, it.id)));
            let Some(row) = id.and_then(|id| self.index.root(table, id)) else {
                return self.gone(table, key, resident);
            };
            match self.owned.get(&(table.name, row.id)) {
                Some(owner) => Located { found: Found::Owned(row), resident: Some(owner) },
                None => Located { found: Found::Unowned(row), resident },
            }
        };
        self.desired.resources.iter().zip(rows).map(locate).collect()
    }

    /// A resource without a live row: it may have one that was deleted softly.
    fn gone(&self, table: &'static Table, key: &Key, resident: Option<&'a Resident>) -> Located<'a> {
        let own = resident.and_then(|resident| self.index.root(table, resident.id));
        if let Some(row) = own.filter(|row| row.is_deleted()) {
            return Located { found: Found::Deleted(row, true), resident };
        }
        let rows = self.index.by_key(table, key).iter().copied();
        let deleted: Vec<&LiveRow> =
            rows.filter(|row| row.is_deleted() && !self.owned.contains_key(&(table.name, row.id))).collect();
        let found = match deleted.as_slice() {
            [row] => Found::Deleted(row, false),
            _ => Found::Nothing(resident.is_some()),
        };
        Located { found, resident }
    }

    /// Gives every row that can be referred to its natural key: every key one row, and every row one key.
    fn name(&mut self, rows: &Rows) {
        let mut roots = self.external.clone();
        roots.retain(|at, _| !self.wanted.contains(at));
        let mut foreign: BTreeMap<(&'static str, Key), Vec<Id>> = BTreeMap::new();
        for ((table, id), row) in
            self.index.roots.iter().filter(|(at, row)| !row.is_deleted() && !self.owned.contains_key(at))
        {
            foreign.entry((table, row.root_key())).or_default().push(*id);
        }
        let resources = self.desired.resources.iter().zip(rows);
        let described: BTreeMap<(&'static str, Key), Id> = resources
            .filter_map(|(resource, id)| Some(((resource.kind.root().name, resource.key.clone()), (*id)?)))
            .collect();
        let taken: BTreeSet<(&str, Id)> = described.iter().map(|((table, _), id)| (*table, *id)).collect();
        for resident in self.owned.values() {
            let at = (resident.root.name, resident.key.clone());
            let is_left = !taken.contains(&(resident.root.name, resident.id)) && !self.wanted.contains(&at);
            if is_left && self.alive(resident.root, resident.id).is_some() {
                roots.insert(at, resident.id);
            }
        }
        roots.extend(described);
        for (at, ids) in foreign {
            // Twins that nobody chose between are not what a reference by key means.
            if let ([id], false, false) = (ids.as_slice(), roots.contains_key(&at), self.wanted.contains(&at))
            {
                roots.insert(at, *id);
            }
        }
        let mut names: Names = roots.iter().map(|((table, key), id)| ((*table, *id), key.clone())).collect();
        for ((table, key), ids) in self.live.lookups.iter() {
            if let [id] = ids.as_slice() {
                names.insert((table, *id), key.clone());
            }
        }
        roots.extend(nested_keys::name(&self.index, self.kinds.tables(), &mut names));
        (self.changes.roots, self.changes.names) = (roots, names);
    }
}

/// The kind by which a live root can be named: of several, the one that says the least.
fn kind_of(kinds: &Kinds, row: &LiveRow) -> Option<String> {
    kinds.iter().filter(|kind| kind.root() == row.table).last().map(|kind| kind.name().to_owned())
}
