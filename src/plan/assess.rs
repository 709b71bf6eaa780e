//! Whom a plan hits, and what it does to them.

use super::effect::{Holders, Known, root};
use super::impact;
use super::moves::Moves;
use crate::diff::{ResourceChange, Verb};
use crate::kinds::Impact;
use crate::live::Asked;
use crate::table::Effect;

/// Tells of each change whom it hits, and what it does to them.
pub fn assess(resources: &mut [ResourceChange], asked: &Asked, known: Known<'_>) {
    let mut moves = Moves::new(resources, asked, known);
    let ladders: Vec<_> = known.kinds.ladders().into_iter().filter_map(|ladders| ladders.ladder()).collect();
    for (index, resource) in resources.iter_mut().enumerate() {
        let mut rows = std::mem::take(&mut resource.rows);
        for (number, row) in rows.iter_mut().enumerate() {
            match moves.effects.get(&(index, number)) {
                Some(effect) => {
                    row.effect = *effect;
                    row.fields.iter_mut().for_each(|field| field.effect = *effect);
                }
                // Nobody has a ladder: its members say what its changes do.
                None if ladders.contains(&row.table) => known.tell(resource, row, Some(Holders::Nobody)),
                None => known.tell(resource, row, None),
            }
        }
        resource.rows = rows;
        let lost = moves.lost.remove(&index).unwrap_or_default();
        resource.impact = impact::of(resource, lost, known);
        let has_holders = !ladders.contains(&resource.root);
        resource.effect = whole(resource, known, has_holders);
    }
}

/// Whom each change hits, where who has what was counted anew.
pub fn impacts(resources: &[ResourceChange], asked: &Asked, known: Known<'_>) -> Vec<Impact> {
    let mut moves = Moves::new(resources, asked, known);
    let each = resources.iter().enumerate();
    each.map(|(index, resource)| impact::of(resource, moves.lost.remove(&index).unwrap_or_default(), known))
        .collect()
}

/// What a change of a resource does to who has it.
fn whole(resource: &ResourceChange, known: Known<'_>, has_holders: bool) -> Effect {
    let holders = || match (has_holders, known.held.is_counted(resource.root)) {
        (false, _) => Holders::Nobody,
        (true, true) => known.holders(Some(&root(resource))),
        (true, false) => Holders::Unknown,
    };
    let rows = resource.rows.iter().map(|row| row.effect).max().unwrap_or_default();
    let own = match resource.verb {
        Verb::Create => Effect::NewSales,
        Verb::Delete => holders().feel(Effect::Worse),
        Verb::Refresh | Verb::Release => return Effect::Internal,
        _ if resource.former_kind.is_some() => holders().feel(Effect::Unknown),
        Verb::Adopt | Verb::Revive | Verb::Change => Effect::Internal,
    };
    rows.max(own)
}
