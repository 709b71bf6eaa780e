//! Everything that a workspace reports, in a form that does not depend on the numbers of documents.

use std::collections::HashMap;
use wares::diagnostic::{Diagnostic, Location};
use wares::source::Sources;
use wares::workspace::{Difference, Loaded};

/// A location: the file, and the range of bytes in it.
type Bytes = (&'static str, usize, usize);

/// Everything that a workspace reports.
#[derive(Debug, PartialEq)]
pub struct Report {
    pub findings: Vec<Finding>,
    pub elsewhere: Vec<Finding>,
    documents: usize,
    names: Vec<(String, String)>,
    entries: Vec<(String, String, Bytes)>,
}

/// The contents of a finding. Its severity, message and help are in `texts`.
#[derive(Debug, PartialEq)]
pub struct Finding {
    pub code: String,
    texts: [String; 3],
    labels: Vec<(Bytes, String)>,
    edits: Vec<(Bytes, Option<String>)>,
}

impl Report {
    /// The differences between this report and another one, for a person to read.
    pub fn against(&self, other: &Self) -> String {
        let [this, other] = [self, other].map(|report| format!("{report:#?}"));
        similar::TextDiff::from_lines(&this, &other).unified_diff().context_radius(20).to_string()
    }
}

/// The report of a loaded catalog.
pub fn report(loaded: &Loaded) -> Report {
    let sources = &loaded.sources;
    let all = |findings: &[Diagnostic]| findings.iter().map(|it| finding(it, sources)).collect();
    let names = loaded.names.iter().map(|(kind, name)| (kind.name().to_owned(), name.clone()));
    let entries = loaded.catalog.iter().flat_map(|catalog| catalog.entries()).map(|entry| {
        let place = bytes(entry.document.root().into(), sources);
        (entry.kind.name().to_owned(), entry.resource.name().to_owned(), place)
    });
    Report {
        findings: all(&loaded.findings),
        elsewhere: all(&loaded.environment_findings),
        documents: loaded.documents,
        names: names.collect(),
        entries: entries.collect(),
    }
}

fn finding(finding: &Diagnostic, sources: &Sources) -> Finding {
    let fix = finding.fix.as_ref();
    let edits = fix.iter().flat_map(|fix| &fix.edits);
    Finding {
        code: finding.code.to_string(),
        texts: [
            finding.severity.to_string(),
            finding.message.clone(),
            finding.help.clone().unwrap_or_default(),
        ],
        labels: finding.labels.iter().map(|it| (bytes(it.location, sources), it.text.clone())).collect(),
        edits: edits.map(|it| (bytes(it.location, sources), it.text.clone())).collect(),
    }
}

fn bytes(at: Location, sources: &Sources) -> Bytes {
    let span = sources.span(at);
    (at.file().path(), span.start, span.end)
}

/// All findings, including those of other environments.
pub fn all_findings(loaded: &Loaded) -> Vec<Diagnostic> {
    loaded.findings.iter().chain(&loaded.environment_findings).cloned().collect()
}

/// Asserts that a difference turns the findings before into those after, and has no finding on both sides.
pub fn assert_difference(difference: &Difference, before: &[Diagnostic], after: &[Diagnostic]) {
    let mut count: HashMap<&Diagnostic, i32> = HashMap::new();
    before.iter().chain(&difference.came).for_each(|finding| *count.entry(finding).or_default() += 1);
    after.iter().chain(&difference.went).for_each(|finding| *count.entry(finding).or_default() -= 1);
    let left: Vec<_> = count.into_iter().filter(|(_, count)| *count != 0).collect();
    assert!(left.is_empty(), "{left:#?}");
    let both: Vec<_> = difference.came.iter().filter(|finding| difference.went.contains(finding)).collect();
    assert!(both.is_empty(), "{both:#?}");
}
