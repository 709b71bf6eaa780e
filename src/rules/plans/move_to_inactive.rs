//! X09: an active service plan allows moving, but no other plan of its products is active.

use super::catalog_plans::has;
use super::moves::{Moves, Target};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{Numbered, PlanStatus, ServicePlan};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};

// An error, because customers can start such a move, and the platform then rejects it.
const CODE: Code = Code::error(
    "X09",
    "move-to-inactive",
    "no active plan to move to",
    "An active service plan allows moving, but none of the other plans of its products is active.",
    include_str!("../codes/X09.md"),
);

/// Reports active plans that allow moving although no other plan of their products is active.
pub struct MoveToInactive;

impl Rule for MoveToInactive {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let is_moving =
            |plan: &Described<'_, ServicePlan>| *plan.it.allow_moving && plan.it.status == PlanStatus::Active;
        let moving: Vec<_> = context.plans.plans.iter().filter(is_moving).collect();
        // Computing the moves looks at all products, so it is skipped if no plan allows moving.
        if moving.is_empty() {
            return Vec::new();
        }
        let moves = Moves::new(&context.plans);
        let stuck = moving.into_iter().filter(|plan| moves.of(plan.it) == Target::Inactive);
        stuck.map(|plan| finding(plan, &context.plans)).collect()
    }
}

fn finding(plan: Described<'_, ServicePlan>, plans: &Plans<'_>) -> Diagnostic {
    let name = plan.it.id.as_str();
    let message = format!(
        "the active plan `{name}` allows customers to move, but no other plan of its products is active"
    );
    let finding =
        Diagnostic::new(CODE, plan.at("allow_moving"), message).labelled("no active plan to move to");
    let products = plans.products_of(name).into_iter();
    let mut all = products.flat_map(|product| product.it.plans.iter());
    // Any other plan shows the problem, since none of them is active.
    let other = all.find(|other| other.name() != name).and_then(|other| plans.plans.find(other.name()));
    let finding = match other {
        Some(other) => {
            finding.also(other.at("status"), format!("`{}` is {}", other.it.id, other.it.status.word()))
        }
        None => finding,
    };
    finding.help("make another plan `active`, or remove `allow_moving`")
}
