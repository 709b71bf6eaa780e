//! B08: a detail with `billing: none` has prices or a setup fee.

use super::package_details::DetailVariant;
use super::prices::has_any;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Billing;
use crate::rules::{Rule, RuleContext};

// A warning, because no one is charged wrongly: the prices are never used.
const CODE: Code = Code::error(
    "B08",
    "price-without-billing",
    "never charged",
    "A detail that is not billed has prices or a setup fee.",
    include_str!("../codes/B08.md"),
)
.warning();

/// Reports prices and setup fees of details that are not billed.
pub struct Unbilled;

impl Rule for Unbilled {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.details.of_variants(of_variant)
    }
}

fn of_variant(variant: &DetailVariant<'_>) -> Vec<Diagnostic> {
    let terms = &variant.terms;
    if terms.billing != Billing::None {
        return Vec::new();
    }
    // Overage prices are reported as B04.
    let given = [
        ("prices", has_any(terms.prices)),
        ("value_prices", terms.value_prices.iter().any(|(_, prices)| has_any(prices))),
        ("unlimited_prices", has_any(terms.unlimited_prices)),
        ("setup_fee", !terms.setup_fee.is_empty()),
    ];
    let finding = |(field, _): (&str, bool)| {
        let message =
            format!("`{field}` of {} has no effect: the {} is not billed", variant.words(), variant.noun());
        Diagnostic::new(CODE, variant.at(field).key(), message)
            .also(variant.at("billing"), "not billed")
            .help(format!("write `billing: ordered`, or remove `{field}`"))
    };
    given.into_iter().filter(|(_, is_given)| *is_given).map(finding).collect()
}
