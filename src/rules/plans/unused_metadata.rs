//! V35: a service plan has a key in `metadata`, but its texts contain no placeholder for the key.

use super::catalog_plans::{few, has};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, near};
use crate::kinds::ServicePlan;
use crate::model::placeholders;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because a key that is not used has no effect on what customers see.
const CODE: Code = Code::error(
    "V35",
    "unused-metadata",
    "not used in any text",
    "A service plan has a key in `metadata` that none of its placeholders uses.",
    include_str!("../codes/V35.md"),
)
.warning();

/// Reports keys in `metadata` for which the plan has no placeholder.
pub struct UnusedMetadata;

impl Rule for UnusedMetadata {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.plans.iter().filter_map(of_plan).collect()
    }
}

fn of_plan(plan: Described<'_, ServicePlan>) -> Option<Diagnostic> {
    if plan.it.metadata.is_empty() {
        return None;
    }
    let ServicePlan { name, description, details, metadata, .. } = plan.it;
    let more = [description, details].into_iter().flatten().map(|text| text.as_str());
    let texts = [name.as_str()].into_iter().chain(more);
    // Reserved placeholders are not among these, as the platform replaces them itself.
    let used: HashSet<&str> = texts.flat_map(placeholders).map(|found| found.key).collect();
    let keys = metadata.keys().map(|key| key.as_str());
    let undefined: Vec<&str> =
        used.iter().copied().filter(|key| keys.clone().all(|known| known != *key)).collect();
    // If a placeholder is a typo of the key, it is reported as V27, which suggests the key.
    let is_unused = |key: &&str| !used.contains(key) && near(key, undefined.iter().copied()).is_empty();
    finding_for(plan, &keys.filter(is_unused).collect::<Vec<_>>())
}

fn finding_for(plan: Described<'_, ServicePlan>, unused: &[&str]) -> Option<Diagnostic> {
    let first = unused.first()?;
    let names = few(unused.iter().copied());
    let message = format!("the texts of the plan `{}` do not use {names}", plan.it.id);
    let finding = Diagnostic::new(CODE, plan.at("metadata").child(first).key(), message);
    let others = unused.iter().skip(1).take(3);
    let finding = others
        .fold(finding, |finding, key| finding.also(plan.at("metadata").child(key).key(), "not used either"));
    Some(finding.help(help(first)))
}

fn help(key: &str) -> String {
    let placeholder = format!("${{{key}}}");
    // A key such as `settings.size` looks like a placeholder of the platform, which `metadata` cannot replace.
    match placeholders(&placeholder).is_empty() {
        true => format!(
            "rename the key here and in the texts: the platform replaces `{placeholder}` with its own value"
        ),
        false => format!("write `{placeholder}` where it belongs, or remove the key from `metadata`"),
    }
}
