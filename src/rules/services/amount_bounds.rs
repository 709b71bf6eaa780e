//! A14: the minimum amount of an extra service is greater than the maximum, or is 0.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::rules::{Rule, RuleContext};

// An error, because with reversed bounds the shop's list is empty: no one can order the service.
const CODE: Code = Code::error(
    "A14",
    "amount-bounds",
    "greater than `max`",
    "The minimum amount of an extra service is greater than the maximum, or is 0.",
    include_str!("../codes/A14.md"),
);

/// Reports minimums that are greater than the maximum, and minimums of 0.
pub struct AmountBounds;

impl Rule for AmountBounds {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        of_amounts(context, finding_for)
    }
}

fn finding_for(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let (number, min) = (amount.number(), amount.choice.min?);
    match amount.choice.max {
        Some(max) if min > max => {
            let message = format!(
                "no amount of `{number}` can be ordered: the minimum of {min} is greater than the maximum of {max}"
            );
            let finding =
                Diagnostic::new(CODE, amount.at("min"), message).also(amount.at("max"), "less than `min`");
            // Swapping the two would give a minimum of 0, which is reported as well.
            let help = if max == 0 {
                "write a `max` that is not less than `min`".to_owned()
            } else {
                format!("did you mean `min: {max}` and `max: {min}`?")
            };
            Some(finding.help(help))
        }
        _ if min == 0 => Some(zero_minimum(amount)),
        _ => None,
    }
}

/// Reports a minimum of 0. This is a warning, because customers can still order the service.
fn zero_minimum(amount: &Amount<'_, '_>) -> Diagnostic {
    let message = format!("customers can order 0 of `{}`, and this amount is preselected", amount.number());
    let finding = Diagnostic::new(CODE, amount.at("min"), message).labelled("an amount of 0");
    let finding = finding.help("write the smallest amount that makes sense, for example `min: 1`");
    Diagnostic { severity: Severity::Warning, ..finding }
}
