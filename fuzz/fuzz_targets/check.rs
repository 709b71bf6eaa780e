//! Whatever the bytes of a file, the catalog is checked without a panic; every finding can be shown at its place,
//! and a catalog without findings can be lowered.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};
use wares::diagnostic::{Diagnostic, Severity};
use wares::kinds::Kinds;
use wares::report::{Style, concise, finding_json, findings};
use wares::source::Files;
use wares::workspace::load;

const MANIFEST: &str = "\
format: 1
catalog: fuzz
currencies: [EUR, USD]
languages: [en, de]
external: [DMN-COM]
";

/// A manifest and one file.
struct Two(Vec<u8>);

static KINDS: LazyLock<Arc<Kinds>> = LazyLock::new(Kinds::standard);

impl Files for Two {
    fn list(&self) -> Result<Vec<String>, String> {
        Ok(vec!["a.yaml".to_owned(), "wares.yaml".to_owned()])
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Ok(if path == "a.yaml" { self.0.clone() } else { MANIFEST.as_bytes().to_vec() })
    }
}

fuzz_target!(|bytes: &[u8]| {
    let loaded = load(&KINDS, Arc::new(Two(bytes.to_vec())), None);
    let sources = &loaded.sources;
    let found: Vec<&Diagnostic> = loaded.findings.iter().collect();
    for label in found.iter().flat_map(|finding| &finding.labels) {
        let text = sources.text(label.location.file()).unwrap_or_default();
        let span = sources.span(label.location);
        assert!(
            text.is_empty() || text.get(span.clone()).is_some(),
            "{span:?} is no part of the text: {found:?}"
        );
    }
    // What a schema refuses, the types can explain.
    assert!(!found.iter().any(|finding| finding.message.contains("a bug in Wares")), "{found:?}");
    findings(&found, sources, Style { color: true, width: 100 });
    assert_eq!(concise(&found, sources).lines().count(), found.len(), "a line for each finding");
    for finding in &found {
        finding_json(finding, sources).to_string();
    }
    let catalog = loaded.catalog.as_ref().expect("the manifest is valid");
    let is_sound = found.iter().all(|finding| finding.severity != Severity::Error);
    assert_eq!(catalog.sound().is_some(), is_sound, "what has no errors can be lowered: {found:?}");
    if let Some(sound) = catalog.sound() {
        assert_eq!(sound.lower().resources.len(), catalog.entries().len());
    }
});
