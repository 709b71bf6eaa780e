//! V15: a service plan names a region that none of the plan's user groups has.

use super::catalog_plans::{few, has};
use super::plan_customers::{Customers, GroupsOfProduct};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ServicePlan;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

// An error, because the plan is not offered in the region although its document says so.
const CODE: Code = Code::error(
    "V15",
    "region-outside-groups",
    "not a region of these customers",
    "A service plan names a region that does not belong to any user group that can have the plan.",
    include_str!("../codes/V15.md"),
);

/// Reports regions of plans that none of the plan's user groups has.
pub struct RegionsOutsideGroups;

impl Rule for RegionsOutsideGroups {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let customers = Customers::new(&context.plans);
        // With `override_regions` the plan replaces the regions of the groups, so they do not matter.
        let inherits =
            |plan: &Described<'_, ServicePlan>| !*plan.it.override_regions && !plan.it.regions.is_empty();
        let plans = context.plans.plans.iter().filter(inherits);
        plans.filter_map(|plan| of_plan(plan, &customers.of_plan(plan.it.id.as_str())?)).collect()
    }
}

fn of_plan(
    plan: Described<'_, ServicePlan>,
    groups_of_products: &[&GroupsOfProduct<'_>],
) -> Option<Diagnostic> {
    let regions = plan.it.regions.iter().map(|it| it.region.name()).enumerate();
    // One group that has the region is enough for the plan to be offered there.
    let is_outside =
        |(_, name): &(usize, &str)| !groups_of_products.iter().any(|groups| groups.regions.contains(name));
    let outside: Vec<(usize, &str)> = regions.filter(is_outside).collect();
    // One finding for each plan, however many of its regions are affected.
    let (index, _) = outside.first()?;
    let names = few(outside.iter().map(|(_, name)| *name));
    let (noun, them) = if outside.len() == 1 { ("region", "it") } else { ("regions", "them") };
    let message = format!("no user group that can have the plan `{}` has the {noun} {names}", plan.it.id);
    let finding = Diagnostic::new(CODE, plan.at("regions").child(index).child("region"), message);
    let group = groups_of_products.iter().find_map(|groups| groups.groups.first());
    let finding = match group {
        Some(group) => finding.also(group.at("regions"), format!("the regions of `{}`", group.it.name)),
        None => finding,
    };
    Some(finding.help(format!(
        "add {them} to a group, remove {them} from the plan, or write `override_regions: true` to replace the regions \
of the groups with those of the plan"
    )))
}
