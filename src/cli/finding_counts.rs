//! Counts findings, and selects which of them are printed.

use crate::diagnostic::{Diagnostic, Severity, counted, grouped};

/// The maximum number of findings that are printed, unless an option says otherwise.
pub const MAX_FINDINGS: usize = 100;

/// Returns the severest findings, at most `most` of them, in their original order.
pub fn severest<'a>(findings: &[&'a Diagnostic], most: usize) -> Vec<&'a Diagnostic> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    // The sort is stable, so that of one severity the first findings are kept.
    order.sort_by_key(|index| findings[*index].severity);
    order.truncate(most);
    // Back into file order, since all findings of a run are reported in that order.
    order.sort_unstable();
    order.into_iter().map(|index| findings[index]).collect()
}

/// Says how many of the findings are shown: `100 of 240 findings are shown`.
pub fn shown(printed: usize, all: usize) -> String {
    let are = if printed == 1 { "is" } else { "are" };
    format!("{} of {} {are} shown", grouped(printed), counted(all, "finding"))
}

/// Returns the number of findings of each severity, in words: `2 errors, 1 warning`.
pub fn count(findings: &[&Diagnostic]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let severities = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts = severities.map(|(severity, word)| (of(severity), word)).into_iter();
    let words = counts.filter(|(count, _)| *count > 0).map(|(count, word)| counted(count, word));
    words.collect::<Vec<_>>().join(", ")
}
