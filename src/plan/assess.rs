//! Computes the impact and the effect of each change. The impact says which subscriptions are affected. The effect says
//! whether the change is worse for them.

use super::effect::{EffectInputs, HolderState, root};
use super::impact;
use super::ladder_moves::Moves;
use super::subscription_prices;
use crate::diff::{Action, ResourceChange, RowChange, Verb};
use crate::kinds::Impact;
use crate::live::SubscriptionQuery;
use crate::table::{Effect, Table, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Sets the impact and the effect of each change, and the effects of its rows and of their fields.
pub fn assess(resources: &mut [ResourceChange], asked: &SubscriptionQuery, known: EffectInputs<'_>) {
    // Before the loop: a move is lost only if no ladder offers it after all of the changes.
    let mut moves = Moves::new(resources, asked, known);
    let ladders: Vec<_> = known.kinds.ladders().into_iter().filter_map(|ladders| ladders.ladder()).collect();
    // For the whole plan: a subscription counts with the first resource that it holds.
    let mut seen = BTreeSet::new();
    for (index, resource) in resources.iter_mut().enumerate() {
        // No one subscribes to a ladder itself, so only the changes of its members have an effect.
        let is_ladder = |table: &'static Table| ladders.contains(&table);
        let effects = |(number, row): (usize, &RowChange)| match moves.effects.get(&(index, number)) {
            Some(effect) => (*effect, vec![*effect; row.fields.len()]),
            None => known.effects(resource, row, is_ladder(row.table).then_some(HolderState::Nobody)),
        };
        // Collected first, since the closure borrows the resource that is written below.
        let effects: Vec<_> = resource.rows.iter().enumerate().map(effects).collect();
        for (row, (effect, fields)) in resource.rows.iter_mut().zip(effects) {
            row.effect = effect;
            row.fields.iter_mut().zip(fields).for_each(|(field, effect)| field.effect = effect);
        }
        // Members of ladders are left out: their effect comes from the moves, not from the row above.
        limit_to_parent_effect(resource, &|number| moves.effects.contains_key(&(index, number)));
        let lost = moves.lost.remove(&index).unwrap_or_default();
        resource.impact = impact::of(resource, lost, &mut seen, known);
        if let Some(effect) = subscription_prices::by_quantity(resource, known) {
            set_price_effects(resource, effect);
        }
        // Last, since it depends on the effects of all rows.
        resource.effect = effect_of(resource, known, !is_ladder(resource.root));
    }
}

/// The impact of each change, computed from the subscriptions that were counted again before applying the plan.
pub fn impacts(
    resources: &[ResourceChange],
    asked: &SubscriptionQuery,
    known: EffectInputs<'_>,
) -> Vec<Impact> {
    let mut moves = Moves::new(resources, asked, known);
    // Empty again, as when the plan was made: both counts must start from the same point.
    let mut seen = BTreeSet::new();
    let each = resources.iter().enumerate();
    each.map(|(index, resource)| {
        impact::of(resource, moves.lost.remove(&index).unwrap_or_default(), &mut seen, known)
    })
    .collect()
}

/// Sets the effect of each price by quantity to the combined effect of all these prices. A single row does not show the
/// combined effect, because a tier that no one reaches does not matter.
fn set_price_effects(resource: &mut ResourceChange, effect: Effect) {
    let is_price = |row: &&mut RowChange| {
        row.table != resource.root && row.table.columns.iter().any(|it| matches!(it.kind, Type::Money(_)))
    };
    for row in resource.rows.iter_mut().filter(is_price) {
        row.effect = effect;
        row.fields.iter_mut().for_each(|field| field.effect = effect);
    }
}

/// The effect of a change on the customers who have the resource. It is the most severe of the effects of the rows and
/// the effect of the change itself.
fn effect_of(resource: &ResourceChange, known: EffectInputs<'_>, has_holders: bool) -> Effect {
    let holders = || match (has_holders, known.held.is_counted(resource.root)) {
        (false, _) => HolderState::Nobody,
        (true, true) => known.holders(Some(&root(resource))),
        (true, false) => HolderState::Unknown,
    };
    let rows = resource.rows.iter().map(|row| row.effect).max().unwrap_or_default();
    let of_verb = match resource.verb {
        Verb::Create => Effect::NewSales,
        // Worse for its holders even if none of its rows has an effect.
        Verb::Delete => holders().actual_effect(Effect::Worse),
        // Only the ledger changes, which no customer sees.
        Verb::Refresh | Verb::Release => return Effect::Internal,
        // Whether another kind is better or worse for customers is not known.
        _ if resource.former_kind.is_some() => holders().actual_effect(Effect::Unknown),
        Verb::Adopt | Verb::Revive | Verb::Change => Effect::Internal,
    };
    rows.max(of_verb)
}

/// Limits the effect of a row that is inserted or deleted together with its parent to the effect of the parent. When a
/// counter is deleted, for example, the deletion of its prices has no further effect.
fn limit_to_parent_effect(resource: &mut ResourceChange, is_member: &dyn Fn(usize) -> bool) {
    // No one has a row of a new resource yet, so there is nothing to limit.
    if resource.verb == Verb::Create {
        return;
    }
    // A row that is updated stays, so the effects of the rows below it stand for themselves.
    let inserted_or_deleted = resource.rows.iter().filter(|row| row.action != Action::Update);
    let effects: BTreeMap<_, Effect> =
        inserted_or_deleted.map(|row| ((row.table.name, row.key.clone(), row.action), row.effect)).collect();
    for (_, row) in resource.rows.iter_mut().enumerate().filter(|(number, _)| !is_member(*number)) {
        let above =
            std::iter::successors(Some(row.table), |table| Some(table.parent.as_ref()?.table.table()));
        let above = above.skip(1).filter_map(|table| {
            let key = row.key.prefix(table.key_length().min(row.key.len()));
            // By action too, since only what comes or goes together with the row above shares its effect.
            effects.get(&(table.name, key, row.action)).copied()
        });
        row.effect = above.chain([row.effect]).min().unwrap_or_default();
    }
}
