//! Manifests of installation packages, and where their fields stand.

use super::field::{Condition, FieldType, ManifestField, entries};
use crate::diagnostic::{DocumentId, Location, Place};
use crate::model::{has_nul, is_exact};
use crate::source::{Data, Document, Node, parse};
use crate::table::canonical_json;
use serde_json::{Map as Json, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// The event by which a package lets subscriptions move from one plan to another.
pub const SETTINGS_EVENT: &str = "onApplySubscriptionSettings";

/// The key under which a manifest says in which regions it can be installed.
const TARGET_REGIONS: &str = "targetRegions";

/// The manifest of an installation package, as far as plans depend on it.
#[derive(Clone, Debug)]
pub struct PackageManifest {
    /// Its document.
    pub document: DocumentId,
    /// Its fields, in order. Those that another one shows, and those that make up another one, follow it.
    pub fields: Vec<ManifestField>,
    /// Whether it has [`SETTINGS_EVENT`].
    pub applies_settings: bool,
    /// The parts of it that have the fields, as canonical JSON.
    pub schema: Arc<str>,
    /// In which regions it can be installed, where it says so: the text or pattern that their names match, and its place.
    pub target_regions: Option<(String, Place)>,
    /// The numbers of the fields that customers enter something in, by name.
    by_name: HashMap<String, Vec<usize>>,
}

/// Why a manifest cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// The reason, in words that follow a colon.
    pub reason: String,
    /// Where in the manifest.
    pub place: Option<Location>,
    /// What to do.
    pub help: String,
}

impl PackageManifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self, Unusable> {
        let unusable = |reason: &str, place, help: &str| Unusable {
            reason: reason.to_owned(),
            place,
            help: help.to_owned(),
        };
        let text =
            std::str::from_utf8(bytes).map_err(|_| unusable("it is not UTF-8", None, "save it as UTF-8"))?;
        let (documents, findings) = parse(path, text);
        if let Some(finding) = findings.first() {
            let help = "a manifest is YAML 1.2 or JSON";
            return Err(unusable(&finding.message, Some(finding.primary()), help));
        }
        // Whoever named a file of the catalog is told so, however many documents it has.
        if let Some(wrong) = documents.iter().enumerate().find_map(of_catalog) {
            return Err(wrong);
        }
        let [document] = documents.as_slice() else {
            let reason = if documents.is_empty() { "it is empty" } else { "it has several documents" };
            return Err(unusable(reason, None, "a manifest is one document"));
        };
        let id = DocumentId::only(document.id.file);
        let root = id.root();
        if !matches!(document.root.data, Data::Mapping(_)) {
            let reason = format!("it is {}, and a manifest is a mapping", document.root.type_name());
            return Err(unusable(&reason, Some(root.into()), "write the package's manifest there"));
        }
        let schema = kept(schema(&document.root));
        if has_nul(&schema) {
            let reason = "a text in it has a NUL character, which no PostgreSQL text can hold";
            return Err(unusable(reason, None, "take `\\0` out"));
        }
        let schema = canonical_json(&schema.to_string())
            .map_err(|reason| unusable(&reason, None, "take it out of the manifest"))?;
        let fields = fields(&document.root, root);
        Ok(Self {
            document: id,
            by_name: by_name(&fields),
            fields,
            target_regions: target_regions(&document.root, root),
            applies_settings: document.root.get(SETTINGS_EVENT).is_some_and(|event| event.data != Data::Null),
            schema,
        })
    }

    /// A hash of the fields.
    pub fn hash(&self) -> String {
        Sha256::digest(self.schema.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A field that customers enter something in, by its name.
    pub fn field(&self, name: &str) -> Option<&ManifestField> {
        self.named(name).next()
    }

    /// The fields of a name that customers enter something in: several where each is shown under another condition.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &ManifestField> + Clone {
        self.by_name.get(name).into_iter().flatten().map(|at| &self.fields[*at])
    }

    /// The fields that customers enter something in.
    pub fn inputs(&self) -> impl Iterator<Item = &ManifestField> + Clone {
        self.fields.iter().filter(|field| field.of.is_input())
    }
}

/// What makes a document of a file one of a catalog: a resource, or the manifest of a catalog.
fn of_catalog((number, document): (usize, &Document)) -> Option<Unusable> {
    let help = "name the package's own manifest; a file of the catalog stays one".to_owned();
    let unusable = |reason: &str, key: &str| {
        // Numbers of documents change with the file; the first one has a place that stays.
        let place = (number == 0).then(|| DocumentId::only(document.id.file).root().child(key).into());
        Some(Unusable { reason: reason.to_owned(), place, help })
    };
    let has = |key: &str| document.root.get(key).is_some();
    match () {
        () if has("kind") => unusable("it describes a resource of the catalog", "kind"),
        () if has("format") && has("catalog") => unusable("it is the manifest of a catalog", "catalog"),
        () => None,
    }
}

fn by_name(fields: &[ManifestField]) -> HashMap<String, Vec<usize>> {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.of.is_input()) {
        if let Some(name) = &field.name {
            by_name.entry(name.clone()).or_default().push(at);
        }
    }
    by_name
}

/// What the names of the regions match in which it can be installed.
fn target_regions(root: &Node, place: Place) -> Option<(String, Place)> {
    let name = root.get(TARGET_REGIONS)?.get("name")?.as_name()?;
    Some((name, place.child(TARGET_REGIONS).child("name")))
}

/// The keys under which fields stand.
const FIELDS: &str = "fields";
const SETTINGS: &str = "settings";

/// A value without numbers that JSON keeps otherwise than they are written: they become texts.
fn kept(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(kept).collect(),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key, kept(value))).collect())
        }
        number if !is_exact(&number) => Value::String(number.to_string()),
        other => other,
    }
}

/// The parts of a manifest that have fields.
fn schema(root: &Node) -> Value {
    let mut schema = Json::new();
    if let Some(regions) = root.get(TARGET_REGIONS) {
        schema.insert(TARGET_REGIONS.to_owned(), regions.to_json());
    }
    let of = |node: &Node| {
        node.get(FIELDS)
            .map(|fields| Value::Object([(FIELDS.to_owned(), fields.to_json())].into_iter().collect()))
    };
    if let Some(fields) = root.get(FIELDS) {
        schema.insert(FIELDS.to_owned(), fields.to_json());
    }
    let Some(settings) = root.get(SETTINGS) else { return Value::Object(schema) };
    let mut all = Json::new();
    if let Some(fields) = settings.get(FIELDS) {
        all.insert(FIELDS.to_owned(), fields.to_json());
    }
    for entry in entries(settings).iter().filter(|entry| &*entry.key != FIELDS) {
        all.extend(of(&entry.value).map(|fields| (entry.key.to_string(), fields)));
    }
    if !all.is_empty() {
        schema.insert(SETTINGS.to_owned(), Value::Object(all));
    }
    Value::Object(schema)
}

/// Every field of a manifest: those of its settings, of their groups, and those beside the settings.
fn fields(root: &Node, place: Place) -> Vec<ManifestField> {
    let mut found = Vec::new();
    if let Some(settings) = root.get(SETTINGS) {
        let place = place.child(SETTINGS);
        below(settings, place, None, &mut found);
        for entry in entries(settings).iter().filter(|entry| &*entry.key != FIELDS) {
            below(&entry.value, place.child(&entry.key), Some(&entry.key), &mut found);
        }
    }
    below(root, place, None, &mut found);
    found
}

/// Adds the fields of what has some.
fn below(node: &Node, place: Place, group: Option<&str>, found: &mut Vec<ManifestField>) {
    if let Some(fields) = node.get(FIELDS) {
        add_all(fields, place.child(FIELDS), (group, None), found);
    }
}

/// Adds the fields of a list, or one that stands alone.
fn add_all(
    node: &Node,
    place: Place,
    owner: (Option<&str>, Option<&Condition>),
    found: &mut Vec<ManifestField>,
) {
    match &node.data {
        Data::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                add(item, place.child(index), owner, found);
            }
        }
        _ => add(node, place, owner, found),
    }
}

fn add(
    node: &Node,
    place: Place,
    (group, shown_if): (Option<&str>, Option<&Condition>),
    found: &mut Vec<ManifestField>,
) {
    if !matches!(node.data, Data::Mapping(_)) {
        return;
    }
    let name = node.get("name").and_then(Node::as_name);
    found.push(ManifestField {
        place,
        name: name.clone(),
        of: FieldType::of(node.get("type").and_then(Node::as_text)),
        group: group.map(str::to_owned),
        shown_if: shown_if.cloned(),
        node: node.clone(),
    });
    if let Some(items) = node.get("items") {
        add_all(items, place.child("items"), (group, shown_if), found);
    }
    let shows = node.get("showIf").map(entries).unwrap_or_default();
    for entry in shows {
        let condition = Condition { field: name.clone().unwrap_or_default(), value: entry.key.to_string() };
        add_all(&entry.value, place.child("showIf").child(&entry.key), (group, Some(&condition)), found);
    }
}

#[cfg(test)]
mod tests {
    use super::PackageManifest;

    #[test]
    fn an_event_without_actions_is_there_only_where_it_has_a_value() {
        for (text, applies) in [
            ("onApplySubscriptionSettings: []\n", true),
            ("onApplySubscriptionSettings: { cmd: echo }\n", true),
            ("onApplySubscriptionSettings:\ntype: install\n", false),
            ("type: install\n", false),
        ] {
            let manifest = PackageManifest::parse("a.jps", text.as_bytes()).expect("a manifest");
            assert_eq!(manifest.applies_settings, applies, "{text}");
        }
    }
}
