//! A14: amounts whose least is above the most, or 0.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A14",
    "amount-bounds",
    "not in order",
    "The least amount of a service is above the most, or nothing.",
    include_str!("../codes/A14.md"),
);

/// Finds bounds of amounts that are not in order.
pub struct AmountBounds;

impl Rule for AmountBounds {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        of_amounts(sight, told)
    }
}

fn told(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let (number, min) = (amount.number(), amount.choice.min?);
    match amount.choice.max {
        Some(max) if min > max => {
            let message =
                format!("no amount of `{number}` can be ordered: the least is {min}, the most {max}");
            let finding =
                Diagnostic::new(CODE, amount.at("min"), message).also(amount.at("max"), "less than `min`");
            let help = if max == 0 {
                "write a `max` that is not below `min`".to_owned()
            } else {
                format!("did you mean `min: {max}` and `max: {min}`?")
            };
            Some(finding.help(help))
        }
        _ if min == 0 => Some(nothing(amount)),
        _ => None,
    }
}

/// To order none of a service is not to order it.
fn nothing(amount: &Amount<'_, '_>) -> Diagnostic {
    let message = format!("customers can order 0 of `{}`, and the choice begins with that", amount.number());
    let finding = Diagnostic::new(CODE, amount.at("min"), message).labelled("nobody orders 0");
    let finding = finding.help("write the least that makes sense, such as `min: 1`");
    Diagnostic { severity: Severity::Warning, ..finding }
}
