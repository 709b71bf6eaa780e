//! A18: the `amount` of an extra service has some of its four keys, but not all.

use super::amounts::{Amount, of_amounts};
use crate::diagnostic::{Code, Diagnostic, list};
use crate::kinds::Choice;
use crate::rules::{Rule, RuleContext};

// A warning, because customers can still order the service; only links cannot preselect it.
const CODE: Code = Code::error(
    "A18",
    "incomplete-amount",
    "incomplete",
    "The `amount` of an extra service has some of its four keys, but not all.",
    include_str!("../codes/A18.md"),
)
.warning();

/// Reports an `amount` that lacks some of its four keys.
pub struct IncompleteAmounts;

impl Rule for IncompleteAmounts {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        of_amounts(context, finding_for)
    }
}

fn finding_for(amount: &Amount<'_, '_>) -> Option<Diagnostic> {
    let Choice { min, max, step, unit } = amount.choice;
    let fields =
        [("min", min.is_some()), ("max", max.is_some()), ("step", step.is_some()), ("unit", unit.is_some())];
    let missing: Vec<&str> = fields.iter().filter(|(_, given)| !given).map(|(field, _)| *field).collect();
    // With none of the keys, the service has no amounts.
    if missing.is_empty() || missing.len() == fields.len() {
        return None;
    }
    let number = amount.number();
    let lacks = list(&missing, "and");
    let message = match missing.as_slice() {
        ["unit"] => format!("links cannot preselect `{number}`: its `amount` has no `unit`"),
        _ => format!(
            "the amounts of `{number}` are incomplete: {lacks} {} missing",
            if missing.len() == 1 { "is" } else { "are" }
        ),
    };
    let finding = Diagnostic::new(CODE, amount.place().key(), message);
    // An empty unit is valid and different from none (domain.md §1), which is easy to miss.
    let unit = if unit.is_none() { "\nif the unit has no name, write `unit: \"\"`" } else { "" };
    Some(finding.help(format!("add {lacks}: the shop needs all four keys{unit}")))
}
