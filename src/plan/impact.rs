//! Whom a change hits: one function for each question, from what was counted.

use super::effect::{Known, root};
use crate::diff::{Action, Note, ResourceChange, Verb};
use crate::kinds::{Impact, LostMove};
use crate::live::{Held, Holding};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a change hits.
pub fn of(resource: &ResourceChange, lost: BTreeSet<LostMove>, known: Known<'_>) -> Impact {
    let root = root(resource);
    Impact {
        by_state: by_state(known.held, &root),
        live: known.held.live(&root).subscriptions,
        deleted: known.held.live(&deleted(resource)).subscriptions,
        lost_moves: lost.into_iter().collect(),
        ..Impact::default()
    }
}

/// How many subscriptions hold one of some rows, by state.
pub fn by_state(held: &Held, rows: &BTreeSet<Holding>) -> BTreeMap<String, u64> {
    let mut states: BTreeMap<String, u64> = BTreeMap::new();
    for subscriptions in held.of(rows) {
        let count = states.entry(subscriptions.state.clone()).or_default();
        *count = count.saturating_add(subscriptions.count);
    }
    states
}

/// What goes of a resource. Of what was there twice, one stays.
pub fn deleted(resource: &ResourceChange) -> BTreeSet<Holding> {
    let gone =
        resource.rows.iter().filter(|row| row.action == Action::Delete && row.note != Some(Note::Duplicate));
    let rows = gone.filter_map(|row| Some((row.table.name, row.id?)));
    let own = root(resource).into_iter().filter(|_| resource.verb == Verb::Delete);
    rows.chain(own).collect()
}
