//! V22: options that another option of the plan hides or excludes.

use super::catalog_plans::has;
use super::chosen_options::{Chosen, Set, chosen};
use super::option_fit::{misfit, parts, takes_anything};
use super::pattern::Patterns;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::kinds::{Dependent, ManifestField, ServicePlan};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V22",
    "excluded-option",
    "excluded by another option",
    "An option is set that another option of the plan hides, or to a value that the other one excludes.",
    include_str!("../codes/V22.md"),
);

/// Finds options that others of the plan exclude.
pub struct ExcludedOptions;

impl Rule for ExcludedOptions {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let found = |chosen: Chosen<'_>| {
            let of_option = |set| hidden(&chosen, set).or_else(|| excluded(&chosen, set));
            chosen.options().filter_map(of_option).collect::<Vec<_>>()
        };
        chosen(&sight.plans).flat_map(found).collect()
    }
}

/// An option whose field is shown under another value than the plan gives to the field that shows it.
fn hidden(chosen: &Chosen<'_>, set: Set<'_>) -> Option<Diagnostic> {
    let mut fields = chosen.manifest.named(set.name);
    let first = fields.clone().next()?;
    let (condition, value) = chosen.hidden_by(first)?;
    if !is_sound(chosen, &condition.field) {
        return None;
    }
    if !fields.all(|field| chosen.hidden_by(field).is_some()) {
        return None;
    }
    let message = format!(
        "the option `{}` of the plan `{}` is only there if `{}` is `{}`, and the plan sets that to `{value}`",
        set.name, chosen.plan.it.id, condition.field, condition.value
    );
    let finding = Diagnostic::new(CODE, set.place.key(), message).also(first.place, "the field");
    let finding = finding.also(chosen.value_place(&condition.field), "set here");
    Some(finding.help(format!("take the option out, or let `{}` be `{}`", condition.field, condition.value)))
}

/// Whether the value of an option fits its own field. What comes of one that does not is not told.
fn is_sound(chosen: &Chosen<'_>, name: &str) -> bool {
    let Some(value) = chosen.value(name) else { return true };
    chosen.fields(name).iter().any(|field| misfit(field, value, &Patterns::default()).is_none())
}

/// An option whose value is none of those that its field offers under the values of the fields that it depends on.
fn excluded(chosen: &Chosen<'_>, set: Set<'_>) -> Option<Diagnostic> {
    let words = parts(set.option.value.as_ref()?.json())?;
    let [field] = chosen.fields(set.name)[..] else { return None };
    if takes_anything(field) {
        return None;
    }
    let wrong =
        |dependent: &Dependent| words.iter().find_map(|word| of_word(chosen, set, field, dependent, word));
    field.dependent().iter().find_map(wrong)
}

fn of_word(
    chosen: &Chosen<'_>,
    set: Set<'_>,
    field: &ManifestField,
    dependent: &Dependent,
    word: &str,
) -> Option<Diagnostic> {
    let other = &dependent.field;
    let fixed = chosen.fixed(other);
    if !is_sound(chosen, other) {
        return None;
    }
    let meant =
        dependent.values.iter().filter(|(value, _)| fixed.as_ref().is_none_or(|fixed| fixed == value));
    // What a script lists cannot be judged.
    let offered: Vec<&str> = meant
        .map(|(_, offered)| offered.as_ref())
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .flatten()
        .map(|(value, _)| value.as_str())
        .collect();
    if offered.contains(&word) {
        return None;
    }
    let (name, plan) = (set.name, &chosen.plan.it.id);
    let message = match &fixed {
        Some(value) => format!(
            "the option `{name}` of the plan `{plan}` cannot be `{word}` while `{other}` is `{value}`"
        ),
        None => format!("the option `{name}` of the plan `{plan}` cannot be `{word}`, whatever `{other}` is"),
    };
    let finding = Diagnostic::new(CODE, set.place.child("value"), message);
    let finding = finding.also(field.place.child("dependsOn"), "the field");
    let finding = if fixed.is_some() { finding.also(chosen.value_place(other), "set here") } else { finding };
    Some(
        finding.help(
            one_of(word, offered)
                .unwrap_or_else(|| format!("let `{other}` be one of the values that the field knows")),
        ),
    )
}
