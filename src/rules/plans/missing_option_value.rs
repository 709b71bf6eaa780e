//! V21: required options to which nobody can give a value.

use super::catalog_plans::has;
use super::chosen_options::{Chosen, Set, chosen};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{FieldType, ManifestField, ServicePlan};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V21",
    "missing-option-value",
    "no value",
    "An option that is required has no value, and customers cannot give it one.",
    include_str!("../codes/V21.md"),
);

/// Finds required options that can have no value.
pub struct MissingOptionValues;

impl Rule for MissingOptionValues {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let found = |chosen: Chosen<'_>| {
            chosen.options().filter_map(|set| of_option(&chosen, set)).collect::<Vec<_>>()
        };
        chosen(&sight.plans).flat_map(found).collect()
    }
}

fn of_option(chosen: &Chosen<'_>, set: Set<'_>) -> Option<Diagnostic> {
    let has_value = set.option.value.as_ref().is_some_and(|value| value.json().as_str() != Some(""));
    if has_value || *set.option.editable {
        return None;
    }
    let shown = chosen.manifest.named(set.name).filter(|field| chosen.hidden_by(field).is_none());
    let mut shown = shown.peekable();
    let field = *shown.peek()?;
    if !shown.all(needs_value) {
        return None;
    }
    let (name, plan) = (set.name, &chosen.plan.it.id);
    let message =
        format!("the option `{name}` of the plan `{plan}` is required, and nobody can give it a value");
    let finding =
        Diagnostic::new(CODE, set.place.key(), message).also(field.place, "required, and without a default");
    Some(finding.help("write its `value`, or `editable: true`"))
}

/// Whether a field has to be given a value by somebody.
fn needs_value(field: &ManifestField) -> bool {
    // What is on or off is off, and a slider is where it begins; a field of several has no value of its own.
    let has_one = field.of.is_flag()
        || matches!(field.of, FieldType::Slider | FieldType::Composite | FieldType::Other(_));
    let default = field.default().is_some_and(|default| default.as_text() != Some(""));
    field.is_required() && !has_one && !default
}
