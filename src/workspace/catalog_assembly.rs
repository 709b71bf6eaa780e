//! Assembles a catalog from the documents that were read.

use super::manifest_state::ManifestState;
use super::referenced_files::NamedFiles;
use crate::catalog::{Catalog, Read, UnreadDocuments, manifest_file};
use crate::diagnostic::DocumentId;
use crate::kinds::Kinds;
use crate::rules;
use crate::source::{Document, Files, Sources, is_yaml};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::Arc;

/// The result of reading each document, by the id of the document.
pub type Reads = HashMap<DocumentId, Box<Read>, RandomState>;

/// Returns the documents of all YAML files except the manifest, in the order of the files.
pub fn documents(sources: &Sources) -> impl Iterator<Item = &Document> {
    let manifest = manifest_file();
    // Resources may look at files of other types, which are then among the sources.
    let files = sources.iter().filter(move |(file, _)| *file != manifest && is_yaml(file.path()));
    files.flat_map(|(_, source)| &source.documents)
}

/// Returns the documents that describe resources, each with the result of reading it, in the order of the files.
pub fn described<'a>(
    sources: &'a Sources,
    reads: &'a Reads,
    named: &NamedFiles,
) -> Vec<(&'a Document, &'a Read)> {
    documents(sources)
        .filter(|document| named.is_of_catalog(document.id.file))
        .filter_map(|document| Some((document, &**reads.get(&document.id)?)))
        .collect()
}

/// Finds the kinds of the resources that Wares could not read. `is_incomplete` says whether a file could not be read
/// completely. If so, resources of any kind may be missing.
pub fn unread_documents(reads: &[(&Document, &Read)], is_incomplete: bool) -> UnreadDocuments {
    let unread = reads.iter().filter(|(_, read)| read.entry.is_none());
    let mut lost = UnreadDocuments { is_any: is_incomplete, ..UnreadDocuments::default() };
    for (_, read) in unread {
        match &read.kind {
            Some(kind) => drop(lost.kinds.insert(kind.name().to_owned())),
            // Without a kind, the document may describe a resource of any kind.
            None => lost.is_any = true,
        }
    }
    lost
}

/// Creates the catalog, without findings; `None` if the manifest could not be read.
pub fn assemble(
    kinds: &Arc<Kinds>,
    manifest: &ManifestState,
    reads: &[(&Document, &Read)],
    sources: &Sources,
    files: Arc<dyn Files>,
    lost: UnreadDocuments,
) -> Option<Catalog> {
    // Copies are cheap: everything large in an entry is shared.
    let entries = reads.iter().filter_map(|(_, read)| read.entry.clone()).collect();
    let mut catalog = Catalog::new(kinds.clone(), manifest.manifest.clone()?, entries, files);
    catalog.remark(rules::remarks(sources));
    catalog.set_unread(lost);
    if manifest.replaced.narrows(catalog.manifest()) {
        catalog.narrow();
    }
    Some(catalog)
}
