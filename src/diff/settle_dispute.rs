//! Settles disputes. If the ledger and the database assign different names to a row, this module decides which resource
//! the row belongs to.

use super::ambiguous_row::unclear;
use super::changes::Refusal;
use super::compare_resource::Differ;
use super::live_resources::UnclearKeys;
use super::manifest_resources::means;
use super::match_rows::{Assignment, Claim, Cost, Side, assign, better_side};
use super::verify::owned_elsewhere;
use crate::live::{LedgerEntry, LiveRow};
use crate::model::Named;
use crate::table::{Id, Key, Table, Value};
use std::collections::BTreeSet;

/// Resources of one table that cannot be matched with rows, because the ledger and the database contradict each other.
pub(super) struct Dispute {
    /// The root table of the resources.
    pub(super) table: &'static Table,
    /// The index of each resource, with the rows that may be its root row.
    pub(super) claims: Vec<(usize, Claim)>,
    /// A resource and a row that show why an assignment is impossible. If neither assignment is possible, they are
    /// about the ledger's assignment. `None` if both are possible.
    pub(super) conflict: Option<(usize, Id)>,
}

impl Differ<'_> {
    /// Decides which rows belong to a group of resources. Subscribers must keep what they have, and no resource in the
    /// files may lose its row. If that is not possible, stops the plan and returns an empty assignment.
    pub(super) fn settle_dispute(
        &mut self,
        table: &'static Table,
        claims: &[Claim],
        group: &[usize],
    ) -> Assignment {
        let [by_name, by_ledger] = [Side::Name, Side::Ledger].map(|side| assign(claims, group, side));
        let [name_cost, ledger_cost] = [&by_name, &by_ledger].map(|assignment| self.cost(table, assignment));
        let [name_conflict, ledger_conflict] =
            [&by_name, &by_ledger].map(|assignment| self.conflict(table, claims, group, assignment));
        let assignment = match better_side(name_cost, ledger_cost) {
            Some(Side::Name) if name_conflict.is_none() => Some(by_name),
            Some(Side::Ledger) if ledger_conflict.is_none() => Some(by_ledger),
            // The better assignment is not possible. The other one is acceptable if it does not change terms either.
            Some(Side::Name) if ledger_conflict.is_none() && ledger_cost.terms == 0 => Some(by_ledger),
            Some(Side::Ledger) if name_conflict.is_none() && name_cost.terms == 0 => Some(by_name),
            _ => None,
        };
        assignment.unwrap_or_else(|| {
            let conflict = ledger_conflict.or(name_conflict);
            let claims = group.iter().map(|number| (*number, claims[*number])).collect();
            self.refuse(&Dispute { table, claims, conflict });
            // The resources seem to be new now, but the refusal prevents such a plan.
            Assignment::new()
        })
    }

    /// Returns what would change with the given assignment of rows to resources.
    ///
    /// Rows that no catalog owns are not counted. Such a row has the name of its resource already, and is adopted as
    /// usual.
    pub(super) fn cost(&self, table: &'static Table, assignment: &Assignment) -> Cost {
        let cost = |(number, id): (&usize, &Id)| {
            let owned = self.owned.get(&(table.name, *id))?;
            let (resource, root) = (&self.desired.resources[*number], self.index.root(table, owned.id)?);
            let wanted = self.desired.rows(resource);
            // Without recorded keys, because it is still open whose entry counts.
            let live = self.assemble(root, &resource.key, Some(&wanted), None);
            Some(Cost::of(&self.rows(&resource.key, &wanted, None, &live, false)))
        };
        assignment.iter().filter_map(cost).sum()
    }

    /// Returns a resource and a row that make an assignment impossible; `None` if the assignment is possible.
    ///
    /// A resource must not lose its row unless it gets another row that the catalog owns. Also, no row outside the
    /// assignment may keep the name of a resource.
    fn conflict(
        &self,
        table: &'static Table,
        claims: &[Claim],
        group: &[usize],
        assignment: &Assignment,
    ) -> Option<(usize, Id)> {
        let kept: BTreeSet<Id> = assignment.values().copied().collect();
        let is_owned = |id: &Id| self.owned.contains_key(&(table.name, *id));
        // A resource that loses its row would be created anew, without the subscribers of the old one.
        let lost = |number: &usize| {
            let gets_owned_row = assignment.get(number).is_some_and(is_owned);
            let row = claims[*number].ledger.filter(|id| !gets_owned_row && !kept.contains(id));
            row.map(|id| (*number, id))
        };
        let namesake = |number: &usize| {
            let rows = self.alive_by_key(table, &self.desired.resources[*number].key);
            let mut others = rows.into_iter().filter(|row| !kept.contains(&row.id));
            // A resource that leaves the files gives up its name if it is deleted, but not if it is released.
            let row = others.find(|row| !is_owned(&row.id) || self.is_released(row));
            row.map(|row| (*number, row.id))
        };
        group.iter().find_map(lost).or_else(|| group.iter().find_map(namesake))
    }

    /// Whether the catalog owns a row but releases it.
    pub(super) fn is_released(&self, row: &LiveRow) -> bool {
        let Some(owner) = self.owned.get(&(row.table.name, row.id)) else { return false };
        let is_described = self.wanted.contains(&(row.table.name, owner.key.clone()));
        let is_named = |named: &Named| means(named, row.table, &owner.key, self.kinds);
        !is_described && self.desired.release.iter().any(is_named)
    }

    /// Stops the plan, because it is unclear which row belongs to which resource.
    fn refuse(&mut self, dispute: &Dispute) {
        // Only the other catalog can give up its row, so the message has to name that catalog.
        if let Some((number, id)) = dispute.conflict
            && let Some(owner) = self.other_owner(dispute.table, id)
        {
            let resource = &self.desired.resources[number];
            let own = self.owned_as(dispute.table, &resource.key);
            let finding = owned_elsewhere(owner, id, &resource.key, own, resource.document);
            return self.changes.problems.findings.push(finding);
        }
        let claims = dispute.claims.iter();
        let claims: Vec<(Key, Option<Id>, Option<Id>)> = claims
            .map(|(number, claim)| (self.desired.resources[*number].key.clone(), claim.ledger, claim.name))
            .collect();
        let stop = match dispute.conflict.and_then(|(number, id)| self.taken_name(dispute.table, number, id))
        {
            Some(stop) => stop,
            None => unclear(&UnclearKeys { table: dispute.table, claims }),
        };
        self.changes.problems.fatal.push(stop);
    }

    /// The ledger entry of a row, if another catalog owns the row.
    fn other_owner(&self, table: &Table, id: Id) -> Option<&LedgerEntry> {
        let mut others = self.live.ledger.iter().filter(|it| it.catalog != self.desired.catalog);
        others.find(|it| it.root == table && it.id == id)
    }

    /// The id of the row that this catalog owns under the given key.
    fn owned_as(&self, table: &Table, key: &Key) -> Option<Id> {
        self.owned.values().find(|it| it.root == table && it.key == *key).map(|it| it.id)
    }

    /// The error if the row `id` has the name of a resource, but the ledger has another row under this name. `None` if
    /// the conflict is not about a name.
    fn taken_name(&self, table: &'static Table, number: usize, id: Id) -> Option<Refusal> {
        let key = &self.desired.resources[number].key;
        let own = self.owned_as(table, key)?;
        let (new_name, other) = (self.index.root(table, own)?.root_key(), self.index.root(table, id)?);
        // Then the conflict is about a lost row and not about a name.
        if own == id || other.root_key() != *key {
            return None;
        }
        let released = self.owned.get(&(table.name, id)).filter(|_| self.is_released(other));
        let whose = released.map_or(format!("no catalog owns row {id}"), |it| {
            format!("the catalog releases row {id}, which is `{}` in the ledger", it.key)
        });
        let is_name = new_name.parts().iter().all(|part| *part != Value::Null);
        // If something has the name already, the advice to describe it would lead to the next error.
        let is_free = is_name && released.is_none() && !self.wanted.contains(&(table.name, new_name.clone()));
        let other_way = format!(
            "; or, if the new name is intended, describe `{new_name}` in a file, so that row {id} is adopted as `{key}`"
        );
        Some(Refusal::new(
            format!(
                "two rows of `{}` may be `{key}`: row {own}, which has this name in the ledger but is named \
                 `{new_name}` in the database, and row {id}, which is named `{key}` in the database; {whose}",
                table.physical
            ),
            format!(
                "in the database, rename row {own} back to `{key}`, and rename or delete row {id}{}; then plan again",
                if is_free { other_way } else { String::new() }
            ),
        ))
    }
}
