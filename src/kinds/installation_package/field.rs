//! The fields of package manifests. Customers enter settings in these fields (domain.md §3, "JPS fields").

use crate::diagnostic::Place;
use crate::source::{Data, Entry, Node};
use rust_decimal::Decimal;

/// A field of a manifest: an option of the package.
#[derive(Clone, Debug)]
pub struct ManifestField {
    /// The [`Place`] of the field in the manifest.
    pub place: Place,
    /// The name of the field. A field that only displays something may have no name.
    pub name: Option<String>,
    /// The type of the field.
    pub of: FieldType,
    /// The name of the settings group that contains the field; `None` if the field is not in a group.
    pub group: Option<String>,
    /// The condition under which the field is shown; `None` if it is always shown.
    pub shown_if: Option<Condition>,
    /// The mapping that describes the field.
    pub(super) node: Node,
}

/// A condition under which a field is shown: another field has a certain value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The name of the other field.
    pub field: String,
    /// The value of the other field, as a string.
    pub value: String,
}

/// The values that a field offers, each with the caption that customers read.
pub type Offers = Vec<(String, String)>;

/// The values that a field offers for each value of another field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// The name of the other field.
    pub field: String,
    /// Each value of the other field, with the values that this field then offers. The offered values are `None` if
    /// the manifest does not list them.
    pub values: Vec<(String, Option<Offers>)>,
}

/// The type of a manifest's field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line of text.
    String,
    /// Several lines of text.
    Text,
    /// One of several values, from a drop-down list.
    List,
    /// A checkbox that is on or off.
    Checkbox,
    /// Any number of the values in a list.
    CheckboxList,
    /// One of several values that are all visible.
    RadioList,
    /// A tag of a container's image.
    DockerTags,
    /// Several fields in one line.
    Composite,
    /// A number within a range.
    Slider,
    /// One of the customer's environments.
    EnvList,
    /// The name of the new environment. Nearly every manifest has a field of this type, although the platform's
    /// documentation does not list it.
    EnvName,
    /// One or more regions.
    RegionList,
    /// One or more values that are selected in a pop-up window.
    PopupSelector,
    /// Text that is only displayed.
    Display,
    /// A number that is changed in steps.
    Spinner,
    /// A whole number within a range.
    NumberPicker,
    /// A host.
    HostPicker,
    /// A switch that is on or off.
    Toggle,
    /// A type that the platform's documentation does not list.
    Other(String),
}

/// The types by their names in manifests. Some types have two names.
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
    ("envname", FieldType::EnvName),
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
    /// Returns the type with the given name, without regard to case. An unknown name gives [`Self::Other`]. A field
    /// without a type is a [`Self::String`].
    pub fn of(word: Option<&str>) -> Self {
        // Without a type, the platform shows a line of text (domain.md §3, "JPS fields").
        let Some(word) = word else { return Self::String };
        // Without regard to case, so that only a type that is really unknown is reported (V25).
        let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        known.map_or_else(|| Self::Other(word.to_owned()), |(_, of)| of.clone())
    }

    /// The name of the type, as written in manifests.
    pub fn word(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => TYPES.iter().find(|(_, of)| of == known).map_or("", |(word, _)| *word),
        }
    }

    /// The names of all known types, as written in manifests.
    pub fn words() -> impl Iterator<Item = &'static str> + Clone {
        TYPES.iter().map(|(word, _)| *word)
    }

    /// Whether customers can enter a value in fields of this type.
    pub fn is_input(&self) -> bool {
        // All other types, unknown ones too, can hold a value that a service plan sets.
        *self != Self::Display
    }

    /// Whether the value of a field of this type is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Slider | Self::Spinner | Self::NumberPicker)
    }

    /// Whether the value of a field of this type is `true` or `false`.
    pub fn is_flag(&self) -> bool {
        matches!(self, Self::Checkbox | Self::Toggle)
    }
}

impl ManifestField {
    /// The caption that customers read next to the field; `None` if the field has no caption.
    pub fn caption(&self) -> Option<&str> {
        self.get("caption").and_then(Node::as_text)
    }

    /// The value that the field has if no one sets it; `None` if the field has no default.
    pub fn default(&self) -> Option<&Node> {
        // Real manifests use the undocumented key `value` for checkboxes.
        self.get("default").or_else(|| self.get("value"))
    }

    /// Whether the field must be set. This is `true` unless the manifest says `required: false` (domain.md §3).
    pub fn is_required(&self) -> bool {
        // Left empty means true, so only an explicit `false` counts (domain.md §3).
        !self.has_word("required", "false")
    }

    /// Whether the field is hidden from customers.
    pub fn is_hidden(&self) -> bool {
        self.has_word("hidden", "true")
    }

    /// Whether customers cannot change the field.
    pub fn is_disabled(&self) -> bool {
        self.has_word("disabled", "true")
    }

    /// Whether customers can enter values that the field does not offer.
    pub fn is_editable(&self) -> bool {
        self.has_word("editable", "true")
    }

    /// Whether the value must be one of the offered values.
    pub fn forces_selection(&self) -> bool {
        self.has_word("forceSelection", "true")
    }

    /// Returns the value of the given key, such as `min`, as a number; `None` if the key is missing or its value is not
    /// a number.
    pub fn number(&self, key: &str) -> Option<Decimal> {
        match &self.get(key)?.data {
            Data::Number(text) | Data::Text(text) => {
                // YAML allows `1e3`, which the plain parser refuses.
                text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
            }
            _ => None,
        }
    }

    /// The values that the field offers; `None` if the manifest lists none, or lists them in an unknown form.
    pub fn values(&self) -> Option<Offers> {
        offers(self.get("values")?)
    }

    /// The values that the field offers depending on other fields, with one entry for each of these fields. Fields
    /// without listed values are left out.
    pub fn dependent(&self) -> Vec<Dependent> {
        let by_value = |node: &Node| {
            let values = entries(node).iter().map(|entry| (entry.key.to_string(), offers(&entry.value)));
            values.collect::<Vec<_>>()
        };
        let fields = self.get("dependsOn").map(entries).unwrap_or_default().iter();
        let dependent = fields.map(|it| Dependent { field: it.key.to_string(), values: by_value(&it.value) });
        // A field that is only named in `dependsOn` restricts nothing.
        dependent.filter(|it| !it.values.is_empty()).collect()
    }

    /// The names of the fields on which this field depends.
    pub fn depends_on(&self) -> Vec<String> {
        match self.get("dependsOn").map(|node| &node.data) {
            // Three spellings occur in manifests: one name, a list of names, and names with the values for each.
            Some(Data::Text(name)) => vec![name.to_string()],
            Some(Data::Sequence(items)) => items.iter().filter_map(Node::as_name).collect(),
            Some(Data::Mapping(entries)) => entries.iter().map(|entry| entry.key.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the value of the given key; `None` if the key is missing or its value is null.
    pub fn get(&self, key: &str) -> Option<&Node> {
        // A key without a value is null in YAML and counts as left out.
        self.node.get(key).filter(|node| node.data != Data::Null)
    }

    /// Whether the value of the given key is `word`, such as `true`. The value can be a boolean or a string.
    fn has_word(&self, key: &str, word: &str) -> bool {
        match self.get(key).map(|node| &node.data) {
            Some(Data::Bool(flag)) => (if flag.is_true() { "true" } else { "false" }) == word,
            Some(Data::Text(text)) => text.eq_ignore_ascii_case(word),
            _ => false,
        }
    }
}

/// Returns the caption of an offered value. For a single value without a caption, returns the value itself.
fn caption(node: &Node) -> String {
    // Both keys occur; `caption` is the documented one.
    match node.get("caption").or_else(|| node.get("text")) {
        Some(caption) => caption.as_name().unwrap_or_default(),
        None => node.as_name().unwrap_or_default(),
    }
}

/// Returns the values that a list or a mapping offers, with their captions. Returns `None` for other nodes, and for a
/// list with an element that is not a value.
fn offers(node: &Node) -> Option<Offers> {
    match &node.data {
        Data::Mapping(entries) => {
            Some(entries.iter().map(|it| (it.key.to_string(), caption(&it.value))).collect())
        }
        // One element that is not a value makes the list unreliable, so nothing is checked against it.
        Data::Sequence(items) => items.iter().map(offered).collect(),
        _ => None,
    }
}

/// Reads an element of a list of values, which is a single value or a mapping with a value and a caption. Returns the
/// value and the caption; `None` if the element has no value.
fn offered(node: &Node) -> Option<(String, String)> {
    let value = node.get("value").or_else(|| node.get("name")).unwrap_or(node);
    Some((word(value)?, caption(node)))
}

/// Returns a single value as a string; `None` for lists and mappings.
pub fn word(node: &Node) -> Option<String> {
    match &node.data {
        Data::Bool(flag) => Some(flag.is_true().to_string()),
        // In the spelling that comparisons use, so that `1.0` and `1` are one value.
        Data::Number(text) => Some(node.as_name().unwrap_or_else(|| text.to_string())),
        _ => node.as_name(),
    }
}

/// The entries of a mapping; empty for any other node.
pub(super) fn entries(node: &Node) -> &[Entry] {
    match &node.data {
        Data::Mapping(entries) => entries,
        _ => &[],
    }
}
