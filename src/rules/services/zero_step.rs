//! A13: steps of 0 between amounts.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A13",
    "zero-step",
    "never gets further",
    "The step between the amounts of a service is 0.",
    include_str!("../codes/A13.md"),
);

/// Finds steps of 0.
pub struct ZeroStep;

impl Rule for ZeroStep {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        of_amounts(sight, told)
    }
}

fn told(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    amount.choice.step.filter(|step| step.decimal().is_zero())?;
    let message = format!("the step between the amounts of `{}` is 0", amount.number());
    let finding = Diagnostic::new(CODE, amount.at("step"), message);
    Some(finding.help("write what lies between two amounts, such as `step: 1`"))
}
