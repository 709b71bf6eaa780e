//! The keys of the manifest that an environment replaces.

use super::manifest_location::{MANIFEST, manifest_file};
use crate::model::Manifest;
use crate::source::{self, Data, Document, Node, Sources};

/// The keys of the manifest that an environment replaces.
#[derive(Debug, Default)]
pub struct Replaced {
    environment: String,
    keys: Vec<String>,
    /// The currencies that the manifest lists outside of its environments.
    currencies: Vec<String>,
}

impl Replaced {
    /// The name of the environment, if it replaces the given key; otherwise `None`.
    pub fn by(&self, key: &str) -> Option<&str> {
        self.keys.iter().any(|replaced| replaced == key).then_some(self.environment.as_str())
    }

    /// Whether the environment sets `currencies`, and lists only currencies that the manifest lists too. `manifest` is
    /// the manifest with the environment laid over it.
    pub fn narrows(&self, manifest: &Manifest) -> bool {
        let is_in_manifest = |currency: &String| self.currencies.contains(currency);
        self.by("currencies").is_some() && manifest.currencies.iter().all(is_in_manifest)
    }

    /// Whether the manifest lists the given currency, but the environment leaves it out. `manifest` is the manifest
    /// with the environment laid over it.
    pub fn leaves_out(&self, manifest: &Manifest, currency: &str) -> bool {
        let is_among = |currencies: &[String]| currencies.iter().any(|known| known == currency);
        // An environment with a currency of its own replaces the list; it does not narrow it.
        is_among(&self.currencies) && !is_among(&manifest.currencies) && self.narrows(manifest)
    }
}

/// Returns the keys that the named environment replaces.
pub fn replaced(sources: &Sources, environment: &str) -> Replaced {
    // Overlaying keeps `environments`, so its keys can be read whether or not one of them is laid over the document.
    let overlay = |document: &Document| document.root.get("environments")?.get(environment).cloned();
    let keys = match manifest_document(sources).and_then(overlay).map(|overlay| overlay.data) {
        Some(Data::Mapping(entries)) => entries.into_iter().map(|entry| entry.key.into()).collect(),
        _ => Vec::new(),
    };
    Replaced { environment: environment.to_owned(), keys, currencies: currencies_in_file(sources) }
}

/// The currencies that the file of the manifest lists outside of its environments.
fn currencies_in_file(sources: &Sources) -> Vec<String> {
    // The document in the sources may already have an environment laid over it, so the text is parsed again.
    let (documents, _) = source::parse(MANIFEST, sources.text(manifest_file()).unwrap_or_default());
    let currencies = documents.first().and_then(|document| document.root.get("currencies"));
    match currencies.map(|currencies| &currencies.data) {
        Some(Data::Sequence(items)) => items.iter().filter_map(Node::as_text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The document of the manifest, if the file has one.
pub(super) fn manifest_document(sources: &Sources) -> Option<&Document> {
    sources.get(manifest_file())?.documents.first()
}
