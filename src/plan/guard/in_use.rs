//! A38: a resource that has live subscriptions would be deleted or redefined.

use super::{Guard, GuardInput, list_names, name, subscriptions};
use crate::diagnostic::{Code, counted};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::model::GuardCategory;

/// A resource that has live subscriptions would be deleted, or would become something else.
const IN_USE: Code = Code::error(
    "A38",
    "in-use",
    "held by subscriptions",
    "A resource that has live subscriptions would be deleted or changed into something else.",
    include_str!("codes/A38.md"),
);

/// Refuses to delete or redefine resources that live subscriptions hold.
pub struct InUse;

impl Guard for InUse {
    fn category(&self) -> GuardCategory {
        GuardCategory::InUse
    }

    fn code(&self) -> Code {
        IN_USE
    }

    fn look(&self, watched: &GuardInput<'_>) -> Vec<Refusal> {
        // The lifecycle refuses to delete products and service plans that have subscriptions, and no flag allows it.
        let is_left_to_lifecycle =
            |it: &ResourceChange| it.verb == Verb::Delete && it.root.lifecycle.is_some();
        let held = watched.changes().filter(|(it, impact)| impact.live > 0 && !is_left_to_lifecycle(it));
        let held: Vec<(String, String, u64)> = held
            .filter_map(|(resource, impact)| Some((change_phrase(resource)?, name(resource), impact.live)))
            .collect();
        if held.is_empty() {
            return Vec::new();
        }
        // Without a sum: one subscription can hold several of these resources.
        let each = held
            .iter()
            .map(|(phrase, name, live)| format!("{name}, which {phrase} ({})", subscriptions(*live)));
        vec![Refusal {
            code: None,
            message: format!(
                "{} with live subscriptions would be deleted or changed into something else: {}",
                counted(held.len(), "resource"),
                list_names(each)
            ),
            help:
                 "restore each of them in the files; to stop selling one, write `shop: false`; to sell something else, \
                 add a new resource"
                    .to_owned(),
        }]
    }
}

/// A phrase that says what happens to a deleted or redefined resource; `None` for any other change.
fn change_phrase(resource: &ResourceChange) -> Option<String> {
    match (resource.verb, &resource.former_kind) {
        (Verb::Delete, _) => Some("would be deleted".to_owned()),
        (_, Some(former)) => Some(format!("was a `{former}`")),
        // One former value is enough to say what the resource was.
        _ => redefinition_phrases(resource).next(),
    }
}

/// A phrase for each change to a root column that defines what the resource is, such as the value type of a detail
/// type.
fn redefinition_phrases(resource: &ResourceChange) -> impl Iterator<Item = String> {
    let fields = resource.rows.iter().filter(|row| row.table == resource.root).flat_map(|row| &row.fields);
    fields.filter(|field| field.column.0.changes_identity).map(|field| {
        let column = field.column.0;
        format!("had the {} `{}`", column.words, column.spell(&field.before))
    })
}
