//! The manifest of a workspace, in all its environments, with its findings.

use crate::catalog::{Environment, Replaced, environments, manifest_file, read_manifest, replaced};
use crate::diagnostic::Diagnostic;
use crate::model::Manifest;
use crate::source::{Files, Source, Sources};

/// The manifest as it was last read.
#[derive(Default)]
pub struct ManifestState {
    /// The manifest, in the chosen environment if there is one; `None` if the manifest could not be read.
    pub manifest: Option<Manifest>,
    /// The keys that the chosen environment replaces.
    pub replaced: Replaced,
    /// All environments of the manifest, since documents are checked in each of them. Empty if an environment is
    /// chosen.
    pub environments: Vec<Environment>,
    /// The findings in the manifest, after those that were given to [`read`](Self::read).
    pub findings: Vec<Diagnostic>,
}

impl ManifestState {
    /// Reads the manifest, in the given environment if there is one. The findings of the manifest are added after the
    /// given `findings`.
    pub fn read(
        sources: &mut Sources,
        files: &dyn Files,
        environment: Option<&str>,
        findings: impl Iterator<Item = Diagnostic>,
    ) -> Self {
        let file = manifest_file();
        // Reading a missing file gives the finding that it is missing.
        if sources.get(file).is_none() {
            sources.set(file, Source::read(files, file, None));
        }
        let in_text = sources.get(file).map(|source| source.findings.clone()).unwrap_or_default();
        let mut findings: Vec<Diagnostic> = findings.chain(in_text).collect();
        let manifest = read_manifest(sources, environment, &mut findings);
        let replaced = environment.map(|name| replaced(sources, name)).unwrap_or_default();
        // With a chosen environment, the others do not matter.
        let all = manifest.iter().filter(|_| environment.is_none());
        let environments = all.flat_map(|manifest| environments(sources, manifest)).collect();
        Self { manifest, replaced, environments, findings }
    }
}
