//! V19: a service plan sets an option for which the manifest of its package has no field.

use super::catalog_plans::{few, has};
use super::chosen_options::{PlanWithManifest, SetOption, chosen};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::kinds::{ManifestField, ServicePlan};
use crate::offer::Plans;
use crate::rules::{Rule, RuleContext};

// An error, because the package ignores the option: customers get less than the plan promises.
const CODE: Code = Code::error(
    "V19",
    "unknown-option",
    "no such option",
    "A service plan sets an option that its package does not have.",
    include_str!("../codes/V19.md"),
);

/// Reports options for which the manifest of the package has no field.
pub struct UnknownOptions;

impl Rule for UnknownOptions {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        chosen(plans).flat_map(|chosen| of_plan(&chosen, plans)).collect()
    }
}

fn of_plan(chosen: &PlanWithManifest<'_>, plans: &Plans<'_>) -> Vec<Diagnostic> {
    let is_unknown = |set: &SetOption<'_>| chosen.manifest.field(set.name).is_none();
    let unknown: Vec<SetOption<'_>> = chosen.options().filter(is_unknown).collect();
    // Without any field, the mistake is in the manifest and not in the options.
    let has_fields = chosen.manifest.inputs().next().is_some();
    match unknown.first() {
        // If the manifest has no fields, one finding for all options is enough.
        Some(first) if !has_fields => {
            vec![no_options(chosen, *first, unknown.iter().map(|set| set.name), plans)]
        }
        _ => unknown.iter().map(|set| unknown_option(chosen, *set, plans)).collect(),
    }
}

fn package<'a>(chosen: &PlanWithManifest<'a>) -> &'a str {
    chosen.plan.it.package.as_ref().map_or("", |package| package.name())
}

fn no_options<'n>(
    chosen: &PlanWithManifest<'_>,
    first: SetOption<'_>,
    names: impl Iterator<Item = &'n str>,
    plans: &Plans<'_>,
) -> Diagnostic {
    let (plan, package) = (&chosen.plan.it.id, package(chosen));
    let message =
        format!("the package `{package}` has no options, but the plan `{plan}` sets {}", few(names));
    with_manifest(Diagnostic::new(CODE, first.place.key(), message), package, plans)
        .help("remove the options, or use a manifest that has fields under `settings.fields`, in a group of `settings`, or under `fields`")
}

fn unknown_option(chosen: &PlanWithManifest<'_>, set: SetOption<'_>, plans: &Plans<'_>) -> Diagnostic {
    let (name, package) = (set.name, package(chosen));
    let is_shown = |field: &&ManifestField| field.name.as_deref() == Some(name);
    // Not found among the inputs, but present: a display, such as a heading, has a name too.
    if let Some(field) = chosen.manifest.fields.iter().find(is_shown) {
        let message = format!(
            "the field `{name}` of the package `{package}` only displays something and takes no value"
        );
        let finding = Diagnostic::new(CODE, set.place.key(), message).also(field.place, "the field");
        return finding.help("remove it from `options`");
    }
    let message = format!("the package `{package}` has no option `{name}`");
    let finding = with_manifest(Diagnostic::new(CODE, set.place.key(), message), package, plans);
    let names = chosen.manifest.inputs().filter_map(|field| field.name.as_deref());
    finding.help(one_of(name, names).unwrap_or_else(|| "remove it from `options`".to_owned()))
}

fn with_manifest(finding: Diagnostic, package: &str, plans: &Plans<'_>) -> Diagnostic {
    match plans.packages.find(package) {
        Some(package) => finding.also(package.at("manifest"), "its manifest"),
        None => finding,
    }
}
