//! Helpers that several rules about products and service plans use.

use crate::catalog::Catalog;
use crate::kinds::{ChargePeriod, InstallationPackage, PackageManifest, PlanStatus, Resource, ServicePlan};
use crate::offer::{Described, Plans};
pub(super) use crate::rules::repeated_findings::few;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

/// Whether the catalog contains a resource of type `T`. If not, the rules about that type can be skipped.
pub(super) fn has<T: Resource>(catalog: &Catalog) -> bool {
    catalog.entries().par_iter().any(|entry| entry.resource.of::<T>().is_some())
}

/// Returns a scalar value as text, or `None` for a list, a mapping or null.
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        // Manifests write the same value as a string or as a number, so all are compared as text.
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Returns the valid manifests of the catalog's packages, each only once. A manifest comes with the first package that
/// names it.
pub(super) fn manifests<'s, 'a>(
    plans: &'s Plans<'a>,
) -> Vec<(Described<'a, InstallationPackage>, &'s PackageManifest)> {
    let mut seen = HashSet::new();
    let read = plans.packages.iter().filter_map(|package| {
        let manifest = plans.manifest(package.it.name.as_str())?;
        // Several packages may share a manifest, whose mistakes are reported once.
        seen.insert(manifest.document).then_some((package, manifest))
    });
    read.collect()
}

/// Returns a charge period in the notation of renewal periods.
pub(super) fn every(period: ChargePeriod) -> &'static str {
    match period {
        ChargePeriod::Month => "1 month",
        ChargePeriod::Year => "1 year",
    }
}

/// Whether the status of a plan is active or inactive, rather than draft or archived.
pub(super) fn is_sold(plan: &ServicePlan) -> bool {
    // A draft has no subscriptions yet, and an archived plan can no longer be changed (domain.md §3).
    matches!(plan.status, PlanStatus::Active | PlanStatus::Inactive)
}
