//! Renders each finding in one line: `path:line:col: severity[CODE] message`.

use crate::diagnostic::{Diagnostic, masked, printable};
use crate::source::Sources;

/// Returns the findings as lines, for editors and scripts.
pub fn concise(findings: &[&Diagnostic], sources: &Sources) -> String {
    let line = |finding: &&Diagnostic| {
        let at = sources.position(finding.primary());
        // Each finding must be one line, so a line break in a name is escaped.
        let (file, message) =
            (printable(finding.primary().file().path()), printable(&masked(&finding.message)));
        format!("{file}:{}:{}: {}[{}] {message}\n", at.line, at.column, finding.severity, finding.code)
    };
    findings.iter().map(line).collect()
}
