//! V34: a service plan is active, but no product lists it.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, ServicePlan};
use crate::model::Named;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

// A warning, because nothing is sold wrongly: the plan just cannot be found.
const CODE: Code = Code::error(
    "V34",
    "plan-without-product",
    "not in any product",
    "A service plan is active, but no product lists it.",
    include_str!("../codes/V34.md"),
)
.warning();

/// Reports active plans that no product lists.
pub struct PlansWithoutProducts;

impl Rule for PlansWithoutProducts {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        // A product that exists only in the database may list the plan.
        let is_product = |named: &Named| named.kind.as_ref().is_some_and(|kind| kind.as_str() == "product");
        has::<ServicePlan>(catalog)
            && !catalog.may_have_more("product")
            && !catalog.manifest().external.iter().any(is_product)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        let is_unlisted = |plan: &Described<'_, ServicePlan>| {
            // A draft may get its product later, and no one is supposed to find a plan that is not active.
            plan.it.status == PlanStatus::Active && plans.products_of(plan.it.id.as_str()).is_empty()
        };
        plans.plans.iter().filter(is_unlisted).map(finding).collect()
    }
}

fn finding(plan: Described<'_, ServicePlan>) -> Diagnostic {
    let message = format!("the plan `{}` is active, but no product lists it", plan.it.id);
    let finding = Diagnostic::new(CODE, plan.at("status"), message);
    finding.help("add it to the `plans` of a product, or make it `inactive`: no one can subscribe to it now")
}
