//! B06: the included amount, the step and the maximum of a detail contradict each other.

use super::package_details::{DetailVariant, Details};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Billing;
use crate::model::Limit;
use crate::rules::{Rule, RuleContext};

// An error, because with such amounts nothing can be ordered, or the package includes more than is allowed.
const CODE: Code = Code::error(
    "B06",
    "contradictory-amounts",
    "contradictory",
    "The included amount, the step and the maximum of a detail contradict each other.",
    include_str!("../codes/B06.md"),
);

/// Reports details whose included amount, step and maximum contradict each other.
pub struct Amounts;

impl Rule for Amounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_variants(|variant| of_variant(variant, details))
    }
}

fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    // Amounts of a value without a number are reported as B02.
    // An unknown detail type is checked all the same, since the amounts contradict each other in any case.
    if details.type_of(variant.detail).is_some_and(|known| !known.it.value.has_number()) {
        return Vec::new();
    }
    // Steps matter only to orders, so the maximum of any other detail need not be a multiple.
    let unreached = || unreached_maximum(variant).filter(|_| variant.terms.billing == Billing::Ordered);
    // A maximum that is too low explains one that is not reached, so only the former is reported.
    no_step(variant).into_iter().chain(above_maximum(variant).or_else(unreached)).collect()
}

fn no_step(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    if variant.terms.step() > 0 {
        return None;
    }
    let message = format!("the step of {} is 0: customers can never order more", variant.words());
    let finding = Diagnostic::new(CODE, variant.at("step"), message).labelled("zero step");
    Some(finding.help("write a step of 1 or more, or omit `step`, which means 1"))
}

fn above_maximum(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    let (included, maximum) = (variant.terms.included_amount(), variant.terms.maximum());
    if included <= maximum {
        return None;
    }
    let (least, detail) = (shown(included), variant.words());
    let message = format!("{detail} includes {least}, more than its maximum of {}", shown(maximum));
    let finding =
        Diagnostic::new(CODE, variant.at("maximum"), message).labelled("less than the included amount");
    let help = match included {
        Limit::Of(_) => {
            format!("write a maximum of {least} or more: the included amount counts toward the maximum")
        }
        Limit::Unlimited => "remove `maximum`, or include a number instead of `unlimited`".to_owned(),
    };
    Some(finding.also(variant.at("included"), "included").help(help))
}

/// Reports a maximum that no order can reach exactly. The billing system allows such a maximum, but it is probably a
/// mistake.
fn unreached_maximum(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    let (Limit::Of(included), Limit::Of(maximum)) =
        (variant.terms.included_amount(), variant.terms.maximum())
    else {
        return None;
    };
    let step = variant.terms.step();
    // `checked_rem` returns `None` for a step of 0, which `no_step` reports.
    let rest = maximum.checked_sub(included)?.checked_rem(step)?;
    if rest == 0 {
        return None;
    }
    Some(not_reached(variant, maximum, (maximum - rest, included)))
}

fn not_reached(variant: &DetailVariant<'_>, maximum: u32, (reached, included): (u32, u32)) -> Diagnostic {
    // In 64 bits, because the next step can exceed the greatest amount.
    let next = u64::from(reached) + u64::from(variant.terms.step());
    let (most, help) = match reached == included {
        true => (
            format!("the first step already leads to {next}"),
            format!("write a maximum of {next}, or a smaller step"),
        ),
        false => (
            format!("the most that they can order is {reached}"),
            format!("write a maximum of {reached} or {next}, or a different step"),
        ),
    };
    let message = format!("customers cannot order the maximum of {maximum} of {}: {most}", variant.words());
    // Only a warning: the price list promises an amount that no one can order, but every order is still valid.
    let finding = Diagnostic::new(CODE.warning(), variant.at("maximum"), message).labelled("not reached");
    let finding = match variant.terms.step {
        Some(_) => finding.also(variant.at("step"), "the step"),
        None => finding,
    };
    finding.help(help)
}

fn shown(limit: Limit) -> String {
    match limit {
        Limit::Of(amount) => amount.to_string(),
        Limit::Unlimited => "an unlimited amount".to_owned(),
    }
}
