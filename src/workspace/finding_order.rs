//! Findings in order, and what is new among them.

use super::Difference;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::{Sources, codes};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// The findings without a counterpart among those known: one of the same code at the same place.
pub fn news(findings: Vec<Diagnostic>, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let told = |finding: &Diagnostic| (finding.code, finding.primary());
    let known: BTreeSet<(Code, Location)> = known.iter().map(told).collect();
    findings.into_iter().filter(|finding| !known.contains(&told(finding))).collect()
}

/// The findings that came and went between two states.
pub fn difference(before: &[Diagnostic], after: &[Diagnostic]) -> Difference {
    Difference { came: without(after, before), went: without(before, after) }
}

/// The findings without those that others are equal to, as often as these are there.
fn without(findings: &[Diagnostic], others: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut count: HashMap<&Diagnostic, usize> = HashMap::new();
    others.iter().for_each(|finding| *count.entry(finding).or_default() += 1);
    let mut left = Vec::new();
    for finding in findings {
        match count.get_mut(finding) {
            Some(others @ 1..) => *others -= 1,
            _ => left.push(finding.clone()),
        }
    }
    left
}

/// Findings by place. What an alias repeats is told once, and of a value with a tag only the tag.
pub fn sorted(mut findings: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let start = |finding: &Diagnostic| sources.span(finding.primary()).start;
    // To tell where one begins may mean to read its document again: that is done on all cores.
    findings.par_sort_by_cached_key(|finding| {
        (finding.primary().file(), start(finding), finding.code, finding.message.clone())
    });
    let alike = |a: &Diagnostic, b: &Diagnostic| {
        (a.code, &a.message, a.primary().file()) == (b.code, &b.message, b.primary().file())
    };
    findings.dedup_by(|next, kept| {
        alike(next, kept) && start(next) == start(kept) || is_of_tagged_value(next, kept, sources)
    });
    findings
}

/// Whether a finding is of the value of a tag that is refused already.
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
    let is_blank = text.get(tag.end..value.start).is_some_and(|between| between.trim().is_empty());
    is_blank && text.get(tag).is_some_and(|tag| tag.starts_with('!'))
}
