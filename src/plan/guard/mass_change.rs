//! X07: a large part of a kind, or all of a catalog or of a folder, is deleted or changed at once.

use super::{Emptied, Guard, Watched, name, some};
use crate::diagnostic::{Code, counted, grouped};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::model::GuardCategory;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A large part of a kind, or all of a catalog or of a folder, is deleted or changed at once.
const MASS_CHANGE: Code = Code::error(
    "X07",
    "mass-change",
    "much at once",
    "A large part of a kind, or all of a catalog or of a folder, is deleted or changed at once.",
    include_str!("codes/X07.md"),
);

/// Refuses to delete or change a large part of a kind, and to delete all of a catalog or of a folder.
pub struct MassChange;

impl Guard for MassChange {
    fn category(&self) -> GuardCategory {
        GuardCategory::MassChange
    }

    fn code(&self) -> Code {
        MASS_CHANGE
    }

    fn look(&self, watched: &Watched<'_>) -> Vec<Refusal> {
        match everything(watched) {
            Some(all) => vec![all],
            None => folders(watched).chain(kinds(watched)).collect(),
        }
    }
}

/// That everything which the catalog owns is deleted; what is gone already does not remain either.
fn everything(watched: &Watched<'_>) -> Option<Refusal> {
    let of = |verb| watched.resources.iter().filter(move |it| it.verb == verb && it.kept.is_none());
    let deleted: Vec<&ResourceChange> = of(Verb::Delete).collect();
    let gone = of(Verb::Refresh).count();
    if deleted.is_empty() || deleted.len() + gone < watched.owned.count() {
        return None;
    }
    let names = some(deleted.iter().map(|resource| name(resource)));
    let owns = if gone == 0 { "the catalog owns" } else { "is left of what the catalog owns" };
    let message = match deleted.len() {
        1 => format!("{names} would be deleted, and it is all that {owns}"),
        count => format!("all {} that {owns} would be deleted: {names}", counted(count, "resource")),
    };
    let help = "see whether files are missing, or --dir names another folder";
    Some(Refusal { code: None, message, help: help.to_owned() })
}

/// The folders of which everything is deleted.
fn folders<'a>(watched: &Watched<'a>) -> impl Iterator<Item = Refusal> + use<'a> {
    let refusal = |Emptied { folder, resources, deleted }: &Emptied| {
        let rest = match resources.saturating_sub(*deleted) {
            0 => "",
            1 => ", and the other one is released or gone",
            _ => ", and the others are released or gone",
        };
        let (deleted, resources) = (grouped(*deleted), counted(*resources, "resource"));
        Refusal {
            code: None,
            message: format!("{deleted} of {resources} of the folder `{folder}` would be deleted{rest}"),
            help: format!("see whether files of `{folder}` are missing"),
        }
    };
    watched.owned.emptied.iter().map(refusal)
}

/// The kinds of which a large part is deleted or changed.
fn kinds<'a>(watched: &Watched<'a>) -> impl Iterator<Item = Refusal> + use<'a> {
    let mut changed: BTreeMap<&'a str, Vec<&'a ResourceChange>> = BTreeMap::new();
    for resource in watched.resources.iter().filter(|resource| is_changed(resource)) {
        let kind = resource.former_kind.as_ref().unwrap_or(&resource.kind);
        changed.entry(kind).or_default().push(resource);
    }
    let (owned, guards) = (watched.owned, watched.guards);
    changed.into_iter().filter_map(move |(kind, changed)| {
        let all = owned.by_kind.get(kind).copied().unwrap_or_default();
        let share = Decimal::from(changed.len() * 100).checked_div(Decimal::from(all))?;
        let is_much = all as u64 >= guards.min_resources.into() && share > guards.max_changed.decimal();
        is_much.then(|| {
            let (count, all, most) = (grouped(changed.len()), counted(all, "resource"), guards.max_changed);
            let names = some(changed.iter().map(|resource| format!("`{}`", resource.key)));
            Refusal { code: None,
                message: format!(
                    "{count} of {all} of the kind `{kind}` would be deleted or changed, more than {most}: {names}"
                ),
                help: "look at whether the files and the manifest are those that are meant".to_owned(),
            }
        })
    })
}

/// Whether rows of a resource are deleted or changed, or it becomes of another kind.
fn is_changed(resource: &ResourceChange) -> bool {
    match resource.verb {
        Verb::Delete => true,
        Verb::Change => !resource.rows.is_empty() || resource.former_kind.is_some(),
        _ => false,
    }
}
