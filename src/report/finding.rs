//! Renders findings as text: the message, the marked lines of the file, and the help.

use super::Style;
use super::excerpt::{Excerpt, Mark};
use crate::diagnostic::{Diagnostic, Label, Severity, masked, printable};
use crate::source::Sources;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, SourceCode};
use std::fmt;

/// Returns the findings as text, one after the other.
pub fn findings(findings: &[&Diagnostic], sources: &Sources, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    // Names are not broken at their hyphens, so that they can be copied.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        // The terminal filter lets only colors pass and would spell out the escape sequences of links.
        .with_links(false)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation);
    findings.iter().map(|finding| render(&handler, finding, sources)).collect()
}

/// Returns one finding as text. If miette cannot render a finding, the concise format is used.
fn render(handler: &GraphicalReportHandler, finding: &Diagnostic, sources: &Sources) -> String {
    let report = report(finding, sources);
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => out + "\n",
        Err(_) => super::concise(&[finding], sources),
    }
}

/// Converts a finding to a report of miette.
fn report(finding: &Diagnostic, sources: &Sources) -> Report {
    let primary = finding.primary();
    // The text as it may be shown: a hidden file or a secret in it must not reach the terminal.
    let text = sources.shown(primary.file());
    // miette shows one file. Places in other files, and those that the file must not show, become lines of the help.
    let is_shown = |label: &&Label| {
        label.location.file() == primary.file() && !text.is_empty() && !sources.is_hidden(label.location)
    };
    let (here, elsewhere): (Vec<&Label>, Vec<&Label>) = finding.labels.iter().partition(is_shown);
    let mark =
        |label: &&Label| Mark { span: sources.span(label.location), at: sources.position(label.location) };
    let name = printable(primary.file().path());
    let excerpt = Excerpt::new(&name, &text, &here.iter().map(mark).collect::<Vec<_>>());
    let labels = here.iter().zip(excerpt.spans()).map(|(label, span)| {
        let words = (!label.text.is_empty()).then(|| clean(&label.text));
        // miette takes the primary label for the position in the heading.
        match label.location == primary {
            true => LabeledSpan::new_primary_with_span(words, span.clone()),
            false => LabeledSpan::new_with_span(words, span.clone()),
        }
    });
    let inner = MietteDiagnostic::new(clean(&finding.message))
        .with_code(format!("{} {}", finding.code, finding.code.name()))
        .with_severity(severity(finding.severity))
        .with_labels(labels.collect::<Vec<_>>());
    let help = help(finding, &elsewhere, sources);
    let inner = if help.is_empty() { inner } else { inner.with_help(help) };
    Report { inner, excerpt }
}

/// Returns the help of a finding, followed by the locations that the excerpt does not show.
fn help(finding: &Diagnostic, elsewhere: &[&Label], sources: &Sources) -> String {
    let primary = finding.primary();
    // The heading already names the primary place, unless the file must not show it.
    let places = elsewhere.iter();
    let places = places.filter(|label| label.location != primary || sources.is_hidden(label.location));
    let places = places.map(|label| {
        let at = sources.position(label.location);
        let text = if label.text.is_empty() { "also here" } else { &label.text };
        format!("\n{text}: {}:{}:{}", printable(label.location.file().path()), at.line, at.column)
    });
    let help = finding.help.clone().unwrap_or_default() + &places.collect::<String>();
    // Line by line, since `printable` would escape the breaks between them.
    help.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Returns text with passwords masked and control characters escaped.
fn clean(text: &str) -> String {
    printable(&masked(text))
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    }
}

/// A finding in miette's format, with the excerpt that it shows.
#[derive(Debug)]
struct Report {
    inner: MietteDiagnostic,
    excerpt: Excerpt,
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
        Some(&self.excerpt)
    }
}
