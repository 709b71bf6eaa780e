//! V09: a service plan has several tariffs for the same period and currency.

use super::catalog_plans::{every, few, has};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ServicePlan, Tariff};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// An error, because nothing determines which of the tariffs a subscription renews with.
const CODE: Code = Code::error(
    "V09",
    "repeated-period",
    "same period and currency",
    "A service plan has several tariffs for the same period in the same currency.",
    include_str!("../codes/V09.md"),
);

/// Reports plans with several tariffs for the same period and currency.
pub struct RepeatedPeriods;

impl Rule for RepeatedPeriods {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        plans.plans.iter().flat_map(|plan| of_plan(plan, plans)).collect()
    }
}

/// Tariffs of a plan for the same period and currency, each with its index in the plan's list.
type Alike<'a> = Vec<(usize, &'a Tariff)>;

fn of_plan(plan: Described<'_, ServicePlan>, plans: &Plans<'_>) -> Vec<Diagnostic> {
    let mut groups: Vec<Alike<'_>> = Vec::new();
    // The list keeps the order of the file; the map only finds the group of a term quickly.
    let mut known = HashMap::new();
    for (index, tariff) in plan.it.tariffs.iter().enumerate() {
        // The period of a tariff outside the files is not known.
        let Some(tariff) = plans.tariffs.find(tariff.name()) else { continue };
        let term = (tariff.it.charge_period.months(), tariff.it.currency.name());
        let group: &mut Alike<'_> = match known.get(&term) {
            Some(at) => &mut groups[*at],
            None => {
                known.insert(term, groups.len());
                groups.push(Vec::new());
                let last = groups.len() - 1;
                &mut groups[last]
            }
        };
        // A tariff that is listed twice is reported elsewhere.
        if !group.iter().any(|(_, other)| other.id == tariff.it.id) {
            group.push((index, tariff.it));
        }
    }
    groups.iter().filter_map(|group| finding_for(plan, group)).collect()
}

fn finding_for(plan: Described<'_, ServicePlan>, group: &Alike<'_>) -> Option<Diagnostic> {
    // A single tariff for a period and currency is the normal case.
    let [(first, tariff), (second, _), ..] = group.as_slice() else { return None };
    let (count, period) = (group.len(), every(tariff.charge_period));
    let (currency, names) = (tariff.currency.name(), few(group.iter().map(|(_, tariff)| tariff.id.as_str())));
    let message =
        format!("the plan `{}` has {count} tariffs for `{period}` in `{currency}`: {names}", plan.it.id);
    let list = plan.at("tariffs");
    let finding = Diagnostic::new(CODE, list.child(second), message).also(list.child(first), "the first one");
    Some(finding.help("keep one: otherwise it is unclear at which price a subscription renews"))
}
