//! V07: tariffs of other types than `subscription`.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{Numbered, Tariff, TariffType};
use crate::offer::Described;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V07",
    "tariff-type",
    "not for subscriptions",
    "A tariff in the files is for something else than subscriptions.",
    include_str!("../codes/V07.md"),
);

/// Finds tariffs that are not for subscriptions.
pub struct TariffTypes;

impl Rule for TariffTypes {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.plans.tariffs.iter().filter_map(of_tariff).collect()
    }
}

fn of_tariff(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let Tariff { id, for_what, .. } = tariff.it;
    if *for_what == TariffType::Subscription {
        return None;
    }
    let word = for_what.word();
    let message = format!("the tariff `{id}` is for `{word}`, and files describe subscription tariffs alone");
    Some(Diagnostic::new(CODE, tariff.at("type"), message).help(
        "take `type` out, or the whole tariff: one for something else stays in the platform, and is named in the \
         manifest's `external` where a pricing model needs it",
    ))
}
