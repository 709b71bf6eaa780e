//! A16: amounts that are not whole.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A16",
    "fractional-amounts",
    "not whole",
    "Customers are offered amounts of a service that are not whole.",
    include_str!("../codes/A16.md"),
);

/// Finds amounts that are not whole.
pub struct FractionalAmounts;

impl Rule for FractionalAmounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        of_amounts(sight, told)
    }
}

fn told(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let list = amount.fractional()?;
    let second = list.iter().nth(1)?;
    let (number, first) = (amount.number(), list.first());
    let message = format!(
        "an amount of `{number}` is not whole: {second}, from {first} on in steps of {}",
        list.step()
    );
    let finding = Diagnostic::new(CODE, amount.at("step"), message);
    let alone = format!("to offer {first} alone, write a `max` below {second}");
    Some(finding.help(format!("write a whole step, such as `step: {}`\n{alone}", list.step().ceil())))
}
