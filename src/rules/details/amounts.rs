//! B06: the included amount, the step and the maximum of a detail contradict each other.

use super::package_details::{Details, Way};
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
        details.of_ways(|way| of_way(way, details))
    }
}

fn of_way(way: &Way<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    // Amounts of a value without a number are reported as B02.
    // An unknown detail type is checked all the same, since the amounts contradict each other in any case.
    if details.type_of(way.detail).is_some_and(|known| !known.it.value.has_number()) {
        return Vec::new();
    }
    // Steps matter only to orders, so the maximum of any other detail need not be a multiple.
    let unreached = || unreached_maximum(way).filter(|_| way.terms.billing == Billing::Ordered);
    // A maximum that is too low explains one that is not reached, so only the former is reported.
    no_step(way).into_iter().chain(above_maximum(way).or_else(unreached)).collect()
}

fn no_step(way: &Way<'_>) -> Option<Diagnostic> {
    if way.terms.step() > 0 {
        return None;
    }
    let message = format!("the step of {} is 0: customers can never order more", way.words());
    let finding = Diagnostic::new(CODE, way.at("step"), message).labelled("zero step");
    Some(finding.help("write a step of 1 or more, or omit `step`, which means 1"))
}

fn above_maximum(way: &Way<'_>) -> Option<Diagnostic> {
    let (included, maximum) = (way.terms.included_amount(), way.terms.maximum());
    if included <= maximum {
        return None;
    }
    let (least, detail) = (shown(included), way.words());
    let message = format!("{detail} includes {least}, more than its maximum of {}", shown(maximum));
    let finding = Diagnostic::new(CODE, way.at("maximum"), message).labelled("less than the included amount");
    let help = match included {
        Limit::Of(_) => {
            format!("write a maximum of {least} or more: the included amount counts toward the maximum")
        }
        Limit::Unlimited => "remove `maximum`, or include a number instead of `unlimited`".to_owned(),
    };
    Some(finding.also(way.at("included"), "included").help(help))
}

/// Reports a maximum that no order can reach exactly. The billing system allows such a maximum, but it is probably a
/// mistake.
fn unreached_maximum(way: &Way<'_>) -> Option<Diagnostic> {
    let (Limit::Of(included), Limit::Of(maximum)) = (way.terms.included_amount(), way.terms.maximum()) else {
        return None;
    };
    let step = way.terms.step();
    // `checked_rem` returns `None` for a step of 0, which `no_step` reports.
    let rest = maximum.checked_sub(included)?.checked_rem(step)?;
    if rest == 0 {
        return None;
    }
    Some(not_reached(way, maximum, (maximum - rest, included)))
}

fn not_reached(way: &Way<'_>, maximum: u32, (reached, included): (u32, u32)) -> Diagnostic {
    // In 64 bits, because the next step can exceed the greatest amount.
    let next = u64::from(reached) + u64::from(way.terms.step());
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
    let message = format!("customers cannot order the maximum of {maximum} of {}: {most}", way.words());
    // Only a warning: the price list promises an amount that no one can order, but every order is still valid.
    let finding = Diagnostic::new(CODE.warning(), way.at("maximum"), message).labelled("not reached");
    let finding = match way.terms.step {
        Some(_) => finding.also(way.at("step"), "the step"),
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
