//! V22: a plan sets an option that another option of the plan hides, or a value that another option excludes.

use super::catalog_plans::has;
use super::chosen_options::{PlanWithManifest, SetOption, chosen};
use super::option_fit::{misfit, parts, takes_anything};
use super::pattern::Patterns;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::kinds::{Dependent, ManifestField, ServicePlan};
use crate::rules::{Rule, RuleContext};

// An error, because the package ignores the option or rejects the combination.
const CODE: Code = Code::error(
    "V22",
    "excluded-option",
    "excluded by another option",
    "A plan sets an option that another one of its options hides, or a value that another option excludes.",
    include_str!("../codes/V22.md"),
);

/// Reports options that other options of the plan hide, and values that other options exclude.
pub struct ExcludedOptions;

impl Rule for ExcludedOptions {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let of_plan = |chosen: PlanWithManifest<'_>| {
            // Whether the value fits does not matter if the field does not exist.
            let of_option = |set| hidden(&chosen, set).or_else(|| excluded(&chosen, set));
            chosen.options().filter_map(of_option).collect::<Vec<_>>()
        };
        chosen(&context.plans).flat_map(of_plan).collect()
    }
}

/// Reports an option whose field is hidden: the plan sets another field to a value for which this field is not shown.
fn hidden(chosen: &PlanWithManifest<'_>, set: SetOption<'_>) -> Option<Diagnostic> {
    let mut fields = chosen.manifest.named(set.name);
    let first = fields.clone().next()?;
    let (condition, value) = chosen.hidden_by(first)?;
    // If the other option's value is wrong itself, fixing it may also fix this.
    if !is_valid(chosen, &condition.field) {
        return None;
    }
    // If another field of the same name is shown, the option has an effect.
    if !fields.all(|field| chosen.hidden_by(field).is_some()) {
        return None;
    }
    let message = format!(
        "the option `{}` of the plan `{}` exists only if `{}` is `{}`, but the plan sets `{}` to `{value}`",
        set.name, chosen.plan.it.id, condition.field, condition.value, condition.field
    );
    let finding = Diagnostic::new(CODE, set.place.key(), message).also(first.place, "the field");
    let finding = finding.also(chosen.value_place(&condition.field), "set here");
    Some(finding.help(format!("remove the option, or set `{}` to `{}`", condition.field, condition.value)))
}

/// Whether the value of an option fits the option's field. If the value does not fit, V20 reports it, and its
/// consequences are not reported.
fn is_valid(chosen: &PlanWithManifest<'_>, name: &str) -> bool {
    let Some(value) = chosen.value(name) else { return true };
    // Without a cache of patterns, since only one value is checked.
    chosen.fields(name).iter().any(|field| misfit(field, value, &Patterns::default()).is_none())
}

/// Reports a value that the field of an option does not offer, given the values of the fields on which that field
/// depends.
fn excluded(chosen: &PlanWithManifest<'_>, set: SetOption<'_>) -> Option<Diagnostic> {
    let words = parts(set.option.value.as_ref()?.json())?;
    // If several fields share the name, it is not known which of them is shown.
    let [field] = chosen.fields(set.name)[..] else { return None };
    // If any value is accepted, none is excluded.
    if takes_anything(field) {
        return None;
    }
    let of_dependency =
        |dependent: &Dependent| words.iter().find_map(|word| of_word(chosen, set, field, dependent, word));
    // One finding for each option: its other values are usually wrong for the same reason.
    field.dependent().iter().find_map(of_dependency)
}

/// Reports the value `word` if the field does not offer it for the value of the other field on which it depends.
fn of_word(
    chosen: &PlanWithManifest<'_>,
    set: SetOption<'_>,
    field: &ManifestField,
    dependent: &Dependent,
    word: &str,
) -> Option<Diagnostic> {
    let other = &dependent.field;
    let fixed = chosen.fixed(other);
    // If the other value is wrong, it is reported as V20, and what this field offers is not known.
    if !is_valid(chosen, other) {
        return None;
    }
    let offered = offered(dependent, fixed.as_deref())?;
    if offered.contains(&word) {
        return None;
    }
    let condition = match &fixed {
        Some(value) => format!("while `{other}` is `{value}`"),
        None => format!("for any value of `{other}`"),
    };
    let (name, plan) = (set.name, &chosen.plan.it.id);
    let message = format!("the option `{name}` of the plan `{plan}` cannot be `{word}` {condition}");
    let finding = Diagnostic::new(CODE, set.place.child("value"), message);
    let finding = finding.also(field.place.child("dependsOn"), "the field");
    let finding = if fixed.is_some() { finding.also(chosen.value_place(other), "set here") } else { finding };
    let help = one_of(word, offered);
    Some(
        finding.help(
            help.unwrap_or_else(|| format!("set `{other}` to a value for which `{name}` offers values")),
        ),
    )
}

/// Returns the values that a field offers if the other field has the value `fixed`. If `fixed` is `None`, returns the
/// values for all values of the other field. Returns `None` if a script computes the values.
fn offered<'d>(dependent: &'d Dependent, fixed: Option<&str>) -> Option<Vec<&'d str>> {
    let lists = dependent.values.iter().filter(|(value, _)| fixed.is_none_or(|fixed| fixed == value));
    let lists = lists.map(|(_, offered)| offered.as_ref()).collect::<Option<Vec<_>>>()?;
    Some(lists.into_iter().flatten().map(|(value, _)| value.as_str()).collect())
}
