//! Findings of one cause at many places, as one.

use super::{Diagnostic, Fix, Severity, grouped};
use std::collections::HashMap;

/// At how many places the same is told one by one.
const ONE_BY_ONE: usize = 3;
/// How many places are shown besides the first.
const SHOWN: usize = 3;

/// What makes findings the same.
type Cause = (&'static str, Severity, String, Option<String>);

/// Findings, of which those that say the same of many places are one, where their code says so: a name that is missing
/// is missing once, however often it is used.
pub fn gathered(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: HashMap<Cause, usize> = HashMap::new();
    for finding in findings.iter().filter(|finding| finding.code.is_gathered()) {
        *counts.entry(cause(finding)).or_default() += 1;
    }
    if counts.values().all(|count| *count <= ONE_BY_ONE) {
        return findings;
    }
    let mut at: HashMap<Cause, usize> = HashMap::new();
    let mut left: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for finding in findings {
        let cause = cause(&finding);
        let count = counts.get(&cause).copied().unwrap_or_default();
        match at.get(&cause) {
            _ if count <= ONE_BY_ONE => left.push(finding),
            Some(first) => add(&mut left[*first], finding),
            None => {
                at.insert(cause, left.len());
                let message = format!("{} (at {} places)", finding.message, grouped(count));
                left.push(Diagnostic { message, ..finding });
            }
        }
    }
    left
}

fn cause(finding: &Diagnostic) -> Cause {
    (finding.code.as_str(), finding.severity, finding.message.clone(), finding.help.clone())
}

/// Adds what another finding has to the first of its cause: its place, and the edits that fix it.
fn add(first: &mut Diagnostic, finding: Diagnostic) {
    match first.labels.len() <= SHOWN {
        true => first.labels.extend(finding.labels.into_iter().take(1)),
        false => first.unshown.push(finding.primary()),
    }
    match (&mut first.fix, finding.fix) {
        (Some(Fix { edits, .. }), Some(fix)) => edits.extend(fix.edits),
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
    fn what_is_said_of_many_places_is_said_once() {
        let [one] = gathered(findings(UNKNOWN_REFERENCE, 1200)).try_into().expect("one finding");
        assert_eq!(one.message, "there is none (at 1,200 places)");
        assert_eq!(one.labels.len(), 4);
        assert_eq!(one.fix.map(|fix| fix.edits.len()), Some(1200));
    }

    #[test]
    fn what_is_said_of_few_or_has_another_cause_stays() {
        let mut all = findings(UNKNOWN_REFERENCE, 3);
        all.extend(findings(MANIFEST, 4));
        all.extend(findings(UNKNOWN_REFERENCE, 1).into_iter().map(|finding| finding.help("another")));
        assert_eq!(gathered(all.clone()), all);
    }
}
