//! B05: a detail is billed by statistics, but its value is not an integer.

use super::package_details::{DetailVariant, Details};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{Billing, ValueType};
use crate::rules::{Rule, RuleContext};

// A warning, because the detail can be sold all the same, although all usage is charged then, or none.
const CODE: Code = Code::error(
    "B05",
    "statistics-without-integer",
    "billed by statistics",
    "A detail is billed by statistics, but its value is not an integer.",
    include_str!("../codes/B05.md"),
)
.warning();

/// Reports details that are billed by statistics although their values are not integers.
pub struct Uncounted;

impl Rule for Uncounted {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_variants(|variant| of_variant(variant, details).into_iter().collect())
    }
}

fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Option<Diagnostic> {
    let known = details.type_of(variant.detail)?;
    let value = known.it.value;
    // Usage is a number of units, which only an integer can express.
    if variant.terms.billing != Billing::Statistics || value == ValueType::Integer {
        return None;
    }
    let message = format!(
        "{} is billed by statistics, which count units, but its value is not an integer",
        variant.words()
    );
    let label = format!("the value type is `{}`", value.as_str());
    let finding =
        Diagnostic::new(CODE, variant.at("billing"), message).also(known.root.child("value"), label);
    Some(finding.help("write `billing: ordered`, or change the `value` of the detail type to `integer`"))
}
