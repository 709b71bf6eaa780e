//! The limits of a package, including those that its details add. Packages are compared by their limits.

use super::{DetailVariant, Offer, TypedArticle};
use crate::kinds::Package;
use crate::model::Limit;
use std::collections::BTreeMap;

/// The included amount of each service, by the name of the service. `None` means unlimited.
pub type Limits<'a> = BTreeMap<&'a str, Option<u64>>;

impl<'a> Offer<'a> {
    /// The limits of a package: those under `limits`, plus the included amounts of details whose types name a limit.
    /// For a compound detail, only the default choice counts: the first one that is enabled.
    pub fn limits(&self, package: &TypedArticle<'a, Package>) -> Limits<'a> {
        let mut limits = Limits::new();
        let own = package.own().limits.iter().map(|(service, limit)| (service.name(), units(*limit, 1)));
        let details = self.details(package);
        let raised = details.iter().filter_map(|detail| {
            let known = detail.detail_type?;
            let variant = if detail.is_compound() { detail.first_choice()? } else { &detail.own };
            Some((
                known.limit.as_ref()?.name(),
                units(variant.terms.included_amount(), factor(known, variant)?),
            ))
        });
        for (service, units) in own.chain(raised) {
            let sum = limits.entry(service).or_insert(Some(0));
            // Unlimited plus any amount is unlimited.
            *sum = sum.zip(units).map(|(sum, units)| sum.saturating_add(units));
        }
        limits
    }

    /// The limits of an article, if it is a package.
    pub fn limits_of(&self, article: &str) -> Option<Limits<'a>> {
        self.package(article).map(|package| self.limits(&package))
    }
}

/// The number of units of the detail type that equal one unit of the detail. `None` if the detail type does not know
/// the detail's unit.
fn factor(known: &crate::kinds::DetailType, variant: &DetailVariant<'_>) -> Option<u32> {
    // The type's own unit is the unit itself, so it needs no factor.
    known.factor(variant.unit.filter(|unit| known.unit.as_ref().is_none_or(|own| own.as_str() != *unit)))
}

/// Converts a limit to units of the detail type; `None` if the limit is unlimited.
fn units(limit: Limit, factor: u32) -> Option<u64> {
    match limit {
        Limit::Of(amount) => Some(u64::from(amount).saturating_mul(factor.into())),
        Limit::Unlimited => None,
    }
}
