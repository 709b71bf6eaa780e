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
        let source =
            |it: &ResourceChange| numbers.get(&(it.root.name, it.takes_rows_from.as_ref()?)).copied();
        let changed = || resources.iter().enumerate().filter(|(_, it)| it.verb == Verb::Change);
        for (at, resource) in changed() {
            let Some(from) = source(resource).filter(|from| *from != at) else { continue };
            let taken = in_common(resource, resources[from], kinds);
            if !taken.is_empty() && taken.len() == resource.rows.len() && says_nothing_else(resource) {
                alike.whole.insert(at);
            }
            if !taken.is_empty() {
                alike.taken.insert(at, taken.into_keys().collect());
            }
        }
        for (at, resource) in changed().filter(|(at, _)| alike.taken.contains_key(at)) {
            // What comes from further up is told there.
            let mut above: Vec<usize> = vec![at];
            while let Some(next) = source(resources[above[above.len() - 1]]).filter(|it| !above.contains(it))
            {
                above.push(next);
            }
            for source in above.into_iter().skip(1) {
                let told = alike.taken.get(&source);
                let is_told = |row: &usize| told.is_none_or(|taken| !taken.contains(row));
                if in_common(resource, resources[source], kinds).values().any(is_told) {
                    alike.takers.entry(source).or_default().insert(at);
                }
            }
        }
        alike
    }
}

/// The rows of a resource that change as those of another, each with that one's.
fn in_common(resource: &ResourceChange, other: &ResourceChange, kinds: &Kinds) -> BTreeMap<usize, usize> {
    let Some(taken_over) = kinds.find(&resource.kind).and_then(|kind| kind.taken_over()) else {
        return BTreeMap::new();
    };
    let rows: BTreeMap<Change<'_>, (usize, &RowChange)> =
        other.rows.iter().enumerate().map(|(at, row)| (change(row, other), (at, row))).collect();
    let taken_from = |row: &RowChange| {
        // What the resource asks for itself is its own, though the other one asks for the same.
        let is_own = row.place.is_some_and(|place| Some(place.document) == resource.document);
        let mut above = std::iter::successors(Some(row.table), |it| Some(it.parent.as_ref()?.table.table()));
        let (number, source) = rows.get(&change(row, resource)).filter(|_| !is_own)?;
        (above.any(|table| table == taken_over) && is_same(row, source)).then_some(*number)
    };
    resource.rows.iter().enumerate().filter_map(|(at, row)| Some((at, taken_from(row)?))).collect()
}

/// Whether two rows change alike.
fn is_same(row: &RowChange, other: &RowChange) -> bool {
    let is_alike =
        (&row.fields_alone(), row.cause, row.note) == (&other.fields_alone(), other.cause, other.note);
    let images = (&row.before, &row.after) == (&other.before, &other.after);
    is_alike && (row.action == Action::Update || images)
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
