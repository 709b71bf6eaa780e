//! Comments that allow what a rule finds: `# wares:allow NAME reason`.

mod codes;
mod faults;
mod read;

pub use codes::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW};
pub use faults::allow_faults;
pub(super) use faults::unused;
use read::{Word, is_candidate, read};

use super::settings::named;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, DocumentId};
use crate::source::{Remark, Sources};
use std::collections::{BTreeSet, HashMap};

/// The comments of all files that may speak of rules, in the order of the files.
pub fn remarks(sources: &Sources) -> Vec<Remark> {
    sources.iter().flat_map(|(file, source)| source.remarks(file, is_candidate)).collect()
}

/// The comments of a catalog that allow what a rule finds, by the rule and the document.
pub(super) struct Allows<'a> {
    all: Vec<(Code, &'a Remark)>,
    by_document: HashMap<(Code, DocumentId), Vec<usize>>,
}

impl<'a> Allows<'a> {
    /// Those of a catalog. A comment that names no rule allows nothing, which is told elsewhere.
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let of = |remark: &'a Remark| match read(&remark.text) {
            Some(Word::Allow { rule, .. }) => Some((named(rule)?, remark)),
            _ => None,
        };
        let all: Vec<_> = catalog.remarks().iter().filter_map(of).collect();
        let mut by_document: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, (code, remark)) in all.iter().enumerate() {
            if let Some(place) = remark.about {
                by_document.entry((*code, place.document)).or_default().push(number);
            }
        }
        Self { all, by_document }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The numbers of those that allow a finding: what it is reported at is what they are about, or a part of it.
    pub(super) fn of_finding(&self, finding: &Diagnostic) -> impl Iterator<Item = usize> {
        let at = finding.primary().place();
        let near = at.and_then(|at| self.by_document.get(&(finding.code, at.document)));
        let covers = move |number: &usize| {
            let about = self.all[*number].1.about;
            about.zip(at).is_some_and(|(about, at)| at.pointer.is_within(about.pointer))
        };
        near.into_iter().flatten().copied().filter(covers)
    }

    /// Those that allowed nothing.
    pub(super) fn unused(&self, used: &BTreeSet<usize>) -> impl Iterator<Item = (Code, &'a Remark)> {
        self.all.iter().enumerate().filter(|(number, _)| !used.contains(number)).map(|(_, allow)| *allow)
    }
}
