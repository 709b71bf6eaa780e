//! Calculates prices by quantity.

use super::TierMode;
use rust_decimal::Decimal;

/// The prices of one unit by quantity, in ascending order of quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    mode: TierMode,
    /// The lowest quantity of each tier and the price of one unit, in ascending order of quantities.
    tiers: Vec<(u32, Decimal)>,
}

impl Tiers {
    /// Takes tiers in any order: the lowest quantity of each tier, and the price of one unit. Tiers with the same
    /// lowest quantity keep their order.
    pub fn new(mode: TierMode, mut tiers: Vec<(u32, Decimal)>) -> Self {
        // Stable, so that a duplicate does not change which tier applies from one run to the next.
        tiers.sort_by_key(|(from, _)| *from);
        Self { mode, tiers }
    }

    /// Splits a quantity into portions. A portion is the index of a tier and the number of units at the price of that
    /// tier. With `volume`, there is one portion; with `graduated`, there is one for each tier that is reached. The
    /// result is empty if the first tier begins above the quantity.
    pub fn portions(&self, quantity: u32) -> Vec<(usize, u32)> {
        // Tiers are sorted, so the number of those reached is also the index of the last one plus one.
        let reached = self.tiers.iter().filter(|(from, _)| *from <= quantity).count();
        match (self.mode, reached.checked_sub(1)) {
            (_, None) => Vec::new(),
            (TierMode::Volume, Some(last)) => vec![(last, quantity)],
            (TierMode::Graduated, Some(last)) => self.graduated(last, quantity),
        }
    }

    fn graduated(&self, last: usize, quantity: u32) -> Vec<(usize, u32)> {
        // The first tier begins with the first unit, even if the file says 0.
        let start = |tier: usize| if tier == 0 { 1 } else { self.tiers[tier].0.max(1) };
        let end =
            // The last tier has no end, so it takes the rest of the quantity.
            |tier: usize| if tier == last { quantity.saturating_add(1) } else { self.tiers[tier + 1].0 };
        let portions = (0..=last).map(|tier| (tier, end(tier).saturating_sub(start(tier))));
        // Two tiers from the same quantity leave nothing for the first.
        portions.filter(|(_, units)| *units > 0).collect()
    }

    /// The total price of a quantity; `None` if the first tier begins above the quantity, or if the total is too large
    /// for a decimal.
    pub fn total(&self, quantity: u32) -> Option<Decimal> {
        let portions = self.portions(quantity);
        // Prices come from files or the database and can be huge, so sums are checked instead of panicking.
        let sum = |sum: Decimal, (tier, units): &(usize, u32)| {
            sum.checked_add(self.tiers[*tier].1.checked_mul(Decimal::from(*units))?)
        };
        // Without portions, there is no price; a sum of 0 would say that it is free.
        (!portions.is_empty()).then(|| portions.iter().try_fold(Decimal::ZERO, sum))?
    }
}
