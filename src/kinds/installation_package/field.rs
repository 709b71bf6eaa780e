//! The fields of manifests: what customers enter something in (domain.md §3, "JPS fields").

use crate::diagnostic::Place;
use crate::source::{Data, Entry, Node};
use rust_decimal::Decimal;

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
    pub(super) node: Node,
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
    /// The name of the environment that is made. Nearly every manifest has one, though the platform's list of types does not.
    EnvName,
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

/// The entries of a mapping; none of anything else.
pub(super) fn entries(node: &Node) -> &[Entry] {
    match &node.data {
        Data::Mapping(entries) => entries,
        _ => &[],
    }
}
