//! The life of what is sold: which steps from one status to the next are allowed, what no longer changes, and whom a change
//! reaches.

use super::owners::Owners;
use crate::catalog::{self, Catalog};
use crate::diagnostic::{Diagnostic, Place, counted, grouped, list};
use crate::diff::{Action, Refusal, ResourceChange, RowChange, Verb};
use crate::kinds::{Impact, codes};
use crate::table::{Cells, Column, Lifecycle, Value};

/// What is found about the life of what changes.
#[derive(Debug, Default)]
pub struct Life {
    /// What is wrong, and what a person should know, at its place.
    pub findings: Vec<Diagnostic>,
    /// What is refused, of resources that have gone from the files.
    pub refusals: Vec<Refusal>,
    /// What stands beside a change in the plan, by the number of the resource.
    pub notes: Vec<(usize, String)>,
}

/// Looks at the statuses of what changes, and at what changes of what has one. Whom each change hits must be known.
pub fn life(resources: &[ResourceChange], catalog: &Catalog) -> Life {
    let mut life = Life::default();
    let owners = Owners::new(catalog);
    for (number, resource) in resources.iter().enumerate() {
        life.findings.extend(fixed(resource));
        match resource.root.lifecycle {
            Some(cycle) => {
                let stage = Stage { resource, cycle, catalog, owners: &owners };
                stage.look(&mut life);
                life.notes.extend(stage.ending().map(|note| (number, note)));
            }
            None => life.findings.extend(reached_through(resource, catalog, &owners)),
        }
    }
    life
}

/// A resource with the statuses that it passes through.
struct Stage<'a> {
    resource: &'a ResourceChange,
    cycle: &'static Lifecycle,
    catalog: &'a Catalog,
    owners: &'a Owners<'a>,
}

impl Stage<'_> {
    fn look(&self, life: &mut Life) {
        match self.resource.verb {
            Verb::Release | Verb::Refresh => {}
            Verb::Delete => life.refusals.extend(self.deleted()),
            _ => life.findings.extend(self.changed()),
        }
    }

    /// What of a resource that the files describe is wrong; of several faults the gravest.
    fn changed(&self) -> Vec<Diagnostic> {
        if let Some(finding) = self.frozen().or_else(|| self.step()).or_else(|| self.sold()) {
            return vec![finding];
        }
        self.reached().into_iter().chain(self.shared()).collect()
    }

    /// A change of what is frozen.
    fn frozen(&self) -> Option<Diagnostic> {
        let before = self.before().filter(|status| self.cycle.frozen.contains(status))?;
        if self.resource.rows.is_empty() || self.steps_away() {
            return None;
        }
        let message =
            format!("{} is {}, and would change: {}", self.name(), self.word(before), self.changes());
        let help = "put it back as it is in the database; to sell something else, describe a new one with another id";
        Some(Diagnostic::new(self.cycle.codes.frozen, self.place(), message).help(help))
    }

    /// A step that is not allowed.
    fn step(&self) -> Option<Diagnostic> {
        let after = self.after()?;
        let allowed: Vec<i64> = match self.before() {
            None => self.cycle.first.to_vec(),
            Some(before) => {
                let next = self.cycle.steps.iter().filter(|(from, _)| *from == before).map(|(_, to)| *to);
                std::iter::once(before).chain(next).collect()
            }
        };
        if allowed.contains(&after) {
            return None;
        }
        let message = match self.before() {
            None => format!("{} is new, and nothing begins as {}", self.name(), self.word(after)),
            Some(before) => format!(
                "{} is {} in the database{}, and does not become {}",
                self.name(),
                self.word(before),
                self.held(),
                self.word(after)
            ),
        };
        let help = match self.before().filter(|before| !self.is_known(*before)) {
            Some(before) => format!(
                "no status has the number {before}: correct it in the database, in `{}.{}`",
                self.resource.root.physical, self.cycle.column
            ),
            None => format!("write {}", self.one_of(allowed)),
        };
        Some(Diagnostic::new(self.cycle.codes.step, self.place(), message).help(help))
    }

    /// What a person should know of a status after which nothing changes.
    fn ending(&self) -> Option<String> {
        let after = self.after().filter(|after| self.cycle.frozen.contains(after) && self.steps_away())?;
        let word = self.word(after);
        Some(format!("{word} is final: it can never be changed again, and nobody can subscribe to it again"))
    }

    /// Subscriptions of what nobody can subscribe to.
    fn sold(&self) -> Option<Diagnostic> {
        let after = self.after().filter(|status| self.cycle.unsold.contains(status))?;
        let live = self.resource.impact.live;
        if live == 0 {
            return None;
        }
        let message = format!("{} is {}, and has {}", self.name(), self.word(after), self.subscriptions());
        let next = self.cycle.steps.iter().filter(|(from, _)| *from == after).map(|(_, to)| *to).collect();
        let help = format!("write {}: nobody can have what nobody can subscribe to", self.one_of(next));
        Some(Diagnostic::new(self.cycle.codes.unsold, self.place(), message).help(help))
    }

    /// A change that reaches subscriptions.
    fn reached(&self) -> Option<Diagnostic> {
        let before = self.before().filter(|status| self.cycle.reaches.contains(status))?;
        // Where the status alone changes, who has subscribed keeps what he has.
        if self.resource.impact.live == 0 || self.changes_status_alone() {
            return None;
        }
        let message = format!(
            "{} is {}, and this change reaches {}",
            self.name(),
            self.word(before),
            self.subscriptions()
        );
        let help = "if it is meant for new customers alone, leave the plan as it is, and describe a new one with another id";
        Some(Diagnostic::new(self.cycle.codes.reached, self.place(), message).help(help))
    }

    /// A change of what several others have.
    fn shared(&self) -> Option<Diagnostic> {
        let target = self.cycle.shared_as?;
        if self.before().is_none() || self.resource.rows.is_empty() {
            return None;
        }
        let name = self.resource.key.to_string();
        let owners = self.owners.of(&name, &[target]);
        if owners.len() < 2 {
            return None;
        }
        let names: Vec<&str> = owners.iter().map(|entry| entry.resource.name()).collect();
        let message =
            format!("{} belongs to {}, and changes in each of them", self.name(), list(&names, "and"));
        let help = "if the change is meant for one of them, describe a plan of its own for that one";
        Some(Diagnostic::new(self.cycle.codes.shared, self.place(), message).help(help))
    }

    /// A deletion of what has subscriptions.
    fn deleted(&self) -> Option<Refusal> {
        if self.resource.impact.live == 0 {
            return None;
        }
        let status = self.before().map(|status| format!(" ({})", self.word(status))).unwrap_or_default();
        Some(Refusal {
            message: format!("{}{status} cannot be deleted: it has {}", self.name(), self.subscriptions()),
            help: self.instead_of_deleting(),
            code: Some(self.cycle.codes.held.as_str()),
        })
    }

    fn instead_of_deleting(&self) -> String {
        let (on_sale, stopped) = self.cycle.on_sale;
        let is_sold = self.before().is_some_and(|status| on_sale.contains(&status));
        let stop = format!("; to stop its sale, write `{}: {}`", self.cycle.column, self.word(stopped));
        format!("put it back into the files{}", if is_sold { stop } else { String::new() })
    }

    /// Whether nothing but the status would change.
    fn changes_status_alone(&self) -> bool {
        let mut rows = self.resource.rows.iter();
        let is_status =
            |row: &RowChange| row.fields.iter().all(|field| field.column.0.name == self.cycle.column);
        rows.all(|row| row.table == self.resource.root && row.action == Action::Update && is_status(row))
    }

    /// Whether the status itself would change.
    fn steps_away(&self) -> bool {
        self.after().is_some_and(|after| self.before() != Some(after))
    }

    fn before(&self) -> Option<i64> {
        let root = self.resource.before.iter().find(|stored| stored.row.table == self.resource.root)?;
        self.status(&root.row.cells)
    }

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

    /// One of some statuses, as the files write them.
    fn one_of(&self, statuses: Vec<i64>) -> String {
        let words: Vec<String> = statuses.into_iter().map(|status| self.word(status)).collect();
        list(&words.iter().map(String::as_str).collect::<Vec<_>>(), "or")
    }

    /// Whether a status has a name.
    fn is_known(&self, status: i64) -> bool {
        self.column().names.iter().any(|(number, _)| *number == status)
    }

    fn word(&self, status: i64) -> String {
        self.column().spell(&Value::Int(status))
    }

    fn name(&self) -> String {
        format!("{} `{}`", self.resource.kind, self.resource.key)
    }

    fn place(&self) -> Place {
        place(self.resource, self.column())
    }

    /// What changes, by the words of the files: the first few.
    fn changes(&self) -> String {
        const SHOWN: usize = 5;
        let kinds = self.catalog.kinds();
        let words = |row: &RowChange| match row.table == self.resource.root {
            true => row.fields.iter().map(|field| format!("`{}`", field.column.0.words)).collect::<Vec<_>>(),
            false => {
                vec![format!("`{}`", kinds.words(&self.resource.kind, row.table, &row.key, row.cells()))]
            }
        };
        let all: Vec<String> = self.resource.rows.iter().flat_map(words).collect();
        let more = all.len().saturating_sub(SHOWN);
        let first = all.into_iter().take(SHOWN).collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{first}, and {more} more") } else { first }
    }

    fn subscriptions(&self) -> String {
        subscriptions(&self.resource.impact)
    }

    /// How many have it, where somebody has.
    fn held(&self) -> String {
        match self.resource.impact.live {
            0 => String::new(),
            _ => format!(" with {}", self.subscriptions()),
        }
    }
}

/// A change of what others with a life of their own have, as service plans have tariffs: it reaches their subscriptions,
/// even where they themselves can no longer change.
fn reached_through(resource: &ResourceChange, catalog: &Catalog, owners: &Owners<'_>) -> Option<Diagnostic> {
    if resource.impact.live == 0 || resource.rows.is_empty() || resource.verb != Verb::Change {
        return None;
    }
    let kind = catalog.kinds().find(&resource.kind)?;
    let name = resource.key.to_string();
    let mut owners = owners.of(&name, kind.targets());
    owners.retain(|entry| entry.kind.root().lifecycle.is_some());
    let first = owners.first()?;
    let code = first.kind.root().lifecycle?.codes.reached;
    let names: Vec<&str> = owners.iter().map(|entry| entry.resource.name()).collect();
    let message = format!(
        "{} `{name}` belongs to {}, and this change reaches {}",
        resource.kind,
        list(&names, "and"),
        subscriptions(&resource.impact)
    );
    let place = resource.document?.root();
    let help = "if it is meant for new customers alone, describe a new one with another id, and leave this one as it is";
    Some(Diagnostic::new(code, place, message).also(first.document.root(), "has it").help(help))
}

/// How many live subscriptions there are, and all of them by state.
fn subscriptions(impact: &Impact) -> String {
    let Impact { live, by_state, .. } = impact;
    let states: Vec<String> =
        by_state.iter().map(|(state, count)| format!("{} {state}", grouped(*count))).collect();
    let all = by_state.values().copied().fold(0, u64::saturating_add);
    let of = if all == *live { String::new() } else { format!(" of {}", grouped(all)) };
    format!("{}{of} ({})", counted(*live, "live subscription"), states.join(", "))
}

/// Changes of values that stay as they are once their resource is there.
fn fixed(resource: &ResourceChange) -> impl Iterator<Item = Diagnostic> + '_ {
    let fields =
        resource.rows.iter().filter(|row| row.table == resource.root && row.action == Action::Update);
    let fixed = fields.flat_map(|row| &row.fields).filter(|field| field.column.0.is_fixed);
    fixed.map(move |field| {
        let column = field.column.0;
        let [before, after] = [&field.before, &field.after].map(|value| column.spell(value));
        let message = format!(
            "the {} of {} `{}` is `{before}` in the database, and cannot become `{after}`",
            column.words, resource.kind, resource.key
        );
        Diagnostic::new(codes::FIXED_VALUE, place(resource, column), message)
            .help("describe a new one with another id, and let what refers to this one refer to that")
    })
}

/// The place of a column's field; of a resource that has gone from the files, the manifest.
fn place(resource: &ResourceChange, column: &Column) -> Place {
    let in_files = resource.document.map(|document| document.root().child(column.words));
    in_files.unwrap_or_else(|| catalog::in_manifest(""))
}
