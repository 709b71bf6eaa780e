//! What several rules about products and service plans need.

use crate::catalog::Catalog;
use crate::kinds::{ChargePeriod, InstallationPackage, PackageManifest, PlanStatus, Resource, ServicePlan};
use crate::offer::{Described, Plans};
pub(super) use crate::rules::repeated_findings::few;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

/// Whether a catalog describes anything of a type. One that does not need not be looked at by rules about it.
pub(super) fn has<T: Resource>(catalog: &Catalog) -> bool {
    catalog.entries().par_iter().any(|entry| entry.resource.of::<T>().is_some())
}

/// A single value as text; none of a list or a mapping.
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Each manifest that the catalog's packages name and that can be used, once, with the first of its packages.
pub(super) fn manifests<'s, 'a>(
    plans: &'s Plans<'a>,
) -> Vec<(Described<'a, InstallationPackage>, &'s PackageManifest)> {
    let mut seen = HashSet::new();
    let read = plans.packages.iter().filter_map(|package| {
        let manifest = plans.manifest(package.it.name.as_str())?;
        seen.insert(manifest.document).then_some((package, manifest))
    });
    read.collect()
}

/// A charge period as prices are asked for.
pub(super) fn every(period: ChargePeriod) -> &'static str {
    match period {
        ChargePeriod::Month => "1 month",
        ChargePeriod::Year => "1 year",
    }
}

/// Whether somebody may still subscribe to a plan, or have it.
pub(super) fn is_sold(plan: &ServicePlan) -> bool {
    matches!(plan.status, PlanStatus::Active | PlanStatus::Inactive)
}
