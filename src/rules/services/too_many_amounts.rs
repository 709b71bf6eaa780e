//! A17: lists of amounts that are too long to choose from.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic, grouped};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A17",
    "too-many-amounts",
    "makes a long list",
    "A list of the amounts of a service is too long to choose from.",
    include_str!("../codes/A17.md"),
)
.warning();

/// Finds long lists of amounts.
pub struct TooManyAmounts;

impl Rule for TooManyAmounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        of_amounts(sight, told)
    }
}

/// How many amounts a customer can look through.
const MOST: u64 = 200;

fn told(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let list = amount.list().filter(|_| amount.fractional().is_none())?;
    let count = list.count();
    if count <= MOST {
        return None;
    }
    let (number, first, last) = (amount.number(), list.first(), list.last());
    let message = format!(
        "customers choose an amount of `{number}` from {} in one list, {first} to {last}",
        grouped(count)
    );
    let finding = Diagnostic::new(CODE, amount.at("step"), message).also(amount.at("max"), "up to here");
    Some(
        finding.help(format!("raise `step`, or lower `max`: up to {MOST} amounts are a list to choose from")),
    )
}
