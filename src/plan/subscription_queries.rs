//! Determines which data about subscriptions must be read before the impact of a plan can be computed.

use crate::diff::{Changes, ResourceChange, RowChange, Verb};
use crate::kinds::{Kinds, Ladders};
use crate::live::{SubscriptionCounts, SubscriptionQuery};
use crate::model::State;
use crate::table::{Id, Key, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Returns which data about subscriptions is needed to compute the impact of a set of changes. `ended` lists the states
/// in which a subscription has ended.
pub fn subscription_query(changes: &Changes, kinds: &Kinds, ended: &[State]) -> SubscriptionQuery {
    let (held, ladders) = (kinds.held(), kinds.ladders());
    let mut asked = SubscriptionQuery {
        ended: ended.iter().map(ToString::to_string).collect(),
        ..SubscriptionQuery::default()
    };
    // The others change only the ledger, which affects no subscription.
    let changing = changes.resources.iter().filter(|resource| changes_something(resource));
    for resource in changing {
        holdings(resource, &held, &mut asked);
        for ladders in &ladders {
            members(resource, ladders, &changes.roots, &mut asked);
        }
    }
    asked
}

/// Returns the subscription tables that the changes could affect, but that are not counted because they do not exist in
/// the database.
pub fn uncounted(
    kinds: &Kinds,
    asked: &SubscriptionQuery,
    held: &SubscriptionCounts,
) -> BTreeSet<&'static str> {
    let changes = |table: &Table| {
        let is_held = asked.rows.get(table.name).is_some_and(|ids| !ids.is_empty());
        is_held || held.ladder_articles.keys().any(|(exchanged, _)| *exchanged == table.name)
    };
    let is_lacking = |(_, table): &(&str, &'static Table)| changes(table) && !held.is_counted(table);
    let systems = kinds.systems();
    let all = systems.iter().flat_map(|system| system.subscribers);
    all.filter(|it| it.holds.iter().any(is_lacking)).map(|it| it.table).collect()
}

/// Whether a resource changes its rows or its kind, or is deleted.
fn changes_something(resource: &ResourceChange) -> bool {
    !resource.rows.is_empty() || resource.former_kind.is_some() || resource.verb == Verb::Delete
}

/// Adds to `asked` the existing rows of a resource that subscriptions can hold.
fn holdings(resource: &ResourceChange, held: &[&'static Table], asked: &mut SubscriptionQuery) {
    let can_be_held = |table: &'static Table| held.contains(&table);
    let root = resource.id.filter(|_| can_be_held(resource.root)).map(|id| (resource.root.name, id));
    let below = resource.before.iter().filter(|stored| can_be_held(stored.row.table));
    for (table, id) in root.into_iter().chain(below.map(|stored| (stored.row.table.name, stored.id))) {
        asked.rows.entry(table).or_default().insert(id);
    }
}

/// Adds to `asked` the ladders whose members a resource changes, and the existing rows to which these members refer.
fn members(
    resource: &ResourceChange,
    ladders: &Ladders,
    roots: &BTreeMap<(&'static str, Key), Id>,
    asked: &mut SubscriptionQuery,
) {
    let target = ladders.target().name;
    let Some(ladder) = ladders.ladder() else { return };
    for row in resource.rows.iter().filter(|row| row.table == ladders.members) {
        asked.ladders.entry(ladder.name).or_default().extend(ladder_of(resource, row, ladder));
        match row.cells().get(row.table.position(ladders.article_column)) {
            Some(Value::Id(id)) => drop(asked.changed_articles.entry(target).or_default().insert(*id)),
            Some(Value::Key(key)) => {
                let at = (target, key.clone());
                // What is new has no subscriptions yet.
                if let Some(id) = roots.get(&at).copied() {
                    asked.changed_articles.entry(target).or_default().insert(id);
                    asked.ids.insert(at, id);
                }
            }
            _ => {}
        }
    }
}

/// Returns the id of the existing ladder to which a member belongs; `None` if the ladder is new.
pub fn ladder_of(resource: &ResourceChange, row: &RowChange, ladder: &Table) -> Option<Id> {
    row.parent.or_else(|| resource.id.filter(|_| resource.root == ladder))
}
