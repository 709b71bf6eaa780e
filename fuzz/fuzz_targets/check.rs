//! Whatever the bytes of a file, the catalog is checked without a panic; every finding can be shown at its place,
//! and a catalog without findings can be lowered.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wares::catalog::load;
use wares::diagnostic::Diagnostic;
use wares::report::{Style, concise, finding_json, findings};
use wares::source::Files;

const MANIFEST: &str = "\
format: 1
catalog: fuzz
currencies: [EUR, USD]
languages: [en, de]
external: [DMN-COM]
";

/// A manifest and one file.
struct Two<'a>(&'a [u8]);

impl Files for Two<'_> {
    fn list(&self) -> Result<Vec<String>, String> {
        Ok(vec!["a.yaml".to_owned(), "wares.yaml".to_owned()])
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Ok(if path == "a.yaml" { self.0 } else { MANIFEST.as_bytes() }.to_vec())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let loaded = load(&Two(bytes));
    let sources = &loaded.sources;
    let found: Vec<&Diagnostic> = loaded.findings.iter().collect();
    for label in found.iter().flat_map(|finding| &finding.labels) {
        let text = sources.text(label.location.file()).unwrap_or_default();
        let span = sources.span(&label.location);
        assert!(
            text.is_empty() || text.get(span.clone()).is_some(),
            "{span:?} is no part of the text: {found:?}"
        );
    }
    // What a schema refuses, the types can explain.
    assert!(!found.iter().any(|finding| finding.message.contains("a mistake in Wares")), "{found:?}");
    findings(&found, sources, Style { color: true, width: 100 });
    assert_eq!(concise(&found, sources).lines().count(), found.len(), "a line for each finding");
    for finding in &found {
        finding_json(finding, sources).to_string();
    }
    assert_eq!(loaded.catalog.is_some(), found.is_empty(), "a catalog, or findings: {found:?}");
    if let Some(catalog) = &loaded.catalog {
        assert_eq!(catalog.lower().resources.len(), catalog.entries().len());
    }
});
