//! Reads the manifest and its environments. An environment replaces keys of the manifest.

use super::codes;
use super::manifest_location::{MANIFEST, manifest_file};
use super::replaced_keys::{Replaced, manifest_document, replaced};
use super::schema::Schema;
use super::schema_errors::validate;
use crate::diagnostic::{Diagnostic, Location, Pointer, is_variable, one_of};
use crate::kinds::{self, Ignored, manifest_schema};
use crate::model::{Manifest, Name};
use crate::source::{self, Data, Document, Entry, Node, Sources, Span};
use std::sync::LazyLock;

// Compiled once, since it depends on no catalog.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::new(manifest_schema()));

/// Reads the manifest and overlays the named environment, if one is named. Returns `None` if the manifest cannot be
/// used; `findings` then contains the reasons.
///
/// With an environment, the manifest's document in `sources` is replaced by the overlaid document. Pointers into the
/// manifest then find the values of the environment. Values that may be passwords are hidden in `sources`.
pub fn read(
    sources: &mut Sources,
    environment: Option<&str>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Manifest> {
    let documents = sources.get(manifest_file()).map(|source| source.documents.as_slice());
    // Hidden first: every finding below may show an excerpt of the file.
    let secrets = documents.unwrap_or_default().iter().flat_map(secrets).collect();
    sources.hide(manifest_file(), secrets);
    let document = only_document(sources, findings)?;
    let manifest = read_types(&document, findings)?;
    // Without `--env` all environments are checked too, so that `check` finds a fault before somebody plans with it.
    let Some(name) = environment else {
        let faults = faults(&document, &manifest);
        // A fault of the manifest itself would be reported again for each environment.
        if faults.is_empty() {
            manifest.environments.keys().for_each(|name| check_environment(&document, name, findings));
        }
        findings.extend(faults);
        return Some(manifest);
    };
    if !manifest.environments.keys().any(|known| known.as_str() == name) {
        findings.push(unknown_environment(&document, name, &manifest));
        // Under any other manifest, the findings in the files would be those of the wrong environment.
        return None;
    }
    let overlaid = in_environment(&document, name);
    sources.replace(overlaid.clone());
    let manifest = read_types(&overlaid, findings)?;
    findings.extend(faults(&overlaid, &manifest));
    Some(manifest)
}

/// Returns the byte ranges in the file of `database` settings that may be a password. The settings of the manifest and
/// of all its environments are searched.
fn secrets(document: &Document) -> Vec<Span> {
    let environments = document.root.get("environments").map(|environments| &environments.data);
    let environments = match environments {
        Some(Data::Mapping(entries)) => entries.as_slice(),
        _ => &[],
    };
    let root: &Node = &document.root;
    // An environment can have `database` settings of its own.
    let manifests = [root].into_iter().chain(environments.iter().map(|entry| &entry.value));
    let spans = manifests.filter_map(|manifest| manifest.get("database")).flat_map(secrets_of);
    // Hidden bytes count from the start of the file, spans from that of the document.
    spans.map(|span| document.start + span.start..document.start + span.end).collect()
}

/// Returns the byte ranges of values in a `database` setting that may be a password. These are the values of unknown
/// keys, and a `url_from` that is not the name of a variable. If the setting is not a mapping but a string, number or
/// list, the whole value is returned.
fn secrets_of(database: &Node) -> Vec<Span> {
    let entries = match &database.data {
        Data::Mapping(entries) => entries,
        // These cannot be a password.
        Data::Bool(_) | Data::Null => return Vec::new(),
        // Somebody may have written the URL itself, with its password, in place of the mapping.
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

/// Returns the document of the manifest. If the file does not contain exactly one document, or the document is not a
/// mapping, returns `None` and makes sure that a finding says so.
fn only_document(sources: &Sources, findings: &mut Vec<Diagnostic>) -> Option<Document> {
    let documents =
        sources.get(manifest_file()).map(|source| source.documents.as_slice()).unwrap_or_default();
    let finding = match documents {
        [document] if matches!(document.root.data, Data::Mapping(_)) => return Some(document.clone()),
        // The file could not be read, which is already reported.
        _ if !findings.is_empty() => return None,
        [] => no_manifest(Location::whole(manifest_file()), "is empty"),
        [document] => {
            let problem = format!("is {}, not a mapping", document.root.type_name());
            no_manifest(document.id.root().into(), &problem).labelled("not a mapping")
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

fn no_manifest(place: Location, problem: &str) -> Diagnostic {
    let message = format!("{MANIFEST} {problem}; a manifest holds the settings of the whole catalog");
    let help = "write a manifest such as:\nformat: 1\ncatalog: acme\ncurrencies: [EUR]\nlanguages: [en]";
    Diagnostic::new(codes::MANIFEST, place, message).help(help)
}

fn read_types(document: &Document, findings: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let validation = validate(document, &SCHEMA, document.read());
    findings.extend(validation.findings);
    validation.value
}

/// Returns the document of the manifest with the named environment laid over it.
fn in_environment(document: &Document, name: &str) -> Document {
    let overlay = document.root.get("environments").and_then(|environments| environments.get(name));
    let root = match overlay {
        Some(overlay) => document.root.overlaid(overlay).into(),
        None => document.root.clone(),
    };
    Document { root, ..document.clone() }
}

/// Adds the findings that the manifest has in the named environment.
fn check_environment(document: &Document, name: &Name, findings: &mut Vec<Diagnostic>) {
    let overlaid = in_environment(document, name.as_str());
    let mut found = Vec::new();
    if let Some(manifest) = read_types(&overlaid, &mut found) {
        found.extend(faults(&overlaid, &manifest));
    }
    for mut finding in found {
        locate_by_bytes(&mut finding, &overlaid);
        // Two environments can have the same finding, for example through an alias.
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// Replaces the pointers in a finding about an environment with byte ranges. The pointers are valid only in the
/// overlaid document. In the document in `sources`, they may point to other values or to nothing.
fn locate_by_bytes(finding: &mut Diagnostic, overlaid: &Document) {
    for label in &mut finding.labels {
        if let Some(place) = label.location.place().filter(|place| place.file() == overlaid.id.file) {
            label.location = overlaid.by_bytes(place);
        }
    }
}

/// A valid environment of the manifest.
pub struct Environment {
    name: String,
    document: Document,
    /// The manifest with the environment laid over it.
    pub manifest: Manifest,
    /// The keys of the manifest that the environment replaces.
    pub replaced: Replaced,
}

impl Environment {
    /// Marks a finding as specific to this environment: the message names the environment, and locations in the
    /// manifest become byte ranges.
    pub fn mark(&self, mut finding: Diagnostic) -> Diagnostic {
        locate_by_bytes(&mut finding, &self.document);
        finding.message = format!("in the environment `{}`: {}", self.name, finding.message);
        finding
    }
}

/// The valid environments of the manifest.
pub fn environments(sources: &Sources, manifest: &Manifest) -> Vec<Environment> {
    let Some(document) = manifest_document(sources) else { return Vec::new() };
    let environment = |name: &Name| {
        let overlaid = in_environment(document, name.as_str());
        // `read` has already reported what is wrong in an environment.
        let manifest = read_types(&overlaid, &mut Vec::new())?;
        let replaced = replaced(sources, name.as_str());
        Some(Environment { name: name.to_string(), document: overlaid, manifest, replaced })
    };
    manifest.environments.keys().filter_map(environment).collect()
}

fn unknown_environment(document: &Document, name: &str, manifest: &Manifest) -> Diagnostic {
    // There is no place for a name that is missing, so the finding is at the mapping where it belongs.
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

/// Returns the findings about problems that neither the schema nor the types of the manifest can detect.
fn faults(document: &Document, manifest: &Manifest) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = unmet_requirement(document, manifest).into_iter().collect();
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

/// Returns a finding if `requires` excludes this version of Wares.
fn unmet_requirement(document: &Document, manifest: &Manifest) -> Option<Diagnostic> {
    let requires = manifest.requires.as_ref().filter(|requires| !requires.is_met())?;
    let place = document.at(Pointer::parse("/requires"));
    let version = env!("CARGO_PKG_VERSION");
    let message = format!("the catalog requires Wares `{requires}`, but this is version {version}");
    let help = "install a version of Wares that meets this requirement";
    Some(Diagnostic::new(codes::MANIFEST, place, message).help(help))
}

/// Returns a finding for each value that appears earlier in the same list. `field` is the key of the list.
fn repeated(document: &Document, field: &str, values: &[String]) -> Vec<Diagnostic> {
    // Quadratic, which does not matter for the few currencies and languages of a catalog.
    let again = values.iter().enumerate().filter(|(index, value)| values[..*index].contains(value));
    let finding = |(index, value)| {
        let place = document.at(Pointer::root().child(field).child(index));
        let message = format!("`{value}` appears twice in `{field}`");
        Diagnostic::new(kinds::codes::DUPLICATE, place, message).help("keep one of the two")
    };
    again.map(finding).collect()
}
