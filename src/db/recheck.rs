//! Checks, under the locks of an apply, that the database is still as it was when the plan was made.

use super::apply::Apply;
use super::error::Error;
use super::failed::{Failed, UnplannedChange};
use super::referencing_rows::Search;
use super::{cascades, foreign_key, subscriptions};
use crate::live::{LiveRow, Roots};
use crate::plan::{
    DrawnNumbers, EffectInputs, Fingerprints, Followers, GuardRefusal, Referrer, Root, differences, impacts,
    moved,
};
use crate::table::Id;
use std::collections::BTreeSet;

impl Apply<'_, '_> {
    /// Checks that the resources to change are as they were when the plan was made, and that nothing new depends on
    /// them.
    ///
    /// # Errors
    /// Returns [`Error::Stale`] with one line for each difference.
    pub(super) fn compare_before(&mut self) -> Result<(), Failed> {
        // Fingerprints need less memory than rows. Only if they differ are the rows kept, to name the differences.
        if !self.is_as_expected(Fingerprints::new(&self.plan.before), &self.plan.roots)? {
            // Reading twice is acceptable, because the plan is outdated and nothing will be written.
            let live = self.read(&self.plan.roots)?;
            let lines = differences(self.plan, &self.plan.before, &live, &DrawnNumbers::default());
            return Err(Error::Stale(lines).into());
        }
        match self.new_dependencies()? {
            none if none.is_empty() => Ok(()),
            lines => Err(Error::Stale(lines).into()),
        }
    }

    /// Runs the guards again with the current subscriptions, because customers may have subscribed since the plan was
    /// made.
    ///
    /// # Errors
    /// A guard has a finding that is not allowed, or a finding that was allowed only for the subscriptions in the plan.
    pub(super) fn guard(&mut self) -> Result<(), Failed> {
        let plan = self.plan;
        let held = subscriptions::read(&mut self.reader(), &plan.kinds, &plan.subscription_query)?;
        let (kinds, defaults, stand_ins) = (&*plan.kinds, &plan.defaults, plan.header.special_numbers);
        let impacts = impacts(
            &plan.resources,
            &plan.subscription_query,
            EffectInputs { kinds, held: &held, defaults, special_numbers: stand_ins },
        );
        let tripped: Vec<GuardRefusal> =
            plan.forbidden_by_now(impacts).into_iter().map(GuardRefusal::reword_for_apply).collect();
        match tripped.is_empty() {
            true => Ok(()),
            false => Err(Error::Forbidden(Vec::new(), tripped).into()),
        }
    }

    /// Returns one line for each dependency that has changed since the plan was made:
    ///
    /// - a new reference to a row that the plan deletes or rewrites;
    /// - a row to which the plan refers by name, and which was renamed or deleted;
    /// - a row that would have to be deleted too, but is not in the plan;
    /// - a row to delete that another catalog now owns;
    /// - a row that has started or stopped sharing a row that the plan changes.
    fn new_dependencies(&mut self) -> Result<Vec<String>, Error> {
        let plan = self.plan;
        let followers = cascades::find(&mut self.reader(), &plan.deleted, &plan.kinds)?;
        let mut lines = self.new_referrers()?;
        lines.extend(self.renamed_references()?);
        lines.extend(self.unplanned_followers(&followers));
        lines.extend(self.owned_elsewhere(&followers));
        lines.extend(self.changed_sharing()?);
        Ok(lines)
    }

    /// Returns one line for each row of any table that now refers to a row that the plan deletes or rewrites.
    fn new_referrers(&mut self) -> Result<Vec<String>, Error> {
        // Read again, because a foreign key may have been added since the plan was made.
        let keys = foreign_key::read(self.transaction, self.schema, self.tables)?;
        let (schema, tables, deleted) = (self.schema, self.tables, &self.plan.deleted);
        let mut search = Search { transaction: self.transaction, schema, tables, deleted };
        let referrers = search.all(&keys, &self.plan.kinds)?;
        let line = |referrer: &Referrer| {
            let change = if referrer.change.is_some() { "changes a value in a row" } else { "deletes a row" };
            format!("the plan {change} of `{}`, but now {}", referrer.target, referrer.referring())
        };
        Ok(referrers.iter().map(line).collect())
    }

    /// Returns one line for each row to which the plan refers by name, and which was deleted or renamed since.
    fn renamed_references(&mut self) -> Result<Vec<String>, Error> {
        let mut lines = Vec::new();
        for (table, wanted) in self.plan.named().into_values() {
            let ids: Vec<Id> = wanted.keys().copied().collect();
            let live = self.reader().by_ids(table, table.id.name, &ids)?;
            lines.extend(moved(table, &wanted, &live));
        }
        Ok(lines)
    }

    /// Returns one line for each row that would have to be deleted with other rows, but is not in the plan.
    fn unplanned_followers(&self, followers: &Followers) -> Vec<String> {
        let deleted = &self.plan.deleted.rows;
        let is_planned =
            |row: &&LiveRow| deleted.get(row.table.physical).is_some_and(|ids| ids.contains(&row.id));
        let companions = followers.companions.iter().map(|(row, _)| row);
        let rows = companions.chain(followers.dependents.iter().map(|dependent| &dependent.row));
        let line = |row: &LiveRow| {
            format!("`{}` {} now refers to a row that the plan deletes", row.table.physical, row.id)
        };
        rows.filter(|row| !is_planned(row)).map(line).collect()
    }

    /// Returns one line for each resource of another catalog that contains a row to delete.
    fn owned_elsewhere(&self, followers: &Followers) -> Vec<String> {
        let catalog = &self.plan.header.catalog;
        let dependents = followers.dependents.iter();
        let owned = dependents.filter(|it| it.owner.as_ref().is_some_and(|owner| owner != catalog));
        owned.map(|dependent| format!("another catalog now owns `{}`", dependent.holder)).collect()
    }

    /// Returns one line for each row that has started or stopped sharing a row that the plan changes.
    fn changed_sharing(&mut self) -> Result<Vec<String>, Error> {
        let plan = self.plan;
        let holders: BTreeSet<(Root, Id)> =
            self.reader().shared(&plan.before)?.iter().map(|shared| (shared.row(), shared.holder)).collect();
        let line = |pair: &(Root, Id)| {
            let ((_, id), holder) = pair;
            let verb = if plan.holders.contains(pair) { "no longer shares" } else { "now shares" };
            format!("row {holder} {verb} row {id}")
        };
        // A row that no longer shares matters too: the plan may have kept the shared row for its sake.
        Ok(holders.symmetric_difference(&plan.holders).map(line).collect())
    }

    /// Reads back all resources that were written, and compares the rows with the plan. The rows may differ because a
    /// trigger has changed a row or another session has added one.
    pub(super) fn compare_after(&mut self, drawn: &DrawnNumbers) -> Result<(), Failed> {
        let (expected, roots) = self.plan.expected(self.tables, drawn);
        if self.is_as_expected(expected, &roots)? {
            return Ok(());
        }
        let live = self.read(&roots)?;
        let lines = differences(self.plan, &self.plan.after(self.tables, drawn), &live, drawn);
        Err(Failed::Unplanned(UnplannedChange::Different(lines)))
    }

    /// Whether the rows of the given roots are exactly the expected ones. Each row is compared as it arrives, so that
    /// the rows are not kept in memory.
    fn is_as_expected(&mut self, expected: Fingerprints, roots: &Roots) -> Result<bool, Error> {
        let mut check = expected.check();
        let ignored = &self.plan.ignored;
        self.reader().each(roots, |row| {
            // What others own may change at any time, and must not make a plan outdated.
            if !ignored.has(row.table, &row.cells) {
                check.row(&row);
            }
        })?;
        Ok(check.is_passed())
    }

    /// Reads the rows of the given roots, except those that the manifest ignores.
    fn read(&mut self, roots: &Roots) -> Result<Vec<LiveRow>, Error> {
        let rows = self.reader().rows(roots)?;
        let ignored = &self.plan.ignored;
        let rows = rows.into_iter().filter(|row| !ignored.has(row.table, &row.cells)).collect();
        Ok(crate::plan::relevant(rows, roots, self.tables))
    }
}
