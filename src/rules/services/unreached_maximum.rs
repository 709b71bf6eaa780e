//! A15: amounts whose greatest the steps pass over.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A15",
    "unreached-maximum",
    "never reached",
    "The steps between the amounts of a service pass over the most.",
    include_str!("../codes/A15.md"),
)
.warning();

/// Finds greatest amounts that no step reaches.
pub struct UnreachedMaximum;

impl Rule for UnreachedMaximum {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        of_amounts(sight, told)
    }
}

fn told(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let list = amount.list().filter(|_| amount.fractional().is_none())?;
    // One amount alone is how a service is made one that links can select.
    if list.count() == 1 || list.last() == list.bound() {
        return None;
    }
    let (number, first, last, most) = (amount.number(), list.first(), list.last(), list.bound());
    let message = format!(
        "the amounts of `{number}` end at {last}, and never reach {most}: from {first} on in steps of {}",
        list.step()
    );
    let next = last.checked_add(list.step());
    let or = next.map_or_else(String::new, |next| format!(" or `max: {next}`"));
    let finding = Diagnostic::new(CODE, amount.at("max"), message).also(amount.at("step"), "the step");
    Some(finding.help(format!("write `max: {last}`{or}, or another step")))
}
