//! Comments that allow what a rule finds: `# wares:allow NAME reason`.

mod codes;
mod faults;
mod read;

pub use codes::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW};
pub use faults::allow_faults;
pub(super) use faults::unused;
use read::{Word, is_candidate, read};

use super::rule_levels::named;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, DocumentId, Location};
use crate::source::{Remark, Sources};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// The comments of all files that may speak of rules, in the order of the files.
pub fn remarks(sources: &Sources) -> Vec<Remark> {
    sources.iter().flat_map(|(file, source)| source.remarks(file, is_candidate)).collect()
}

/// The comments of a catalog that allow what a rule finds, by the rule and the document.
pub(super) struct Allows<'a> {
    all: Vec<(Code, &'a Remark)>,
    by_document: HashMap<(Code, DocumentId), Vec<usize>>,
    /// Which of them allowed something.
    used: Vec<AtomicBool>,
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
        let used = all.iter().map(|_| AtomicBool::new(false)).collect();
        Self { all, by_document, used }
    }

    /// Whether one of them allows what a rule finds at a place: the place is what the comment is about, or a part of that.
    /// Each that does is noted as used.
    pub(super) fn allow(&self, code: Code, at: Location) -> bool {
        let at = at.place();
        let near = at.and_then(|at| self.by_document.get(&(code, at.document)));
        let covers = |number: &&usize| {
            let about = self.all[**number].1.about;
            about.zip(at).is_some_and(|(about, at)| at.pointer.is_within(about.pointer))
        };
        let covering: Vec<usize> = near.into_iter().flatten().filter(covers).copied().collect();
        covering.iter().for_each(|number| self.used[*number].store(true, Ordering::Relaxed));
        !covering.is_empty()
    }

    /// The numbers of those that allowed something.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        self.used
            .iter()
            .enumerate()
            .filter(|(_, used)| used.load(Ordering::Relaxed))
            .map(|(number, _)| number)
    }

    /// Those that may have allowed nothing, with their numbers.
    pub(super) fn unused(&self) -> impl Iterator<Item = (usize, Code, &'a Remark)> {
        let all = self.all.iter().enumerate();
        let unused = all.filter(|(number, _)| !self.used[*number].load(Ordering::Relaxed));
        unused.map(|(number, (code, remark))| (number, *code, *remark))
    }
}
