//! The workspace: keeps what it has read. After an edit, it reads and checks only what the edit affects.

use super::catalog_assembly::{Reads, assemble, described, documents, unread_documents};
use super::check_cache::{Checks, PendingChanges};
use super::environment_checks::CheckInput;
use super::file_findings::{unlisted, unread};
use super::finding_order::{Difference, difference, sorted};
use super::loaded::Loaded;
use super::manifest_state::ManifestState;
use super::referenced_files::NamedFiles;
use super::rule_findings::rule_findings;
use super::unsaved_files::Buffers;
use super::work_counts::WorkCounts;
use crate::catalog::{MANIFEST, Names, Read, Reading, manifest_file};
use crate::diagnostic::{Diagnostic, DocumentId, File};
use crate::kinds::Kinds;
use crate::rules::{self, CommandLineLevels, Rule};
use crate::source::{Document, Files, Source, Sources, is_nearly_yaml, is_yaml};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// The files of a catalog that is being edited, and the current findings.
pub struct Workspace {
    reading: Reading,
    rules: Vec<&'static dyn Rule>,
    files: Buffers,
    /// The name of the chosen environment, if any.
    environment: Option<String>,
    /// The levels of rules that the command line sets.
    levels: CommandLineLevels,
    /// The finding that the files could not be listed, if any.
    unlisted: Option<Diagnostic>,
    /// The paths of files that are not read, because their extensions look like misspellings of `.yaml`.
    unread: BTreeSet<String>,
    manifest: ManifestState,
    reads: Reads,
    /// The files that are named in documents, such as the manifests of installation packages.
    named: NamedFiles,
    /// The results of checking all documents: first against the manifest, then against the manifest in each
    /// environment.
    checks: Vec<Checks>,
    /// The changes since the last refresh.
    stale: PendingChanges,
    /// The files that were removed since the last refresh. If such a file is set again, unchanged documents keep their
    /// ids, and changed documents get ids that the file has not had before.
    removed: Sources,
    loaded: Loaded,
    work: WorkCounts,
}

/// Reads a catalog. If `environment` is given, reads the manifest in this environment.
pub fn load(kinds: &Arc<Kinds>, files: Arc<dyn Files>, environment: Option<&str>) -> Loaded {
    load_with(kinds, files, environment, CommandLineLevels::default())
}

/// Reads a catalog, like [`load`]. `levels` has the levels of rules that the command line sets.
pub fn load_with(
    kinds: &Arc<Kinds>,
    files: Arc<dyn Files>,
    environment: Option<&str>,
    levels: CommandLineLevels,
) -> Loaded {
    let mut workspace = Workspace::open_with(kinds, files, environment, levels);
    let loaded = std::mem::take(&mut workspace.loaded);
    // Freeing the caches of a large catalog takes noticeable time, so another thread does it.
    rayon::spawn(move || drop(workspace));
    loaded
}

impl Workspace {
    /// Opens a workspace and reads all files.
    pub fn open(kinds: &Arc<Kinds>, files: Arc<dyn Files>, environment: Option<&str>) -> Self {
        Self::open_with(kinds, files, environment, CommandLineLevels::default())
    }

    /// Opens a workspace, like [`open`](Self::open). `levels` has the levels of rules that the command line sets.
    pub fn open_with(
        kinds: &Arc<Kinds>,
        files: Arc<dyn Files>,
        environment: Option<&str>,
        levels: CommandLineLevels,
    ) -> Self {
        // Listing the files and compiling the schemas do not depend on each other, so they run in parallel.
        let (listed, reading) = rayon::join(|| files.list(), || Reading::new(kinds.clone()));
        let (mut paths, unlisted) = match listed {
            Ok(paths) => (paths, None),
            Err(reason) => (Vec::new(), Some(unlisted(&reason))),
        };
        let unread = paths.extract_if(.., |path| is_nearly_yaml(path)).collect();
        // The manifest is read even if it is not listed, so that a missing one is reported.
        paths.push(MANIFEST.to_owned());
        let (sources, reads) = read_all(&*files, &paths, &reading);
        let parsed = sources.iter().map(|(_, source)| source.parsed()).sum();
        // Most of this function lists fields, and splitting the list would hide that it is complete.
        let mut workspace = Self {
            reading,
            rules: rules::all(),
            files: Buffers::new(files),
            environment: environment.map(str::to_owned),
            levels,
            unlisted,
            unread,
            manifest: ManifestState::default(),
            work: WorkCounts { parsed, read: reads.len(), checked: 0 },
            reads,
            named: NamedFiles::default(),
            checks: Vec::new(),
            stale: PendingChanges { all: true, ..PendingChanges::default() },
            removed: Sources::default(),
            loaded: Loaded { sources, ..Loaded::default() },
        };
        workspace.refresh();
        workspace
    }

    /// Returns the result of the last [refresh](Self::refresh).
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// Returns the amount of work that was done since the workspace was opened.
    pub fn work(&self) -> WorkCounts {
        self.work
    }

    /// Sets the text of a file, whatever its text on disk. The file need not be YAML, since resources can refer to
    /// other files.
    pub fn set(&mut self, path: &str, text: &str) {
        let file = File::new(path);
        self.files.set(path, text);
        self.stale.touch(path);
        if is_nearly_yaml(path) {
            self.unread.insert(path.to_owned());
        }
        // It has no documents. If a resource looks at it, `stale` makes that resource be checked again.
        if !is_yaml(path) {
            return;
        }
        // From now on the file must stay even when no document names it anymore.
        self.named.added.remove(&file);
        // The manifest is always parsed from scratch: places in it assume that its document has the serial 0.
        let known = self.loaded.sources.get(file).or_else(|| self.removed.get(file));
        let before = known.filter(|_| file != manifest_file());
        let source = Source::of(file, text, before);
        self.work.parsed += source.parsed();
        self.loaded.sources.set(file, source);
    }

    /// Removes a file, whether or not it is on disk.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.unread.remove(path);
        self.stale.touch(path);
        let file = File::new(path);
        if let Some(source) = self.loaded.sources.remove(file) {
            self.removed.set(file, source);
        }
    }

    /// Reads the changed files and checks everything that depends on them. Returns the findings that appeared and
    /// disappeared.
    pub fn refresh(&mut self) -> Difference {
        let before = self.all_findings();
        let mut sources = std::mem::take(&mut self.loaded.sources);
        if self.stale.all {
            // All that was found depends on the manifest, which may also have other environments now.
            self.checks.clear();
            let unlisted = self.unlisted.iter().cloned();
            let environment = self.environment.as_deref();
            self.manifest = ManifestState::read(&mut sources, &self.files, environment, unlisted);
        }
        self.read(&sources);
        let reads = self.reads.values().map(|read| &**read);
        self.named.refresh(reads, &self.files, &self.stale.files, &mut sources);
        self.loaded = self.recheck(sources);
        (self.stale, self.removed) = (PendingChanges::default(), Sources::default());
        difference(&before, &self.all_findings())
    }

    /// Returns all findings, including those that exist only in an environment.
    fn all_findings(&self) -> Vec<Diagnostic> {
        self.loaded.findings.iter().chain(&self.loaded.environment_findings).cloned().collect()
    }

    /// Reads the new and changed documents, and drops the results for documents that no longer exist.
    fn read(&mut self, sources: &Sources) {
        let present: Vec<&Document> = documents(sources).collect();
        let new = present.par_iter().filter(|document| !self.reads.contains_key(&document.id));
        let new: Vec<Box<Read>> = new.map(|document| Box::new(self.reading.read(document))).collect();
        self.work.read += new.len();
        self.stale.names.extend(new.iter().filter_map(|read| read.name.as_deref()).map(str::to_owned));
        self.reads.extend(new.into_iter().map(|read| (read.document, read)));
        // A changed document has a new identity, so the old one is gone.
        if self.reads.len() > present.len() {
            let present: HashSet<DocumentId> = present.iter().map(|document| document.id).collect();
            let gone = self.reads.extract_if(|id, _| !present.contains(id));
            self.stale.names.extend(gone.filter_map(|(_, read)| read.name).map(String::from));
        }
    }

    /// Checks everything that an edit affects, and assembles the catalog.
    fn recheck(&mut self, sources: Sources) -> Loaded {
        let mut findings = self.findings_of_files(&sources);
        let reads = described(&sources, &self.reads, &self.named);
        findings.extend(reads.iter().flat_map(|(_, read)| read.findings.clone()));
        let unread_parts: Vec<&str> = sources.unparsed_texts(|file| self.named.is_of_catalog(file)).collect();
        let unread = unread_documents(&reads, !unread_parts.is_empty());
        let names = Names::new(unread_parts, &reads, &mut findings);
        // A document may refer to a name that now has, or no longer has, a second resource.
        self.stale.names.extend(names.repeated());
        let (kinds, files) = (self.reading.kinds(), self.files.snapshot());
        let mut catalog = assemble(kinds, &self.manifest, &reads, &sources, files, unread);
        let mut environment_findings = Vec::new();
        if let Some(catalog) = &catalog {
            let input = CheckInput { reads: &reads, names: &names, catalog, stale: &self.stale };
            self.checks.resize_with(1 + self.manifest.environments.len(), Checks::default);
            environment_findings = input.all(&self.manifest, &mut self.checks, &mut findings, &mut self.work);
            let environment = self.environment.as_deref();
            let of_rules =
                rule_findings(catalog, &self.rules, &self.levels, &self.manifest, environment, &findings);
            findings.extend(of_rules);
        }
        let [findings, environment_findings] =
            [findings, environment_findings].map(|findings| sorted(findings, &sources));
        // Only these: findings of other environments must not keep the chosen one from being planned.
        catalog.iter_mut().for_each(|catalog| catalog.report(findings.iter().cloned()));
        let name = |read: &Read| read.kind.clone().zip(read.name.as_deref().map(str::to_owned));
        let names = reads.iter().filter_map(|(_, read)| name(read)).collect();
        let (documents, manifest) = (reads.len(), self.manifest.manifest.clone());
        let named = self.named.all.clone();
        Loaded { sources, findings, environment_findings, documents, manifest, names, catalog, named }
    }

    /// Returns the findings about the manifest, about files that are not read, and about invalid YAML.
    fn findings_of_files(&self, sources: &Sources) -> Vec<Diagnostic> {
        let mut findings = self.manifest.findings.clone();
        // A file that a document names is read, whatever its name.
        let unread_files = self.unread.iter().filter(|path| !self.named.all.contains(&File::new(path)));
        findings.extend(unread_files.map(|path| unread(path)));
        let files = sources.iter().filter(|(file, _)| self.named.is_of_catalog(*file));
        findings.extend(files.flat_map(|(_, source)| source.findings.clone()));
        findings
    }
}

/// Reads all files in parallel. Each document is read into its type as soon as it is parsed.
fn read_all(files: &dyn Files, paths: &[String], reading: &Reading) -> (Sources, Reads) {
    let manifest = manifest_file();
    let (sources, reads) =
        Sources::load_with(files, paths, |document| read_first(reading, manifest, document));
    let reads = reads.into_iter().flatten().flatten().map(|read| (read.document, read)).collect();
    (sources, reads)
}

/// Reads a document that was just parsed, and decides whether its tree stays in memory. Without findings, the tree is
/// rarely needed again, and takes much more memory than the text.
fn read_first(reading: &Reading, manifest: File, document: &Document) -> (Option<Box<Read>>, bool) {
    // The manifest has a type of its own, and is read later, in all its environments.
    let read = (document.id.file != manifest).then(|| Box::new(reading.read(document)));
    let keeps_tree = read.as_ref().is_none_or(|read| !read.findings.is_empty());
    (read, keeps_tree)
}
