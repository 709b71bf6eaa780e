//! V18: a service plan allows 0 installations, or has a grace period that is not shorter than its shortest charge
//! period.

use super::catalog_plans::{every, has};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::kinds::{ChargePeriod, ServicePlan, Tariff};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};

const CODE: Code = Code::error(
    "V18",
    "quantity-and-grace",
    "not a quantity",
    "A service plan allows 0 installations, or its grace period is at least as long as its shortest charge period.",
    include_str!("../codes/V18.md"),
);

/// Reports maximum quantities of 0 and grace periods that are too long.
pub struct QuantityAndGrace;

impl Rule for QuantityAndGrace {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        plans.plans.iter().flat_map(|plan| none(plan).into_iter().chain(too_long(plan, plans))).collect()
    }
}

fn none(plan: Described<'_, ServicePlan>) -> Option<Diagnostic> {
    if plan.it.max_quantity > 0 {
        return None;
    }
    let message = format!("the plan `{}` allows at most 0 installations", plan.it.id);
    let finding = Diagnostic::new(CODE, plan.at("max_quantity"), message).labelled("no one can order any");
    Some(finding.help("write 1 or more, or set `status: inactive` if no one should subscribe to the plan"))
}

/// Returns the number of days in the shortest period of this type.
fn days(period: ChargePeriod) -> u32 {
    match period {
        // The shortest month, so that a finding is right in every month.
        ChargePeriod::Month => 28,
        ChargePeriod::Year => 365,
    }
}

fn too_long(plan: Described<'_, ServicePlan>, plans: &Plans<'_>) -> Option<Diagnostic> {
    let tariffs = plan.it.tariffs.iter().filter_map(|tariff| plans.tariffs.find(tariff.name()));
    // Tariffs outside the files are ignored: their period is not known.
    let shortest: Described<'_, Tariff> = tariffs.min_by_key(|tariff| days(tariff.it.charge_period))?;
    let (period, grace) = (shortest.it.charge_period, plan.it.grace_period);
    if grace < days(period) {
        return None;
    }
    let message = format!(
        "the plan `{}` waits {} for a payment, but the next one is due after `{}`",
        plan.it.id,
        counted(grace, "day"),
        every(period)
    );
    // A warning, because the plan can still be sold: the provider just runs a second period without payment.
    let finding = Diagnostic::new(CODE.warning(), plan.at("grace_period"), message).labelled("too long");
    let finding = finding.also(shortest.at("charge_period"), "the shortest period");
    Some(finding.help(format!(
        "write less than {} days: otherwise an unpaid subscription renews before its grace period ends",
        days(period)
    )))
}
