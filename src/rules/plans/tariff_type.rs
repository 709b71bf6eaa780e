//! V07: the type of a tariff in the files is not `subscription`.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{Numbered, Tariff, TariffType};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

// An error, because such a tariff would be applied without the fields that files do not have.
const CODE: Code = Code::error(
    "V07",
    "tariff-type",
    "not `subscription`",
    "The type of a tariff in the files is not `subscription`.",
    include_str!("../codes/V07.md"),
);

/// Reports tariffs in the files that have a type other than `subscription`.
pub struct TariffTypes;

impl Rule for TariffTypes {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Tariff>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.tariffs.iter().filter_map(of_tariff).collect()
    }
}

fn of_tariff(tariff: Described<'_, Tariff>) -> Option<Diagnostic> {
    let Tariff { id, for_what, .. } = tariff.it;
    if *for_what == TariffType::Subscription {
        return None;
    }
    let word = for_what.word();
    let message =
        format!("the tariff `{id}` is for `{word}`, but files can describe only tariffs for subscriptions");
    Some(Diagnostic::new(CODE, tariff.at("type"), message).help(
        "remove `type`, or the whole tariff: manage tariffs of other types on the platform, and list them under `external` \
in the manifest if a pricing model needs them",
    ))
}
