//! B11: details that can be ordered and are not priced for every period in every currency, and prices for periods that
//! nothing offers.

mod currencies;
mod missing;
mod unoffered;

use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "B11",
    "missing-price",
    "a price is missing",
    "A detail that can be ordered has no price for a period in a currency, or one for a period that nothing offers.",
    include_str!("../codes/B11.md"),
);

/// Finds prices that are missing, and prices for periods that nothing offers.
pub struct Priced;

impl Rule for Priced {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let (details, currencies) = (&*sight.details, &sight.catalog.manifest().currencies);
        let mut findings = details.of_packages(|holder| missing::of_package(holder, details, currencies));
        findings.extend(details.of_ways(|way| currencies::of_way(way, currencies)));
        findings.extend(unoffered::find(details));
        findings
    }
}
