//! The life of what is sold: which steps from one status to the next are allowed, what no longer changes, and whom a change
//! reaches.

mod never_subscribable;
mod referring_resources;
mod status_change;

pub use never_subscribable::{Draft, drafts};
use referring_resources::Owners;
use status_change::Stage;

use crate::catalog::{self, Catalog};
use crate::diagnostic::{Diagnostic, Place, counted, grouped, list};
use crate::diff::{Action, Refusal, ResourceChange, Verb};
use crate::kinds::{Impact, codes};
use crate::table::{Column, Lifecycle, Table, Value};

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
    let names: Vec<&str> = owners.iter().map(|entry| entry.resource.name()).collect();
    let message = format!(
        "{} `{name}` belongs to {}, and this change reaches {}",
        resource.kind,
        list(&names, "and"),
        subscriptions(&resource.impact)
    );
    let place = resource.document?.root();
    let help = "if it is meant for new customers alone, describe a new one with another id, and leave this one as it is";
    Some(
        Diagnostic::new(codes::REACHES_SUBSCRIPTIONS, place, message)
            .also(first.document.root(), "has it")
            .help(help),
    )
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

/// That somebody has subscribed to what nobody can subscribe to.
fn sold(
    name: &str,
    (root, cycle): (&Table, &Lifecycle),
    status: i64,
    impact: &Impact,
    place: Place,
) -> Diagnostic {
    let column = root.column(cycle.column);
    let word = column.spell(&Value::Int(status));
    let message = format!("{name} is {word}, and has {}", subscriptions(impact));
    let next: Vec<i64> = cycle.steps.iter().filter(|(from, _)| *from == status).map(|(_, to)| *to).collect();
    let help = format!("write {}: nobody can have what nobody can subscribe to", one_of(column, &next));
    Diagnostic::new(codes::DRAFT_SOLD, place, message).help(help)
}

/// One of some statuses, as the files write them.
fn one_of(column: &Column, statuses: &[i64]) -> String {
    let words: Vec<String> = statuses.iter().map(|status| column.spell(&Value::Int(*status))).collect();
    list(&words.iter().map(String::as_str).collect::<Vec<_>>(), "or")
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
