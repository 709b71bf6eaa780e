//! V34: active service plans that no product has.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, ServicePlan};
use crate::model::Named;
use crate::offer::Described;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V34",
    "plan-without-product",
    "in no product",
    "A service plan is active, and no product has it.",
    include_str!("../codes/V34.md"),
)
.warning();

/// Finds active plans that no product has.
pub struct PlansWithoutProducts;

impl Rule for PlansWithoutProducts {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        // A product that is in the database alone may have it.
        let is_product = |named: &Named| named.kind.as_ref().is_some_and(|kind| kind.as_str() == "product");
        has::<ServicePlan>(catalog)
            && !catalog.may_have_more("product")
            && !catalog.manifest().external.iter().any(is_product)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let plans = &*sight.plans;
        let is_lost = |plan: &Described<'_, ServicePlan>| {
            plan.it.status == PlanStatus::Active && plans.products_of(plan.it.id.as_str()).is_empty()
        };
        plans.plans.iter().filter(is_lost).map(told).collect()
    }
}

fn told(plan: Described<'_, ServicePlan>) -> Diagnostic {
    let message = format!("the plan `{}` is active, and no product has it", plan.it.id);
    let finding = Diagnostic::new(CODE, plan.at("status"), message);
    finding.help("nobody can subscribe to it: add it to the `plans` of a product, or let it be `inactive`")
}
