//! B14: a detail has `multiply_setup_fee: false` but no setup fee.

use super::package_details::DetailVariant;
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

// A warning, because the setting does nothing without a fee, and charges no one.
const CODE: Code = Code::error(
    "B14",
    "no-setup-fee",
    "no setup fee to multiply",
    "A detail has `multiply_setup_fee: false` but no setup fee.",
    include_str!("../codes/B14.md"),
)
.warning();

/// Reports details that have `multiply_setup_fee: false` but no setup fee.
pub struct SetupFee;

impl Rule for SetupFee {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.details.of_variants(|variant| of_variant(variant).into_iter().collect())
    }
}

fn of_variant(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    // `true` is the default, which says nothing.
    if *variant.terms.multiply_setup_fee || !variant.terms.setup_fee.is_empty() {
        return None;
    }
    let message = format!(
        "`multiply_setup_fee` of {} has no effect: the {} has no setup fee",
        variant.words(),
        variant.noun()
    );
    let finding = Diagnostic::new(CODE, variant.at("multiply_setup_fee").key(), message);
    Some(finding.help("add `setup_fee`, or remove `multiply_setup_fee`"))
}
