//! V10: a tariff has no tiers, or its tiers are not in order or do not start at 1.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Tariff;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

const CODE: Code = Code::error(
    "V10",
    "tier-bounds",
    "wrong start of a tier",
    "The tiers of a tariff are missing or not in order, or do not start at 1.",
    include_str!("../codes/V10.md"),
);

/// Reports tariffs that have no tiers, or whose tiers are not in order or do not start at 1.
pub struct TierBounds;

impl Rule for TierBounds {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.tariffs.iter().flat_map(of_tariff).collect()
    }
}

fn of_tariff(tariff: Described<'_, Tariff>) -> Vec<Diagnostic> {
    if tariff.it.tiers.is_empty() {
        let message = format!("the tariff `{}` has no tiers", tariff.it.id);
        let finding = Diagnostic::new(CODE, tariff.at("tiers"), message).labelled("empty");
        return vec![finding.help("add the price of one installation: `- { from: 1, price: 9.90 }`")];
    }
    out_of_order(tariff).into_iter().chain(wrong_start(tariff)).collect()
}

/// Reports a tier that starts at a lower quantity than the tier before it. Two tiers that start at the same quantity
/// are reported elsewhere.
fn out_of_order(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let bounds: Vec<u32> = tariff.it.tiers.iter().map(|tier| tier.from).collect();
    // Only the first: a tier in the wrong place makes its neighbors look wrong as well.
    let index = (1..bounds.len()).find(|index| bounds[*index] < bounds[index - 1])?;
    let (later, earlier) = (bounds[index - 1], bounds[index]);
    let message = format!(
        "the tiers of the tariff `{}` are not in order: the one from {earlier} comes after the one from {later}",
        tariff.it.id
    );
    let place = |index: usize| tariff.at("tiers").child(index).child("from");
    let finding = Diagnostic::new(CODE, place(index), message).labelled("starts before the previous tier");
    Some(finding.also(place(index - 1), "the previous tier").help("sort the tiers by `from`"))
}

fn wrong_start(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    // The lowest tier and not the first in the list, so that a wrong order is not reported twice.
    let (at, first) = tariff.it.tiers.iter().enumerate().min_by_key(|(_, tier)| tier.from)?;
    let name = &tariff.it.id;
    let message = match first.from {
        0 => format!("the first tier of the tariff `{name}` starts at 0, but no one orders 0 installations"),
        // The only correct start.
        1 => return None,
        2 => format!("the tariff `{name}` has no price for 1 installation: its first tier starts at 2"),
        from => format!(
            "the tariff `{name}` has no price for 1 to {} installations: its first tier starts at {from}",
            from - 1
        ),
    };
    let finding = Diagnostic::new(CODE, tariff.at("tiers").child(at).child("from"), message);
    Some(finding.labelled("the first tier").help("start the first tier at 1"))
}
