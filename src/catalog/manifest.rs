//! Reads the manifest, and lays one of its environments over it.

use super::schema::Schema;
use super::schema_errors::judge;
use crate::catalog::codes;
use crate::diagnostic::{Diagnostic, DocumentId, File, Location, Place, Pointer, is_variable, one_of};
use crate::kinds;
use crate::kinds::{Ignored, manifest_schema};
use crate::model::{Manifest, Name};
use crate::source;
use crate::source::{Data, Document, Entry, Node, Sources, Span};
use std::sync::LazyLock;

/// The file that marks the root of a catalog.
pub const MANIFEST: &str = "wares.yaml";

/// The path from a file of a catalog to the schema of its documents, by how many folders above the catalog's root the
/// folder stands that has `schemas/`.
pub fn schema_path(file: &str, up: usize) -> String {
    let name = if file == MANIFEST { "wares" } else { "catalog" };
    format!("{}schemas/{name}.json", "../".repeat(file.matches('/').count() + up))
}

/// The manifest's file.
pub fn manifest_file() -> File {
    File::new(MANIFEST)
}

/// A place in the manifest.
pub fn in_manifest(pointer: &str) -> Place {
    DocumentId { file: manifest_file(), serial: 0 }.at(Pointer::parse(pointer))
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::new(manifest_schema()));

/// The manifest as it is in an environment, or as it stands where none is named. The sources then hold the
/// document as it was read, so that its places lead to what the environment says.
pub fn read(
    sources: &mut Sources,
    environment: Option<&str>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Manifest> {
    let documents = sources.get(manifest_file()).map(|source| source.documents.as_slice());
    let secrets = documents.unwrap_or_default().iter().flat_map(secrets).collect();
    sources.hide(manifest_file(), secrets);
    let document = only_document(sources, findings)?;
    let manifest = read_types(&document, findings)?;
    let Some(name) = environment else {
        let faults = faults(&document, &manifest);
        // What is wrong of itself would be wrong in each environment again.
        if faults.is_empty() {
            manifest.environments.keys().for_each(|name| check_environment(&document, name, findings));
        }
        findings.extend(faults);
        return Some(manifest);
    };
    if !manifest.environments.keys().any(|known| known.as_str() == name) {
        findings.push(unknown_environment(&document, name, &manifest));
        return None;
    }
    let laid = in_environment(&document, name);
    sources.replace(laid.clone());
    let manifest = read_types(&laid, findings)?;
    findings.extend(faults(&laid, &manifest));
    Some(manifest)
}

/// The bytes of what may be a password, since nobody knows what it is: the values of unknown keys of `database`, and
/// what stands in the place of a variable's name, or of the whole.
fn secrets(document: &Document) -> Vec<Span> {
    let environments = document.root.get("environments").map(|environments| &environments.data);
    let others = match environments {
        Some(Data::Mapping(entries)) => entries.as_slice(),
        _ => &[],
    };
    let own: &Node = &document.root;
    let all = [own].into_iter().chain(others.iter().map(|entry| &entry.value));
    let spans = all.filter_map(|root| root.get("database")).flat_map(secrets_of);
    spans.map(|span| document.start + span.start..document.start + span.end).collect()
}

fn secrets_of(database: &Node) -> Vec<Span> {
    let entries = match &database.data {
        Data::Mapping(entries) => entries,
        Data::Bool(_) | Data::Null => return Vec::new(),
        _ => return vec![database.span.clone()],
    };
    let forms = SCHEMA.forms(Pointer::parse("/database"));
    let is_known = |key: &str| forms.iter().filter_map(|form| form.keys()).any(|keys| keys.contains_key(key));
    let is_secret = |entry: &&Entry| match &*entry.key {
        "url_from" => !entry.value.as_text().is_some_and(is_variable),
        key => !is_known(key),
    };
    entries.iter().filter(is_secret).map(|entry| entry.value.span.clone()).collect()
}

/// What an environment replaces of the manifest.
#[derive(Debug, Default)]
pub struct Replaced {
    environment: String,
    keys: Vec<String>,
    /// The currencies of the manifest itself.
    currencies: Vec<String>,
}

impl Replaced {
    /// The environment, where it has a key of its own.
    pub fn by(&self, key: &str) -> Option<&str> {
        self.keys.iter().any(|replaced| replaced == key).then_some(self.environment.as_str())
    }

    /// Whether the environment, under which the manifest is as given, has some of the manifest's currencies and no others.
    pub fn narrows(&self, manifest: &Manifest) -> bool {
        let is_own = |currency: &String| self.currencies.contains(currency);
        self.by("currencies").is_some() && manifest.currencies.iter().all(is_own)
    }

    /// Whether the environment leaves one of the manifest's currencies out.
    pub fn leaves_out(&self, manifest: &Manifest, currency: &str) -> bool {
        let is_among = |all: &[String]| all.iter().any(|known| known == currency);
        is_among(&self.currencies) && !is_among(&manifest.currencies) && self.narrows(manifest)
    }
}

/// What an environment replaces.
pub fn replaced(sources: &Sources, environment: &str) -> Replaced {
    let over = |document: &Document| document.root.get("environments")?.get(environment).cloned();
    let keys = match only(sources).and_then(over).map(|over| over.data) {
        Some(Data::Mapping(entries)) => entries.into_iter().map(|entry| entry.key.into()).collect(),
        _ => Vec::new(),
    };
    Replaced { environment: environment.to_owned(), keys, currencies: own_currencies(sources) }
}

/// The currencies of the manifest as it is written: its document may be that of an environment.
fn own_currencies(sources: &Sources) -> Vec<String> {
    let (documents, _) = source::parse(MANIFEST, sources.text(manifest_file()).unwrap_or_default());
    let currencies = documents.first().and_then(|document| document.root.get("currencies"));
    match currencies.map(|currencies| &currencies.data) {
        Some(Data::Sequence(items)) => items.iter().filter_map(Node::as_text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The manifest's document.
fn only(sources: &Sources) -> Option<&Document> {
    sources.get(manifest_file())?.documents.first()
}

fn only_document(sources: &Sources, findings: &mut Vec<Diagnostic>) -> Option<Document> {
    let documents =
        sources.get(manifest_file()).map(|source| source.documents.as_slice()).unwrap_or_default();
    let finding = match documents {
        [document] if matches!(document.root.data, Data::Mapping(_)) => return Some(document.clone()),
        _ if !findings.is_empty() => return None,
        [] => no_manifest(Location::whole(manifest_file()), "is empty"),
        [document] => {
            let is = format!("is {}, not a mapping", document.root.type_name());
            no_manifest(document.id.root().into(), &is).labelled("not a mapping")
        }
        [_, second, ..] => {
            let message = format!("{MANIFEST} contains more than one document");
            Diagnostic::new(codes::MANIFEST, second.at(Pointer::root()), message)
                .labelled("second document")
                .help("a manifest is a single document: remove the others")
        }
    };
    findings.push(finding);
    None
}

fn no_manifest(place: Location, is: &str) -> Diagnostic {
    let message = format!("{MANIFEST} {is}; a manifest holds the settings of the whole catalog");
    let help = "write a manifest such as:\nformat: 1\ncatalog: acme\ncurrencies: [EUR]\nlanguages: [en]";
    Diagnostic::new(codes::MANIFEST, place, message).help(help)
}

fn read_types(document: &Document, findings: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let judged = judge(document, &SCHEMA, document.read());
    findings.extend(judged.findings);
    judged.value
}

/// The manifest's document with one of its environments laid over it.
fn in_environment(document: &Document, name: &str) -> Document {
    let over = document.root.get("environments").and_then(|environments| environments.get(name));
    let root = over.map_or_else(|| document.root.clone(), |over| document.root.overlaid(over).into());
    Document { root, ..document.clone() }
}

/// Reports what would be wrong in an environment, at the bytes that the document as it stands has no pointer to.
fn check_environment(document: &Document, name: &Name, findings: &mut Vec<Diagnostic>) {
    let laid = in_environment(document, name.as_str());
    let mut found = Vec::new();
    if let Some(manifest) = read_types(&laid, &mut found) {
        found.extend(faults(&laid, &manifest));
    }
    for mut finding in found {
        by_bytes(&mut finding, &laid);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// Names places in a manifest as it is in an environment by their bytes: as it stands, it has no pointers to them.
fn by_bytes(finding: &mut Diagnostic, laid: &Document) {
    for label in &mut finding.labels {
        if let Some(place) = label.location.place().filter(|place| place.file() == laid.id.file) {
            label.location = laid.by_bytes(place);
        }
    }
}

/// An environment that can be read.
pub struct Environment {
    name: String,
    document: Document,
    /// The manifest as it is there.
    pub manifest: Manifest,
    /// What it replaces of the manifest.
    pub replaced: Replaced,
}

impl Environment {
    /// A finding as one of this environment.
    pub fn tells(&self, mut finding: Diagnostic) -> Diagnostic {
        by_bytes(&mut finding, &self.document);
        finding.message = format!("in the environment `{}`: {}", self.name, finding.message);
        finding
    }
}

/// The environments of a manifest.
pub fn environments(sources: &Sources, manifest: &Manifest) -> Vec<Environment> {
    let Some(document) = only(sources) else { return Vec::new() };
    let environment = |name: &Name| {
        let laid = in_environment(document, name.as_str());
        let manifest = read_types(&laid, &mut Vec::new())?;
        let replaced = replaced(sources, name.as_str());
        Some(Environment { name: name.to_string(), document: laid, manifest, replaced })
    };
    manifest.environments.keys().filter_map(environment).collect()
}

fn unknown_environment(document: &Document, name: &str, manifest: &Manifest) -> Diagnostic {
    let place = document.key_at(Pointer::parse("/environments"));
    let help = one_of(name, manifest.environments.keys().map(Name::as_str));
    Diagnostic::new(codes::MANIFEST, place, format!("the manifest has no environment `{name}`"))
        .labelled("no such environment")
        .help(
            help.unwrap_or_else(|| {
                format!("define it in the manifest: `environments: {{ {name}: {{ … }} }}`")
            }),
        )
}

fn faults(document: &Document, manifest: &Manifest) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = version(document, manifest).into_iter().collect();
    findings.extend(repeated(document, "currencies", &manifest.currencies));
    findings.extend(repeated(document, "languages", &manifest.languages));
    for (index, reason) in Ignored::new(manifest).err().unwrap_or_default() {
        let place = document.at(Pointer::parse("/database/ignore_properties").child(index));
        let message = format!("invalid pattern: {reason}");
        findings.push(
            Diagnostic::new(source::codes::WRONG_VALUE, place, message).help("write a pattern such as `x-*`"),
        );
    }
    findings
}

fn version(document: &Document, manifest: &Manifest) -> Option<Diagnostic> {
    let requires = manifest.requires.as_ref().filter(|requires| !requires.is_met())?;
    let place = document.at(Pointer::parse("/requires"));
    let message =
        format!("the catalog requires Wares `{requires}`, but this is version {}", env!("CARGO_PKG_VERSION"));
    Some(
        Diagnostic::new(codes::MANIFEST, place, message)
            .help("install a version of Wares that meets this requirement"),
    )
}

fn repeated(document: &Document, field: &str, values: &[String]) -> Vec<Diagnostic> {
    let again = values.iter().enumerate().filter(|(index, value)| values[..*index].contains(value));
    let finding = |(index, value)| {
        let place = document.at(Pointer::root().child(field).child(index));
        let message = format!("`{value}` appears twice in `{field}`");
        Diagnostic::new(kinds::codes::DUPLICATE, place, message).help("keep one of the two")
    };
    again.map(finding).collect()
}
