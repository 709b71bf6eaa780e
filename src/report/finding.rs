//! Findings as a person reads them: the place, underlined, and what to write instead.

use super::Style;
use super::excerpt::{Excerpt, Mark};
use crate::diagnostic::{Diagnostic, Label, Severity, masked, printable};
use crate::source::Sources;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, SourceCode};
use std::fmt;

/// The findings, one after the other.
pub fn findings(findings: &[&Diagnostic], sources: &Sources, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    // Names are not broken at their hyphens: somebody may copy them.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation);
    findings.iter().map(|finding| render(&handler, finding, sources)).collect()
}

fn render(handler: &GraphicalReportHandler, finding: &Diagnostic, sources: &Sources) -> String {
    let report = report(finding, sources);
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => out + "\n",
        Err(_) => super::concise(&[finding], sources),
    }
}

fn report(finding: &Diagnostic, sources: &Sources) -> Report {
    let own = |text: &str| printable(&masked(text));
    let primary = finding.primary();
    let file = primary.file();
    let text = sources.shown(file);
    let is_hidden = |label: &Label| sources.is_hidden(label.location);
    let is_shown = |label: &&Label| label.location.file() == file && !text.is_empty() && !is_hidden(label);
    let (here, elsewhere): (Vec<&Label>, Vec<&Label>) = finding.labels.iter().partition(is_shown);
    let mark =
        |label: &&Label| Mark { span: sources.span(label.location), at: sources.position(label.location) };
    let excerpt = Excerpt::new(&printable(file.path()), &text, &here.iter().map(mark).collect::<Vec<_>>());
    let labels = here.iter().zip(excerpt.spans()).map(|(label, span)| {
        let words = (!label.text.is_empty()).then(|| own(&label.text));
        match label.location == primary {
            true => LabeledSpan::new_primary_with_span(words, span.clone()),
            false => LabeledSpan::new_with_span(words, span.clone()),
        }
    });
    let places =
        elsewhere.iter().filter(|label| label.location != primary || is_hidden(label)).map(|label| {
            let at = sources.position(label.location);
            let text = if label.text.is_empty() { "and here" } else { &label.text };
            format!("\n{text}: {}:{}:{}", printable(label.location.file().path()), at.line, at.column)
        });
    let help = finding.help.clone().unwrap_or_default() + &places.collect::<String>();
    let help: Vec<String> = help.lines().map(own).collect();
    let severity = match finding.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    };
    let code = format!("{} {}", finding.code, finding.code.name());
    let mut inner = MietteDiagnostic::new(own(&finding.message)).with_code(code);
    inner = inner.with_severity(severity).with_labels(labels.collect::<Vec<_>>());
    let inner = if help.is_empty() { inner } else { inner.with_help(help.join("\n")) };
    Report { inner, excerpt }
}

/// A report with its text.
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
