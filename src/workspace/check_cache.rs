//! Keeps the result of checking each document against the other documents, and decides which documents must be checked
//! again.

use crate::catalog::{Catalog, Checked, Known, MANIFEST, Read, check, unresolved_findings};
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::kinds::Ignored;
use crate::progress::{self, Stage};
use foldhash::fast::RandomState;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The changes since documents were last checked.
#[derive(Debug, Default)]
pub struct PendingChanges {
    /// Whether to check everything again, because the manifest changed.
    pub all: bool,
    /// The names of resources that were added, changed or removed.
    pub names: BTreeSet<String>,
    /// The paths of files that were added, changed or removed.
    pub files: BTreeSet<String>,
}

impl PendingChanges {
    /// Notes that a file changed.
    pub fn touch(&mut self, path: &str) {
        // Everything may depend on the manifest: names, currencies, levels of rules.
        self.all |= path == MANIFEST;
        self.files.insert(path.to_owned());
    }

    /// Whether a document must be checked again, because something that it uses has changed. `checked` is the result of
    /// the last check; `None` if that check found nothing. A document with an unresolved reference is always checked
    /// again: the reference may resolve now, or another name may be suggested.
    fn needs_recheck(&self, read: &Read, checked: Option<&Checked>) -> bool {
        let is_stale = |name: &str| self.names.contains(name);
        let has_changed = |checked: &Checked| {
            !checked.unresolved.is_empty()
                || checked.may_have_unread_target
                || checked.seen.names.iter().any(|name| is_stale(name))
                || checked.seen.files.iter().any(|path| self.files.contains(path))
        };
        // References are compared by name only: a name may now belong to another kind.
        checked.is_some_and(has_changed) || read.mentions.iter().any(|mention| is_stale(mention.name))
    }
}

/// The results of checking all documents.
#[derive(Debug, Default)]
pub struct Checks {
    /// The results by document. `None` if the check found nothing and looked at nothing apart from references. This is
    /// the usual case, and `None` takes less memory.
    found: HashMap<DocumentId, Option<Box<Checked>>, RandomState>,
    /// The ids of the documents, in the order of the files.
    order: Vec<DocumentId>,
}

impl Checks {
    /// Rechecks the documents that a change may affect, and returns the number of these documents.
    pub fn renew<'a>(
        &mut self,
        reads: impl Iterator<Item = &'a Read>,
        catalog: &Catalog,
        known: &Known<'_>,
        stale: &PendingChanges,
    ) -> usize {
        let reads: Vec<&Read> = reads.collect();
        // Compiled once here, rather than for each document. Invalid patterns have a finding in the manifest.
        let ignored = Ignored::new(known.manifest).ok().filter(|ignored| !ignored.is_empty());
        let is_current = |read: &Read| {
            self.found
                .get(&read.document)
                .is_some_and(|checked| !stale.needs_recheck(read, checked.as_deref()))
        };
        let stale_reads = reads.par_iter().filter(|read| !is_current(read));
        progress::begin(Stage::Checking, reads.len());
        let check_one = |read: &Read| {
            progress::advance(1);
            check(read, catalog, known, ignored.as_ref())
        };
        let kept = |checked: Checked| (!checked.says_nothing()).then(|| Box::new(checked));
        let renewed: Vec<(DocumentId, Option<Box<Checked>>)> =
            stale_reads.map(|read| (read.document, kept(check_one(read)))).collect();
        let count = renewed.len();
        self.found.extend(renewed);
        self.keep(reads.iter().map(|read| read.document).collect());
        count
    }

    /// Drops the results for all documents that are not in `order`, and sets the order of the rest.
    fn keep(&mut self, order: Vec<DocumentId>) {
        self.order = order;
        // Usually all documents still exist.
        if self.found.len() > self.order.len() {
            let present: HashSet<&DocumentId> = self.order.iter().collect();
            self.found.retain(|id, _| present.contains(id));
        }
    }

    /// Returns the findings about all documents, in the order of the files.
    pub fn findings(&self, known: &Known<'_>) -> Vec<Diagnostic> {
        let each = || self.order.iter().filter_map(|id| self.found.get(id)?.as_deref());
        let mut findings: Vec<Diagnostic> = each().flat_map(|checked| checked.findings.clone()).collect();
        findings.extend(unresolved_findings(each().flat_map(|checked| &checked.unresolved), known));
        findings
    }
}
