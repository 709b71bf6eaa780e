//! Finds overage prices and setup fees that are given in some currencies but not in all.

use super::CODE;
use crate::diagnostic::{Diagnostic, list};
use crate::kinds::Billing;
use crate::model::{Period, Prices};
use crate::rules::details::package_details::DetailVariant;
use crate::rules::details::prices::in_currency;

/// Reports currencies in which the overage price or the setup fee is missing. If there is no price in any currency,
/// nothing is reported, because nothing is charged.
pub fn of_variant(variant: &DetailVariant<'_>, currencies: &[String]) -> Vec<Diagnostic> {
    let terms = &variant.terms;
    let charged = [
        ("overage_prices", "overage price", Billing::Statistics, terms.overage_prices),
        // Charged once when the detail is ordered, so details that are not ordered need none.
        ("setup_fee", "setup fee", Billing::Ordered, terms.setup_fee),
    ];
    let check = |(field, what, billing, prices): (&str, &str, Billing, &Prices)| {
        // A period in place of a currency is reported elsewhere.
        let is_by_period = prices.keys().any(|currency| currency.name().parse::<Period>().is_ok());
        // With a different billing these prices are never charged, so none is missing.
        if prices.is_empty() || terms.billing != billing || is_by_period {
            return None;
        }
        let lacks = |currency: &&str| in_currency(prices, currency).is_none();
        let missing: Vec<&str> = currencies.iter().map(String::as_str).filter(lacks).collect();
        if missing.is_empty() {
            return None;
        }
        let message = format!("{} has no {what} in {}", variant.words(), list(&missing, "and"));
        let finding = Diagnostic::new(CODE, variant.at(field).key(), message);
        // A customer pays in one currency, so a price in another one does not help.
        Some(finding.help("write one for every currency of the manifest, 0.00 if nothing is charged"))
    };
    charged.into_iter().filter_map(check).collect()
}
