//! A38: something is deleted, or becomes of another kind, that live subscriptions hold.

use super::{Guard, Watched, name, some, subscriptions};
use crate::diagnostic::Code;
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::model::GuardCategory;

/// Something is deleted, or becomes of another kind, that live subscriptions hold.
const IN_USE: Code = Code::error(
    "A38",
    "in-use",
    "held by subscriptions",
    "Something is deleted, or becomes of another kind, that live subscriptions hold.",
    include_str!("codes/A38.md"),
);

/// Refuses to delete, or to change the kind of, what live subscriptions hold.
pub struct InUse;

impl Guard for InUse {
    fn category(&self) -> GuardCategory {
        GuardCategory::InUse
    }

    fn code(&self) -> Code {
        IN_USE
    }

    fn look(&self, watched: &Watched<'_>) -> Vec<Refusal> {
        // What has a life of its own is refused by that, and nothing allows it.
        let goes_by_itself = |it: &ResourceChange| it.verb == Verb::Delete && it.root.lifecycle.is_some();
        let held = watched.changes().filter(|(it, impact)| impact.live > 0 && !goes_by_itself(it));
        let held: Vec<(String, String, u64)> = held
            .filter_map(|(resource, impact)| Some((what(resource)?, name(resource), impact.live)))
            .collect();
        if held.is_empty() {
            return Vec::new();
        }
        let all: u64 = held.iter().map(|(_, _, live)| live).sum();
        let hold = if all == 1 { "holds" } else { "hold" };
        let each =
            held.iter().map(|(what, name, live)| format!("{name}, which {what} ({})", subscriptions(*live)));
        vec![Refusal {
            code: None,
            message: format!(
                "{} {hold} what would be deleted or become something else: {}",
                subscriptions(all),
                some(each)
            ),
            help:
                "put it back into the files; to stop selling it, write `shop: false` there; to sell something else, \
                 describe a new one beside it"
                    .to_owned(),
        }]
    }
}

/// What happens to a resource that is deleted, or that becomes of another kind.
fn what(resource: &ResourceChange) -> Option<String> {
    match (resource.verb, &resource.former_kind) {
        (Verb::Delete, _) => Some("is deleted".to_owned()),
        (_, Some(former)) => Some(format!("was of the kind `{former}`")),
        _ => natures(resource).next(),
    }
}

/// The columns of its root that make it another thing, and change.
fn natures(resource: &ResourceChange) -> impl Iterator<Item = String> {
    let fields = resource.rows.iter().filter(|row| row.table == resource.root).flat_map(|row| &row.fields);
    fields.filter(|field| field.column.0.is_nature).map(|field| {
        let column = field.column.0;
        format!("had the {} `{}`", column.words, column.spell(&field.before))
    })
}
