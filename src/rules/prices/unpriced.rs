//! Decides which articles need prices, for the rules about missing prices.

use crate::kinds::{Detail, Package, Terms};
use crate::rules::{ArticleView, Articles};

/// Whether an article needs prices. It does if the shop shows it, and if customers do not pay for it through counters,
/// details or a bundle.
pub fn needs_prices(each: &ArticleView<'_>, articles: &Articles<'_>) -> bool {
    each.is_shown
        && each.part.counters.is_empty()
        && !each.package.is_some_and(has_priced_details)
        && !articles.is_bundled(each.number())
}

/// Whether a package has details with prices. Imported details are assumed to have prices.
fn has_priced_details(package: &Package) -> bool {
    // Imports are not followed: a missed finding is better than a wrong one.
    package.import_details.is_some() || package.details.iter().any(is_priced)
}

fn is_priced(detail: &Detail) -> bool {
    has_prices(&detail.terms()) || detail.choices.iter().any(|choice| has_prices(&choice.terms()))
}

/// Whether the terms contain prices. Terms with an enumeration are assumed to have prices.
fn has_prices(terms: &Terms<'_>) -> bool {
    let by_period = [terms.prices, terms.unlimited_prices];
    // The values of an enumeration have prices of their own, which are not looked up here.
    terms.enumeration.is_some()
        || by_period.iter().any(|prices| !prices.is_empty())
        || [terms.overage_prices, terms.setup_fee].iter().any(|prices| !prices.is_empty())
}
