//! B07: a detail is billed by order, but the package already includes everything that customers could order.

use super::package_details::{DetailVariant, Details};
use super::prices::has_any;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ValueType;
use crate::model::Limit;
use crate::rules::{Rule, RuleContext};

// A warning, because no order is charged wrongly: the provider only sells less than planned.
const CODE: Code = Code::error(
    "B07",
    "all-included",
    "nothing left to order",
    "A detail is billed by what customers order, but the package already includes all of it.",
    include_str!("../codes/B07.md"),
)
.warning();

/// Reports details that are billed by order although customers cannot order anything.
pub struct NothingToOrder;

impl Rule for NothingToOrder {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_variants(|variant| of_variant(variant, details).into_iter().collect())
    }
}

/// Whether the package already includes everything that customers could order for a detail. This is always false for
/// the value type `enumeration_with_number`, because the package includes only one of the values.
pub(super) fn is_all_included(variant: &DetailVariant<'_>, value: ValueType, details: &Details<'_>) -> bool {
    let terms = &variant.terms;
    match value {
        ValueType::Boolean => terms.is_included(),
        ValueType::Integer => {
            // With a price for an unlimited amount, customers can still order that.
            // If it includes everything already, a price for an unlimited amount offers nothing new.
            let can_be_unlimited =
                terms.included_amount() != Limit::Unlimited && has_any(terms.unlimited_prices);
            terms.included_amount() == terms.maximum() && !can_be_unlimited
        }
        ValueType::Enumeration => {
            let mut enabled = details.values_of(terms).iter().filter(|value| *value.enabled);
            enabled.next().is_some_and(|only| Some(&only.name) == terms.included_value)
                && enabled.next().is_none()
        }
        // The other values can still be ordered.
        ValueType::EnumerationWithNumber => false,
    }
}

fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Option<Diagnostic> {
    let value = details.type_of(variant.detail)?.it.value;
    if !variant.is_on_order() || !is_all_included(variant, value, details) {
        return None;
    }
    let (why, help) = reason(variant, value);
    let message = format!("{} leaves customers nothing to order: {why}", variant.words());
    let terms = &variant.terms;
    let fields = [
        ("maximum", terms.maximum.is_some()),
        ("included", terms.included.is_some()),
        ("included_value", terms.included_value.is_some()),
        ("enumeration", terms.enumeration.is_some()),
    ];
    // The first field that the author has written is the one that can be corrected.
    let field = fields.into_iter().find(|(_, is_given)| *is_given);
    let place = field.map_or(variant.head(), |(field, _)| variant.at(field));
    let finding =
        Diagnostic::new(CODE, place, message).also(variant.at("billing"), "billed by what is ordered");
    Some(finding.help(format!("{help}, or write `billing: none`")))
}

/// Returns the reason why customers cannot order anything, and the help text.
fn reason(variant: &DetailVariant<'_>, value: ValueType) -> (String, &'static str) {
    match (value, variant.terms.maximum()) {
        (ValueType::Boolean, _) => ("the package already includes it".to_owned(), "do not include it"),
        (ValueType::Enumeration, _) => {
            ("the included value is the only one that is enabled".to_owned(), "enable another value")
        }
        (_, Limit::Unlimited) => {
            ("the package includes an unlimited amount".to_owned(), "include a number instead of `unlimited`")
        }
        (_, Limit::Of(maximum)) => (
            format!("the package includes the maximum of {maximum}"),
            "include less, or write a higher maximum",
        ),
    }
}
