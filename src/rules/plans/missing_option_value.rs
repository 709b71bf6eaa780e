//! V21: a required option has no value, and customers cannot enter one.

use super::catalog_plans::has;
use super::chosen_options::{PlanWithManifest, SetOption, chosen};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{FieldType, ManifestField, ServicePlan};
use crate::rules::{Rule, RuleContext};

// An error, because the package cannot be installed without the value.
const CODE: Code = Code::error(
    "V21",
    "missing-option-value",
    "no value",
    "A required option has no value, and customers cannot enter one.",
    include_str!("../codes/V21.md"),
);

/// Reports required options for which neither the plan nor customers can provide a value.
pub struct MissingOptionValues;

impl Rule for MissingOptionValues {
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

fn of_option(chosen: &PlanWithManifest<'_>, set: SetOption<'_>) -> Option<Diagnostic> {
    // The platform treats an empty string as missing; V20 does the same.
    let has_value = set.option.value.as_ref().is_some_and(|value| value.json().as_str() != Some(""));
    if has_value || *set.option.editable {
        return None;
    }
    // A field that is not shown needs no value.
    let shown = chosen.manifest.named(set.name).filter(|field| chosen.hidden_by(field).is_none());
    let mut shown = shown.peekable();
    let field = *shown.peek()?;
    // If several fields share the name, one that needs no value may be the one that counts.
    if !shown.all(needs_value) {
        return None;
    }
    let (name, plan) = (set.name, &chosen.plan.it.id);
    let message = format!(
        "the option `{name}` of the plan `{plan}` is required but has no value, and customers cannot enter one"
    );
    let finding =
        Diagnostic::new(CODE, set.place.key(), message).also(field.place, "required, without a default");
    Some(finding.help("add a `value`, or `editable: true`"))
}

/// Whether a field is required and has no default, so that the plan or customers must provide a value.
fn needs_value(field: &ManifestField) -> bool {
    // A flag is off by default, a slider is at its start, and a composite field has no value of its own. Of unknown
    // types it is not known whether they have a default.
    let has_one = field.of.is_flag()
        || matches!(field.of, FieldType::Slider | FieldType::Composite | FieldType::Other(_));
    let default = field.default().is_some_and(|default| default.as_text() != Some(""));
    // `required` is true unless the manifest says otherwise (domain.md §3).
    field.is_required() && !has_one && !default
}
