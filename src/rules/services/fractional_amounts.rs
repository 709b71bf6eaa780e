//! A16: some amounts of an extra service are not whole numbers.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

// An error, because it is not known what the billing system does with a fraction: it stores whole bounds.
const CODE: Code = Code::error(
    "A16",
    "fractional-amounts",
    "not a whole number",
    "Some of the amounts of an extra service are not whole numbers.",
    include_str!("../codes/A16.md"),
);

/// Reports amounts that are not whole numbers.
pub struct FractionalAmounts;

impl Rule for FractionalAmounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        of_amounts(context, finding_for)
    }
}

fn finding_for(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let list = amount.fractional()?;
    // The first amount is `min`, which is a whole number, so the second one shows the problem.
    let second = list.iter().nth(1)?;
    let (number, first) = (amount.number(), list.first());
    let message = format!(
        "the amounts of `{number}`, from {first} in steps of {}, include {second}, which is not a whole number",
        list.step()
    );
    let finding = Diagnostic::new(CODE, amount.at("step"), message);
    // A step of 1.1 with a list of one is the vendor's own idiom (domain.md A15).
    let alone = format!("to offer only {first}, write a `max` below {second}");
    Some(finding.help(format!(
        "write a whole number as the step, for example `step: {}`\n{alone}",
        list.step().ceil()
    )))
}
