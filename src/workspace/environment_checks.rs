//! Checks documents against the manifest, and against the manifest in each of its environments.

use super::check_cache::{Checks, PendingChanges};
use super::finding_order::not_among;
use super::manifest_state::ManifestState;
use super::work_counts::WorkCounts;
use crate::catalog::{Catalog, Known, Names, Read, Replaced, named_elsewhere, narrowed};
use crate::diagnostic::Diagnostic;
use crate::model::Manifest;
use crate::source::Document;

/// The documents to check, and the catalog against which they are checked.
pub struct CheckInput<'a> {
    /// The documents that describe resources, each with the result of reading it, in the order of the files.
    pub reads: &'a [(&'a Document, &'a Read)],
    /// The names of all resources.
    pub names: &'a Names<'a>,
    /// The catalog that consists of the documents.
    pub catalog: &'a Catalog,
    /// The changes since the documents were last checked.
    pub stale: &'a PendingChanges,
}

impl CheckInput<'_> {
    /// Checks all documents. Adds the findings that do not depend on an environment to `findings`, and returns those
    /// that exist only in an environment.
    pub fn all(
        &self,
        state: &ManifestState,
        checks: &mut [Checks],
        findings: &mut Vec<Diagnostic>,
        work: &mut WorkCounts,
    ) -> Vec<Diagnostic> {
        // The workspace always has the checks under the manifest itself, so there is a first one.
        let Some((first, others)) = checks.split_first_mut() else { return Vec::new() };
        let known = self.known(self.catalog.manifest(), &state.replaced);
        findings.extend(self.check(&known, first, work));
        // Findings under the manifest itself are not repeated for each environment.
        let mut elsewhere = Vec::new();
        for (environment, checks) in state.environments.iter().zip(others) {
            // The documents are not read again: only what depends on the manifest is checked.
            let known = self.known(&environment.manifest, &environment.replaced);
            let found = not_among(self.check(&known, checks, work), findings);
            elsewhere.extend(found.into_iter().map(|finding| environment.mark(finding)));
        }
        elsewhere
    }

    fn known<'a>(&'a self, manifest: &'a Manifest, replaced: &'a Replaced) -> Known<'a> {
        Known { kinds: self.catalog.kinds(), manifest, replaced, names: self.names }
    }

    /// Returns the findings about the documents, when they are checked against one manifest.
    fn check(&self, known: &Known<'_>, checks: &mut Checks, work: &mut WorkCounts) -> Vec<Diagnostic> {
        work.checked +=
            checks.renew(self.reads.iter().map(|(_, read)| *read), self.catalog, known, self.stale);
        // These depend on few resources, so they are computed each time.
        let mut findings = named_elsewhere(known.manifest, self.names, known.kinds);
        findings.extend(checks.findings(known));
        findings.extend(narrowed(self.reads.iter().map(|(_, read)| *read), known));
        findings
    }
}
