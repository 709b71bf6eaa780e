//! V08: an active service plan has no package or no tariffs.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, ServicePlan};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

// An error, because customers could subscribe to something that cannot be installed or charged.
const CODE: Code = Code::error(
    "V08",
    "incomplete-plan",
    "incomplete, but active",
    "An active service plan has no package or no tariffs.",
    include_str!("../codes/V08.md"),
);

/// Reports active plans without a package or without tariffs.
pub struct IncompletePlans;

impl Rule for IncompletePlans {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.plans.iter().filter_map(of_plan).collect()
    }
}

fn of_plan(plan: Described<'_, ServicePlan>) -> Option<Diagnostic> {
    // A draft may be incomplete, and an inactive plan has no new subscriptions.
    if plan.it.status != PlanStatus::Active {
        return None;
    }
    let (lacks, help) = match (plan.it.package.is_none(), plan.it.tariffs.is_empty()) {
        (false, false) => return None,
        (true, false) => ("no package", "add the `package` that is installed"),
        (false, true) => ("no tariffs", "add the `tariffs` that determine what a subscription costs"),
        (true, true) => {
            ("neither a package nor tariffs", "add the `package` that is installed, and `tariffs`")
        }
    };
    let message = format!("the active plan `{}` has {lacks}", plan.it.id);
    let help = format!("{help}, or write `inactive` if no one should subscribe to the plan");
    Some(Diagnostic::new(CODE, plan.at("status"), message).help(help))
}
