//! V30: a service plan allows moving, but customers have no plan to move to.

use super::catalog_plans::{has, is_sold};
use super::moves::{Moves, Target};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanStatus, ServicePlan};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

// A warning, because another plan may be added later; until then, `allow_moving` just has no effect.
const CODE: Code = Code::error(
    "V30",
    "nowhere-to-move",
    "no plan to move to",
    "A service plan allows moving, but there is no plan to move to.",
    include_str!("../codes/V30.md"),
)
.warning();

/// Reports plans that allow moving although customers have no plan to move to.
pub struct NowhereToMove;

impl Rule for NowhereToMove {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let moving: Vec<_> =
            context.plans.plans.iter().filter(|plan| *plan.it.allow_moving && is_sold(plan.it)).collect();
        if moving.is_empty() {
            return Vec::new();
        }
        let moves = Moves::new(&context.plans);
        moving.into_iter().filter_map(|plan| finding(plan, moves.of(plan.it))).collect()
    }
}

fn finding(plan: Described<'_, ServicePlan>, target: Target) -> Option<Diagnostic> {
    let (why, help) = match target {
        Target::Some => return None,
        // For an active plan this is reported as X09.
        Target::Inactive if plan.it.status == PlanStatus::Active => return None,
        Target::None => ("its product has no other plan", "add another plan to the product"),
        Target::Inactive => ("no other plan of its product is active", "make another plan `active`"),
        // A move keeps the period and the currency of the subscription.
        Target::OtherTerms => (
            "no other active plan has a tariff for the same period in the same currency",
            "give another plan such a tariff",
        ),
    };
    let message = format!("the plan `{}` allows customers to move, but {why}", plan.it.id);
    let help = format!("{help}, or remove `allow_moving`");
    Some(Diagnostic::new(CODE, plan.at("allow_moving"), message).help(help))
}
