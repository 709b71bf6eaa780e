//! V11: a tier has a higher price than the tier before it, or customers pay less in total if they order one more
//! installation.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::kinds::{Tariff, TariffTier, TierMode};
use crate::model::with_places;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use rust_decimal::Decimal;

// A warning, because every quantity still has a price, and the price may be intended.
const CODE: Code = Code::error(
    "V11",
    "tier-prices",
    "higher than the tier before",
    "A tier costs more than the tier before it, or a larger quantity costs less in total than a smaller one.",
    include_str!("../codes/V11.md"),
)
.warning();

/// Reports tiers with a higher price, or with a lower total, than the tier before them.
pub struct TierPrices;

impl Rule for TierPrices {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.tariffs.iter().filter_map(of_tariff).collect()
    }
}

/// Two consecutive tiers, the lower tier first. Each tier has its index in the list.
type Step<'a> = [(usize, &'a TariffTier); 2];

fn of_tariff(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let tiers: Vec<(usize, &TariffTier)> = tariff.it.tiers.iter().enumerate().collect();
    // Tiers that are not in order are reported as V10.
    if tiers.windows(2).any(|pair| pair[0].1.from >= pair[1].1.from) {
        return None;
    }
    let faults =
        tiers.windows(2).map(|pair| [pair[0], pair[1]]).filter_map(|step| Fault::of(tariff.it, step));
    let faults: Vec<Fault<'_>> = faults.collect();
    // A single wrong price usually affects two bounds, so only the first one is reported, with a count of the others.
    faults.first().map(|fault| fault.finding(tariff, faults.len()))
}

/// Two consecutive tiers between which the price rises or the total falls.
struct Fault<'a> {
    step: Step<'a>,
    /// If the total falls, the total for the last quantity of the first tier, and the total for the first quantity of
    /// the second tier. Otherwise `None`.
    totals: Option<(Decimal, Decimal)>,
}

impl<'a> Fault<'a> {
    fn of(tariff: &Tariff, step: Step<'a>) -> Option<Self> {
        let [(_, low), (_, high)] = step;
        // A price that rises is a fault in both modes, so the mode is looked at only below.
        if high.price.decimal() > low.price.decimal() {
            return Some(Self { step, totals: None });
        }
        // In a graduated tariff a lower price applies only within its tier, so the total never falls.
        let totals = totals(low, high).filter(|_| tariff.mode == TierMode::Volume);
        totals.map(|totals| Self { step, totals: Some(totals) })
    }

    fn finding(&self, tariff: Described<'_, Tariff>, faults: usize) -> Diagnostic {
        let [(at, low), (next, high)] = self.step;
        let (name, from, further) = (&tariff.it.id, high.from, further(faults));
        let message = match self.totals {
            None => format!(
                "in the tariff `{name}`, each installation costs {} for {from} or more, but {} for fewer{further}",
                with_places(high.price.decimal()),
                with_places(low.price.decimal()),
            ),
            Some((fewer, more)) => format!(
                "in the tariff `{name}`, {} cost {}, but {} {}{further}",
                counted(from, "installation"),
                with_places(more),
                // The tiers are in order, and a total can fall only after the first installation, so `from - 1` is
                // never below 1.
                if from == 2 { "1 costs".to_owned() } else { format!("{} cost", from.saturating_sub(1)) },
                with_places(fewer),
            ),
        };
        let place = |at: usize| tariff.at("tiers").child(at).child("price");
        let finding =
            Diagnostic::new(CODE, place(next), message).also(place(at), "the price of the tier before");
        match self.totals {
            None => finding.help("lower the price: tiers are quantity discounts, so prices must not rise"),
            Some(_) => finding.labelled("lower total for more installations").help(
                "customers can order more to pay less: reduce the discount, or write `mode: graduated`, so that each price applies \
only to the installations within its tier",
            ),
        }
    }
}

/// Returns the total for the last quantity of the tier `low`, and the total for the first quantity of the tier `high`.
/// Returns `None` if the second total is not lower.
fn totals(low: &TariffTier, high: &TariffTier) -> Option<(Decimal, Decimal)> {
    // Totals that do not fit in a decimal are not compared: no real price is that large.
    let fewer = low.price.decimal().checked_mul(high.from.saturating_sub(1).into())?;
    let more = high.price.decimal().checked_mul(high.from.into())?;
    (more < fewer).then_some((fewer, more))
}

/// Says how many more tiers have the same problem. The text is empty if there are none.
fn further(steps: usize) -> String {
    match steps {
        0 | 1 => String::new(),
        steps => format!(" (and {} with the same problem)", counted(steps - 1, "more tier")),
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
    fn totals_are_exact_and_reported_only_if_they_fall() {
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
    fn totals_that_overflow_are_not_compared() {
        let [dear, cheap] = ["999999999999999999999.9999", "1"].map(|price| tier(u32::MAX, price));
        assert_eq!(totals(&dear, &cheap), None);
        assert_eq!(totals(&cheap, &dear), None);
    }
}
