//! Prices that do not depend on the period, in some currencies and not in others.

use super::CODE;
use crate::diagnostic::{Diagnostic, list};
use crate::kinds::Billing;
use crate::model::{Period, Prices};
use crate::rules::details::package_details::Way;
use crate::rules::details::prices::in_currency;

/// What is missing where a detail has overage prices or a setup fee at all: without any, nothing is charged.
pub fn of_way(way: &Way<'_>, currencies: &[String]) -> Vec<Diagnostic> {
    let terms = &way.terms;
    let charged = [
        ("overage_prices", "overage price", Billing::Statistics, terms.overage_prices),
        ("setup_fee", "setup fee", Billing::Ordered, terms.setup_fee),
    ];
    let of = |(field, what, billing, prices): (&str, &str, Billing, &Prices)| {
        // A period in the place of a currency is a finding of its own.
        let is_by_period = prices.keys().any(|currency| currency.name().parse::<Period>().is_ok());
        if prices.is_empty() || terms.billing != billing || is_by_period {
            return None;
        }
        let lacks = |currency: &&str| in_currency(prices, currency).is_none();
        let missing: Vec<&str> = currencies.iter().map(String::as_str).filter(lacks).collect();
        if missing.is_empty() {
            return None;
        }
        let message = format!("{} has no {what} in {}", way.words(), list(&missing, "and"));
        let finding = Diagnostic::new(CODE, way.at(field).key(), message);
        Some(finding.help("write it in every currency of the manifest, and 0.00 where nothing is charged"))
    };
    charged.into_iter().filter_map(of).collect()
}
