//! Manifests of installation packages, and the fields in them (domain.md §3, "JPS fields").

use crate::diagnostic::{DocumentId, Location, Place};
use crate::model::has_nul;
use crate::source::{Data, Document, Entry, Node, parse};
use crate::table::canonical_json;
use rust_decimal::Decimal;
use serde_json::{Map as Json, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// The event by which a package lets subscriptions move from one plan to another.
pub const SETTINGS_EVENT: &str = "onApplySubscriptionSettings";

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

/// A field of a manifest: an option of the package.
#[derive(Clone, Debug)]
pub struct ManifestField {
    /// Where it stands.
    pub place: Place,
    /// Its name; of fields that only show something, perhaps none.
    pub name: Option<String>,
    /// What it is.
    pub of: FieldType,
    /// The group of settings that it stands in, if it stands in one.
    pub group: Option<String>,
    /// The field and the value with which it is shown, of one that another shows.
    pub shown_if: Option<Condition>,
    /// Everything that is said of it.
    node: Node,
}

/// When a field is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The name of the field that shows it.
    pub field: String,
    /// The value of that, as text.
    pub value: String,
}

/// Values that a field offers, each with what customers read.
pub type Offers = Vec<(String, String)>;

/// The values of a field that depend on another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// The name of the other one.
    pub field: String,
    /// What the field offers under each value of the other one; none where the manifest does not list it.
    pub values: Vec<(String, Option<Offers>)>,
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

/// What a field of a manifest is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A line of text.
    String,
    /// Lines of text.
    Text,
    /// One of several values.
    List,
    /// Something that one has or has not.
    Checkbox,
    /// Any of several values.
    CheckboxList,
    /// One of several values, all of them in sight.
    RadioList,
    /// A tag of a container's image.
    DockerTags,
    /// Several fields in one line.
    Composite,
    /// A number between two others.
    Slider,
    /// One of the customer's environments.
    EnvList,
    /// One or several regions.
    RegionList,
    /// One or several things that are picked in a window.
    PopupSelector,
    /// A text that is only shown.
    Display,
    /// A number with steps.
    Spinner,
    /// A whole number between two others.
    NumberPicker,
    /// A host.
    HostPicker,
    /// Something that is on or off.
    Toggle,
    /// A type that the platform's documentation does not have.
    Other(String),
}

/// The types by the words of manifests.
const TYPES: &[(&str, FieldType)] = &[
    ("string", FieldType::String),
    ("text", FieldType::Text),
    ("list", FieldType::List),
    ("checkbox", FieldType::Checkbox),
    ("checkboxlist", FieldType::CheckboxList),
    ("radiolist", FieldType::RadioList),
    ("radio-fieldset", FieldType::RadioList),
    ("dockertags", FieldType::DockerTags),
    ("compositefield", FieldType::Composite),
    ("slider", FieldType::Slider),
    ("envlist", FieldType::EnvList),
    ("regionlist", FieldType::RegionList),
    ("popupselector", FieldType::PopupSelector),
    ("displayfield", FieldType::Display),
    ("spacer", FieldType::Display),
    ("spinner", FieldType::Spinner),
    ("numberpicker", FieldType::NumberPicker),
    ("hostpicker", FieldType::HostPicker),
    ("toggle", FieldType::Toggle),
];

impl FieldType {
    /// The type of a word; a field without one is a line of text.
    pub fn of(word: Option<&str>) -> Self {
        let Some(word) = word else { return Self::String };
        let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        known.map_or_else(|| Self::Other(word.to_owned()), |(_, of)| of.clone())
    }

    /// The type as manifests write it.
    pub fn word(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => TYPES.iter().find(|(_, of)| of == known).map_or("", |(word, _)| *word),
        }
    }

    /// The types that the platform's documentation has, as manifests write them.
    pub fn words() -> impl Iterator<Item = &'static str> + Clone {
        TYPES.iter().map(|(word, _)| *word)
    }

    /// Whether customers enter something there.
    pub fn is_input(&self) -> bool {
        *self != Self::Display
    }

    /// Whether the value is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Slider | Self::Spinner | Self::NumberPicker)
    }

    /// Whether the value is `true` or `false`.
    pub fn is_flag(&self) -> bool {
        matches!(self, Self::Checkbox | Self::Toggle)
    }
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
        if let Some(wrong) = documents.iter().find_map(of_catalog) {
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
        let schema = schema(&document.root);
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
            applies_settings: document.root.get(SETTINGS_EVENT).is_some(),
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

/// What makes a document one of a catalog: a resource, or the manifest of a catalog.
fn of_catalog(document: &Document) -> Option<Unusable> {
    let help = "name the package's own manifest; a file of the catalog stays one".to_owned();
    let unusable = |reason: &str, key: &str| {
        let place = Some(document.id.root().child(key).into());
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
    let name = root.get("targetRegions")?.get("name")?.as_name()?;
    Some((name, place.child("targetRegions").child("name")))
}

/// The keys under which fields stand.
const FIELDS: &str = "fields";
const SETTINGS: &str = "settings";

/// The parts of a manifest that have fields.
fn schema(root: &Node) -> Value {
    let mut schema = Json::new();
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

fn entries(node: &Node) -> &[Entry] {
    match &node.data {
        Data::Mapping(entries) => entries,
        _ => &[],
    }
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

impl ManifestField {
    /// What customers read beside it.
    pub fn caption(&self) -> Option<&str> {
        self.get("caption").and_then(Node::as_text)
    }

    /// What it is set to unless somebody sets it.
    pub fn default(&self) -> Option<&Node> {
        // Manifests in use have `value` beside checkboxes.
        self.get("default").or_else(|| self.get("value"))
    }

    /// Whether it has to be set: where the manifest does not say, it has to.
    pub fn is_required(&self) -> bool {
        !self.says("required", "false")
    }

    /// Whether customers cannot see it.
    pub fn is_hidden(&self) -> bool {
        self.says("hidden", "true")
    }

    /// Whether customers cannot change it.
    pub fn is_disabled(&self) -> bool {
        self.says("disabled", "true")
    }

    /// Whether customers can enter something else than the values of a list.
    pub fn is_editable(&self) -> bool {
        self.says("editable", "true")
    }

    /// Whether what customers enter has to be one of the values of a list.
    pub fn forces_selection(&self) -> bool {
        self.says("forceSelection", "true")
    }

    /// A number that bounds it, such as `min`.
    pub fn number(&self, key: &str) -> Option<Decimal> {
        match &self.get(key)?.data {
            Data::Number(text) | Data::Text(text) => {
                text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
            }
            _ => None,
        }
    }

    /// The values that it offers, with what customers read; none where the manifest lists none.
    pub fn values(&self) -> Option<Offers> {
        offers(self.get("values")?)
    }

    /// The values that it offers under each value of a field that decides about it, where the manifest says so.
    pub fn dependent(&self) -> Vec<Dependent> {
        let by_value = |node: &Node| {
            let values = entries(node).iter().map(|entry| (entry.key.to_string(), offers(&entry.value)));
            values.collect::<Vec<_>>()
        };
        let fields = self.get("dependsOn").map(entries).unwrap_or_default().iter();
        let dependent = fields.map(|it| Dependent { field: it.key.to_string(), values: by_value(&it.value) });
        dependent.filter(|it| !it.values.is_empty()).collect()
    }

    /// The names of the fields that decide about it.
    pub fn depends_on(&self) -> Vec<String> {
        match self.get("dependsOn").map(|node| &node.data) {
            Some(Data::Text(name)) => vec![name.to_string()],
            Some(Data::Sequence(items)) => items.iter().filter_map(Node::as_name).collect(),
            Some(Data::Mapping(entries)) => entries.iter().map(|entry| entry.key.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// Something that is said of it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.node.get(key).filter(|node| node.data != Data::Null)
    }

    /// Whether something is said of it, as a boolean or as a text.
    fn says(&self, key: &str, word: &str) -> bool {
        match self.get(key).map(|node| &node.data) {
            Some(Data::Bool(flag)) => (if flag.is_true() { "true" } else { "false" }) == word,
            Some(Data::Text(text)) => text.eq_ignore_ascii_case(word),
            _ => false,
        }
    }
}

/// What a value is called.
fn caption(node: &Node) -> String {
    match node.get("caption").or_else(|| node.get("text")) {
        Some(caption) => caption.as_name().unwrap_or_default(),
        None => node.as_name().unwrap_or_default(),
    }
}

/// The values that a list or a mapping offers, with what customers read; none where it is neither, or has something
/// else in it.
fn offers(node: &Node) -> Option<Offers> {
    match &node.data {
        Data::Mapping(entries) => {
            Some(entries.iter().map(|it| (it.key.to_string(), caption(&it.value))).collect())
        }
        Data::Sequence(items) => items.iter().map(offered).collect(),
        _ => None,
    }
}

/// An element of a list of values: a value alone, or one with its caption.
fn offered(node: &Node) -> Option<(String, String)> {
    let value = node.get("value").or_else(|| node.get("name")).unwrap_or(node);
    Some((word(value)?, caption(node)))
}

/// A single value as text.
pub fn word(node: &Node) -> Option<String> {
    match &node.data {
        Data::Bool(flag) => Some(flag.is_true().to_string()),
        Data::Number(text) => Some(node.as_name().unwrap_or_else(|| text.to_string())),
        _ => node.as_name(),
    }
}
