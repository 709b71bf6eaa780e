//! V20: the value of an option does not fit its field in the manifest.

use super::catalog_plans::has;
use super::chosen_options::{PlanWithManifest, SetOption, chosen};
use super::option_fit::{Misfit, misfit};
use super::pattern::Patterns;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ServicePlan;
use crate::rules::{Rule, RuleContext};

// An error, because the installation fails, or goes on with a different value, after the customer has paid.
const CODE: Code = Code::error(
    "V20",
    "option-value",
    "does not fit the field",
    "The value of an option does not fit its field in the manifest.",
    include_str!("../codes/V20.md"),
);

/// Reports values of options that do not fit the option's field in the manifest.
pub struct OptionValues;

impl Rule for OptionValues {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        // One cache for all plans: plans of one package check values against the same expressions.
        let patterns = Patterns::default();
        let of_plan = |chosen: PlanWithManifest<'_>| {
            chosen.options().filter_map(|set| of_option(&chosen, set, &patterns)).collect::<Vec<_>>()
        };
        chosen(&context.plans).flat_map(of_plan).collect()
    }
}

fn of_option(chosen: &PlanWithManifest<'_>, set: SetOption<'_>, patterns: &Patterns) -> Option<Diagnostic> {
    let value = set.option.value.as_ref()?.json();
    let fields = chosen.fields(set.name);
    // If several fields share the name, any of them may be shown, so the value must fit none of them to be reported. If
    // all are hidden, the option is reported as V22.
    let misfits: Option<Vec<Misfit>> = fields.iter().map(|field| misfit(field, value, patterns)).collect();
    let Misfit { reason, by, help } = misfits?.into_iter().next()?;
    let field = fields.first()?.place;
    let message = format!("the option `{}` of the plan `{}` {reason}", set.name, chosen.plan.it.id);
    let finding = Diagnostic::new(CODE, set.place.child("value"), message);
    let finding = finding.also(by.map_or(field, |key| field.child(key)), "the field");
    // There is no suggestion if no value of the field is similar.
    Some(if help.is_empty() { finding } else { finding.help(help) })
}
