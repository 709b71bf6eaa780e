//! Findings as a person reads them: the place, underlined, and what to write instead.

use super::Style;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, SourceCode,
};
use std::fmt;

/// The findings, one after the other.
pub fn findings(findings: &[&Diagnostic], sources: &Sources, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_links(false);
    findings.iter().map(|finding| render(&handler, finding, sources)).collect()
}

fn render(handler: &GraphicalReportHandler, finding: &Diagnostic, sources: &Sources) -> String {
    let file = finding.primary().file();
    let source = NamedSource::new(file, sources.text(file).unwrap_or_default().to_owned());
    let report = Report { inner: report(finding, sources), source };
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => out + "\n",
        Err(_) => super::concise(&[finding], sources),
    }
}

fn report(finding: &Diagnostic, sources: &Sources) -> MietteDiagnostic {
    let file = finding.primary().file();
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        finding.labels.iter().partition(|label| label.location.file() == file);
    let is_read = sources.text(file).is_some();
    let labels = here.iter().filter(|_| is_read).map(|label| {
        let span = sources.span(&label.location);
        let text = (!label.text.is_empty()).then(|| label.text.clone());
        LabeledSpan::new(text, span.start, span.len())
    });
    let places = elsewhere.iter().map(|label| {
        let at = sources.position(&label.location);
        format!("\n{}: {}:{}:{}", label.text, label.location.file(), at.line, at.column)
    });
    let help = finding.help.clone().unwrap_or_default() + &places.collect::<String>();
    let severity = match finding.severity() {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
    };
    let mut report = MietteDiagnostic::new(finding.message.clone()).with_code(finding.code.as_str());
    report = report.with_severity(severity).with_labels(labels);
    if help.is_empty() { report } else { report.with_help(help) }
}

/// A report with its text.
#[derive(Debug)]
struct Report {
    inner: MietteDiagnostic,
    source: NamedSource<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.code()
    }

    fn severity(&self) -> Option<miette::Severity> {
        self.inner.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.help()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.inner.labels()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }
}
