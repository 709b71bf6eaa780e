//! What was found about each document in the light of the others, and whether it still holds.

use crate::catalog::{Catalog, Checked, Known, MANIFEST, Read, check, spared};
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::kinds::Ignored;
use crate::progress::{self, Stage};
use foldhash::fast::RandomState;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is not as it was when documents were checked last.
#[derive(Debug, Default)]
pub struct Stale {
    /// Whether everything is to be checked again: the manifest changed.
    pub all: bool,
    /// The names of resources that came, changed or went.
    pub names: BTreeSet<String>,
    /// The paths of files.
    pub files: BTreeSet<String>,
}

impl Stale {
    /// Notes that a file changed.
    pub fn touch(&mut self, path: &str) {
        self.all |= path == MANIFEST;
        self.files.insert(path.to_owned());
    }

    /// Whether a document has to be checked again. An unresolved reference may resolve now, or its suggested name
    /// may have changed; a document that could not be read may be readable now.
    fn concerns(&self, read: &Read, checked: Option<&Checked>) -> bool {
        let is_other = |name: &str| self.names.contains(name);
        let has_changed = |checked: &Checked| {
            !checked.unresolved.is_empty()
                || checked.lost
                || checked.seen.names.iter().any(|name| is_other(name))
                || checked.seen.files.iter().any(|path| self.files.contains(path))
        };
        checked.is_some_and(has_changed) || read.mentions.iter().any(|mention| is_other(mention.name))
    }
}

/// What was found about each document, in the order of the files.
#[derive(Debug, Default)]
pub struct Checks {
    /// None of a document of which there is nothing to say.
    found: HashMap<DocumentId, Option<Box<Checked>>, RandomState>,
    order: Vec<DocumentId>,
}

impl Checks {
    /// Checks the documents of which something may not hold any more; says how many these were.
    pub fn renew<'a>(
        &mut self,
        reads: impl Iterator<Item = &'a Read>,
        catalog: &Catalog,
        known: &Known<'_>,
        stale: &Stale,
    ) -> usize {
        let reads: Vec<&Read> = reads.collect();
        let ignored = Ignored::new(known.manifest).ok().filter(|ignored| !ignored.is_empty());
        let holds = |read: &Read| {
            self.found.get(&read.document).is_some_and(|checked| !stale.concerns(read, checked.as_deref()))
        };
        let news = reads.par_iter().filter(|read| !holds(read));
        progress::begin(Stage::Checking, reads.len());
        let checked = |read: &Read| {
            progress::advance(1);
            check(read, catalog, known, ignored.as_ref())
        };
        let said = |checked: Checked| (!checked.says_nothing()).then(|| Box::new(checked));
        let news: Vec<(DocumentId, Option<Box<Checked>>)> =
            news.map(|read| (read.document, said(checked(read)))).collect();
        let count = news.len();
        self.found.extend(news);
        self.order = reads.iter().map(|read| read.document).collect();
        if self.found.len() > self.order.len() {
            let present: HashSet<&DocumentId> = self.order.iter().collect();
            self.found.retain(|id, _| present.contains(id));
        }
        count
    }

    /// What is wrong with the documents.
    pub fn findings(&self, known: &Known<'_>) -> Vec<Diagnostic> {
        let each = || self.order.iter().filter_map(|id| self.found.get(id)?.as_deref());
        let mut findings: Vec<Diagnostic> = each().flat_map(|checked| checked.findings.clone()).collect();
        findings.extend(spared(each().flat_map(|checked| &checked.unresolved), known));
        findings
    }
}
