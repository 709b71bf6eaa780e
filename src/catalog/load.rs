//! Reads a catalog's files.

use super::document::{Read, read};
use super::{Catalog, Entry, manifest, resolve};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::kinds::{Ignored, Kind};
use crate::model::Manifest;
use crate::source;
use crate::source::{Document, Files, Mention, Sources};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The file that marks the root of a catalog.
pub const MANIFEST: &str = "wares.yaml";

/// What reading a catalog found.
#[derive(Debug)]
pub struct Loaded {
    /// Every file that was read, for the places of findings.
    pub sources: Sources,
    /// What is wrong, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// What is wrong in one of the environments alone; looked for where none is named.
    pub elsewhere: Vec<Diagnostic>,
    /// How many documents there are.
    pub documents: usize,
    /// The manifest, when nothing is wrong with it.
    pub manifest: Option<Manifest>,
    /// The resources by kind and name, also those with which something is wrong.
    pub names: Vec<(&'static Kind, String)>,
    /// The catalog, when nothing is wrong.
    pub catalog: Option<Catalog>,
}

/// Reads a catalog and reports all that can be known without a database.
pub fn load(files: &dyn Files) -> Loaded {
    load_in(files, None)
}

/// Reads a catalog as it is in one of its environments, if one is named.
pub fn load_in(files: &dyn Files, environment: Option<&str>) -> Loaded {
    let (mut sources, mut findings) = Sources::load(files, &[MANIFEST.to_owned()]);
    let manifest = manifest::read(&mut sources, environment, &mut findings);
    let (documents, found) = load_documents(files, &mut findings);
    findings.extend(found);
    let reads: Vec<Read> = documents.documents().collect::<Vec<_>>().into_par_iter().map(read).collect();
    let names = reads.iter().filter_map(|read| read.identity.clone()).collect();
    let gathered = Gathered::new(reads, &documents, &mut findings);
    let replaced = environment.map(|name| manifest::replaced(&sources, name)).unwrap_or_default();
    findings.extend(manifest.iter().flat_map(|manifest| gathered.against(manifest, &replaced)));
    let elsewhere = match &manifest {
        Some(manifest) if environment.is_none() => elsewhere(manifest, &sources, &gathered, &findings),
        _ => Vec::new(),
    };
    let entries = gathered.entries.into_iter().map(|(entry, _)| entry).collect();
    sources.extend(documents.clone());
    let [findings, elsewhere] = [findings, elsewhere].map(|found| sorted(found, &sources));
    let sound = manifest.clone().filter(|_| findings.is_empty());
    let catalog = sound.map(|manifest| Catalog { manifest, entries });
    let documents = documents.documents().count();
    Loaded { findings, elsewhere, documents, sources, manifest, names, catalog }
}

/// What is wrong in an environment and not in the catalog as it stands.
fn elsewhere(
    manifest: &Manifest,
    sources: &Sources,
    gathered: &Gathered<'_>,
    known: &[Diagnostic],
) -> Vec<Diagnostic> {
    let told = |finding: &Diagnostic| (finding.code, finding.primary().clone());
    let known: BTreeSet<(Code, Location)> = known.iter().map(told).collect();
    let is_new = |finding: &Diagnostic| !known.contains(&told(finding));
    let environments = manifest::environments(sources, manifest);
    let found = environments.iter().flat_map(|environment| {
        let found = gathered.against(&environment.manifest, &environment.replaced).into_iter().filter(is_new);
        found.map(|finding| environment.tells(finding)).collect::<Vec<_>>()
    });
    found.collect()
}

/// The finding that says why the files of a catalog cannot be listed.
pub fn unlisted(reason: &str) -> Diagnostic {
    let message = format!("the catalog's files cannot be listed: {reason}");
    let help = "see to it that the folders of the catalog, and each .waresignore in them, can be read";
    Diagnostic::new(source::codes::UNREADABLE, Location::bytes(MANIFEST, 0..0), message).help(help)
}

fn load_documents(files: &dyn Files, findings: &mut Vec<Diagnostic>) -> (Sources, Vec<Diagnostic>) {
    let mut paths = files.list().unwrap_or_else(|reason| {
        findings.push(unlisted(&reason));
        Vec::new()
    });
    paths.retain(|path| path != MANIFEST);
    paths.sort();
    Sources::load(files, &paths)
}

/// What the documents say, before it is held against a manifest.
struct Gathered<'a> {
    names: resolve::Names<'a>,
    mentions: Vec<(&'a Document, Vec<Mention>)>,
    entries: Vec<(Entry, &'a Document)>,
}

impl<'a> Gathered<'a> {
    fn new(reads: Vec<Read>, documents: &'a Sources, findings: &mut Vec<Diagnostic>) -> Self {
        let names = resolve::Names::new(documents);
        let mut gathered = Self { names, mentions: Vec::new(), entries: Vec::new() };
        for (read, document) in reads.into_iter().zip(documents.documents()) {
            findings.extend(read.findings);
            match &read.identity {
                Some((kind, name)) => gathered.names.add(kind, name, document, findings),
                None => gathered.names.add_unclear(read.kind, document),
            }
            gathered.mentions.push((document, read.mentions));
            gathered.entries.extend(read.entry.map(|entry| (entry, document)));
        }
        gathered
    }

    /// What is wrong with the documents under a manifest, of which an environment may replace something.
    fn against(&self, manifest: &Manifest, replaced: &manifest::Replaced) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let known = resolve::Known { manifest, replaced, names: &self.names };
        resolve::external(manifest, &self.names, &mut findings);
        findings.extend(resolve::references(&self.mentions, &known));
        let ignored = Ignored::new(manifest).ok();
        for (entry, document) in &self.entries {
            findings.extend(super::lower::faults(entry, document, manifest, ignored.as_ref()));
        }
        findings
    }
}

/// Findings by place. What an alias repeats is told once, and of a value with a tag only the tag.
fn sorted(mut findings: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let start = |finding: &Diagnostic| sources.span(finding.primary()).start;
    findings.sort_by_cached_key(|finding| {
        (finding.primary().file().to_owned(), start(finding), finding.code, finding.message.clone())
    });
    let alike = |a: &Diagnostic, b: &Diagnostic| {
        (a.code, &a.message, a.primary().file()) == (b.code, &b.message, b.primary().file())
    };
    findings.dedup_by(|next, kept| {
        alike(next, kept) && start(next) == start(kept) || is_of_tagged_value(next, kept, sources)
    });
    findings
}

/// Whether a finding is of the value of a tag that is refused already.
fn is_of_tagged_value(finding: &Diagnostic, tag: &Diagnostic, sources: &Sources) -> bool {
    let file = tag.primary().file();
    if tag.code != source::codes::UNSUPPORTED || finding.primary().file() != file {
        return false;
    }
    let (Some(text), tag, value) =
        (sources.text(file), sources.span(tag.primary()), sources.span(finding.primary()))
    else {
        return false;
    };
    let is_blank = text.get(tag.end..value.start).is_some_and(|between| between.trim().is_empty());
    is_blank && text.get(tag).is_some_and(|tag| tag.starts_with('!'))
}
