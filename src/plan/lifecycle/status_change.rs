//! Checks the change to one resource that has a lifecycle: its status, and the subscriptions that the change affects.

use super::{LifecycleFindings, Owners, one_of, place, sold, subscriptions};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Place, list};
use crate::diff::{Action, Refusal, ResourceChange, RowChange, Verb};
use crate::kinds::codes;
use crate::plan::guard::{list_names, name};
use crate::table::{Cells, Column, Lifecycle, Value};

/// A change to a resource that has a lifecycle.
pub struct LifecycleChange<'a> {
    /// The resource, with the changes to its rows.
    pub resource: &'a ResourceChange,
    /// The statuses of the resource's table, and what each status allows.
    pub cycle: &'static Lifecycle,
    /// The catalog, as the files describe it.
    pub catalog: &'a Catalog,
    /// The resources in the catalog, by the names to which they refer.
    pub owners: &'a Owners<'a>,
}

impl LifecycleChange<'_> {
    /// Adds the findings about the resource, or the refusal to delete it, to `life`.
    pub fn look(&self, life: &mut LifecycleFindings) {
        match self.resource.verb {
            // The rows stay as they are, so no status changes.
            Verb::Release | Verb::Refresh => {}
            // A refusal and not a finding, because the resource is no longer in a file that could be marked.
            Verb::Delete => life.refusals.extend(self.deleted()),
            _ => life.findings.extend(self.changed()),
        }
    }

    /// Returns the findings about a resource that the files describe: the first error, or all warnings if there is no
    /// error.
    fn changed(&self) -> Vec<Diagnostic> {
        // Only the first error: correcting it may remove the others.
        if let Some(finding) = self.frozen().or_else(|| self.step()).or_else(|| self.sold()) {
            return vec![finding];
        }
        self.reached().into_iter().chain(self.shared()).collect()
    }

    /// Reports a change to a resource that can no longer change, such as an archived plan.
    fn frozen(&self) -> Option<Diagnostic> {
        let before = self.before().filter(|status| self.cycle.frozen.contains(status))?;
        // A change of the status is judged by `step`, which knows where it may lead.
        if self.resource.rows.is_empty() || self.is_status_changed() {
            return None;
        }
        let message = format!(
            "{} is {}, and can no longer be changed: {}",
            self.name(),
            self.word(before),
            self.changes()
        );
        let help = "restore the values that the database has; to sell something else, add a new resource with \
                    another id";
        Some(Diagnostic::new(codes::ARCHIVED, self.place(), message).help(help))
    }

    /// Reports a status that must not follow the status in the database, or with which a new resource cannot start.
    fn step(&self) -> Option<Diagnostic> {
        let after = self.after()?;
        let allowed = self.allowed();
        if allowed.contains(&after) {
            return None;
        }
        let message = match self.before() {
            None => {
                format!("{} is new, and cannot start with the status `{}`", self.name(), self.word(after))
            }
            Some(before) => format!(
                "{}{} has the status `{}` in the database, and cannot change to `{}`",
                self.name(),
                self.held(),
                self.word(before),
                self.word(after)
            ),
        };
        // No step starts at an unknown status, so no change of the files could correct it.
        let help = match self.before().filter(|before| !self.is_known(*before)) {
            Some(before) => format!(
                "`{before}` is not a known status: correct it in `{}.{}` in the database",
                self.resource.root.physical, self.cycle.column
            ),
            None => format!("write {}", one_of(self.column(), &allowed)),
        };
        Some(Diagnostic::new(codes::STATUS_STEP, self.place(), message).help(help))
    }

    /// Returns the statuses that the resource may have after the plan.
    fn allowed(&self) -> Vec<i64> {
        match self.before() {
            None => self.cycle.first.to_vec(),
            Some(before) => {
                // The billing system knows no other transitions (domain.md V01).
                let next = self.cycle.steps.iter().filter(|(from, _)| *from == before).map(|(_, to)| *to);
                // A resource may always stay in its status, even in one that no step leads to.
                std::iter::once(before).chain(next).collect()
            }
        }
    }

    /// Returns a note if the resource can never be changed again after this plan.
    pub fn ending(&self) -> Option<String> {
        let after =
            self.after().filter(|after| self.cycle.frozen.contains(after) && self.is_status_changed())?;
        let word = self.word(after);
        Some(format!(
            "`{word}` is final: the resource can never be changed again, and no one can subscribe to it again"
        ))
    }

    /// Reports live subscriptions to a resource whose status allows no one to subscribe.
    fn sold(&self) -> Option<Diagnostic> {
        let after = self.after().filter(|status| self.cycle.unsold.contains(status))?;
        let impact = &self.resource.impact;
        (impact.live > 0)
            .then(|| sold(&self.name(), (self.resource.root, self.cycle), after, impact, self.place()))
    }

    /// Warns about a change that affects live subscriptions.
    fn reached(&self) -> Option<Diagnostic> {
        // An edit of an active or inactive plan changes the terms of every existing subscription (domain.md V04).
        let before = self.before().filter(|status| self.cycle.affecting_subscriptions.contains(status))?;
        // If only the status changes, subscribers keep what they have.
        if self.resource.impact.live == 0 || self.changes_status_alone() {
            return None;
        }
        let message = format!(
            "{} is {}, and this change affects {}",
            self.name(),
            self.word(before),
            self.subscriptions()
        );
        let help = "if the change is intended for new customers only, leave this resource as it is, and add a new one with another id";
        Some(Diagnostic::new(codes::REACHES_SUBSCRIPTIONS, self.place(), message).help(help))
    }

    /// Warns about a change to a resource that several others share, such as a service plan that two products have.
    fn shared(&self) -> Option<Diagnostic> {
        let target = self.cycle.shared_as?;
        // A new plan has no customers yet for whom it could change.
        if self.before().is_none() || self.resource.rows.is_empty() {
            return None;
        }
        // A plan that several products share changes for the customers of all of them (domain.md V32).
        let name = self.resource.key.to_string();
        let owners = self.owners.of(&name, &[target]);
        if owners.len() < 2 {
            return None;
        }
        let names: Vec<&str> = owners.iter().map(|entry| entry.resource.name()).collect();
        let message = format!(
            "{} belongs to {}, and this change affects all of them",
            self.name(),
            list(&names, "and")
        );
        let help = "if the change is intended for one of them only, add a separate plan for that one";
        Some(Diagnostic::new(codes::SHARED_PLAN, self.place(), message).help(help))
    }

    /// Refuses to delete a resource that has live subscriptions.
    fn deleted(&self) -> Option<Refusal> {
        if self.resource.impact.live == 0 {
            return None;
        }
        let status = self.before().map(|status| format!(" ({})", self.word(status))).unwrap_or_default();
        Some(Refusal {
            message: format!("{}{status} cannot be deleted: it has {}", self.name(), self.subscriptions()),
            help: self.instead_of_deleting(),
            code: Some(codes::HAS_SUBSCRIPTIONS.as_str()),
        })
    }

    /// Says what to do instead of deleting the resource: keep it, and stop selling it if it is on sale.
    fn instead_of_deleting(&self) -> String {
        let (on_sale, stopped) = self.cycle.on_sale;
        // What is not on sale today need not be taken off sale.
        let is_sold = self.before().is_some_and(|status| on_sale.contains(&status));
        let stop = format!("; to stop selling it, write `{}: {}`", self.cycle.column, self.word(stopped));
        format!("put it back in the files{}", if is_sold { stop } else { String::new() })
    }

    /// Whether the plan changes nothing but the status.
    fn changes_status_alone(&self) -> bool {
        let mut rows = self.resource.rows.iter();
        let is_status =
            |row: &RowChange| row.fields.iter().all(|field| field.column.0.name == self.cycle.column);
        rows.all(|row| row.table == self.resource.root && row.action == Action::Update && is_status(row))
    }

    /// Whether the status in the files differs from the status in the database. True for a new resource, false for a
    /// deleted one.
    fn is_status_changed(&self) -> bool {
        self.after().is_some_and(|after| self.before() != Some(after))
    }

    /// The status in the database; `None` if the resource is new.
    fn before(&self) -> Option<i64> {
        let root = self.resource.before.iter().find(|stored| stored.row.table == self.resource.root)?;
        self.status(&root.row.cells)
    }

    /// The status in the files; `None` if the resource is deleted.
    fn after(&self) -> Option<i64> {
        let mut wanted = self.resource.wanted();
        let row = wanted.find(|(table, ..)| *table == self.resource.root)?;
        self.status(row.2)
    }

    fn status(&self, cells: &Cells) -> Option<i64> {
        match cells.get(self.resource.root.position(self.cycle.column)) {
            Some(Value::Int(status)) => Some(*status),
            _ => None,
        }
    }

    fn column(&self) -> &'static Column {
        self.resource.root.column(self.cycle.column)
    }

    /// Whether the given number is a known status. The database may hold unknown numbers.
    fn is_known(&self, status: i64) -> bool {
        self.column().names.iter().any(|(number, _)| *number == status)
    }

    /// Returns a status as the files spell it.
    fn word(&self, status: i64) -> String {
        self.column().spell(&Value::Int(status))
    }

    fn name(&self) -> String {
        name(self.resource)
    }

    fn place(&self) -> Place {
        place(self.resource, self.column())
    }

    /// Lists the first few fields that change, as the files name them.
    fn changes(&self) -> String {
        let kinds = self.catalog.kinds();
        let words = |row: &RowChange| match row.table == self.resource.root {
            true => row.fields.iter().map(|field| format!("`{}`", field.column.0.words)).collect::<Vec<_>>(),
            false => {
                vec![format!("`{}`", kinds.words(&self.resource.kind, row.table, &row.key, row.cells()))]
            }
        };
        list_names(self.resource.rows.iter().flat_map(words))
    }

    fn subscriptions(&self) -> String {
        subscriptions(&self.resource.impact)
    }

    /// Returns text such as " with 3 live subscriptions (…)"; empty if there are no live subscriptions.
    fn held(&self) -> String {
        match self.resource.impact.live {
            0 => String::new(),
            _ => format!(" with {}", self.subscriptions()),
        }
    }
}
