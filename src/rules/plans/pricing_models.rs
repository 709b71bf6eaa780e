//! V14: a pricing model has no default tariff for a type, or its default for a type is a tariff of a different type.

use super::catalog_plans::{few, has};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{Numbered, PricingModel};
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};

// An error, because the platform cannot charge for a type without a default, or rejects the model.
const CODE: Code = Code::error(
    "V14",
    "incomplete-pricing-model",
    "no default tariff",
    "A pricing model has no default tariff for a type, or its default tariff is for a different type.",
    include_str!("../codes/V14.md"),
);

/// Reports default tariffs of pricing models that are missing or have the wrong type.
pub struct PricingModels;

impl Rule for PricingModels {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<PricingModel>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        plans.pricing_models.iter().flat_map(|model| of_model(model, plans)).collect()
    }
}

fn of_model(model: Described<'_, PricingModel>, plans: &Plans<'_>) -> Vec<Diagnostic> {
    lacking(model).into_iter().chain(of_other_types(model, plans)).collect()
}

fn lacking(model: Described<'_, PricingModel>) -> Option<Diagnostic> {
    // The types in the order of the format, so that the message is stable.
    let lacking: Vec<&str> = model.it.lacking().map(|of| of.word()).collect();
    if lacking.is_empty() {
        return None;
    }
    let message = format!("the pricing model `{}` has no default tariff for {}", model.it.name, few(lacking));
    Some(Diagnostic::new(CODE, model.at("tariffs"), message).help(
        "a pricing model needs a default for every type; if a tariff already exists on the platform, list it under \
`external` in the manifest",
    ))
}

/// Reports default tariffs that have a different type.
fn of_other_types(model: Described<'_, PricingModel>, plans: &Plans<'_>) -> Vec<Diagnostic> {
    let finding = |(of, tariff): (&crate::kinds::TariffType, &crate::model::Ref<crate::kinds::Tariff>)| {
        // The type of a tariff that is not in the files is not known.
        let tariff = plans.tariffs.find(tariff.name()).filter(|tariff| tariff.it.for_what != *of)?;
        let (word, other) = (of.word(), tariff.it.for_what.word());
        let message =
            format!("the default for `{word}` is the tariff `{}`, which is for `{other}`", tariff.it.id);
        let finding = Diagnostic::new(CODE, model.at("tariffs").child(word), message);
        let finding = finding.labelled("wrong type").also(tariff.at("id"), "the tariff");
        Some(finding.help(format!("write a tariff that is for `{word}`")))
    };
    model.it.tariffs.iter().filter_map(finding).collect()
}
