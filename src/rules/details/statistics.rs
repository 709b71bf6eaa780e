//! B04: a detail has fields for statistics but is not billed by statistics, or is billed by statistics but lacks these
//! fields.

use super::package_details::DetailVariant;
use super::prices::has_any;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Billing;
use crate::rules::{Rule, RuleContext};

// An error, because usage that should be charged is not counted, or is counted but costs nothing.
const CODE: Code = Code::error(
    "B04",
    "statistics-field",
    "does not fit `billing`",
    "A detail has fields for statistics but is not billed by statistics, or is billed by statistics without them.",
    include_str!("../codes/B04.md"),
);

/// Reports fields for statistics that have no effect or are missing, depending on how the detail is billed.
pub struct StatisticsFields;

impl Rule for StatisticsFields {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let of_variant = |variant: &DetailVariant<'_>| match variant.terms.billing {
            Billing::Statistics => missing(variant).into_iter().chain(never_charged(variant)).collect(),
            _ => unfit(variant),
        };
        let details = &*context.details;
        // The terms of a compound detail are not sold, but statistics on it are still in the wrong place.
        let compound =
            |variant: &DetailVariant<'_>| if variant.is_compound() { unfit(variant) } else { Vec::new() };
        let mut findings = details.of_variants(of_variant);
        findings.extend(
            details.of_packages(|holder| holder.own().flat_map(|variant| compound(&variant)).collect()),
        );
        findings
    }
}

/// Reports fields for statistics on a detail that is not billed by statistics.
fn unfit(variant: &DetailVariant<'_>) -> Vec<Diagnostic> {
    let terms = &variant.terms;
    let given =
        [("statistics", terms.statistics.is_some()), ("overage_prices", !terms.overage_prices.is_empty())];
    let finding = |(field, _): (&str, bool)| {
        let message = format!(
            "`{field}` of {} has no effect: the {} is not billed by statistics",
            variant.words(),
            variant.noun()
        );
        // In a compound detail, one of the choices may be billed by statistics.
        let help = match variant.is_compound() && variant.choice.is_none() {
            true => format!("move `{field}` to the choice that is billed by statistics"),
            false => format!("remove `{field}`, or write `billing: statistics`"),
        };
        Diagnostic::new(CODE, variant.at(field).key(), message)
            .also(variant.at("billing"), "how it is billed")
            .help(help)
    };
    given.into_iter().filter(|(_, is_given)| *is_given).map(finding).collect()
}

fn missing(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    // Without `overage_prices`, usage is free, which may be intended; without `statistics`, it cannot be counted.
    if variant.terms.statistics.is_some() {
        return None;
    }
    let message =
        format!("{} is billed by statistics but does not say how usage is counted", variant.words());
    let finding = Diagnostic::new(CODE, variant.at("billing"), message).labelled("needs `statistics`");
    Some(
        finding.help(
            "add `statistics`, for example `statistics: { overage_period: month, aggregation: sum, price_per: month }`",
        ),
    )
}

/// Reports order prices on a detail that is never ordered. They are allowed, but were probably intended as overage
/// prices.
fn never_charged(variant: &DetailVariant<'_>) -> Vec<Diagnostic> {
    let terms = &variant.terms;
    let named = terms.value_prices.iter().any(|(_, prices)| has_any(prices));
    let given = [
        ("prices", has_any(terms.prices)),
        ("value_prices", named),
        ("unlimited_prices", has_any(terms.unlimited_prices)),
    ];
    let finding = |(field, _): (&str, bool)| {
        let message = format!(
            "`{field}` of {} are never charged: the {} is billed by usage",
            variant.words(),
            variant.noun()
        );
        Diagnostic::new(CODE.warning(), variant.at(field).key(), message)
            .labelled("never charged")
            .also(variant.at("billing"), "how it is billed")
            .help("write the price of usage beyond the included amount in `overage_prices`")
    };
    given.into_iter().filter(|(_, is_given)| *is_given).map(finding).collect()
}
