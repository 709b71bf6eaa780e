//! B05: usage-based billing of a detail whose value is not an integer.

use super::package_details::{Details, Way};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{Billing, ValueType};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "B05",
    "statistics-without-integer",
    "by statistics",
    "A detail is billed by statistics, but its value is not an integer.",
    include_str!("../codes/B05.md"),
)
.warning();

/// Finds details that are billed by statistics although their values are not integers.
pub struct Uncounted;

impl Rule for Uncounted {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let details = &*sight.details;
        details.of_ways(|way| of_way(way, details).into_iter().collect())
    }
}

fn of_way(way: &Way<'_>, details: &Details<'_>) -> Option<Diagnostic> {
    let known = details.type_of(way.detail)?;
    let value = known.it.value;
    if way.terms.billing != Billing::Statistics || value == ValueType::Integer {
        return None;
    }
    let message = format!("{} is billed by statistics, which count a number of units", way.words());
    let label = format!("the value is of the type `{}`", value.as_str());
    let finding = Diagnostic::new(CODE, way.at("billing"), message).also(known.root.child("value"), label);
    Some(finding.help("bill it by what is ordered, or let the value of its type be an `integer`"))
}
