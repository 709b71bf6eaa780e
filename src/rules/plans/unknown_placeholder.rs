//! V27: the text of a service plan contains a placeholder for which `metadata` has no key.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place, one_of};
use crate::kinds::ServicePlan;
use crate::model::placeholders;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::{HashMap, HashSet};

// An error, because the platform shows unresolved placeholders literally (domain.md §3).
const CODE: Code = Code::error(
    "V27",
    "unknown-placeholder",
    "no such key in `metadata`",
    "The text of a service plan contains a placeholder for which `metadata` has no key.",
    include_str!("../codes/V27.md"),
);

/// Reports placeholders that the platform cannot replace, because `metadata` has no such key.
pub struct UnknownPlaceholders;

impl Rule for UnknownPlaceholders {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.plans.iter().flat_map(of_plan).collect()
    }
}

/// The maximum number of places that a finding shows for a placeholder.
const SHOWN: usize = 3;

fn of_plan(plan: Described<'_, ServicePlan>) -> Vec<Diagnostic> {
    let ServicePlan { name, description, details, metadata, .. } = plan.it;
    let texts = [
        ("name", Some(name.as_str())),
        ("description", description.as_ref().map(|text| text.as_str())),
        ("details", details.as_ref().map(|text| text.as_str())),
    ];
    let known: HashSet<&str> = metadata.keys().map(|key| key.as_str()).collect();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    // A list, so that findings come in the order of the text; the map only finds a key's entry.
    let mut unknown: Vec<(&str, Vec<Place>)> = Vec::new();
    for (field, text) in texts.into_iter().filter_map(|(field, text)| Some((field, text?))) {
        for found in placeholders(text).into_iter().filter(|found| !known.contains(found.key)) {
            let at = *numbers.entry(found.key).or_insert_with(|| {
                unknown.push((found.key, Vec::new()));
                unknown.len() - 1
            });
            unknown[at].1.push(plan.at(field).piece(found.range));
        }
    }
    unknown.iter().filter_map(|(key, places)| finding_for(plan, key, places)).collect()
}

fn finding_for(plan: Described<'_, ServicePlan>, key: &str, places: &[Place]) -> Option<Diagnostic> {
    let name = &plan.it.id;
    // Each key is reported once, with its first places.
    let times = if places.len() > 1 { format!(" ({} times)", places.len()) } else { String::new() };
    let message = match key {
        "" => format!("the plan `{name}` has a placeholder without a key{times}"),
        key => format!(
            "the plan `{name}` has no key `{key}` in `metadata` for the placeholder `${{{key}}}`{times}"
        ),
    };
    let finding = Diagnostic::new(CODE, *places.first()?, message);
    let finding =
        places.iter().take(SHOWN).skip(1).fold(finding, |finding, place| finding.also(*place, "also here"));
    let literal = format!("to show the placeholder literally, write `$${{{key}}}`");
    let near = one_of(key, plan.it.metadata.keys().map(|key| key.as_str()));
    Some(finding.help(match near {
        // There is no key to add to `metadata`.
        _ if key.is_empty() => literal,
        Some(near) => format!("{near}\nor add `{key}` to `metadata`; {literal}"),
        None => format!("add `{key}` to `metadata`; {literal}"),
    }))
}
