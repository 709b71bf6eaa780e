//! The parts of a catalog that could be read.

use super::entry::Entry;
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::kinds::{Context, Kinds, Resource, Resources};
use crate::model::Manifest;
use crate::source::{Files, Remark};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The parts of a catalog that could be read, together with the findings.
pub struct Catalog {
    kinds: Arc<Kinds>,
    manifest: Manifest,
    entries: Vec<Entry>,
    /// The indices of the entries by resource name. Built on the first lookup.
    by_name: OnceLock<HashMap<Box<str>, Vec<usize>>>,
    files: Arc<dyn Files>,
    remarks: Vec<Remark>,
    /// Whether the environment leaves out currencies in which resources may have prices.
    is_narrowed: bool,
    unread: UnreadDocuments,
    findings: Vec<Diagnostic>,
}

/// Documents and files that could not be read. They may describe resources that the catalog lacks.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnreadDocuments {
    /// The kinds of documents that have a known kind, but could not be read as a resource.
    pub kinds: BTreeSet<String>,
    /// Whether resources of any kind may be missing: a file could not be read completely, or a document has no known
    /// kind.
    pub is_any: bool,
}

impl Catalog {
    /// Makes a catalog without findings from resources in the order of the files. The caller [adds](Self::report) the
    /// findings.
    pub(crate) fn new(
        kinds: Arc<Kinds>,
        manifest: Manifest,
        entries: Vec<Entry>,
        files: Arc<dyn Files>,
    ) -> Self {
        let (by_name, remarks, findings) = (OnceLock::new(), Vec::new(), Vec::new());
        let unread = UnreadDocuments::default();
        Self { kinds, manifest, entries, by_name, files, remarks, is_narrowed: false, unread, findings }
    }

    /// Returns a catalog with the same resources under another manifest, and without findings.
    pub fn with_manifest(&self, manifest: Manifest) -> Self {
        // The entries are cheap to clone: resources and mentions are behind an `Arc`.
        let other = Self::new(self.kinds.clone(), manifest, self.entries.clone(), self.files.clone());
        // Comments and unread documents belong to the files, whatever the manifest is.
        Self { remarks: self.remarks.clone(), unread: self.unread.clone(), ..other }
    }

    /// Records that the environment leaves out currencies in which resources may have prices.
    pub(crate) fn narrow(&mut self) {
        self.is_narrowed = true;
    }

    /// Whether the environment leaves out currencies in which resources may have prices.
    pub(super) fn is_narrowed(&self) -> bool {
        self.is_narrowed
    }

    /// Records what could not be read.
    pub(crate) fn set_unread(&mut self, unread: UnreadDocuments) {
        self.unread = unread;
    }

    /// Whether the files may describe more resources of the given kind than could be read.
    pub fn may_have_more(&self, kind: &str) -> bool {
        self.unread.is_any || self.unread.kinds.contains(kind)
    }

    /// Sets the comments that may be directives for rules.
    pub(crate) fn remark(&mut self, remarks: Vec<Remark>) {
        self.remarks = remarks;
    }

    /// The comments in the files that may be directives for rules.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Adds findings to the catalog.
    pub fn report(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.findings.extend(findings);
    }

    /// The kinds of resources that the catalog can describe.
    pub fn kinds(&self) -> &Arc<Kinds> {
        &self.kinds
    }

    /// The manifest, as it applies in the environment of the catalog.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The resources that could be read, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The resources with the given name. Resources of different kinds can share a name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let by_name = self.by_name.get_or_init(|| indices_by_name(&self.entries));
        by_name.get(name).into_iter().flatten().map(|index| &self.entries[*index])
    }

    /// All findings in the catalog.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// The context in which the resource of the given document is checked and lowered.
    pub fn context(&self, document: DocumentId) -> Context<'_> {
        Context::new(&self.manifest, document, self, &*self.files)
    }

    /// Like [`Self::context`], but under another manifest.
    pub fn context_under<'a>(&'a self, manifest: &'a Manifest, document: DocumentId) -> Context<'a> {
        Context::new(manifest, document, self, &*self.files)
    }
}

fn indices_by_name(entries: &[Entry]) -> HashMap<Box<str>, Vec<usize>> {
    let mut by_name: HashMap<Box<str>, Vec<usize>> = HashMap::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        by_name.entry(entry.resource.name().into()).or_default().push(index);
    }
    by_name
}

impl Resources for Catalog {
    fn named<'a>(&'a self, name: &str) -> Vec<(DocumentId, &'a dyn Resource)> {
        self.named(name).map(|entry| (entry.document, &*entry.resource)).collect()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").field("entries", &self.entries).field("findings", &self.findings).finish()
    }
}
