//! What is wrong with documents under the manifest, and in each of its environments.

use super::check_cache::{Checks, Stale};
use super::{Held, Work, finding_order};
use crate::catalog::{Catalog, Known, Names, Read, Replaced, named_elsewhere, narrowed};
use crate::diagnostic::Diagnostic;
use crate::model::Manifest;
use crate::source::Document;

/// What documents are checked by.
pub struct Judging<'a> {
    /// The documents with what was read of them, in the order of the files.
    pub reads: &'a [(&'a Document, &'a Read)],
    /// The names that documents have.
    pub names: &'a Names<'a>,
    /// The catalog that they make.
    pub catalog: &'a Catalog,
    /// What changed since they were checked last.
    pub stale: &'a Stale,
}

impl Judging<'_> {
    /// Adds what is wrong under the manifest to the findings, and returns what is wrong only in an environment.
    pub fn all(
        &self,
        held: &Held,
        checks: &mut [Checks],
        findings: &mut Vec<Diagnostic>,
        work: &mut Work,
    ) -> Vec<Diagnostic> {
        let Some((own, others)) = checks.split_first_mut() else { return Vec::new() };
        let main = self.known(self.catalog.manifest(), &held.replaced);
        findings.extend(self.check(&main, own, work));
        let mut elsewhere = Vec::new();
        for (environment, checks) in held.environments.iter().zip(others) {
            let known = self.known(&environment.manifest, &environment.replaced);
            let found = finding_order::news(self.check(&known, checks, work), findings);
            elsewhere.extend(found.into_iter().map(|finding| environment.tells(finding)));
        }
        elsewhere
    }

    fn known<'a>(&'a self, manifest: &'a Manifest, replaced: &'a Replaced) -> Known<'a> {
        Known { kinds: self.catalog.kinds(), manifest, replaced, names: self.names }
    }

    /// What is wrong with the documents under a manifest.
    fn check(&self, known: &Known<'_>, checks: &mut Checks, work: &mut Work) -> Vec<Diagnostic> {
        work.checked +=
            checks.renew(self.reads.iter().map(|(_, read)| *read), self.catalog, known, self.stale);
        let mut findings = named_elsewhere(known.manifest, self.names, known.kinds);
        findings.extend(checks.findings(known));
        findings.extend(narrowed(self.reads.iter().map(|(_, read)| *read), known));
        findings
    }
}
