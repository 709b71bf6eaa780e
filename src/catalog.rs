//! From documents to a catalog, and from a catalog to rows.
//!
//! Reading one document is pure ([`Reading::read`]); what depends on others, references and what a resource says of
//! them, is [checked](check) against the whole. A [`Catalog`] holds whatever could be read, and what is wrong. That
//! nothing in it is wrong of severity error is a token of its own, [`Sound`], and only who has it can
//! [lower](Sound::lower) the catalog to the rows that a plan is made from.

pub mod codes;
mod comma_in_number;
mod document;
mod document_checks;
mod external_names;
mod key_errors;
mod lower;
mod manifest;
mod mapping_hint;
mod missing_indentation;
mod resolve;
mod schema;
mod schema_errors;
mod suggested_value;
mod type_errors;
mod unmanaged_currencies;

pub use document::{Read, Reading};
pub use document_checks::{Checked, Unresolved, check, spared};
pub use lower::{Desired, DesiredResource, Sound};
pub use manifest::{
    Environment, MANIFEST, Replaced, environments, in_manifest, manifest_file, read as read_manifest,
    replaced, schema_path,
};
pub use resolve::{Known, Names, named_elsewhere};
pub use unmanaged_currencies::narrowed;

use crate::diagnostic::{Diagnostic, DocumentId, Place, Severity};
use crate::kinds::{Context, Kind, Kinds, Resource, Resources};
use crate::model::Manifest;
use crate::source::{Files, Mention, Remark};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A catalog, as far as it could be read.
pub struct Catalog {
    kinds: Arc<Kinds>,
    manifest: Manifest,
    entries: Vec<Entry>,
    /// The numbers of the entries by name, once somebody asked.
    by_name: OnceLock<HashMap<Box<str>, Vec<usize>>>,
    files: Arc<dyn Files>,
    remarks: Vec<Remark>,
    /// Whether its environment leaves out currencies in which there may be prices.
    is_narrowed: bool,
    lost: Lost,
    findings: Vec<Diagnostic>,
}

/// What the files describe and could not be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lost {
    /// The kinds of the documents that say theirs.
    pub kinds: BTreeSet<String>,
    /// Whether there is a file or document whose kind nobody can tell.
    pub is_any: bool,
}

/// A resource and the document it comes from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its kind.
    pub kind: Arc<dyn Kind>,
    /// Where it comes from.
    pub document: DocumentId,
    /// The resource.
    pub resource: Arc<dyn Resource>,
    /// The references in it that lead to resources.
    pub mentions: Arc<[Mention]>,
}

impl Entry {
    /// The place of a reference in the document.
    pub fn place(&self, mention: &Mention) -> Place {
        mention.place(self.document)
    }
}

impl Catalog {
    /// Makes a catalog of resources, in the order of the files. The caller adds its findings.
    pub(crate) fn new(
        kinds: Arc<Kinds>,
        manifest: Manifest,
        entries: Vec<Entry>,
        files: Arc<dyn Files>,
    ) -> Self {
        let (by_name, remarks, findings) = (OnceLock::new(), Vec::new(), Vec::new());
        let lost = Lost::default();
        Self { kinds, manifest, entries, by_name, files, remarks, is_narrowed: false, lost, findings }
    }

    /// The same resources under another manifest.
    pub fn under(&self, manifest: Manifest) -> Self {
        let other = Self::new(self.kinds.clone(), manifest, self.entries.clone(), self.files.clone());
        Self { remarks: self.remarks.clone(), lost: self.lost.clone(), ..other }
    }

    /// Says that its environment leaves out currencies in which there may be prices.
    pub(crate) fn narrow(&mut self) {
        self.is_narrowed = true;
    }

    /// Says what could not be read.
    pub(crate) fn lose(&mut self, lost: Lost) {
        self.lost = lost;
    }

    /// Whether the files may describe more resources of a kind than could be read.
    pub fn may_have_more(&self, kind: &str) -> bool {
        self.lost.is_any || self.lost.kinds.contains(kind)
    }

    /// Adds the comments that may speak of rules.
    pub(crate) fn remark(&mut self, remarks: Vec<Remark>) {
        self.remarks = remarks;
    }

    /// The comments in the files that may speak of rules.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Adds what is wrong.
    pub fn report(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.findings.extend(findings);
    }

    /// The kinds that it can describe.
    pub fn kinds(&self) -> &Arc<Kinds> {
        &self.kinds
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The resources that could be read, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The resources of a name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let by_name = self.by_name.get_or_init(|| by_name(&self.entries));
        by_name.get(name).into_iter().flatten().map(|at| &self.entries[*at])
    }

    /// What is wrong.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// The token that says that nothing is wrong of severity error; none where something is.
    pub fn sound(&self) -> Option<Sound<'_>> {
        let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
        (!self.findings.iter().any(is_error)).then(|| Sound::of(self))
    }

    /// What the resource of a document sees of the catalog.
    pub fn context(&self, document: DocumentId) -> Context<'_> {
        Context::new(&self.manifest, document, self, &*self.files)
    }

    /// What the resource of a document would see of the catalog under another manifest.
    pub fn context_under<'a>(&'a self, manifest: &'a Manifest, document: DocumentId) -> Context<'a> {
        Context::new(manifest, document, self, &*self.files)
    }
}

fn by_name(entries: &[Entry]) -> HashMap<Box<str>, Vec<usize>> {
    let mut by_name: HashMap<Box<str>, Vec<usize>> = HashMap::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        by_name.entry(entry.resource.name().into()).or_default().push(at);
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
