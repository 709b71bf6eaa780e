//! A17: the list of amounts that customers choose from is too long.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic, grouped};
use crate::rules::{Rule, RuleContext};

// A warning, because a long list works; customers just cannot find an amount in it.
const CODE: Code = Code::error(
    "A17",
    "too-many-amounts",
    "results in a long list",
    "The list of amounts of an extra service is too long to choose from.",
    include_str!("../codes/A17.md"),
)
.warning();

/// Reports lists with more than 200 amounts.
pub struct TooManyAmounts;

impl Rule for TooManyAmounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        of_amounts(context, finding_for)
    }
}

/// The maximum number of amounts that customers can reasonably choose from.
const MOST: u64 = 200;

fn finding_for(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    // Fractional steps are reported as A16. Fixing them shortens the list.
    let list = amount.list().filter(|_| amount.fractional().is_none())?;
    let count = list.count();
    if count <= MOST {
        return None;
    }
    let (number, first, last) = (amount.number(), list.first(), list.last());
    let message = format!(
        "customers have to choose an amount of `{number}` from a list of {}, from {first} to {last}",
        grouped(count)
    );
    let finding = Diagnostic::new(CODE, amount.at("step"), message).also(amount.at("max"), "up to here");
    Some(finding.help(format!(
        "raise `step` or lower `max`, so that there are at most {MOST} amounts to choose from"
    )))
}
