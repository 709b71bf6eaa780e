//! A13: the step between the amounts of an extra service is 0.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

// An error, because the shop's list of amounts would never end.
const CODE: Code = Code::error(
    "A13",
    "zero-step",
    "zero step",
    "The step between the amounts of an extra service is 0.",
    include_str!("../codes/A13.md"),
);

/// Reports steps of 0.
pub struct ZeroStep;

impl Rule for ZeroStep {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        of_amounts(context, finding_for)
    }
}

fn finding_for(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    // An amount cannot be negative, so 0 is the only step that goes nowhere.
    amount.choice.step.filter(|step| step.decimal().is_zero())?;
    let message = format!("the step between the amounts of `{}` is 0", amount.number());
    let finding = Diagnostic::new(CODE, amount.at("step"), message);
    Some(finding.help("write the difference between two amounts, for example `step: 1`"))
}
