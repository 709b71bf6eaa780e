//! Assigns rows to names if the ledger and the database disagree.
//!
//! The ledger has the names with which rows were last applied. The database has the current names of the rows. Both are
//! possible assignments of rows to names. This module chooses the assignment that does not change what subscribers
//! have.

use super::{Action, FieldChange, RowChange};
use crate::table::{EffectRule, Id};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rows that a name may belong to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claim {
    /// The row that had the name when it was last applied.
    pub ledger: Option<Id>,
    /// The row that currently has the name in the database.
    pub name: Option<Id>,
}

/// Which of the two rows of a claim takes precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The row that has the name in the database.
    Name,
    /// The row that had the name when it was last applied.
    Ledger,
}

impl Claim {
    /// The row of the claim on the given side.
    pub fn of(&self, side: Side) -> Option<Id> {
        match side {
            Side::Name => self.name,
            Side::Ledger => self.ledger,
        }
    }

    /// The row of the claim, if the name is not in dispute: the row in the ledger, or else the row in the database.
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

/// The row of each claim, by the index of the claim.
pub type Assignment = BTreeMap<usize, Id>;

/// Returns groups of claims that are in dispute, as indexes. The claims of a group share rows. A group is in dispute if
/// the two sides assign different rows to its claims.
pub fn disputes(claims: &[Claim]) -> Vec<Vec<usize>> {
    // A name that only the database has is not in dispute: no other row claims it.
    let is_doubtful = |claim: &Claim| claim.ledger.is_some() && claim.ledger != claim.name;
    // Usually nothing is in dispute, and the index by row is not needed.
    if !claims.iter().any(is_doubtful) {
        return Vec::new();
    }
    let mut by_row: HashMap<Id, Vec<usize>> = HashMap::new();
    for (number, claim) in claims.iter().enumerate() {
        // A set, because both sides usually name the same row.
        let rows: BTreeSet<Id> = claim.ledger.into_iter().chain(claim.name).collect();
        rows.into_iter().for_each(|row| by_row.entry(row).or_default().push(number));
    }
    let mut seen = BTreeSet::new();
    let seeds = (0..claims.len()).filter(|number| is_doubtful(&claims[*number]));
    let groups = seeds.filter_map(|seed| group(seed, claims, &by_row, &mut seen));
    groups.filter(|group| assign(claims, group, Side::Name) != assign(claims, group, Side::Ledger)).collect()
}

/// The indexes of all claims that share rows with the claim `seed`, directly or through other claims. `None` if an
/// earlier group contains them.
fn group(
    seed: usize,
    claims: &[Claim],
    by_row: &HashMap<Id, Vec<usize>>,
    seen: &mut BTreeSet<usize>,
) -> Option<Vec<usize>> {
    // A swap has two claims, but renames can also form longer chains and cycles.
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

/// Assigns a row to each claim of a group. A claim gets its row on the side `first`. A claim without a row on this side
/// gets its row on the opposite side, unless another claim has that row.
pub fn assign(claims: &[Claim], group: &[usize], first: Side) -> Assignment {
    let mut assignment = Assignment::new();
    let mut taken = BTreeSet::new();
    for side in [first, first.other()] {
        for number in group {
            let row = claims[*number].of(side).filter(|row| !taken.contains(row));
            if let (Some(row), false) = (row, assignment.contains_key(number)) {
                taken.insert(row);
                assignment.insert(*number, row);
            }
        }
    }
    assignment
}

/// The number of changes that an assignment would cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The number of changed rows that affect what subscribers pay or get, such as periods, prices and limits.
    pub terms: usize,
    /// The number of other changed rows, such as names and properties. A row does not count if only its key changes.
    pub traits: usize,
    /// The number of resources that would become different resources, because both their terms and their names would
    /// change.
    pub replaced: usize,
}

impl Cost {
    /// Returns the cost of the given changes to one resource.
    pub fn of(rows: &[RowChange]) -> Self {
        let terms = rows.iter().filter(|row| is_term(row)).count();
        let traits = rows.iter().filter(|row| !is_term(row) && !is_rename(row)).count();
        let is_named = rows.iter().any(|row| row.table.names_root);
        Self { terms, traits, replaced: usize::from(terms > 0 && is_named) }
    }

    /// The number of changed rows.
    pub fn total(self) -> usize {
        self.terms + self.traits
    }
}

/// Whether only the key of a row changes.
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

/// Whether a change affects how much subscribers pay or get.
fn is_term(row: &RowChange) -> bool {
    let is_amount = |effect: EffectRule| matches!(effect, EffectRule::WorseHigher | EffectRule::WorseLower);
    match row.action {
        // A price or a limit that appears or goes away matters as much as one that changes.
        Action::Insert | Action::Delete => is_amount(row.table.rows),
        Action::Update => row.fields.iter().any(|field| is_amount(field.column.0.effect)),
    }
}

/// Decides which of the two sides is right; returns `None` if that is unclear.
///
/// `name` and `ledger` are the costs of the two sides. These rules apply:
/// - If neither side changes terms, the side with fewer other changes is right. If the numbers are equal, the ledger is
///   right.
/// - If only one side changes terms, that side is wrong. The opposite side is right unless it has more other changes.
/// - If both sides change terms, a side is right if it replaces no resource, does not change more terms than the
///   opposite side, and changes fewer other rows.
pub fn better_side(name: Cost, ledger: Cost) -> Option<Side> {
    let is_right = |one: Cost, other: Cost| match (one.terms, other.terms) {
        // Strictly less, so that a draw goes to the ledger below.
        (0, 0) => one.traits < other.traits,
        (0, _) => one.traits <= other.traits,
        // The other side leaves everything as it is for subscribers.
        (_, 0) => false,
        (terms, others) => one.traits < other.traits && terms <= others && one.replaced == 0,
    };
    match (is_right(name, ledger), is_right(ledger, name)) {
        (true, _) => Some(Side::Name),
        (_, true) => Some(Side::Ledger),
        // If no terms change either way, edited names go back to those in the ledger.
        _ if name.terms == 0 && ledger.terms == 0 => Some(Side::Ledger),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A claim to the row ids of the ledger and of the name. The id 0 stands for no row.
    fn claim(ledger: i64, name: i64) -> Claim {
        let id = |number| Some(number).filter(|number| *number != 0).map(Id::Number);
        Claim { ledger: id(ledger), name: id(name) }
    }

    /// The id that each claim gets if the side `first` is right.
    fn assigned(claims: &[Claim], first: Side) -> Vec<(usize, i64)> {
        let group: Vec<usize> = (0..claims.len()).collect();
        let number = |id| if let Id::Number(number) = id { number } else { 0 };
        assign(claims, &group, first).into_iter().map(|(claim, id)| (claim, number(id))).collect()
    }

    #[test]
    fn names_without_contradictory_evidence_are_not_disputed() {
        let agreed = [claim(1, 1), claim(0, 2), claim(3, 0), claim(0, 0)];
        assert!(disputes(&agreed).is_empty());
    }

    #[test]
    fn swapped_names_are_one_dispute() {
        let swapped = [claim(1, 2), claim(5, 5), claim(2, 1)];
        assert_eq!(disputes(&swapped), [[0, 2]]);
        assert_eq!(assigned(&[claim(1, 2), claim(2, 1)], Side::Name), [(0, 2), (1, 1)]);
        assert_eq!(assigned(&[claim(1, 2), claim(2, 1)], Side::Ledger), [(0, 1), (1, 2)]);
    }

    #[test]
    fn row_claimed_by_two_names_goes_to_the_right_side() {
        // Row 1 was renamed from the first name to the second name, and the first name now belongs to a new resource.
        let reused = [claim(1, 0), claim(0, 1)];
        assert_eq!(disputes(&reused), [[0, 1]]);
        assert_eq!(assigned(&reused, Side::Name), [(1, 1)]);
        assert_eq!(assigned(&reused, Side::Ledger), [(0, 1)]);
    }

    #[test]
    fn side_without_changed_terms_is_right_unless_evidence_conflicts() {
        let cost = |terms, traits| Cost { terms, traits, replaced: 0 };
        assert_eq!(better_side(cost(0, 0), cost(9, 2)), Some(Side::Name));
        assert_eq!(better_side(cost(9, 2), cost(0, 0)), Some(Side::Ledger));
        assert_eq!(better_side(cost(0, 0), cost(0, 0)), Some(Side::Ledger));
        assert_eq!(better_side(cost(0, 1), cost(0, 2)), Some(Side::Name));
        // Prices were edited, and the unchanged names show which row is which.
        assert_eq!(better_side(cost(9, 2), cost(1, 0)), Some(Side::Ledger));
        // The prices happen to equal those of the other resource.
        assert_eq!(better_side(cost(0, 2), cost(4, 0)), None);
        assert_eq!(better_side(cost(2, 2), cost(4, 0)), None);
        assert_eq!(better_side(cost(3, 0), cost(4, 0)), None);
        assert_eq!(better_side(Cost { replaced: 1, ..cost(2, 1) }, cost(2, 2)), None);
    }
}
