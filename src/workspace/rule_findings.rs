//! What rules find in a catalog, and what is wrong with what its files say of rules.

use super::Workspace;
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Manifest;
use crate::rules::{self, Sight};

impl Workspace {
    /// What rules find, and what is wrong with what the files say of rules.
    pub(super) fn of_rules(&self, catalog: &Catalog, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        let others = self.said.others();
        let mut found = rules::faults(catalog.manifest(), others);
        found.extend(rules::allow_faults(catalog, others));
        // Of what could not be read nobody knows whether a rule would find something in it; and in one environment
        // there may be something to allow, and not in another.
        let is_read = !findings.iter().any(|finding| finding.severity == Severity::Error);
        let others: Vec<&Manifest> = self.manifest.environments.iter().map(|it| &it.manifest).collect();
        let environments = (is_read && self.environment.is_none()).then_some(others.as_slice());
        found.extend(rules::findings(&self.rules, &Sight::new(catalog, None, &self.said), environments));
        found
    }
}
