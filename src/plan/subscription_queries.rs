//! What of subscriptions a plan has to know.

use crate::diff::{Changes, ResourceChange, RowChange, Verb};
use crate::kinds::{Kinds, Ladders};
use crate::live::{Asked, Held};
use crate::model::State;
use crate::table::{Id, Key, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What has to be known of subscriptions to tell whom a set of changes hits.
pub fn asked(changes: &Changes, kinds: &Kinds, ended: &[State]) -> Asked {
    let (held, ladders) = (kinds.held(), kinds.ladders());
    let mut asked = Asked { ended: ended.iter().map(ToString::to_string).collect(), ..Asked::default() };
    let changing = changes.resources.iter().filter(|resource| changes_something(resource));
    for resource in changing {
        holdings(resource, &held, &mut asked);
        for ladders in &ladders {
            members(resource, ladders, &changes.roots, &mut asked);
        }
    }
    asked
}

/// The tables of subscriptions that a database lacks, where something changes that somebody may hold by them.
pub fn uncounted(kinds: &Kinds, asked: &Asked, held: &Held) -> BTreeSet<&'static str> {
    let changes = |table: &Table| {
        let is_held = asked.rows.get(table.name).is_some_and(|ids| !ids.is_empty());
        is_held || held.exchanged.keys().any(|(exchanged, _)| *exchanged == table.name)
    };
    let is_lacking = |(_, table): &(&str, &'static Table)| changes(table) && !held.is_counted(table);
    let systems = kinds.systems();
    let all = systems.iter().flat_map(|system| system.subscribers);
    all.filter(|it| it.holds.iter().any(is_lacking)).map(|it| it.table).collect()
}

/// Whether a resource becomes another, or goes.
fn changes_something(resource: &ResourceChange) -> bool {
    !resource.rows.is_empty() || resource.former_kind.is_some() || resource.verb == Verb::Delete
}

/// Adds the rows of a resource that somebody can hold.
fn holdings(resource: &ResourceChange, held: &[&'static Table], asked: &mut Asked) {
    let can_be_held = |table: &'static Table| held.contains(&table);
    let root = resource.id.filter(|_| can_be_held(resource.root)).map(|id| (resource.root.name, id));
    let below = resource.before.iter().filter(|stored| can_be_held(stored.row.table));
    for (table, id) in root.into_iter().chain(below.map(|stored| (stored.row.table.name, stored.id))) {
        asked.rows.entry(table).or_default().insert(id);
    }
}

/// Adds the ladders of which a resource changes members, and what these refer to.
fn members(
    resource: &ResourceChange,
    ladders: &Ladders,
    roots: &BTreeMap<(&'static str, Key), Id>,
    asked: &mut Asked,
) {
    let target = ladders.target().name;
    let Some(ladder) = ladders.ladder() else { return };
    for row in resource.rows.iter().filter(|row| row.table == ladders.members) {
        asked.ladders.entry(ladder.name).or_default().extend(ladder_of(resource, row, ladder));
        match row.cells().get(row.table.position(ladders.of)) {
            Some(Value::Id(id)) => drop(asked.exchanged.entry(target).or_default().insert(*id)),
            Some(Value::Key(key)) => {
                let at = (target, key.clone());
                if let Some(id) = roots.get(&at).copied() {
                    asked.exchanged.entry(target).or_default().insert(id);
                    asked.ids.insert(at, id);
                }
            }
            _ => {}
        }
    }
}

/// The live ladder that a member belongs to.
pub fn ladder_of(resource: &ResourceChange, row: &RowChange, ladder: &Table) -> Option<Id> {
    row.parent.or_else(|| resource.id.filter(|_| resource.root == ladder))
}
