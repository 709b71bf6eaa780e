//! Changes that resources have in common with one from which they take over rows: told once, where they come from.

use crate::diff::{Action, ResourceChange, RowChange, Verb};
use crate::kinds::Kinds;
use crate::table::{Key, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What is told elsewhere, by the numbers of the resources.
#[derive(Debug, Default)]
pub struct Alike {
    /// The rows of a resource that change as those of the resource which it takes them from.
    pub taken: BTreeMap<usize, BTreeSet<usize>>,
    /// The resources of which nothing else changes.
    pub whole: BTreeSet<usize>,
    /// The resources that take rows over which change: of each, those that take them.
    pub takers: BTreeMap<usize, BTreeSet<usize>>,
}

/// A change of a row, whatever the resource that it belongs to.
type Change<'a> = (&'static str, &'a [Value], Action);

impl Alike {
    /// What some resources have in common.
    pub fn of(resources: &[&ResourceChange], kinds: &Kinds) -> Self {
        let mut alike = Self::default();
        let numbers: BTreeMap<(&str, &Key), usize> =
            resources.iter().enumerate().map(|(at, it)| ((it.root.name, &it.key), at)).collect();
        for (at, resource) in resources.iter().enumerate().filter(|(_, it)| it.verb == Verb::Change) {
            let source =
                |it: &ResourceChange| numbers.get(&(it.root.name, it.takes_rows_from.as_ref()?)).copied();
            let Some(from) = source(resource).filter(|from| *from != at) else { continue };
            let taken = in_common(resource, resources[from], kinds);
            if taken.is_empty() {
                continue;
            }
            if taken.len() == resource.rows.len() && says_nothing_else(resource) {
                alike.whole.insert(at);
            }
            alike.taken.insert(at, taken);
            // What comes from further up is told there too.
            let mut above: Vec<usize> = vec![from];
            while let Some(next) = source(resources[above[above.len() - 1]]).filter(|it| !above.contains(it))
            {
                above.push(next);
            }
            for source in above {
                if source != at && !in_common(resource, resources[source], kinds).is_empty() {
                    alike.takers.entry(source).or_default().insert(at);
                }
            }
        }
        alike
    }
}

/// The rows of a resource that change as those of another.
fn in_common(resource: &ResourceChange, other: &ResourceChange, kinds: &Kinds) -> BTreeSet<usize> {
    let Some(taken_over) = kinds.find(&resource.kind).and_then(|kind| kind.taken_over()) else {
        return BTreeSet::new();
    };
    let rows: BTreeMap<Change<'_>, &RowChange> =
        other.rows.iter().map(|row| (change(row, other), row)).collect();
    let is_taken = |row: &RowChange| {
        let mut above = std::iter::successors(Some(row.table), |it| Some(it.parent.as_ref()?.table.table()));
        // What the resource asks for itself is its own, though the other one asks for the same.
        let is_own = row.place.is_some_and(|place| Some(place.document) == resource.document);
        if is_own || !above.any(|table| table == taken_over) {
            return false;
        }
        rows.get(&change(row, resource)).is_some_and(|it| {
            (&it.fields_alone(), it.cause, it.note) == (&row.fields_alone(), row.cause, row.note)
                && (row.action == Action::Update || (&it.before, &it.after) == (&row.before, &row.after))
        })
    };
    resource.rows.iter().enumerate().filter(|(_, row)| is_taken(row)).map(|(number, _)| number).collect()
}

fn change<'a>(row: &'a RowChange, resource: &ResourceChange) -> Change<'a> {
    let own = resource.key.len().min(row.key.len());
    (row.table.name, &row.key.parts()[own..], row.action)
}

/// Whether there is nothing to tell of a resource but its rows.
fn says_nothing_else(resource: &ResourceChange) -> bool {
    resource.former_kind.is_none()
        && resource.protect.0 == resource.protect.1
        && !resource.drifted
        && resource.edits.is_empty()
        && resource.notes.is_empty()
}

impl RowChange {
    /// The fields that change, and how, without what that does to anybody.
    fn fields_alone(&self) -> Vec<(&'static str, &Value, &Value)> {
        self.fields.iter().map(|field| (field.column.0.name, &field.before, &field.after)).collect()
    }
}
