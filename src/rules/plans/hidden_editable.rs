//! V23: an option is editable, but its field in the manifest is hidden or disabled.

use super::catalog_plans::has;
use super::chosen_options::{PlanWithManifest, SetOption, chosen};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ManifestField, ServicePlan};
use crate::rules::{Rule, RuleContext};

// A warning, because the plan's own value still takes effect; customers just cannot change it.
const CODE: Code = Code::error(
    "V23",
    "hidden-option-editable",
    "cannot be edited",
    "An option is editable, but its field in the manifest is hidden or disabled.",
    include_str!("../codes/V23.md"),
)
.warning();

/// Reports editable options whose fields are hidden or disabled, so that customers cannot edit them.
pub struct HiddenEditable;

impl Rule for HiddenEditable {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let of_plan = |chosen: PlanWithManifest<'_>| {
            chosen.options().filter_map(|set| of_option(&chosen, set)).collect::<Vec<_>>()
        };
        chosen(&context.plans).flat_map(of_plan).collect()
    }
}

/// Returns the manifest key that prevents customers from editing a field, or `None` if they can edit it.
fn lock(field: &ManifestField) -> Option<&'static str> {
    match (field.is_hidden(), field.is_disabled()) {
        // A field that customers do not see cannot be edited either, so `hidden` is named first.
        (true, _) => Some("hidden"),
        (_, true) => Some("disabled"),
        _ => None,
    }
}

fn of_option(chosen: &PlanWithManifest<'_>, set: SetOption<'_>) -> Option<Diagnostic> {
    if !*set.option.editable {
        return None;
    }
    let fields = chosen.fields(set.name);
    // If one of several fields with the name is not locked, customers may be able to edit the option.
    let locked: Option<Vec<_>> = fields.iter().map(|field| lock(field)).collect();
    let (field, word) = (fields.first()?, *locked?.first()?);
    let message = format!(
        "the option `{}` of the plan `{}` is editable, but its field is {word}",
        set.name, chosen.plan.it.id
    );
    let finding = Diagnostic::new(CODE, set.place.child("editable"), message);
    let finding = finding.also(field.place.child(word), "the field");
    Some(finding.help(format!("remove `editable` here, or `{word}` in the manifest")))
}
