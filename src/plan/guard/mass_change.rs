//! X07: a plan would delete or change too many resources of a kind, or delete all resources of a catalog or a folder.

use super::{EmptiedFolder, Guard, GuardInput, list_names, name};
use crate::diagnostic::{Code, counted, grouped};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::model::GuardCategory;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A plan would delete or change too many resources of a kind, or delete all resources of a catalog or a folder.
const MASS_CHANGE: Code = Code::error(
    "X07",
    "mass-change",
    "too much at once",
    "A plan would delete or change too many resources of a kind, or delete all resources of a catalog or a folder.",
    include_str!("codes/X07.md"),
);

/// Refuses to delete or change a large share of the resources of a kind, or to delete everything in a catalog or a
/// folder.
pub struct MassChange;

impl Guard for MassChange {
    fn category(&self) -> GuardCategory {
        GuardCategory::MassChange
    }

    fn code(&self) -> Code {
        MASS_CHANGE
    }

    fn look(&self, watched: &GuardInput<'_>) -> Vec<Refusal> {
        // If the whole catalog goes, its folders and kinds would only repeat that.
        match everything(watched) {
            Some(all) => vec![all],
            None => folders(watched).chain(kinds(watched)).collect(),
        }
    }
}

/// Refuses to delete everything that the catalog owns and that still exists in the database.
fn everything(watched: &GuardInput<'_>) -> Option<Refusal> {
    // A refresh that keeps nothing drops the entry of a resource that is already gone from the database.
    let of = |verb| watched.resources.iter().filter(move |it| it.verb == verb && it.existing_rows.is_none());
    let deleted: Vec<&ResourceChange> = of(Verb::Delete).collect();
    let gone = of(Verb::Refresh).count();
    // A released resource stays in the database, so with one of these the catalog does not lose everything.
    if deleted.is_empty() || deleted.len() + gone < watched.owned.count() {
        return None;
    }
    let names = list_names(deleted.iter().map(|resource| name(resource)));
    let left = if gone == 0 { "" } else { "remaining " };
    let message = match deleted.len() {
        1 => format!("{names} would be deleted, and it is the only {left}resource that the catalog owns"),
        count => {
            format!("all {} {left}resources that the catalog owns would be deleted: {names}", grouped(count))
        }
    };
    let help = "check whether files are missing, or whether `--dir` names the wrong folder";
    Some(Refusal { code: None, message, help: help.to_owned() })
}

/// Returns a refusal for each folder that the plan empties by deleting resources.
fn folders<'a>(watched: &GuardInput<'a>) -> impl Iterator<Item = Refusal> + use<'a> {
    let refusal = |EmptiedFolder { folder, resources, deleted }: &EmptiedFolder| {
        let rest = match resources.saturating_sub(*deleted) {
            0 => "",
            1 => ", and the other one is released or already gone",
            _ => ", and the others are released or already gone",
        };
        let (deleted, resources) = (grouped(*deleted), counted(*resources, "resource"));
        Refusal {
            code: None,
            message: format!("{deleted} of {resources} in the folder `{folder}` would be deleted{rest}"),
            help: format!("check whether files in `{folder}` are missing"),
        }
    };
    watched.owned.emptied.iter().map(refusal)
}

/// Refuses to delete or change a larger share of a kind than `max_changed`. Kinds with fewer than `min_resources`
/// resources are not checked.
fn kinds<'a>(watched: &GuardInput<'a>) -> impl Iterator<Item = Refusal> + use<'a> {
    // Sorted by kind, so that the refusals always come in the same order.
    let mut changed: BTreeMap<&'a str, Vec<&'a ResourceChange>> = BTreeMap::new();
    for resource in watched.resources.iter().filter(|resource| is_changed(resource)) {
        // What the catalog owned is counted by the kind that the ledger knows, so a resource that changes its kind
        // counts there.
        let kind = resource.former_kind.as_ref().unwrap_or(&resource.kind);
        changed.entry(kind).or_default().push(resource);
    }
    let (owned, guards) = (watched.owned, watched.guards);
    changed.into_iter().filter_map(move |(kind, changed)| {
        let all = owned.by_kind.get(kind).copied().unwrap_or_default();
        // Dividing by 0 gives none: of a kind that the catalog did not own, nothing can be lost.
        let share = Decimal::from(changed.len() * 100).checked_div(Decimal::from(all))?;
        // A share says little about a few resources: one of two is already half.
        let is_much = all as u64 >= guards.min_resources.into() && share > guards.max_changed.decimal();
        is_much.then(|| {
            let (count, all, most) = (grouped(changed.len()), counted(all, "resource"), guards.max_changed);
            let names = list_names(changed.iter().map(|resource| format!("`{}`", resource.key)));
            Refusal {
                code: None,
                message: format!(
                    "{count} of {all} of kind `{kind}` would be deleted or changed, more than {most}: {names}"
                ),
                help: "make sure that these are the right files and the right manifest".to_owned(),
            }
        })
    })
}

/// Whether a resource is deleted, any of its rows change, or its kind changes. Created, adopted and revived resources
/// do not count.
fn is_changed(resource: &ResourceChange) -> bool {
    match resource.verb {
        Verb::Delete => true,
        Verb::Change => !resource.rows.is_empty() || resource.former_kind.is_some(),
        _ => false,
    }
}
