//! B11: a price of a detail is missing for a period and currency of the package, or is for a period that no package
//! offers.

mod currencies;
mod missing;
mod unoffered;

use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

// An error, because customers without a price in their currency cannot order the detail, or get it for free.
const CODE: Code = Code::error(
    "B11",
    "missing-price",
    "missing price",
    "A detail that can be ordered lacks a price for a period in some currency, or has one for a period that is not offered.",
    include_str!("../codes/B11.md"),
);

/// Reports missing prices, and prices for periods that no package offers.
pub struct Priced;

impl Rule for Priced {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let (details, currencies) = (&*context.details, &context.catalog.manifest().currencies);
        let mut findings = details.of_packages(|holder| missing::of_package(holder, details, currencies));
        findings.extend(details.of_variants(|variant| currencies::of_variant(variant, currencies)));
        findings.extend(unoffered::find(details));
        findings
    }
}
