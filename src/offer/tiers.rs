//! The price of a number of installations according to the tiers of a tariff.

use crate::kinds::{Tariff, TariffTier};
use rust_decimal::Decimal;

/// A number of installations that have the same price.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    /// The tier that sets the price of each installation.
    pub tier: &'a TariffTier,
    /// The number of installations.
    pub quantity: u32,
}

impl Portion<'_> {
    /// The price of all installations; `None` if the price does not fit into a decimal.
    pub fn total(&self) -> Option<Decimal> {
        self.tier.price.decimal().checked_mul(Decimal::from(self.quantity))
    }
}

/// Divides a number of installations into portions with one price each. A `volume` tariff has one portion, and a
/// `graduated` tariff has one for each tier that is reached. Empty if the first tier begins above the number.
pub fn portions(tariff: &Tariff, quantity: u32) -> Vec<Portion<'_>> {
    let tiers = in_order(tariff);
    let portion = |(at, quantity): (usize, u32)| Portion { tier: tiers[at], quantity };
    tariff.prices().portions(quantity).into_iter().map(portion).collect()
}

/// The tiers in the order of their lowest quantities; the file may have them in any order.
fn in_order(tariff: &Tariff) -> Vec<&TariffTier> {
    let mut tiers: Vec<&TariffTier> = tariff.tiers.iter().collect();
    // A stable sort: of several tiers with one beginning, the last in the file stays last and applies.
    tiers.sort_by_key(|tier| tier.from);
    tiers
}

/// The price of a number of installations for a charge period. `None` if the first tier begins above the number, or if
/// the price does not fit into a decimal.
pub fn total(tariff: &Tariff, quantity: u32) -> Option<Decimal> {
    tariff.prices().total(quantity)
}

/// A tier, and the highest quantity to which it applies.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The tier.
    pub tier: &'a TariffTier,
    /// The highest quantity; `None` for the last tier, which has no end.
    pub to: Option<u32>,
}

/// The tiers of a tariff in ascending order, each up to the beginning of the next. If several tiers begin at the same
/// quantity, only the last of them is kept.
pub fn spans(tariff: &Tariff) -> Vec<Span<'_>> {
    let tiers = in_order(tariff);
    let ends = tiers.iter().skip(1).map(|next| Some(next.from.saturating_sub(1))).chain([None]);
    let spans = tiers.iter().zip(ends).map(|(tier, to)| Span { tier, to });
    spans.filter(|span| span.to.is_none_or(|to| to >= span.tier.from)).collect()
}
