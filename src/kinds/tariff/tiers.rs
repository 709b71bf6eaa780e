//! Prices by quantity: what so many units cost together.

use super::TierMode;
use rust_decimal::Decimal;

/// Prices of one unit by how many there are, in the order of their quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    mode: TierMode,
    /// The lowest quantity of each tier, and its price.
    tiers: Vec<(u32, Decimal)>,
}

impl Tiers {
    /// The tiers in any order; those that begin at the same quantity keep theirs.
    pub fn new(mode: TierMode, mut tiers: Vec<(u32, Decimal)>) -> Self {
        tiers.sort_by_key(|(from, _)| *from);
        Self { mode, tiers }
    }

    /// What a quantity consists of: the number of a tier, and how many units it prices. One with `volume`, one for each tier
    /// that is reached with `graduated`, and nothing where no tier is for so few.
    pub fn portions(&self, quantity: u32) -> Vec<(usize, u32)> {
        let reached = self.tiers.iter().filter(|(from, _)| *from <= quantity).count();
        match (self.mode, reached.checked_sub(1)) {
            (_, None) => Vec::new(),
            (TierMode::Volume, Some(last)) => vec![(last, quantity)],
            (TierMode::Graduated, Some(last)) => self.graduated(last, quantity),
        }
    }

    fn graduated(&self, last: usize, quantity: u32) -> Vec<(usize, u32)> {
        // The first tier begins with the first unit.
        let start = |at: usize| if at == 0 { 1 } else { self.tiers[at].0.max(1) };
        let end = |at: usize| if at == last { quantity.saturating_add(1) } else { self.tiers[at + 1].0 };
        let portions = (0..=last).map(|at| (at, end(at).saturating_sub(start(at))));
        portions.filter(|(_, units)| *units > 0).collect()
    }

    /// What a quantity costs together; none where no tier is for so few, or where it is more than a number can hold.
    pub fn total(&self, quantity: u32) -> Option<Decimal> {
        let portions = self.portions(quantity);
        let sum = |sum: Decimal, (at, units): &(usize, u32)| {
            sum.checked_add(self.tiers[*at].1.checked_mul(Decimal::from(*units))?)
        };
        (!portions.is_empty()).then(|| portions.iter().try_fold(Decimal::ZERO, sum))?
    }
}
