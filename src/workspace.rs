//! The files of a catalog while they are edited, and all that follows from them.
//!
//! A [`Workspace`] is given texts and keeps what does not change: a file is cut at its document markers, a document
//! is read once for each content, and what is wrong with a document in the light of others is looked for again only
//! where something that it refers to, or has looked at, is not as it was. The command line opens a workspace and
//! asks it once; a language server keeps one. After any edits its findings are those of one that was just opened.

mod check_cache;
mod environment_checks;
mod finding_order;
mod referenced_files;
mod rule_findings;
mod unsaved_files;

use crate::catalog::{
    Catalog, Environment, Lost, MANIFEST, Names, Read, Reading, Replaced, environments, manifest_file,
    read_manifest, replaced,
};
use crate::diagnostic::{Diagnostic, DocumentId, File, Location};
use crate::kinds::{Kind, Kinds};
use crate::model::Manifest;
use crate::rules::{self, Rule, Said};
use crate::source::{self, Document, Files, Source, Sources, as_yaml, is_nearly_yaml, is_yaml};
use check_cache::{Checks, Stale};
use environment_checks::Judging;
pub use finding_order::sorted as in_order;
use foldhash::fast::RandomState;
use rayon::prelude::*;
use referenced_files::NamedFiles;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use unsaved_files::Buffers;

/// What reading a catalog found.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every file that was read, for the places of findings.
    pub sources: Sources,
    /// What is wrong, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// What is wrong in one of the environments alone; looked for where none is named.
    pub elsewhere: Vec<Diagnostic>,
    /// How many documents there are.
    pub documents: usize,
    /// The manifest, when it could be read.
    pub manifest: Option<Manifest>,
    /// The resources by kind and name, also those with which something is wrong.
    pub names: Vec<(Arc<dyn Kind>, String)>,
    /// The catalog, as far as it could be read; none without a manifest.
    pub catalog: Option<Catalog>,
    /// The files among the sources that documents name, which are none of the catalog.
    pub named: BTreeSet<File>,
}

impl Loaded {
    /// How many files the catalog has.
    pub fn files(&self) -> usize {
        self.sources.len() - self.named.len()
    }
}

/// The findings that came and went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What is wrong now and was not.
    pub came: Vec<Diagnostic>,
    /// What was wrong and is not any more.
    pub went: Vec<Diagnostic>,
}

/// How much work was done since the workspace was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How many parts of files were parsed: what stands between two document markers.
    pub parsed: usize,
    /// How many documents were read into types.
    pub read: usize,
    /// How many times a document was checked against the others.
    pub checked: usize,
}

/// The files of a catalog while they are edited.
pub struct Workspace {
    reading: Reading,
    rules: Vec<&'static dyn Rule>,
    files: Buffers,
    environment: Option<String>,
    said: Said,
    /// Why the files could not be listed.
    unlisted: Option<Diagnostic>,
    /// The paths of files that are nearly called as those of a catalog, and are not read.
    unread: BTreeSet<String>,
    manifest: Held,
    reads: HashMap<DocumentId, Box<Read>, RandomState>,
    /// The files that documents name, which are none of the catalog.
    named: NamedFiles,
    /// What was found about each document: first under the manifest, then in each environment.
    checks: Vec<Checks>,
    stale: Stale,
    /// The files that went since the last refresh: should one come back, its documents are told apart from these.
    removed: Sources,
    loaded: Loaded,
    work: Work,
}

/// The manifest, and what is wrong with it.
#[derive(Default)]
struct Held {
    manifest: Option<Manifest>,
    replaced: Replaced,
    environments: Vec<Environment>,
    findings: Vec<Diagnostic>,
}

/// Reads a catalog as it is in one of its environments, if one is named.
pub fn load(kinds: &Arc<Kinds>, files: Arc<dyn Files>, environment: Option<&str>) -> Loaded {
    load_with(kinds, files, environment, Said::default())
}

/// Reads a catalog, where something is said of rules besides the files.
pub fn load_with(kinds: &Arc<Kinds>, files: Arc<dyn Files>, environment: Option<&str>, said: Said) -> Loaded {
    let mut workspace = Workspace::open_with(kinds, files, environment, said);
    let loaded = std::mem::take(&mut workspace.loaded);
    // To give back piece by piece what else it keeps takes time, and nobody need wait for it.
    rayon::spawn(move || drop(workspace));
    loaded
}

/// The finding that says why the files of a catalog cannot be listed.
pub fn unlisted(reason: &str) -> Diagnostic {
    let message = format!("the catalog's files cannot be listed: {reason}");
    let help = "make sure that the folders of the catalog can be read, and that each .gitignore and .waresignore in them is a \
                regular file in the catalog's folder with at most 64 KiB of UTF-8 text";
    Diagnostic::new(source::codes::UNREADABLE, Location::whole(manifest_file()), message).help(help)
}

impl Workspace {
    /// A workspace with all the files there are.
    pub fn open(kinds: &Arc<Kinds>, files: Arc<dyn Files>, environment: Option<&str>) -> Self {
        Self::open_with(kinds, files, environment, Said::default())
    }

    /// A workspace with all the files there are, where something is said of rules besides them.
    pub fn open_with(
        kinds: &Arc<Kinds>,
        files: Arc<dyn Files>,
        environment: Option<&str>,
        said: Said,
    ) -> Self {
        let (listed, reading) = rayon::join(|| files.list(), || Reading::new(kinds.clone()));
        let (mut paths, unlisted) = match listed {
            Ok(paths) => (paths, None),
            Err(reason) => (Vec::new(), Some(unlisted(&reason))),
        };
        let unread = paths.extract_if(.., |path| is_nearly_yaml(path)).collect();
        paths.push(MANIFEST.to_owned());
        let manifest = manifest_file();
        let (sources, reads) =
            Sources::load_with(&*files, &paths, |document| read_first(&reading, manifest, document));
        let reads: HashMap<DocumentId, Box<Read>, RandomState> =
            reads.into_iter().flatten().flatten().map(|read| (read.document, read)).collect();
        let work = Work {
            parsed: sources.iter().map(|(_, source)| source.parsed()).sum(),
            read: reads.len(),
            checked: 0,
        };
        let mut workspace = Self {
            reading,
            rules: rules::all(),
            files: Buffers::new(files),
            environment: environment.map(str::to_owned),
            said,
            unlisted,
            unread,
            manifest: Held::default(),
            reads,
            named: NamedFiles::default(),
            checks: Vec::new(),
            stale: Stale { all: true, ..Stale::default() },
            removed: Sources::default(),
            loaded: Loaded { sources, ..Loaded::default() },
            work,
        };
        workspace.refresh();
        workspace
    }

    /// What was found, as of the last [refresh](Self::refresh).
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// How much work was done.
    pub fn work(&self) -> Work {
        self.work
    }

    /// Gives a file another text, whatever stands on the disk. A file that is no YAML is there for the resources
    /// that look at it.
    pub fn set(&mut self, path: &str, text: &str) {
        let file = File::new(path);
        self.files.set(path, text);
        self.stale.touch(path);
        if is_nearly_yaml(path) {
            self.unread.insert(path.to_owned());
        }
        if !is_yaml(path) {
            return;
        }
        // The manifest's document is the first of a file that was just read: its places are known beforehand.
        self.named.added.remove(&file);
        let known = self.loaded.sources.get(file).or_else(|| self.removed.get(file));
        let before = known.filter(|_| file != manifest_file());
        let source = Source::of(file, text, before);
        self.work.parsed += source.parsed();
        self.loaded.sources.set(file, source);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.unread.remove(path);
        self.stale.touch(path);
        let file = File::new(path);
        if let Some(source) = self.loaded.sources.remove(file) {
            self.removed.set(file, source);
        }
    }

    /// Reads what changed, checks what depends on it, and says which findings came and went.
    pub fn refresh(&mut self) -> Difference {
        let before = self.told();
        let mut sources = std::mem::take(&mut self.loaded.sources);
        if self.stale.all {
            self.checks.clear();
            self.read_manifest(&mut sources);
        }
        self.read(&sources);
        self.read_named(&mut sources);
        self.loaded = self.judge(sources);
        (self.stale, self.removed) = (Stale::default(), Sources::default());
        finding_order::difference(&before, &self.told())
    }

    /// All that is wrong, in whatever environment.
    fn told(&self) -> Vec<Diagnostic> {
        self.loaded.findings.iter().chain(&self.loaded.elsewhere).cloned().collect()
    }

    fn read_manifest(&mut self, sources: &mut Sources) {
        let file = manifest_file();
        if sources.get(file).is_none() {
            sources.set(file, Source::read(&self.files, file, None));
        }
        let of_text = sources.get(file).map(|source| source.findings.clone()).unwrap_or_default();
        let mut findings: Vec<Diagnostic> = self.unlisted.iter().cloned().chain(of_text).collect();
        let environment = self.environment.as_deref();
        let manifest = read_manifest(sources, environment, &mut findings);
        let replaced = environment.map(|name| replaced(sources, name)).unwrap_or_default();
        let others = manifest.iter().filter(|_| environment.is_none());
        let environments = others.flat_map(|manifest| environments(sources, manifest)).collect();
        self.manifest = Held { manifest, replaced, environments, findings };
    }

    /// Reads the documents that are new, and forgets those that are gone.
    fn read(&mut self, sources: &Sources) {
        let present: Vec<&Document> = documents(sources).collect();
        let new = present.par_iter().filter(|document| !self.reads.contains_key(&document.id));
        let new: Vec<Box<Read>> = new.map(|document| Box::new(self.reading.read(document))).collect();
        self.work.read += new.len();
        self.stale.names.extend(new.iter().filter_map(|read| read.name.as_deref()).map(str::to_owned));
        self.reads.extend(new.into_iter().map(|read| (read.document, read)));
        if self.reads.len() > present.len() {
            let present: HashSet<DocumentId> = present.iter().map(|document| document.id).collect();
            let gone = self.reads.extract_if(|id, _| !present.contains(id));
            self.stale.names.extend(gone.filter_map(|(_, read)| read.name).map(String::from));
        }
    }

    /// What is wrong with it all, and the catalog that it makes.
    fn judge(&mut self, sources: Sources) -> Loaded {
        let mut findings = self.manifest.findings.clone();
        // What a document names is read for that, whatever its name.
        let unnamed = self.unread.iter().filter(|path| !self.named.all.contains(&File::new(path)));
        findings.extend(unnamed.map(|path| unread(path)));
        let of_files = sources.iter().filter(|(file, _)| self.is_of_catalog(*file));
        findings.extend(of_files.flat_map(|(_, source)| source.findings.clone()));
        let reads: Vec<(&Document, &Read)> = documents(&sources)
            .filter(|document| self.is_of_catalog(document.id.file))
            .filter_map(|document| Some((document, &**self.reads.get(&document.id)?)))
            .collect();
        findings.extend(reads.iter().flat_map(|(_, read)| read.findings.clone()));
        let torn: Vec<&str> = sources.torn(|file| self.is_of_catalog(file)).collect();
        let lost = lost(&reads, !torn.is_empty());
        let names = Names::new(torn, &reads, &mut findings);
        self.stale.names.extend(names.repeated());
        let mut catalog = self.manifest.manifest.clone().map(|manifest| {
            let entries = reads.iter().filter_map(|(_, read)| read.entry.clone()).collect();
            let files = self.files.share();
            let mut catalog = Catalog::new(self.reading.kinds().clone(), manifest, entries, files);
            catalog.remark(rules::remarks(&sources));
            catalog.lose(lost);
            if self.manifest.replaced.narrows(catalog.manifest()) {
                catalog.narrow();
            }
            catalog
        });
        let mut elsewhere = Vec::new();
        if let Some(catalog) = &catalog {
            let judging = Judging { reads: &reads, names: &names, catalog, stale: &self.stale };
            self.checks.resize_with(1 + self.manifest.environments.len(), Checks::default);
            elsewhere = judging.all(&self.manifest, &mut self.checks, &mut findings, &mut self.work);
            findings.extend(self.of_rules(catalog, &findings));
        }
        let [findings, elsewhere] = [findings, elsewhere].map(|found| finding_order::sorted(found, &sources));
        catalog.iter_mut().for_each(|catalog| catalog.report(findings.iter().cloned()));
        let name = |read: &Read| read.kind.clone().zip(read.name.as_deref().map(str::to_owned));
        let names = reads.iter().filter_map(|(_, read)| name(read)).collect();
        let (documents, manifest) = (reads.len(), self.manifest.manifest.clone());
        let named = self.named.all.clone();
        Loaded { sources, findings, elsewhere, documents, manifest, names, catalog, named }
    }
}

/// The documents that describe resources, in the order of the files.
fn documents(sources: &Sources) -> impl Iterator<Item = &Document> {
    let manifest = manifest_file();
    let files = sources.iter().filter(move |(file, _)| *file != manifest && is_yaml(file.path()));
    files.flat_map(|(_, source)| &source.documents)
}

/// Reads a document that was just parsed, and says whether its tree is kept: of one without a finding nobody looks at
/// it again, as a rule.
fn read_first(reading: &Reading, manifest: File, document: &Document) -> (Option<Box<Read>>, bool) {
    let read = (document.id.file != manifest).then(|| Box::new(reading.read(document)));
    let keeps = read.as_ref().is_none_or(|read| !read.findings.is_empty());
    (read, keeps)
}

/// The finding of a file that is nearly called as those of a catalog.
fn unread(path: &str) -> Diagnostic {
    let message = format!("`{path}` is not read: catalog files end with `.yaml` or `.yml`");
    let help = format!(
        "rename it to `{}`; if it is not part of the catalog, list it in .waresignore",
        as_yaml(path)
    );
    Diagnostic::new(source::codes::NEARLY_YAML, Location::whole(File::new(path)), message).help(help)
}

/// What documents describe and could not be read.
fn lost(reads: &[(&Document, &Read)], is_torn: bool) -> Lost {
    let unread = reads.iter().filter(|(_, read)| read.entry.is_none());
    let mut lost = Lost { is_any: is_torn, ..Lost::default() };
    for (_, read) in unread {
        match &read.kind {
            Some(kind) => drop(lost.kinds.insert(kind.name().to_owned())),
            None => lost.is_any = true,
        }
    }
    lost
}
