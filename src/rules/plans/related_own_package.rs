//! V28: a product lists a package as related, although a plan of the same product installs that package.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::Product;
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// A warning, because it only wastes a place: customers are offered a package that they already look at.
const CODE: Code = Code::error(
    "V28",
    "related-own-package",
    "installed by this product",
    "A product lists a package as related although one of its own plans installs it.",
    include_str!("../codes/V28.md"),
)
.warning();

/// Reports related packages that a plan of the same product installs.
pub struct RelatedOwnPackages;

impl Rule for RelatedOwnPackages {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        let related = plans.products.iter().filter(|product| !product.it.related_packages.is_empty());
        related.flat_map(|product| of_product(product, plans)).collect()
    }
}

fn of_product(product: Described<'_, Product>, plans: &Plans<'_>) -> Vec<Diagnostic> {
    let mut own: HashMap<&str, Place> = HashMap::new();
    for plan in plans.plans_of(product.it) {
        // Several plans may install the same package. The first one is shown.
        if let Some(package) = &plan.it.package {
            own.entry(package.name()).or_insert(plan.at("package"));
        }
    }
    let finding = |(index, package): (usize, &crate::model::Ref<crate::kinds::InstallationPackage>)| {
        let place = own.get(package.name())?;
        let message =
            format!("the product `{}` lists its own package `{}` as related", product.it.id, package.name());
        let finding = Diagnostic::new(CODE, product.at("related_packages").child(index), message);
        Some(
            finding
                .also(*place, "installed by this plan")
                .help("list other packages, or remove it from `related_packages`"),
        )
    };
    product.it.related_packages.iter().enumerate().filter_map(finding).collect()
}
