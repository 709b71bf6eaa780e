//! Parses the manifests of installation packages and collects their fields.

use super::field::{Condition, FieldType, ManifestField, entries};
use crate::diagnostic::{DocumentId, Location, Place};
use crate::model::{has_nul, is_exact};
use crate::source::{Data, Document, Node, parse};
use crate::table::canonical_json;
use serde_json::{Map as Json, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// The event that a package must handle so that subscriptions can move from one plan to another.
pub const SETTINGS_EVENT: &str = "onApplySubscriptionSettings";

/// The key that restricts the regions in which a package can be installed.
const TARGET_REGIONS: &str = "targetRegions";

/// The content of an installation package's manifest that matters to service plans.
#[derive(Clone, Debug)]
pub struct PackageManifest {
    /// The id of the manifest's document.
    pub document: DocumentId,
    /// All fields, in order. A field is followed by the fields that it contains, and then by the fields in its
    /// `showIf`.
    pub fields: Vec<ManifestField>,
    /// Whether the manifest has [`SETTINGS_EVENT`].
    pub applies_settings: bool,
    /// The fields and target regions of the manifest, as canonical JSON. The database stores this JSON.
    pub schema: Arc<str>,
    /// The name or pattern of the regions in which the package can be installed, and the [`Place`] of that name. `None`
    /// if the manifest does not restrict the regions.
    pub target_regions: Option<(String, Place)>,
    /// The indexes of the input fields in `fields`, by the names of the fields.
    by_name: HashMap<String, Vec<usize>>,
}

/// The reason why a manifest cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// The reason, worded so that it can follow a colon.
    pub reason: String,
    /// The location of the problem in the manifest; `None` if there is no location to show.
    pub place: Option<Location>,
    /// The help text.
    pub help: String,
}

impl Unusable {
    fn new(reason: &str, place: Option<Location>, help: &str) -> Self {
        Self { reason: reason.to_owned(), place, help: help.to_owned() }
    }
}

impl PackageManifest {
    /// Parses the manifest with the given path and content.
    ///
    /// # Errors
    /// Returns the reason why the manifest cannot be used.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self, Unusable> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Unusable::new("it is not UTF-8", None, "save it as UTF-8"))?;
        let document = only_document(path, text)?;
        let id = DocumentId::only(document.id.file);
        let root = id.root();
        if !matches!(document.root.data, Data::Mapping(_)) {
            let reason = format!("it is {}, but a manifest must be a mapping", document.root.type_name());
            return Err(Unusable::new(
                &reason,
                Some(root.into()),
                "write the path of the file with the package's manifest",
            ));
        }
        let schema = stored_schema(&document.root)?;
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

    /// The SHA-256 hash of `schema`, in hexadecimal digits.
    pub fn hash(&self) -> String {
        Sha256::digest(self.schema.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Returns the first input field with the given name; `None` if there is none.
    pub fn field(&self, name: &str) -> Option<&ManifestField> {
        self.named(name).next()
    }

    /// Returns all input fields with the given name. There can be several, shown under different conditions.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &ManifestField> + Clone {
        self.by_name.get(name).into_iter().flatten().map(|index| &self.fields[*index])
    }

    /// The fields in which customers enter something.
    pub fn inputs(&self) -> impl Iterator<Item = &ManifestField> + Clone {
        self.fields.iter().filter(|field| field.of.is_input())
    }
}

/// Returns the only document of a manifest's file, which must not be a document of the catalog.
fn only_document(path: &str, text: &str) -> Result<Document, Unusable> {
    let (mut documents, findings) = parse(path, text);
    if let Some(finding) = findings.first() {
        let help = "a manifest must be YAML 1.2 or JSON";
        return Err(Unusable::new(&finding.message, Some(finding.primary()), help));
    }
    // This comes before the count of documents: a file of the catalog is the wrong file, however many it has.
    if let Some(unusable) = documents.iter().enumerate().find_map(of_catalog) {
        return Err(unusable);
    }
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => Ok(document),
        (None, _) => Err(Unusable::new("it is empty", None, "a manifest must contain exactly one document")),
        _ => Err(Unusable::new(
            "it has several documents",
            None,
            "a manifest must contain exactly one document",
        )),
    }
}

/// Returns the fields and target regions of a manifest as canonical JSON, which the database stores.
fn stored_schema(root: &Node) -> Result<Arc<str>, Unusable> {
    let schema = exact_numbers(schema(root));
    if has_nul(&schema) {
        let reason = "a string in it contains a NUL character, which PostgreSQL cannot store";
        return Err(Unusable::new(reason, None, "remove `\\0`"));
    }
    canonical_json(&schema.to_string())
        .map_err(|reason| Unusable::new(&reason, None, "remove it from the manifest"))
}

/// Returns the error for a resource or a catalog's manifest; `None` for any other document.
fn of_catalog((number, document): (usize, &Document)) -> Option<Unusable> {
    let help = "name the package's own manifest, which is not a file of the catalog".to_owned();
    let unusable = |reason: &str, key: &str| {
        // Only the first document gets a place: the numbers of the others change when the file is edited.
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
    for (index, field) in fields.iter().enumerate().filter(|(_, field)| field.of.is_input()) {
        if let Some(name) = &field.name {
            by_name.entry(name.clone()).or_default().push(index);
        }
    }
    by_name
}

/// Returns the name or pattern of the target regions, and its [`Place`]; `None` if the regions are not restricted.
fn target_regions(root: &Node, place: Place) -> Option<(String, Place)> {
    let name = root.get(TARGET_REGIONS)?.get("name")?.as_name()?;
    Some((name, place.child(TARGET_REGIONS).child("name")))
}

/// The key for a list of fields.
const FIELDS: &str = "fields";
/// The key for a mapping with fields and groups of fields.
const SETTINGS: &str = "settings";

/// Turns numbers that JSON cannot store exactly into strings, also in nested values.
fn exact_numbers(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(exact_numbers).collect(),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key, exact_numbers(value))).collect())
        }
        number if !is_exact(&number) => Value::String(number.to_string()),
        other => other,
    }
}

/// Returns the target regions of a manifest, and the keys that contain fields.
fn schema(root: &Node) -> Value {
    let mut schema = Json::new();
    if let Some(regions) = root.get(TARGET_REGIONS) {
        schema.insert(TARGET_REGIONS.to_owned(), regions.to_json());
    }
    let group = |node: &Node| {
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
        all.extend(group(&entry.value).map(|fields| (entry.key.to_string(), fields)));
    }
    if !all.is_empty() {
        schema.insert(SETTINGS.to_owned(), Value::Object(all));
    }
    Value::Object(schema)
}

/// Returns all fields of a manifest: the fields in `settings`, in the groups of `settings`, and under the root.
fn fields(root: &Node, place: Place) -> Vec<ManifestField> {
    let mut all = Vec::new();
    if let Some(settings) = root.get(SETTINGS) {
        let place = place.child(SETTINGS);
        below(settings, place, None, &mut all);
        for entry in entries(settings).iter().filter(|entry| &*entry.key != FIELDS) {
            below(&entry.value, place.child(&entry.key), Some(&entry.key), &mut all);
        }
    }
    below(root, place, None, &mut all);
    all
}

/// Adds the fields in the value of a mapping's key `fields`.
fn below(node: &Node, place: Place, group: Option<&str>, all: &mut Vec<ManifestField>) {
    if let Some(fields) = node.get(FIELDS) {
        add_all(fields, place.child(FIELDS), (group, None), all);
    }
}

/// Adds the fields of a list, or a single field that is not in a list.
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

/// Adds a field, the fields that it contains, and the fields in its `showIf`. Ignores a node that is not a mapping.
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
    fn event_counts_if_it_has_a_value_even_without_actions() {
        for (text, expected) in [
            ("onApplySubscriptionSettings: []\n", true),
            ("onApplySubscriptionSettings: { cmd: echo }\n", true),
            ("onApplySubscriptionSettings:\ntype: install\n", false),
            ("type: install\n", false),
        ] {
            let manifest = PackageManifest::parse("a.jps", text.as_bytes()).expect("a manifest");
            assert_eq!(manifest.applies_settings, expected, "{text}");
        }
    }
}
