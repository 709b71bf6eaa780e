//! Handles comments that allow the findings of a rule: `# wares:allow NAME reason`.

mod codes;
mod faults;
mod read;

pub use codes::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW};
pub use faults::allow_faults;
pub(super) use faults::unused;
use read::{AllowComment, is_candidate, read};

use super::rule_levels::named;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, DocumentId, Location};
use crate::source::{Remark, Sources};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Collects the comments that may allow a rule from all files, in the order of the files.
pub fn remarks(sources: &Sources) -> Vec<Remark> {
    sources.iter().flat_map(|(file, source)| source.remarks(file, is_candidate)).collect()
}

/// The comments of a catalog that allow a rule, indexed by rule and document.
pub(super) struct Allows<'a> {
    all: Vec<(Code, &'a Remark)>,
    by_document: HashMap<(Code, DocumentId), Vec<usize>>,
    /// For each comment, whether it has allowed a finding. The marks are atomic because rules run in parallel.
    used: Vec<AtomicBool>,
}

impl<'a> Allows<'a> {
    /// Collects the comments of a catalog. Comments that do not name a rule are left out; `allow_faults` reports them.
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let with_rule = |remark: &'a Remark| match read(&remark.text) {
            Some(AllowComment::Allow { rule, .. }) => Some((named(rule)?, remark)),
            _ => None,
        };
        let all: Vec<_> = catalog.remarks().iter().filter_map(with_rule).collect();
        let mut by_document: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, (code, remark)) in all.iter().enumerate() {
            // A comment with nothing after it covers no place, so it stays unused and is reported as C02.
            if let Some(place) = remark.about {
                by_document.entry((*code, place.document)).or_default().push(number);
            }
        }
        // The numbers are indexes in `all`, so another run over the same comments gives the same numbers.
        let used = all.iter().map(|_| AtomicBool::new(false)).collect();
        Self { all, by_document, used }
    }

    /// Whether a comment allows the given rule at the given location. A comment applies to the key or document that
    /// follows it and to everything below that. Marks each applicable comment as used.
    pub(super) fn allow(&self, code: Code, location: Location) -> bool {
        let place = location.place();
        // By document first: most documents have no comment, and comparing pointers costs more.
        let candidates = place.and_then(|place| self.by_document.get(&(code, place.document)));
        let covers = |number: &&usize| {
            let about = self.all[**number].1.about;
            about.zip(place).is_some_and(|(about, place)| place.pointer.is_within(about.pointer))
        };
        let covering: Vec<usize> = candidates.into_iter().flatten().filter(covers).copied().collect();
        // All of them count as used, not only the nearest: taking one out must not make another one unused.
        covering.iter().for_each(|number| self.used[*number].store(true, Ordering::Relaxed));
        !covering.is_empty()
    }

    /// Returns the numbers of the comments that have allowed a finding.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        self.used
            .iter()
            .enumerate()
            .filter(|(_, used)| used.load(Ordering::Relaxed))
            .map(|(number, _)| number)
    }

    /// Returns the comments that have not allowed any finding yet, with their numbers.
    pub(super) fn unused(&self) -> impl Iterator<Item = (usize, Code, &'a Remark)> {
        let all = self.all.iter().enumerate();
        let unused = all.filter(|(number, _)| !self.used[*number].load(Ordering::Relaxed));
        unused.map(|(number, (code, remark))| (number, *code, *remark))
    }
}
