//! What a number of installations costs by the tiers of a tariff.

use crate::kinds::{Tariff, TariffTier};
use rust_decimal::Decimal;

/// So many installations, and what each of them costs.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    /// The tier that says the price.
    pub tier: &'a TariffTier,
    /// How many.
    pub quantity: u32,
}

impl Portion<'_> {
    /// What they cost together; none where that is more than a number can hold.
    pub fn total(&self) -> Option<Decimal> {
        self.tier.price.decimal().checked_mul(Decimal::from(self.quantity))
    }
}

/// What a number of installations consists of, each portion with its price: one where the tariff is `volume`, one for each
/// tier that is reached where it is `graduated`. Nothing where no tier is for so few.
pub fn portions(tariff: &Tariff, quantity: u32) -> Vec<Portion<'_>> {
    let tiers = in_order(tariff);
    let portion = |(at, quantity): (usize, u32)| Portion { tier: tiers[at], quantity };
    tariff.prices().portions(quantity).into_iter().map(portion).collect()
}

fn in_order(tariff: &Tariff) -> Vec<&TariffTier> {
    let mut tiers: Vec<&TariffTier> = tariff.tiers.iter().collect();
    tiers.sort_by_key(|tier| tier.from);
    tiers
}

/// What a number of installations costs per charge period; none where no tier is for so few, or where it is more than a
/// number can hold.
pub fn total(tariff: &Tariff, quantity: u32) -> Option<Decimal> {
    tariff.prices().total(quantity)
}

/// A tier with the quantities that it is for.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The tier.
    pub tier: &'a TariffTier,
    /// The highest quantity; none of the last one, which has no end.
    pub to: Option<u32>,
}

/// The tiers of a tariff in order, each up to where the next begins. Of several that begin at the same quantity the last one
/// holds.
pub fn spans(tariff: &Tariff) -> Vec<Span<'_>> {
    let tiers = in_order(tariff);
    let ends = tiers.iter().skip(1).map(|next| Some(next.from.saturating_sub(1))).chain([None]);
    let spans = tiers.iter().zip(ends).map(|(tier, to)| Span { tier, to });
    spans.filter(|span| span.to.is_none_or(|to| to >= span.tier.from)).collect()
}
