//! What was found about each document in the light of the others, and whether it still holds.

use crate::catalog::{Catalog, Checked, Known, MANIFEST, Read, check, spared};
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::kinds::Ignored;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

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
    fn concerns(&self, read: &Read, checked: &Checked) -> bool {
        let is_other = |name: &String| self.names.contains(name);
        !checked.unresolved.is_empty()
            || checked.lost
            || read.mentions.iter().any(|mention| is_other(&mention.name))
            || checked.seen.names.iter().any(is_other)
            || checked.seen.files.iter().any(|path| self.files.contains(path))
    }
}

/// What was found about each document, in the order of the files.
#[derive(Debug, Default)]
pub struct Checks {
    found: HashMap<DocumentId, Checked>,
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
            self.found.get(&read.document).is_some_and(|checked| !stale.concerns(read, checked))
        };
        let news = reads.par_iter().filter(|read| !holds(read));
        let news: Vec<(DocumentId, Checked)> =
            news.map(|read| (read.document, check(read, catalog, known, ignored.as_ref()))).collect();
        let count = news.len();
        let mut before = std::mem::take(&mut self.found);
        before.extend(news);
        self.order = reads.iter().map(|read| read.document).collect();
        self.found = self.order.iter().filter_map(|id| before.remove_entry(id)).collect();
        count
    }

    /// What is wrong with the documents.
    pub fn findings(&self, known: &Known<'_>) -> Vec<Diagnostic> {
        let each = || self.order.iter().filter_map(|id| self.found.get(id));
        let mut findings: Vec<Diagnostic> = each().flat_map(|checked| checked.findings.clone()).collect();
        findings.extend(spared(each().flat_map(|checked| &checked.unresolved), known));
        findings
    }
}
