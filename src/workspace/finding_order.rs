//! Sorts findings, and compares lists of findings.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::{Sources, codes};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// The findings that appeared and disappeared between two states of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The findings that are new.
    pub came: Vec<Diagnostic>,
    /// The findings that no longer exist.
    pub went: Vec<Diagnostic>,
}

/// The findings that are not among the known ones. Two findings are the same if they have the same code and place:
/// their messages may differ between environments.
pub fn not_among(findings: Vec<Diagnostic>, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let identity = |finding: &Diagnostic| (finding.code, finding.primary());
    let known: BTreeSet<(Code, Location)> = known.iter().map(identity).collect();
    findings.into_iter().filter(|finding| !known.contains(&identity(finding))).collect()
}

/// The findings that appeared and disappeared between two lists.
pub fn difference(before: &[Diagnostic], after: &[Diagnostic]) -> Difference {
    Difference { came: without(after, before), went: without(before, after) }
}

/// The findings without the others. A finding that occurs twice is removed twice only if it also occurs twice among the
/// others.
fn without(findings: &[Diagnostic], others: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut count: HashMap<&Diagnostic, usize> = HashMap::new();
    others.iter().for_each(|finding| *count.entry(finding).or_default() += 1);
    let mut left = Vec::new();
    for finding in findings {
        match count.get_mut(finding) {
            // Each of the others cancels one finding.
            Some(others @ 1..) => *others -= 1,
            _ => left.push(finding.clone()),
        }
    }
    left
}

/// Sorts findings by place. Of findings that an alias repeats, only one is kept. If a tag is reported, findings about
/// the tagged value are dropped.
pub fn sorted(mut findings: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let start = |finding: &Diagnostic| sources.span(finding.primary()).start;
    // Finding a place may mean parsing its document again, so the sort runs in parallel and computes each key once.
    findings.par_sort_by_cached_key(|finding| {
        (finding.primary().file(), start(finding), finding.code, finding.message.clone())
    });
    // The same text may be reached through several aliases.
    let is_same = |a: &Diagnostic, b: &Diagnostic| {
        (a.code, &a.message, a.primary().file()) == (b.code, &b.message, b.primary().file())
    };
    // A tag comes right before its value, so after sorting their findings are neighbors.
    findings.dedup_by(|next, kept| {
        is_same(next, kept) && start(next) == start(kept) || is_of_tagged_value(next, kept, sources)
    });
    findings
}

/// Whether a finding is about the value of a tag that is itself reported.
fn is_of_tagged_value(finding: &Diagnostic, tag: &Diagnostic, sources: &Sources) -> bool {
    let file = tag.primary().file();
    if tag.code != codes::UNSUPPORTED || finding.primary().file() != file {
        return false;
    }
    let (Some(text), tag, value) =
        (sources.text(file), sources.span(tag.primary()), sources.span(finding.primary()))
    else {
        return false;
    };
    // A tag is directly before its value.
    let is_blank = text.get(tag.end..value.start).is_some_and(|between| between.trim().is_empty());
    is_blank && text.get(tag).is_some_and(|tag| tag.starts_with('!'))
}
