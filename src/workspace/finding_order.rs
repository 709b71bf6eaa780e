//! Sorts findings, and compares two lists of findings.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::{Sources, codes};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// The findings that appeared and disappeared between two states of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The findings that exist only in the later state.
    pub came: Vec<Diagnostic>,
    /// The findings that exist only in the earlier state.
    pub went: Vec<Diagnostic>,
}

/// Returns the findings that are not in `known`. Two findings count as the same if they have the same code and
/// location. Their messages may differ between environments.
pub fn not_among(findings: Vec<Diagnostic>, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let identity = |finding: &Diagnostic| (finding.code, finding.primary());
    let known: BTreeSet<(Code, Location)> = known.iter().map(identity).collect();
    findings.into_iter().filter(|finding| !known.contains(&identity(finding))).collect()
}

/// Returns the findings that are only in `after`, and those that are only in `before`.
pub fn difference(before: &[Diagnostic], after: &[Diagnostic]) -> Difference {
    Difference { came: without(after, before), went: without(before, after) }
}

/// Returns the findings that are not in `others`. Each finding in `others` removes only one equal finding, so a finding
/// may remain if it occurs more often than in `others`.
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

/// Sorts findings by location. If the same finding is reached through several aliases, it is kept only once. If a tag
/// is reported, findings about its value are dropped.
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

/// Whether a finding is about the value of a tag that is itself reported by the finding `tag`.
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
