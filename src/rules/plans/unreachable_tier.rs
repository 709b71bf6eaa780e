//! V12: a tier starts above the highest quantity that any plan with the tariff allows.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ServicePlan, Tariff};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// A warning, because every order is still charged correctly; a promised discount is just out of reach.
const CODE: Code = Code::error(
    "V12",
    "unreachable-tier",
    "never reached",
    "A tier starts above the highest quantity that any plan with the tariff allows.",
    include_str!("../codes/V12.md"),
)
.warning();

/// Reports tiers that start above the highest quantity of all plans with the tariff.
pub struct UnreachableTiers;

impl Rule for UnreachableTiers {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let mut users: Users<'_> = HashMap::new();
        for plan in context.plans.plans.iter() {
            for tariff in &plan.it.tariffs {
                let (most, count) = users.entry(tariff.name()).or_insert((plan, 0));
                *count += 1;
                // A tier is unreachable only if no plan with the tariff reaches it.
                if plan.it.max_quantity > most.it.max_quantity {
                    *most = plan;
                }
            }
        }
        context.plans.tariffs.iter().filter_map(|tariff| of_tariff(tariff, &users)).collect()
    }
}

/// By tariff, the plan that allows the highest quantity, and the number of plans with the tariff.
type Users<'a> = HashMap<&'a str, (Described<'a, ServicePlan>, usize)>;

fn of_tariff(tariff: Described<'_, Tariff>, users: &Users<'_>) -> Option<Diagnostic> {
    // A plan that exists only in the database may use the tariff, so an unused one is not checked.
    let (plan, plans) = users.get(tariff.it.id.as_str())?;
    let most = plan.it.max_quantity;
    // A plan that allows 0 installations is reported as V18.
    let is_unreachable = |from: u32| most > 0 && from > most && from > 1;
    let tiers = tariff.it.tiers.iter().enumerate().filter(|(_, tier)| is_unreachable(tier.from));
    let count = tiers.clone().count();
    let (at, first) = tiers.min_by_key(|(_, tier)| tier.from)?;
    let (name, from) = (&tariff.it.id, first.from);
    let what = match count {
        1 => format!("the tier from {from} of the tariff `{name}` is never reached"),
        count => format!("{count} tiers of the tariff `{name}`, from {from} on, are never reached"),
    };
    let why = match plans {
        1 => format!("its plan `{}` allows at most {most}", plan.it.id),
        plans => format!("none of its {plans} plans allows more than {most}"),
    };
    let finding = Diagnostic::new(CODE, tariff.at("tiers").child(at).child("from"), format!("{what}: {why}"));
    let finding = finding.also(plan.at("max_quantity"), format!("at most {most}"));
    Some(finding.help("raise `max_quantity` of the plan, or remove the tiers that cannot be ordered"))
}
