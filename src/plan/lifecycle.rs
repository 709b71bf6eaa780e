//! The lifecycle of products and service plans: which status may follow which, when a resource can no longer change,
//! and which subscriptions a change affects.

mod never_subscribable;
mod referring_resources;
mod status_change;

pub use never_subscribable::{Draft, drafts};
use referring_resources::Owners;
use status_change::LifecycleChange;

use crate::catalog::{self, Catalog};
use crate::diagnostic::{Diagnostic, Place, counted, grouped, list};
use crate::diff::{Action, Refusal, ResourceChange, Verb};
use crate::kinds::{Impact, codes};
use crate::table::{Column, Lifecycle, Table, Value};

/// What the lifecycle check finds in the changes of a plan.
#[derive(Debug, Default)]
pub struct LifecycleFindings {
    /// Errors and warnings, each with its location.
    pub findings: Vec<Diagnostic>,
    /// Refusals to delete resources that are no longer in the files.
    pub refusals: Vec<Refusal>,
    /// The notes that the plan shows for resources, each with the index of its resource.
    pub notes: Vec<(usize, String)>,
}

/// Checks changes to statuses, changes to fixed values, and changes that affect subscriptions. The impact of each
/// change must already be known.
pub fn check_lifecycle(resources: &[ResourceChange], catalog: &Catalog) -> LifecycleFindings {
    let mut life = LifecycleFindings::default();
    let owners = Owners::new(catalog);
    for (number, resource) in resources.iter().enumerate() {
        // For every resource, since a value can be fixed in a table that has no lifecycle.
        life.findings.extend(fixed(resource));
        match resource.root.lifecycle {
            Some(cycle) => {
                let stage = LifecycleChange { resource, cycle, catalog, owners: &owners };
                stage.look(&mut life);
                life.notes.extend(stage.ending().map(|note| (number, note)));
            }
            None => life.findings.extend(reached_through(resource, catalog, &owners)),
        }
    }
    life
}

/// Warns about a change that affects subscriptions through resources with a lifecycle, as a change to a tariff does
/// through service plans. The change takes effect even if these resources themselves can no longer change.
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
        "{} `{name}` belongs to {}, and this change affects {}",
        resource.kind,
        list(&names, "and"),
        subscriptions(&resource.impact)
    );
    let place = resource.document?.root();
    let help = "if the change is intended for new customers only, leave this resource as it is, and add a new one with another id";
    Some(
        Diagnostic::new(codes::REACHES_SUBSCRIPTIONS, place, message)
            .also(first.document.root(), "used here")
            .help(help),
    )
}

/// Says how many subscriptions are live, and how many subscriptions are in each state.
fn subscriptions(impact: &Impact) -> String {
    let Impact { live, by_state, .. } = impact;
    let states: Vec<String> =
        by_state.iter().map(|(state, count)| format!("{} {state}", grouped(*count))).collect();
    let all = by_state.values().copied().fold(0, u64::saturating_add);
    // If all are live, their number would only be repeated.
    let of = if all == *live { String::new() } else { format!(" of {}", grouped(all)) };
    format!("{}{of} ({})", counted(*live, "live subscription"), states.join(", "))
}

/// Reports that a resource has subscriptions although its status allows no one to subscribe.
fn sold(
    name: &str,
    (root, cycle): (&Table, &Lifecycle),
    status: i64,
    impact: &Impact,
    place: Place,
) -> Diagnostic {
    let column = root.column(cycle.column);
    let word = column.spell(&Value::Int(status));
    let message = format!("{name} has the status `{word}`, but it has {}", subscriptions(impact));
    let next: Vec<i64> = cycle.steps.iter().filter(|(from, _)| *from == status).map(|(_, to)| *to).collect();
    let help = format!("write {}: no one can subscribe while the status is `{word}`", one_of(column, &next));
    Diagnostic::new(codes::DRAFT_SOLD, place, message).help(help)
}

/// Returns the given statuses as the files spell them, joined by "or".
fn one_of(column: &Column, statuses: &[i64]) -> String {
    let words: Vec<String> = statuses.iter().map(|status| column.spell(&Value::Int(*status))).collect();
    list(&words.iter().map(String::as_str).collect::<Vec<_>>(), "or")
}

/// Reports changes to values that cannot change once the resource exists.
fn fixed(resource: &ResourceChange) -> impl Iterator<Item = Diagnostic> + '_ {
    let fields =
        resource.rows.iter().filter(|row| row.table == resource.root && row.action == Action::Update);
    let fixed = fields.flat_map(|row| &row.fields).filter(|field| field.column.0.is_fixed);
    fixed.map(move |field| {
        let column = field.column.0;
        let [before, after] = [&field.before, &field.after].map(|value| column.spell(value));
        let message = format!(
            "the {} of {} `{}` is `{before}` in the database, and cannot be changed to `{after}`",
            column.words, resource.kind, resource.key
        );
        Diagnostic::new(codes::FIXED_VALUE, place(resource, column), message).help(
            "add a new resource with another id, and write the new id wherever the files refer to this resource",
        )
    })
}

/// Returns the location of the field for a column, or of the manifest if the resource is no longer in the files.
fn place(resource: &ResourceChange, column: &Column) -> Place {
    let in_files = resource.document.map(|document| document.root().child(column.words));
    in_files.unwrap_or_else(|| catalog::in_manifest(""))
}
