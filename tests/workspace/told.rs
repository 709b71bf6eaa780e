//! All that a workspace says, in a form that does not know which document is which.

use std::collections::HashMap;
use wares::diagnostic::{Diagnostic, Location};
use wares::source::Sources;
use wares::workspace::{Difference, Loaded};

/// A place: the file, and the bytes in it.
type Bytes = (&'static str, usize, usize);

/// All that a workspace says.
#[derive(Debug, PartialEq)]
pub struct Told {
    pub findings: Vec<Finding>,
    pub elsewhere: Vec<Finding>,
    documents: usize,
    names: Vec<(String, String)>,
    entries: Vec<(String, String, Bytes)>,
}

/// What a finding says.
#[derive(Debug, PartialEq)]
pub struct Finding {
    pub code: String,
    said: [String; 3],
    labels: Vec<(Bytes, String)>,
    edits: Vec<(Bytes, Option<String>)>,
}

impl Told {
    /// What another one says that this one does not, and the other way round, for a person to read.
    pub fn against(&self, other: &Self) -> String {
        let [own, other] = [self, other].map(|told| format!("{told:#?}"));
        similar::TextDiff::from_lines(&own, &other).unified_diff().context_radius(20).to_string()
    }
}

pub fn told(loaded: &Loaded) -> Told {
    let sources = &loaded.sources;
    let all = |findings: &[Diagnostic]| findings.iter().map(|it| finding(it, sources)).collect();
    let names = loaded.names.iter().map(|(kind, name)| (kind.name().to_owned(), name.clone()));
    let entries = loaded.catalog.iter().flat_map(|catalog| catalog.entries()).map(|entry| {
        let place = bytes(entry.document.root().into(), sources);
        (entry.kind.name().to_owned(), entry.resource.name().to_owned(), place)
    });
    Told {
        findings: all(&loaded.findings),
        elsewhere: all(&loaded.elsewhere),
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
        said: [
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

/// All that is wrong, in whatever environment.
pub fn all(loaded: &Loaded) -> Vec<Diagnostic> {
    loaded.findings.iter().chain(&loaded.elsewhere).cloned().collect()
}

/// Holds that a difference turns the findings before into those after.
pub fn leads(difference: &Difference, before: &[Diagnostic], after: &[Diagnostic]) {
    let mut count: HashMap<&Diagnostic, i32> = HashMap::new();
    before.iter().chain(&difference.came).for_each(|finding| *count.entry(finding).or_default() += 1);
    after.iter().chain(&difference.went).for_each(|finding| *count.entry(finding).or_default() -= 1);
    let left: Vec<_> = count.into_iter().filter(|(_, count)| *count != 0).collect();
    assert!(left.is_empty(), "{left:#?}");
    let both: Vec<_> = difference.came.iter().filter(|finding| difference.went.contains(finding)).collect();
    assert!(both.is_empty(), "{both:#?}");
}
