//! A18: amounts with some but not all of their four fields.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic, list};
use crate::kinds::Choice;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A18",
    "incomplete-amount",
    "not all that links need",
    "A service has some but not all of the four fields of amounts.",
    include_str!("../codes/A18.md"),
)
.warning();

/// Finds amounts that lack a field.
pub struct IncompleteAmounts;

impl Rule for IncompleteAmounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        of_amounts(sight, told)
    }
}

fn told(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let Choice { min, max, step, unit } = amount.choice;
    let fields =
        [("min", min.is_some()), ("max", max.is_some()), ("step", step.is_some()), ("unit", unit.is_some())];
    let missing: Vec<&str> = fields.iter().filter(|(_, given)| !given).map(|(field, _)| *field).collect();
    if missing.is_empty() || missing.len() == fields.len() {
        return None;
    }
    let number = amount.number();
    let lacks = list(&missing, "and");
    let message = match missing.as_slice() {
        ["unit"] => format!("no link can select `{number}` beforehand: its `amount` has no `unit`"),
        _ => format!(
            "the amounts of `{number}` are incomplete: {lacks} {} missing",
            if missing.len() == 1 { "is" } else { "are" }
        ),
    };
    let finding = Diagnostic::new(CODE, amount.place().key(), message);
    let unit = if unit.is_none() { "\na unit without a name is `unit: \"\"`" } else { "" };
    Some(finding.help(format!("add {lacks}: the shop wants all four{unit}")))
}
