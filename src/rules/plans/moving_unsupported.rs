//! V29: a service plan allows moving, but the package of a plan of the same product does not support it.

use super::catalog_plans::{few, has};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, Product, SETTINGS_EVENT, ServicePlan};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// An error, because customers pay for the new plan and keep the resources of the old one.
const CODE: Code = Code::error(
    "V29",
    "moving-unsupported",
    "moving is not supported",
    "A service plan allows moving, but a package of the same product does not support it.",
    include_str!("../codes/V29.md"),
);

/// Reports plans that allow moving although a package in the same product does not support it.
pub struct MovingUnsupported;

impl Rule for MovingUnsupported {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        // Products with the same plans would produce the same finding.
        // Also by package: the same plans can be faulty for different reasons.
        let mut reported = HashSet::new();
        let mut findings = Vec::new();
        for product in plans.products.iter() {
            let Some(fault) = Fault::of(product, plans) else { continue };
            let moving: Vec<_> = fault.moving.iter().map(|plan| plan.document).collect();
            if reported.insert((moving, fault.lacking.clone())) {
                findings.push(fault.finding(plans));
            }
        }
        findings
    }
}

/// A product with plans that allow moving, and with packages that do not support it.
struct Fault<'a> {
    product: &'a Product,
    /// The plans that allow moving. There is at least one.
    moving: Vec<Described<'a, ServicePlan>>,
    /// The names of the packages whose manifests lack [`SETTINGS_EVENT`]. There is at least one.
    lacking: Vec<&'a str>,
}

impl<'a> Fault<'a> {
    fn of(product: Described<'a, Product>, plans: &Plans<'a>) -> Option<Self> {
        let product = product.it;
        let mut used = plans.plans_of(product);
        // An archived plan cannot be changed, and no one moves to it.
        used.retain(|plan| plan.it.status != PlanStatus::Archived);
        let moving: Vec<_> = used.iter().copied().filter(|plan| *plan.it.allow_moving).collect();
        if moving.is_empty() {
            return None;
        }
        let packages = used.iter().filter_map(|plan| Some(plan.it.package.as_ref()?.name()));
        // A package whose manifest is not in the files may support moving.
        let lacks = |name: &&str| plans.manifest(name).is_some_and(|manifest| !manifest.applies_settings);
        // A list and a set, so that packages are named once and in the order of the plans.
        let mut seen = HashSet::new();
        let lacking: Vec<&str> = packages.filter(|name| seen.insert(*name)).filter(lacks).collect();
        (!lacking.is_empty()).then_some(Self { product, moving, lacking })
    }

    fn finding(&self, plans: &Plans<'_>) -> Diagnostic {
        let packages = few(self.lacking.iter().copied());
        let (noun, verb) = if self.lacking.len() == 1 { ("package", "lacks") } else { ("packages", "lack") };
        let moving = few(self.moving.iter().map(|plan| plan.it.id.as_str()));
        let (plan, allow) = if self.moving.len() == 1 { ("plan", "allows") } else { ("plans", "allow") };
        let message = format!(
            "the {plan} {moving} of the product `{}` {allow} customers to move, but the {noun} {packages} {verb} `{SETTINGS_EVENT}`",
            self.product.id
        );
        let finding = Diagnostic::new(CODE, self.moving[0].at("allow_moving"), message);
        let package = self.lacking.first().and_then(|name| plans.packages.find(name));
        let finding = match package {
            Some(package) => finding.also(package.at("manifest"), format!("lacks `{SETTINGS_EVENT}`")),
            None => finding,
        };
        finding.help(format!("add `{SETTINGS_EVENT}` to the manifests, or remove `allow_moving`"))
    }
}
