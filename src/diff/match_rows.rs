//! Which row a name stands for, where the ledger and the database disagree (design.md §2, "Whose row it is").
//!
//! The ledger says which row had a name when it was last applied; the database says which row has it now. Of the two
//! ways to put names and rows together, the one holds that leaves what subscribers have as it is.

use super::{Action, FieldChange, RowChange};
use crate::table::{EffectRule, Id};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rows that a name may stand for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claim {
    /// The row that had the name when it was last applied.
    pub ledger: Option<Id>,
    /// The row that has it in the database.
    pub name: Option<Id>,
}

/// Which of a claim's rows comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one that has the name in the database.
    Name,
    /// The one that the ledger names.
    Ledger,
}

impl Claim {
    /// The row of one side.
    pub fn of(&self, side: Side) -> Option<Id> {
        match side {
            Side::Name => self.name,
            Side::Ledger => self.ledger,
        }
    }

    /// The row, where nothing is in dispute.
    pub fn any(&self) -> Option<Id> {
        self.ledger.or(self.name)
    }
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Name => Self::Ledger,
            Self::Ledger => Self::Name,
        }
    }
}

/// Rows by the number of the claim that they are given to.
pub type Assignment = BTreeMap<usize, Id>;

/// The claims among which the two sides give different rows to some, in groups that share rows.
pub fn disputes(claims: &[Claim]) -> Vec<Vec<usize>> {
    let is_doubtful = |claim: &Claim| claim.ledger.is_some() && claim.ledger != claim.name;
    if !claims.iter().any(is_doubtful) {
        return Vec::new();
    }
    let mut by_row: HashMap<Id, Vec<usize>> = HashMap::new();
    for (number, claim) in claims.iter().enumerate() {
        let rows: BTreeSet<Id> = claim.ledger.into_iter().chain(claim.name).collect();
        rows.into_iter().for_each(|row| by_row.entry(row).or_default().push(number));
    }
    let mut seen = BTreeSet::new();
    let seeds = (0..claims.len()).filter(|number| is_doubtful(&claims[*number]));
    let groups = seeds.filter_map(|seed| group(seed, claims, &by_row, &mut seen));
    groups.filter(|group| assign(claims, group, Side::Name) != assign(claims, group, Side::Ledger)).collect()
}

/// The claims that share rows with one, directly or through others; none where they were gathered before.
fn group(
    seed: usize,
    claims: &[Claim],
    by_row: &HashMap<Id, Vec<usize>>,
    seen: &mut BTreeSet<usize>,
) -> Option<Vec<usize>> {
    let (mut open, mut group) = (vec![seed], BTreeSet::new());
    while let Some(number) = open.pop() {
        if seen.insert(number) {
            group.insert(number);
            let rows = [claims[number].ledger, claims[number].name].into_iter().flatten();
            open.extend(rows.flat_map(|row| by_row[&row].iter().copied()));
        }
    }
    (!group.is_empty()).then(|| group.into_iter().collect())
}

/// Gives each claim of a group the row of one side, and to those that have none there what is left of the other.
pub fn assign(claims: &[Claim], group: &[usize], first: Side) -> Assignment {
    let mut given = Assignment::new();
    let mut taken = BTreeSet::new();
    for side in [first, first.other()] {
        for number in group {
            let row = claims[*number].of(side).filter(|row| !taken.contains(row));
            if let (Some(row), false) = (row, given.contains_key(number)) {
                taken.insert(row);
                given.insert(*number, row);
            }
        }
    }
    given
}

/// What would change if rows were what an assignment says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Fields and rows that subscribers have: periods, prices, limits.
    pub terms: usize,
    /// Everything else by which the thing is known: its name, its properties. A row that gets its key back changes in
    /// nothing.
    pub traits: usize,
    /// Rows of which both the terms and the name change: they would be something else.
    pub replaced: usize,
}

impl Cost {
    /// What it costs that one row changes like this.
    pub fn of(rows: &[RowChange]) -> Self {
        let terms = rows.iter().filter(|row| is_term(row)).count();
        let traits = rows.iter().filter(|row| !is_term(row) && !is_rename(row)).count();
        let is_named = rows.iter().any(|row| row.table.names_root);
        Self { terms, traits, replaced: usize::from(terms > 0 && is_named) }
    }

    /// How much changes in all.
    pub fn total(self) -> usize {
        self.terms + self.traits
    }
}

/// Whether a row changes in nothing but its key.
fn is_rename(row: &RowChange) -> bool {
    let is_key = |field: &FieldChange| row.table.is_key(field.column.0);
    row.action == Action::Update && row.fields.iter().all(is_key)
}

impl std::iter::Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |sum, cost| Self {
            terms: sum.terms + cost.terms,
            traits: sum.traits + cost.traits,
            replaced: sum.replaced + cost.replaced,
        })
    }
}

/// Whether subscribers pay or get another amount by a change.
fn is_term(row: &RowChange) -> bool {
    let is_amount = |effect: EffectRule| matches!(effect, EffectRule::WorseHigher | EffectRule::WorseLower);
    match row.action {
        Action::Insert | Action::Delete => is_amount(row.table.rows),
        Action::Update => row.fields.iter().any(|field| is_amount(field.column.0.effect)),
    }
}

/// The side that says which row is which; none where that cannot be told. The one holds that leaves subscribers their
/// terms, and no worse than the other in everything else. Where both change terms, the author has changed them too: then
/// the one holds by which the rest fits better, and no more of the terms changes.
pub fn judge(name: Cost, ledger: Cost) -> Option<Side> {
    let holds = |one: Cost, other: Cost| match (one.terms, other.terms) {
        (0, 0) => one.traits < other.traits,
        (0, _) => one.traits <= other.traits,
        (_, 0) => false,
        (terms, others) => one.traits < other.traits && terms <= others && one.replaced == 0,
    };
    match (holds(name, ledger), holds(ledger, name)) {
        (true, _) => Some(Side::Name),
        (_, true) => Some(Side::Ledger),
        // Where nothing changes for anybody either way, names that were edited go back.
        _ if name.terms == 0 && ledger.terms == 0 => Some(Side::Ledger),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(ledger: i64, name: i64) -> Claim {
        let id = |number| Some(number).filter(|number| *number != 0).map(Id::Number);
        Claim { ledger: id(ledger), name: id(name) }
    }

    fn given(claims: &[Claim], first: Side) -> Vec<(usize, i64)> {
        let group: Vec<usize> = (0..claims.len()).collect();
        let number = |id| if let Id::Number(number) = id { number } else { 0 };
        assign(claims, &group, first).into_iter().map(|(claim, id)| (claim, number(id))).collect()
    }

    #[test]
    fn names_that_ledger_and_database_agree_about_are_in_no_dispute() {
        let agreed = [claim(1, 1), claim(0, 2), claim(3, 0), claim(0, 0)];
        assert!(disputes(&agreed).is_empty());
    }

    #[test]
    fn names_that_changed_places_are_one_dispute() {
        let swapped = [claim(1, 2), claim(5, 5), claim(2, 1)];
        assert_eq!(disputes(&swapped), [[0, 2]]);
        assert_eq!(given(&[claim(1, 2), claim(2, 1)], Side::Name), [(0, 2), (1, 1)]);
        assert_eq!(given(&[claim(1, 2), claim(2, 1)], Side::Ledger), [(0, 1), (1, 2)]);
    }

    #[test]
    fn a_name_without_a_row_on_one_side_gets_what_is_left_of_the_other() {
        // The row 1 was renamed from the first name to the second, and the first was given to something new.
        let reused = [claim(1, 0), claim(0, 1)];
        assert_eq!(disputes(&reused), [[0, 1]]);
        assert_eq!(given(&reused, Side::Name), [(1, 1)]);
        assert_eq!(given(&reused, Side::Ledger), [(0, 1)]);
    }

    #[test]
    fn the_side_holds_that_moves_nobody_and_what_points_both_ways_is_not_told() {
        let cost = |terms, traits| Cost { terms, traits, replaced: 0 };
        assert_eq!(judge(cost(0, 0), cost(9, 2)), Some(Side::Name));
        assert_eq!(judge(cost(9, 2), cost(0, 0)), Some(Side::Ledger));
        assert_eq!(judge(cost(0, 0), cost(0, 0)), Some(Side::Ledger));
        assert_eq!(judge(cost(0, 1), cost(0, 2)), Some(Side::Name));
        // The author has changed prices, and the names tell.
        assert_eq!(judge(cost(9, 2), cost(1, 0)), Some(Side::Ledger));
        // Prices that happen to be those of the other one.
        assert_eq!(judge(cost(0, 2), cost(4, 0)), None);
        assert_eq!(judge(cost(2, 2), cost(4, 0)), None);
        assert_eq!(judge(cost(3, 0), cost(4, 0)), None);
        assert_eq!(judge(Cost { replaced: 1, ..cost(2, 1) }, cost(2, 2)), None);
    }
}
