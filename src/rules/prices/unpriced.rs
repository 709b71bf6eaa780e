//! What the rules about missing prices have in common.

use crate::kinds::{Detail, Package, Terms};
use crate::rules::{Articles, Each};

/// Whether an article that the shop shows has to have prices of its own: not where its use or its details are paid
/// for, nor where it is sold with another article.
pub fn needs_prices(each: &Each<'_>, articles: &Articles<'_>) -> bool {
    each.is_shown
        && each.part.counters.is_empty()
        && !each.package.is_some_and(has_priced_details)
        && !articles.is_bundled(each.number())
}

/// Whether a package has details that have prices. Of those that it imports this is taken for granted.
fn has_priced_details(package: &Package) -> bool {
    package.import_details.is_some() || package.details.iter().any(is_priced)
}

fn is_priced(detail: &Detail) -> bool {
    has_prices(&detail.terms()) || detail.choices.iter().any(|choice| has_prices(&choice.terms()))
}

/// Whether there are prices in some terms, or may be in the enumeration that they name.
fn has_prices(terms: &Terms<'_>) -> bool {
    let by_period = [terms.prices, terms.unlimited_prices];
    terms.enumeration.is_some()
        || by_period.iter().any(|prices| !prices.is_empty())
        || [terms.overage_prices, terms.setup_fee].iter().any(|prices| !prices.is_empty())
}
