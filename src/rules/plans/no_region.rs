//! X12: plans that are offered nowhere, or where their package is not.

use super::catalog_plans::has;
use super::pattern;
use super::plan_customers::Customers;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{PlanStatus, ServicePlan};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "X12",
    "no-region",
    "in no region",
    "A service plan is offered in no region, or in none where its package can be installed.",
    include_str!("../codes/X12.md"),
)
.warning();

/// Finds plans that are offered in no region.
pub struct NoRegion;

impl Rule for NoRegion {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let plans = &*sight.plans;
        let customers = Customers::new(plans);
        let sold = plans.plans.iter().filter(|plan| plan.it.status != PlanStatus::Archived);
        sold.filter_map(|plan| of_plan(plan, plans, &customers)).collect()
    }
}

fn of_plan(
    plan: Described<'_, ServicePlan>,
    plans: &Plans<'_>,
    customers: &Customers<'_, '_>,
) -> Option<Diagnostic> {
    let reaches = customers.of_plan(plan.it.id.as_str());
    let has_any = |is_meant: &dyn Fn(&str) -> bool| match *plan.it.override_regions {
        true => Some(plan.it.regions.iter().any(|it| is_meant(it.region.name()))),
        false => Some(reaches.as_ref()?.iter().any(|reach| reach.regions.iter().any(|name| is_meant(name)))),
    };
    if !has_any(&|_| true)? {
        let group = reaches.iter().flatten().find_map(|reach| reach.groups.first());
        return Some(nowhere(plan, group.map(|group| group.at("regions"))));
    }
    let (text, place) = plans.manifest(plan.it.package.as_ref()?.name())?.target_regions.as_ref()?;
    let pattern = pattern::compile(text).ok()?;
    let fits = has_any(&|name| pattern.is_match(name))?;
    (!fits).then(|| elsewhere(plan, text, *place))
}

fn nowhere(plan: Described<'_, ServicePlan>, groups: Option<Place>) -> Diagnostic {
    let name = &plan.it.id;
    if *plan.it.override_regions {
        let message = format!("the plan `{name}` is offered in no region: it overrides them, and lists none");
        let finding = Diagnostic::new(CODE, plan.at("override_regions"), message);
        return finding.help("list its `regions`, or take `override_regions` out");
    }
    let message =
        format!("the plan `{name}` is offered in no region: no user group that can have it has one");
    let finding = Diagnostic::new(CODE, plan.at("id"), message);
    let finding = match groups {
        Some(place) => finding.also(place, "a group that can have it"),
        None => finding,
    };
    finding.help("give a group regions, or write `override_regions: true` and the plan's `regions`")
}

fn elsewhere(plan: Described<'_, ServicePlan>, text: &str, place: Place) -> Diagnostic {
    let message = format!(
        "the plan `{}` is offered in no region that its package can be installed in: none matches `{text}`",
        plan.it.id
    );
    let finding = Diagnostic::new(CODE, plan.at("package"), message).also(place, "where it can be installed");
    finding.help("offer the plan in another region, or let the manifest name those in which it is offered")
}
