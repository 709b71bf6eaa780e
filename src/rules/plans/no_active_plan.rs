//! V06: active products without an active plan.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, Product, ProductStatus};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V06",
    "no-active-plan",
    "no plan of it is active",
    "An active product has no active service plan.",
    include_str!("../codes/V06.md"),
)
.warning();

/// Finds active products without an active plan.
pub struct NoActivePlan;

impl Rule for NoActivePlan {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let plans = &*sight.plans;
        plans.products.iter().filter_map(|product| of_product(product, plans)).collect()
    }
}

fn of_product(product: Described<'_, Product>, plans: &Plans<'_>) -> Option<Diagnostic> {
    if product.it.status != ProductStatus::Active {
        return None;
    }
    // One that is in the database alone may be active.
    let mut known = product.it.plans.iter().map(|plan| plans.plans.find(plan.name()));
    if known.any(|plan| plan.is_none_or(|plan| plan.it.status == PlanStatus::Active)) {
        return None;
    }
    let name = &product.it.id;
    let (message, is_empty) = match product.it.plans.is_empty() {
        true => (format!("the product `{name}` is active and has no plans"), true),
        false => (format!("the product `{name}` is active, and none of its plans is"), false),
    };
    let finding = Diagnostic::new(CODE, product.at("status"), message);
    let finding = if is_empty { finding } else { finding.also(product.at("plans"), "its plans") };
    Some(finding.help("customers would see what they cannot subscribe to: let a plan be `active`, or the product `inactive`"))
}
