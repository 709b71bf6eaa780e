//! X12: a service plan is not offered in any region, or only in regions where its package cannot be installed.

use super::catalog_plans::has;
use super::pattern;
use super::plan_customers::Customers;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{PlanStatus, ServicePlan};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};

// A warning, because no one can order the plan, so no one is charged for something that does not work.
const CODE: Code = Code::error(
    "X12",
    "no-region",
    "not available in any region",
    "A service plan is not offered in any region, or only in regions where its package cannot be installed.",
    include_str!("../codes/X12.md"),
)
.warning();

/// Reports plans that are not offered in any region, or only where their package cannot be installed.
pub struct NoRegion;

impl Rule for NoRegion {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        let customers = Customers::new(plans);
        // Drafts are checked too, because they become active later; archived plans never do (domain.md §3).
        let sold = plans.plans.iter().filter(|plan| plan.it.status != PlanStatus::Archived);
        sold.filter_map(|plan| of_plan(plan, plans, &customers)).collect()
    }
}

fn of_plan(
    plan: Described<'_, ServicePlan>,
    plans: &Plans<'_>,
    customers: &Customers<'_, '_>,
) -> Option<Diagnostic> {
    let groups_of_products = customers.of_plan(plan.it.id.as_str());
    // Asked twice: for any region, then for one that the package allows.
    let has_any = |fits_name: &dyn Fn(&str) -> bool| match *plan.it.override_regions {
        true => Some(plan.it.regions.iter().any(|it| fits_name(it.region.name()))),
        false => Some(
            groups_of_products
                .as_ref()?
                .iter()
                .any(|groups| groups.regions.iter().any(|name| fits_name(name))),
        ),
    };
    // None means that a group is not in the files, so nothing is known about its regions.
    if !has_any(&|_| true)? {
        // One group is enough to show where regions are missing.
        let group = groups_of_products.iter().flatten().find_map(|groups| groups.groups.first());
        return Some(nowhere(plan, group.map(|group| group.at("regions"))));
    }
    let (text, place) = plans.manifest(plan.it.package.as_ref()?.name())?.target_regions.as_ref()?;
    // An expression that cannot be checked is reported as P02.
    let pattern = pattern::compile(text).ok()?;
    let can_be_installed = has_any(&|name| pattern.is_match(name))?;
    (!can_be_installed).then(|| elsewhere(plan, text, *place))
}

fn nowhere(plan: Described<'_, ServicePlan>, groups: Option<Place>) -> Diagnostic {
    let name = &plan.it.id;
    if *plan.it.override_regions {
        let message = format!(
            "the plan `{name}` is not offered in any region: it overrides the regions but lists none"
        );
        let finding = Diagnostic::new(CODE, plan.at("override_regions"), message);
        return finding.help("list its `regions`, or remove `override_regions`");
    }
    let message = format!(
        "the plan `{name}` is not offered in any region: no user group that can have the plan has regions"
    );
    let finding = Diagnostic::new(CODE, plan.at("id"), message);
    let finding = match groups {
        Some(place) => finding.also(place, "a group that can have it"),
        None => finding,
    };
    finding.help("add regions to a group, or write `override_regions: true` and list the plan's `regions`")
}

fn elsewhere(plan: Described<'_, ServicePlan>, text: &str, place: Place) -> Diagnostic {
    let message = format!(
        "the plan `{}` is not offered in any region where its package can be installed: none of the plan's regions \
matches `{text}`",
        plan.it.id
    );
    let finding = Diagnostic::new(CODE, plan.at("package"), message).also(place, "where it can be installed");
    finding.help("offer the plan in other regions, or add its regions to `targetRegions` in the manifest")
}
