//! Finds what the rules report in a catalog, and errors in the settings and comments for rules.

use super::manifest_state::ManifestState;
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Manifest;
use crate::rules::{self, CommandLineLevels, Rule, RuleContext};

/// Returns the findings of the rules, and the findings about the manifest's `rules` and about comments that allow
/// findings. `findings` has the findings that are already known.
pub fn rule_findings(
    catalog: &Catalog,
    rules: &[&'static dyn Rule],
    levels: &CommandLineLevels,
    manifest: &ManifestState,
    environment: Option<&str>,
    findings: &[Diagnostic],
) -> Vec<Diagnostic> {
    let others = levels.others();
    // Settings and comments are checked even if no rule finds anything.
    let mut found = rules::faults(catalog.manifest(), others);
    found.extend(rules::allow_faults(catalog, others));
    // A comment is reported as unused only if everything could be read, and if no environment was chosen: a rule may
    // find something in what could not be read, or in another environment.
    let is_readable = !findings.iter().any(|finding| finding.severity == Severity::Error);
    let manifests: Vec<&Manifest> = manifest.environments.iter().map(|it| &it.manifest).collect();
    let environments = (is_readable && environment.is_none()).then_some(manifests.as_slice());
    found.extend(rules::findings(rules, &RuleContext::new(catalog, None, levels), environments));
    found
}
