//! V11: prices of tiers that make more installations dearer, or fewer.

use super::all::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::kinds::{Tariff, TariffTier, TierMode};
use crate::model::with_places;
use crate::offer::Described;
use crate::rules::{Rule, Sight};
use rust_decimal::Decimal;

const CODE: Code = Code::error(
    "V11",
    "tier-prices",
    "more for more",
    "A tier costs more than the one before it, or more installations cost less than fewer.",
    include_str!("../codes/V11.md"),
)
.warning();

/// Finds tiers that cost more than fewer installations, or less in total.
pub struct TierPrices;

impl Rule for TierPrices {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.plans.tariffs.iter().flat_map(of_tariff).collect()
    }
}

/// A tier and the one before it, by where they begin, with the numbers that they have in the list.
type Step<'a> = [(usize, &'a TariffTier); 2];

fn of_tariff(tariff: Described<'_, Tariff>) -> Vec<Diagnostic> {
    let mut tiers: Vec<(usize, &TariffTier)> = tariff.it.tiers.iter().enumerate().collect();
    tiers.sort_by_key(|(_, tier)| tier.from);
    tiers.dedup_by_key(|(_, tier)| tier.from);
    let steps: Vec<Step<'_>> = tiers.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    let rising: Vec<&Step<'_>> =
        steps.iter().filter(|[(_, low), (_, high)]| high.price.decimal() > low.price.decimal()).collect();
    let is_volume = tariff.it.mode == TierMode::Volume;
    let falling: Vec<&Step<'_>> =
        steps.iter().filter(|[(_, low), (_, high)]| is_volume && totals(low, high).is_some()).collect();
    rises(tariff, &rising).into_iter().chain(falls(tariff, &falling)).collect()
}

/// What one installation fewer than a tier begins with costs, and what the tier's first ones cost, where that is less.
fn totals(low: &TariffTier, high: &TariffTier) -> Option<(Decimal, Decimal)> {
    let fewer = low.price.decimal().checked_mul(high.from.saturating_sub(1).into())?;
    let more = high.price.decimal().checked_mul(high.from.into())?;
    (more < fewer).then_some((fewer, more))
}

fn rises(tariff: Described<'_, Tariff>, steps: &[&Step<'_>]) -> Option<Diagnostic> {
    let [(at, low), (next, high)] = steps.first()?;
    let message = format!(
        "from {} on, an installation costs {} by the tariff `{}`, more than {} for fewer{}",
        high.from,
        with_places(high.price.decimal()),
        tariff.it.id,
        with_places(low.price.decimal()),
        further(steps.len())
    );
    let place = |at: usize| tariff.at("tiers").child(at).child("price");
    let finding = Diagnostic::new(CODE, place(*next), message).also(place(*at), "the price before");
    Some(finding.help("tiers are discounts for quantity: let no price be above the one before it"))
}

fn falls(tariff: Described<'_, Tariff>, steps: &[&Step<'_>]) -> Option<Diagnostic> {
    let [(at, low), (next, high)] = steps.first()?;
    let (fewer, more) = totals(low, high)?;
    let message = format!(
        "{} cost {} by the tariff `{}`, and one fewer costs {}{}",
        counted(high.from, "installation"),
        with_places(more),
        tariff.it.id,
        with_places(fewer),
        further(steps.len())
    );
    let place = |at: usize| tariff.at("tiers").child(at).child("price");
    let finding = Diagnostic::new(CODE, place(*next), message).labelled("less for more");
    Some(finding.also(place(*at), "the price before").help(
        "customers would order more in order to pay less: lower the price by less, or write `mode: graduated`, by which \
         each tier is the price of those within it alone",
    ))
}

fn further(steps: usize) -> String {
    match steps {
        0 | 1 => String::new(),
        steps => format!(" (and so at {} further on)", counted(steps - 1, "bound")),
    }
}
