//! A15: the steps between the amounts of an extra service never reach the maximum.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

// A warning, because every amount in the list can be ordered; only the maximum is never offered.
const CODE: Code = Code::error(
    "A15",
    "unreached-maximum",
    "never reached",
    "The amounts of an extra service never reach the maximum.",
    include_str!("../codes/A15.md"),
)
.warning();

/// Reports maximums that the steps never reach.
pub struct UnreachedMaximum;

impl Rule for UnreachedMaximum {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        of_amounts(context, finding_for)
    }
}

fn finding_for(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    // Fractional steps are reported as A16.
    let list = amount.list().filter(|_| amount.fractional().is_none())?;
    // A list with a single amount is intentional: links can preselect only services that have an amount.
    if list.count() == 1 || list.last() == list.bound() {
        return None;
    }
    let (number, first, last, most) = (amount.number(), list.first(), list.last(), list.bound());
    let message = format!(
        "the amounts of `{number}`, from {first} in steps of {}, end at {last} and never reach {most}",
        list.step()
    );
    // A sum that does not fit is left out of the suggestion.
    let next = last.checked_add(list.step());
    let or = next.map_or_else(String::new, |next| format!(" or `max: {next}`"));
    let finding = Diagnostic::new(CODE, amount.at("max"), message).also(amount.at("step"), "the step");
    Some(finding.help(format!("write `max: {last}`{or}, or a different step")))
}
