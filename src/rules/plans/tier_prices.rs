//! V11: prices of tiers that make more installations dearer, or fewer.

use super::catalog_plans::has;
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
        sight.plans.tariffs.iter().filter_map(of_tariff).collect()
    }
}

/// A tier and the one before it, by where they begin, with the numbers that they have in the list.
type Step<'a> = [(usize, &'a TariffTier); 2];

fn of_tariff(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let tiers: Vec<(usize, &TariffTier)> = tariff.it.tiers.iter().enumerate().collect();
    // Of tiers that are not in order there is a finding already.
    if tiers.windows(2).any(|pair| pair[0].1.from >= pair[1].1.from) {
        return None;
    }
    let faults =
        tiers.windows(2).map(|pair| [pair[0], pair[1]]).filter_map(|step| Fault::of(tariff.it, step));
    let faults: Vec<Fault<'_>> = faults.collect();
    // One slip mostly makes two bounds odd: the first of them tells of it.
    faults.first().map(|fault| fault.told(tariff, faults.len()))
}

/// A bound at which more installations cost more than they should, or less.
struct Fault<'a> {
    step: Step<'a>,
    /// What the tier's first ones cost, and one fewer, where that is more.
    totals: Option<(Decimal, Decimal)>,
}

impl<'a> Fault<'a> {
    fn of(tariff: &Tariff, step: Step<'a>) -> Option<Self> {
        let [(_, low), (_, high)] = step;
        if high.price.decimal() > low.price.decimal() {
            return Some(Self { step, totals: None });
        }
        let totals = totals(low, high).filter(|_| tariff.mode == TierMode::Volume);
        totals.map(|totals| Self { step, totals: Some(totals) })
    }

    fn told(&self, tariff: Described<'_, Tariff>, faults: usize) -> Diagnostic {
        let [(at, low), (next, high)] = self.step;
        let (name, from, further) = (&tariff.it.id, high.from, further(faults));
        let message = match self.totals {
            None => format!(
                "from {from} on, an installation costs {} by the tariff `{name}`, more than {} for fewer{further}",
                with_places(high.price.decimal()),
                with_places(low.price.decimal()),
            ),
            Some((fewer, more)) => format!(
                "{} cost {} by the tariff `{name}`, and one fewer costs {}{further}",
                counted(from, "installation"),
                with_places(more),
                with_places(fewer),
            ),
        };
        let place = |at: usize| tariff.at("tiers").child(at).child("price");
        let finding = Diagnostic::new(CODE, place(next), message).also(place(at), "the price before");
        match self.totals {
            None => finding.help("tiers are discounts for quantity: let no price be above the one before it"),
            Some(_) => finding.labelled("less for more").help(
                "customers would order more in order to pay less: lower the price by less, or write `mode: graduated`, \
                 by which each tier is the price of those within it alone",
            ),
        }
    }
}

/// What one installation fewer than a tier begins with costs, and what the tier's first ones cost, where that is less.
fn totals(low: &TariffTier, high: &TariffTier) -> Option<(Decimal, Decimal)> {
    let fewer = low.price.decimal().checked_mul(high.from.saturating_sub(1).into())?;
    let more = high.price.decimal().checked_mul(high.from.into())?;
    (more < fewer).then_some((fewer, more))
}

fn further(steps: usize) -> String {
    match steps {
        0 | 1 => String::new(),
        steps => format!(" (and {})", counted(steps - 1, "more such bound")),
    }
}

#[cfg(test)]
mod tests {
    use super::totals;
    use crate::kinds::TariffTier;
    use rust_decimal::Decimal;

    fn tier(from: u32, price: &str) -> TariffTier {
        TariffTier { from, price: price.parse().expect("an amount") }
    }

    #[test]
    fn totals_are_exact_at_the_bound() {
        let first = tier(1, "10");
        assert_eq!(totals(&first, &tier(10, "9")), None);
        let less: (Decimal, Decimal) = ("90".parse().expect("90"), "89.9990".parse().expect("89.9990"));
        assert_eq!(totals(&first, &tier(10, "8.9999")), Some(less));
        assert_eq!(
            totals(&first, &tier(1_000_000, "9.9999")),
            Some(("9999990".parse().expect("9999990"), "9999900".parse().expect("9999900")))
        );
        assert_eq!(totals(&first, &tier(2, "5")), None);
        assert_eq!(totals(&first, &tier(u32::MAX, "10")), None);
    }

    #[test]
    fn what_no_number_can_hold_is_not_compared() {
        let [dear, cheap] = ["999999999999999999999.9999", "1"].map(|price| tier(u32::MAX, price));
        let _ = (totals(&dear, &cheap), totals(&cheap, &dear));
    }
}
