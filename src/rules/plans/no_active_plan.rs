//! V06: an active product has no active service plan.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, Product, ProductStatus};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};

// A warning, because nothing is sold wrongly: customers only find a product that they cannot order.
const CODE: Code = Code::error(
    "V06",
    "no-active-plan",
    "no active plan",
    "An active product has no active service plan.",
    include_str!("../codes/V06.md"),
)
.warning();

/// Reports active products without active plans.
pub struct NoActivePlan;

impl Rule for NoActivePlan {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        plans.products.iter().filter_map(|product| of_product(product, plans)).collect()
    }
}

fn of_product(product: Described<'_, Product>, plans: &Plans<'_>) -> Option<Diagnostic> {
    // Customers do not find an inactive product, so it needs no plan.
    if product.it.status != ProductStatus::Active {
        return None;
    }
    // A plan that exists only in the database may be active.
    let mut known = product.it.plans.iter().map(|plan| plans.plans.find(plan.name()));
    if known.any(|plan| plan.is_none_or(|plan| plan.it.status == PlanStatus::Active)) {
        return None;
    }
    let name = &product.it.id;
    let (message, is_empty) = match product.it.plans.is_empty() {
        true => (format!("the product `{name}` is active but has no plans"), true),
        false => (format!("the product `{name}` is active, but none of its plans is"), false),
    };
    let finding = Diagnostic::new(CODE, product.at("status"), message);
    // There is no list to point to if the product has no plans.
    let finding = if is_empty { finding } else { finding.also(product.at("plans"), "its plans") };
    Some(finding.help("make a plan `active`, or the product `inactive`: otherwise customers see a product that they cannot subscribe to"))
}
