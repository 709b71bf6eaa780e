//! V10: tiers that are not in order, or leave quantities without a price.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Tariff;
use crate::offer::Described;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V10",
    "tier-bounds",
    "not where a tier begins",
    "The tiers of a tariff are not in order, or leave quantities without a price.",
    include_str!("../codes/V10.md"),
);

/// Finds tiers that are missing, out of order, or begin too late.
pub struct TierBounds;

impl Rule for TierBounds {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.plans.tariffs.iter().flat_map(of_tariff).collect()
    }
}

fn of_tariff(tariff: Described<'_, Tariff>) -> Vec<Diagnostic> {
    if tariff.it.tiers.is_empty() {
        let message = format!("the tariff `{}` has no tiers", tariff.it.id);
        let finding = Diagnostic::new(CODE, tariff.at("tiers"), message).labelled("empty");
        return vec![finding.help("add the price of one installation: `- { from: 1, price: 9.90 }`")];
    }
    out_of_order(tariff).into_iter().chain(begins_elsewhere(tariff)).collect()
}

/// Tiers that stand behind one which begins later. That two begin alike is an error of its own.
fn out_of_order(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let bounds: Vec<u32> = tariff.it.tiers.iter().map(|tier| tier.from).collect();
    let at = (1..bounds.len()).find(|at| bounds[*at] < bounds[at - 1])?;
    let (later, earlier) = (bounds[at - 1], bounds[at]);
    let message = format!(
        "the tiers of the tariff `{}` are not in order: the one from {earlier} stands behind the one from {later}",
        tariff.it.id
    );
    let place = |at: usize| tariff.at("tiers").child(at).child("from");
    let finding = Diagnostic::new(CODE, place(at), message).labelled("begins before the one above");
    Some(finding.also(place(at - 1), "the one above").help("sort the tiers by `from`"))
}

fn begins_elsewhere(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let (at, first) = tariff.it.tiers.iter().enumerate().min_by_key(|(_, tier)| tier.from)?;
    let name = &tariff.it.id;
    let message = match first.from {
        0 => format!("the first tier of the tariff `{name}` begins at 0, and nobody orders 0 installations"),
        1 => return None,
        2 => format!("the tariff `{name}` has no price for 1 installation: its first tier begins at 2"),
        from => format!(
            "the tariff `{name}` has no price for 1 to {} installations: its first tier begins at {from}",
            from - 1
        ),
    };
    let finding = Diagnostic::new(CODE, tariff.at("tiers").child(at).child("from"), message);
    Some(finding.labelled("the first tier").help("let the first tier begin at 1"))
}
