//! Merges findings that have the same cause at many locations.

use super::code::Severity;
use super::finding::{Diagnostic, Fix};
use super::format_count::grouped;
use std::collections::HashMap;

/// If a cause has more findings than this, they are merged.
const ONE_BY_ONE: usize = 3;
/// The number of labels that are added to the first label of a merged finding. The other locations are not shown.
const SHOWN: usize = 3;

/// The code, severity, message and help that findings with the same cause have in common.
type Cause = (&'static str, Severity, String, Option<String>);

/// Merges findings with the same cause if there are many of them and their code is [gathered](super::Code::gathered).
/// For example, all uses of a name that does not exist are a single mistake.
pub fn gathered(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    // Counted first, since the message of the first finding says how many there are.
    let mut counts: HashMap<Cause, usize> = HashMap::new();
    for finding in findings.iter().filter(|finding| finding.code.is_gathered()) {
        *counts.entry(cause(finding)).or_default() += 1;
    }
    // Usually there is nothing to merge.
    if counts.values().all(|count| *count <= ONE_BY_ONE) {
        return findings;
    }
    let mut at: HashMap<Cause, usize> = HashMap::new();
    // The order of the findings stays, since they are reported in file order.
    let mut left: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for finding in findings {
        let cause = cause(&finding);
        let count = counts.get(&cause).copied().unwrap_or_default();
        match at.get(&cause) {
            _ if count <= ONE_BY_ONE => left.push(finding),
            Some(first) => add(&mut left[*first], finding),
            None => {
                at.insert(cause, left.len());
                let message = format!("{} (in {} places)", finding.message, grouped(count));
                left.push(Diagnostic { message, ..finding });
            }
        }
    }
    left
}

fn cause(finding: &Diagnostic) -> Cause {
    // The help belongs to the cause: two mistakes with one message may need different words.
    (finding.code.as_str(), finding.severity, finding.message.clone(), finding.help.clone())
}

/// Adds the first location and the fix of `finding` to `first`, which has the same cause. Removes the fix from `first`
/// if either finding has no fix.
fn add(first: &mut Diagnostic, finding: Diagnostic) {
    match first.labels.len() <= SHOWN {
        // Only the first label of each: its others explain the same cause again.
        true => first.labels.extend(finding.labels.into_iter().take(1)),
        false => first.unshown.push(finding.primary()),
    }
    match (&mut first.fix, finding.fix) {
        (Some(Fix { edits, .. }), Some(fix)) => edits.extend(fix.edits),
        // A fix that does not reach all places would not fix the merged finding.
        (fix, _) => *fix = None,
    }
}

#[cfg(test)]
mod tests {
    use super::gathered;
    use crate::catalog::codes::{MANIFEST, UNKNOWN_REFERENCE};
    use crate::diagnostic::{Code, Diagnostic, Edit, File, Location};

    fn findings(code: Code, count: usize) -> Vec<Diagnostic> {
        let finding = |at: usize| {
            let location = Location::bytes(File::new("many.yaml"), at..at + 1);
            let edit = Edit { location, text: Some("x".to_owned()) };
            Diagnostic::new(code, location, "there is none").help("add one").fix("write `x`", vec![edit])
        };
        (0..count).map(finding).collect()
    }

    #[test]
    fn findings_in_many_places_are_merged() {
        let [one] = gathered(findings(UNKNOWN_REFERENCE, 1200)).try_into().expect("one finding");
        assert_eq!(one.message, "there is none (in 1,200 places)");
        assert_eq!(one.labels.len(), 4);
        assert_eq!(one.fix.map(|fix| fix.edits.len()), Some(1200));
    }

    #[test]
    fn findings_in_few_places_or_with_another_cause_are_kept() {
        let mut all = findings(UNKNOWN_REFERENCE, 3);
        all.extend(findings(MANIFEST, 4));
        all.extend(findings(UNKNOWN_REFERENCE, 1).into_iter().map(|finding| finding.help("another")));
        assert_eq!(gathered(all.clone()), all);
    }
}
