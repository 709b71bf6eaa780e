//! Reads a catalog's files.

use super::document::{Read, read};
use super::{Catalog, Entry, manifest, resolve};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::kinds::{Ignored, Kind};
use crate::model::Manifest;
use crate::source::{Files, Sources};
use rayon::prelude::*;

/// The file that marks the root of a catalog.
pub const MANIFEST: &str = "wares.yaml";

/// What reading a catalog found.
#[derive(Debug)]
pub struct Loaded {
    /// Every file that was read, for the places of findings.
    pub sources: Sources,
    /// What is wrong, in the order of the files.
    pub findings: Vec<Diagnostic>,
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
    findings.iter_mut().for_each(manifest::cannot_be_left_out);
    let manifest = manifest::read(&mut sources, environment, &mut findings);
    let (documents, found) = load_documents(files, &mut findings);
    findings.extend(found);
    let reads: Vec<Read> = documents.documents().collect::<Vec<_>>().into_par_iter().map(read).collect();
    sources.extend(documents.clone());
    let names = reads.iter().filter_map(|read| read.identity.clone()).collect();
    let entries = collect(reads, manifest.as_ref(), &documents, &mut findings);
    sort(&mut findings, &sources);
    let sound = manifest.clone().filter(|_| findings.is_empty());
    let catalog = sound.map(|manifest| Catalog { manifest, entries });
    Loaded { findings, documents: documents.documents().count(), sources, manifest, names, catalog }
}

/// The finding that says why the files of a catalog cannot be listed.
pub fn unlisted(reason: &str) -> Diagnostic {
    let message = format!("the catalog's files cannot be listed: {reason}");
    let help = "see to it that the folders of the catalog, and each .waresignore in them, can be read";
    Diagnostic::new(Code::Unreadable, Location::bytes(MANIFEST, 0..0), message).help(help)
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

fn collect(
    reads: Vec<Read>,
    manifest: Option<&Manifest>,
    documents: &Sources,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut mentions = Vec::new();
    let mut names = resolve::Names::new(documents);
    for (read, document) in reads.into_iter().zip(documents.documents()) {
        findings.extend(read.findings);
        match &read.identity {
            Some((kind, name)) => names.add(kind, name, document, findings),
            None => names.add_unclear(document),
        }
        mentions.push((document, read.mentions));
        entries.extend(read.entry.map(|entry| (entry, document)));
    }
    if let Some(manifest) = manifest {
        resolve::external(manifest, &names, findings);
        for (document, mentions) in &mentions {
            resolve::mentions(document, mentions, manifest, &names, findings);
        }
        let ignored = Ignored::new(manifest).ok();
        for (entry, document) in &entries {
            findings.extend(super::lower::faults(entry, document, manifest, ignored.as_ref()));
        }
    }
    entries.into_iter().map(|(entry, _)| entry).collect()
}

fn sort(findings: &mut [Diagnostic], sources: &Sources) {
    findings.sort_by_cached_key(|finding| {
        let place = finding.primary();
        (place.file().to_owned(), sources.span(place).start, finding.code, finding.message.clone())
    });
}
