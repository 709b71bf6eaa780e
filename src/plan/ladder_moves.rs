//! Compares the upgrades and downgrades that are possible before and after a plan.

use super::effect::{EffectInputs, HolderState};
use super::ladder_members::{Ladder, LadderMembers, Step};
use super::subscription_queries::ladder_of;
use crate::diff::{Action, ResourceChange, RowChange};
use crate::kinds::{Ladders, LostMove};
use crate::live::{HeldRow, LadderArticle, LiveRow, SubscriptionQuery};
use crate::table::{Cells, Effect, Id, Value, id_of};
use std::collections::{BTreeMap, BTreeSet};

/// A row that changes: the index of its resource, and its index among the rows of that resource.
pub type ChangedRow = (usize, usize);

/// The effects of changes to ladder members, and the moves that are lost.
pub struct Moves {
    /// The effect of each changed row that is a member.
    pub effects: BTreeMap<ChangedRow, Effect>,
    /// The moves that live subscriptions lose because of a resource, by the index of the resource.
    pub lost: BTreeMap<usize, BTreeSet<LostMove>>,
}

impl Moves {
    /// Compares the moves that are possible before and after the given changes.
    pub fn new(resources: &[ResourceChange], asked: &SubscriptionQuery, known: EffectInputs<'_>) -> Self {
        let mut moves = Self { effects: BTreeMap::new(), lost: BTreeMap::new() };
        for ladders in known.kinds.ladders() {
            MoveComparison::new(&ladders, resources, asked, known).add_effects_and_lost_moves(&mut moves);
        }
        moves
    }
}

/// The moves that ladders of one type offer before and after the plan.
struct MoveComparison<'a> {
    ladders: &'a Ladders,
    known: EffectInputs<'a>,
    before: LadderMembers,
    after: LadderMembers,
    /// The rows from which moves can start, because a live subscription has or may have them.
    sources: BTreeSet<Value>,
    /// The members that change, each with its ladder and the row to which the member refers.
    changed: Vec<(ChangedRow, Ladder, Value)>,
}

/// A member: its ladder, the row to which it refers, and its values.
type Member = (Ladder, Value, Cells);

impl<'a> MoveComparison<'a> {
    fn new(
        ladders: &'a Ladders,
        resources: &[ResourceChange],
        asked: &SubscriptionQuery,
        known: EffectInputs<'a>,
    ) -> Self {
        // From the database and not only from the changes: a ladder that the plan leaves alone may offer the same
        // move.
        let mut members = live(ladders, known);
        let before = LadderMembers::new(members.values().cloned());
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (at, resource, row) in rows(resources, ladders) {
            let ladder = ladders.ladder().and_then(|table| ladder_of(resource, row, table));
            let ladder = ladder.map_or(Ladder::New(at.0), Ladder::Live);
            // A member that refers to nothing offers no move.
            let Some(of) = referred(row.cells(), ladders, asked) else { continue };
            let after = row.image_after(known.defaults).unwrap_or_default();
            match (row.action, row.id) {
                // Kept apart, since the map has the members by the ids that they have in the database.
                (Action::Insert, _) => new.push((ladder, of.clone(), after)),
                (Action::Update, Some(id)) => drop(members.entry(id).and_modify(|member| member.2 = after)),
                (Action::Delete, Some(id)) => drop(members.remove(&id)),
                // Cannot happen: only a new row has no id.
                (Action::Update | Action::Delete, None) => {}
            }
            changed.push((at, ladder, of));
        }
        let after = LadderMembers::new(members.into_values().chain(new));
        Self { ladders, known, before, after, sources: possible_sources(ladders, known), changed }
    }

    fn add_effects_and_lost_moves(&self, moves: &mut Moves) {
        for (at, ladder, of) in &self.changed {
            let lost = self.differences(*ladder, of, &self.before, &self.after);
            let gained = self.differences(*ladder, of, &self.after, &self.before);
            let effect = match (lost.is_empty(), gained.is_empty()) {
                (false, _) => Effect::Worse,
                (true, false) => Effect::Better,
                // What changes here concerns only moves that no one can make today.
                (true, true) => Effect::NewSales,
            };
            moves.effects.insert(*at, self.holders().actual_effect(effect));
            moves.lost.entry(at.0).or_default().extend(lost.iter().filter_map(|step| self.lost(step)));
        }
    }

    /// Returns the moves from and to the row `of` that `ladder` offers `here` but no ladder offers `there`. One of
    /// `here` and `there` is the state before the plan, the other is the state after the plan.
    fn differences<'b>(
        &'b self,
        ladder: Ladder,
        of: &'b Value,
        here: &'b LadderMembers,
        there: &LadderMembers,
    ) -> Vec<Step<'b>> {
        let direction = self.ladders.direction;
        let offered = here.steps(ladder, of, &self.sources, direction);
        let differs = |step: &Step<'_>| self.can_be_reached(step.to) && !there.offer(step, direction);
        offered.filter(differs).collect()
    }

    /// Returns the live row to which a member refers; `None` if that row is new or missing.
    fn exchanged(&self, of: &Value) -> Option<&'a LadderArticle> {
        self.known.held.ladder_articles.get(&(self.ladders.target().name, id_of(of)?))
    }

    /// Whether subscriptions can move to the given row: the row is new, or it exists and is not deleted.
    fn can_be_reached(&self, to: &Value) -> bool {
        // A key stands for an article that the plan creates.
        matches!(to, Value::Key(_)) || self.exchanged(to).is_some_and(|it| !it.is_deleted)
    }

    /// Whether anyone has the articles from which moves start. This is unknown if the subscription table is missing.
    fn holders(&self) -> HolderState {
        match self.known.held.is_counted(self.ladders.target()) {
            // Moves from an article that nobody has are left out, so each remaining move can be made.
            true => HolderState::Somebody,
            false => HolderState::Unknown,
        }
    }

    /// The number of live subscriptions to the row from which a move starts.
    fn live(&self, from: &Value) -> u64 {
        let row = id_of(from).map(|id| (self.ladders.target().name, id));
        self.known.held.live(&row).subscriptions
    }

    /// Returns a lost move with the number of subscriptions that could make it; `None` if there are no such
    /// subscriptions.
    fn lost(&self, step: &Step<'_>) -> Option<LostMove> {
        let name = |of: &Value| self.exchanged(of).map_or_else(|| of.to_string(), |it| it.key.to_string());
        let subscriptions = self.live(step.from);
        let (from, to) = (name(step.from), name(step.to));
        (subscriptions > 0).then_some(LostMove { direction: step.direction, from, to, subscriptions })
    }
}

/// Returns the rows on ladders that a live subscription has or may have, deleted or not. No one can move from any other
/// row.
fn possible_sources(ladders: &Ladders, known: EffectInputs<'_>) -> BTreeSet<Value> {
    let (target, held) = (ladders.target(), known.held);
    // Without the table of subscriptions, anyone may have anything.
    let is_had = |row: &HeldRow| !held.is_counted(target) || held.live([row]).subscriptions > 0;
    let there = held.ladder_articles.keys().filter(|row| row.0 == target.name && is_had(row));
    there.map(|(_, id)| Value::Id(*id)).collect()
}

/// Returns the ladder members in the database, by their ids.
fn live(ladders: &Ladders, known: EffectInputs<'_>) -> BTreeMap<Id, Member> {
    let rows = known.held.members.iter().filter(|row| row.table == ladders.members);
    let member = |row: &LiveRow| {
        // A member without a ladder offers no move.
        let of = row.get(ladders.article_column).clone();
        Some((row.id, (Ladder::Live(row.parent?), of, row.cells.clone())))
    };
    rows.filter_map(member).collect()
}

/// Returns the changed rows that are ladder members, each with its indexes and its resource.
fn rows<'a>(
    resources: &'a [ResourceChange],
    ladders: &Ladders,
) -> impl Iterator<Item = (ChangedRow, &'a ResourceChange, &'a RowChange)> {
    let members = ladders.members;
    resources.iter().enumerate().flat_map(move |(index, resource)| {
        let rows = resource.rows.iter().enumerate().filter(move |(_, row)| row.table == members);
        rows.map(move |(number, row)| ((index, number), resource, row))
    })
}

/// Returns the row to which a member refers, as the id of an existing row or the key of a new one. Returns `None` if
/// the member refers to nothing.
fn referred(cells: &Cells, ladders: &Ladders, asked: &SubscriptionQuery) -> Option<Value> {
    match cells.get(ladders.members.position(ladders.article_column))? {
        Value::Key(key) => {
            let id = asked.ids.get(&(ladders.target().name, key.clone()));
            Some(id.map_or_else(|| Value::Key(key.clone()), |id| Value::Id(*id)))
        }
        other => Some(other.clone()),
    }
}
