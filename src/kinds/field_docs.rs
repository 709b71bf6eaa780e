//! Reads descriptions of the keys in files from the JSON schemas, for `wares explain` and docs/language.md.

use super::example::{self, ExampleValues};
use super::schema::{entries, target};
use super::{Kinds, kind_schema, manifest_schema};
use crate::diagnostic::indefinite_article;
use crate::model::Period;
use serde_json::Value;

/// The description of a kind's documents, or of the manifest.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The kind's name, or `manifest`.
    pub name: String,
    /// The description of the kind or the manifest, in one sentence.
    pub about: String,
    /// All fields, including nested ones.
    pub fields: Vec<Field>,
    /// Example documents, in the form of [`super::example`].
    pub example: String,
}

/// A field of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The keys from the root of the document to the field, separated by dots; `*` stands for a key that the author
    /// chooses.
    pub path: String,
    /// The description of the field or, if the field has none, of its type.
    pub about: String,
    /// The type of the field's value in words, such as `list of strings`.
    pub form: String,
    /// Whether the field is required.
    pub required: bool,
    /// The field's default; `None` if the schema has none, or if the default is a mapping.
    pub default: Option<Value>,
    /// The values of an enumerated type with their descriptions; empty for other types.
    pub values: Vec<(String, String)>,
}

impl Shape {
    /// Returns the fields directly below the field with the given path. For an empty path, returns the fields of the
    /// document itself.
    pub fn below<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Field> {
        // A linear search: a kind has some dozens of fields, and this runs once per command.
        self.fields.iter().filter(move |field| field.parent() == path)
    }

    /// The first example document, without optional keys and without comments.
    pub fn document(&self) -> String {
        ExampleValues::plain(&self.example).fill(&example::short(&self.example))
    }

    /// Returns the lines of an example document that show the given field; `None` if no example has the field.
    pub fn lines(&self, field: &Field) -> Option<String> {
        let documents = ExampleValues::plain(&self.example).fill(&example::whole(&self.example));
        example::of_key(&documents, &field.path)
    }
}

impl Field {
    /// The path of the field that contains this field; empty for a field of the document itself.
    pub fn parent(&self) -> &str {
        let parent = self.path.rsplit_once('.').map_or("", |(parent, _)| parent);
        // A key that the author chooses is not a field itself, so its entries belong to the mapping.
        parent.strip_suffix(".*").unwrap_or(parent)
    }

    /// The last key in the field's path.
    pub fn key(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

/// The descriptions of all kinds and of the manifest.
pub fn shapes(kinds: &Kinds) -> Vec<Shape> {
    let kinds = kinds.iter().map(|kind| shape(kind.name(), &kind_schema(&**kind), kind.example()));
    kinds.chain([shape("manifest", &manifest_schema(), MANIFEST)]).collect()
}

/// Example manifests, in the form of [`super::example`].
pub const MANIFEST: &str = include_str!("examples/manifest.yaml");

fn shape(name: &str, schema: &Value, example: &str) -> Shape {
    let mut reader = Reader { schema, fields: Vec::new() };
    reader.object(schema, "");
    Shape {
        name: name.to_owned(),
        about: text(schema, "description"),
        fields: reader.fields,
        example: example.to_owned(),
    }
}

/// Collects the fields of a schema.
struct Reader<'a> {
    /// The whole schema. References are resolved in it.
    schema: &'a Value,
    fields: Vec<Field>,
}

impl<'a> Reader<'a> {
    /// Adds the properties of an object schema as fields, and the fields nested in them. `parent` is the path of the
    /// object.
    fn object(&mut self, object: &'a Value, parent: &str) {
        let required = object["required"].as_array().map_or(&[][..], Vec::as_slice);
        for (key, schema) in object["properties"].as_object().into_iter().flatten() {
            let path = if parent.is_empty() { key.clone() } else { format!("{parent}.{key}") };
            // The description of a field is more specific than that of its type.
            let about = [schema, self.target(schema)].map(|schema| text(schema, "description"));
            self.fields.push(Field {
                about: about.into_iter().find(|about| !about.is_empty()).unwrap_or_default(),
                form: self.form(schema),
                required: required.iter().any(|name| name == key),
                // A mapping as a default would be shown as JSON; its own keys have defaults that are shown.
                default: schema.get("default").filter(|value| !value.is_object()).cloned(),
                values: values(self.target(schema)),
                path: path.clone(),
            });
            self.within(schema, &path);
        }
    }

    /// Adds the fields nested in a value: the keys of a mapping, of the elements of a list, or of all branches of a
    /// union.
    fn within(&mut self, schema: &'a Value, path: &str) {
        let schema = self.target(schema);
        self.object(schema, path);
        if let Some(items) = schema.get("items") {
            self.within(items, path);
        }
        if let Some(entry) = entries(schema) {
            self.within(entry, &format!("{path}.*"));
        }
        for form in schema["anyOf"].as_array().into_iter().flatten() {
            self.within(form, path);
        }
    }

    fn target(&self, schema: &'a Value) -> &'a Value {
        target(self.schema, schema)
    }

    /// Describes the type of a value in words.
    fn form(&self, schema: &'a Value) -> String {
        let target = self.target(schema);
        let words = values(target);
        match target["type"].as_str() {
            // The order of the arms matters: mappings and enumerated types have a `type` too.
            _ if target["properties"].is_object() => "mapping with the keys below".to_owned(),
            _ if !words.is_empty() => format!("one of {}", backticked(&words)),
            // A type with a name describes its values better than its schema does.
            _ if !std::ptr::eq(target, schema) && !text(target, "description").is_empty() => {
                lower(&text(target, "description"))
            }
            _ if !target["const"].is_null() => format!("`{}`", plain(&target["const"])),
            Some("array") => {
                let list = if target["minItems"].is_null() { "list" } else { "non-empty list" };
                format!("{list} {}", self.elements(&target["items"]))
            }
            Some("object") => self.mapping(target),
            Some("integer") => whole_number(target),
            Some("boolean") => "`true` or `false`".to_owned(),
            Some("number") => "number".to_owned(),
            Some(_) => string(target),
            // Only option values allow every type, and the list of all types would say less.
            None if target["type"].is_array() => "value of any type".to_owned(),
            None => {
                let branches = target["anyOf"].as_array().into_iter().flatten();
                branches.map(|branch| self.form(branch)).collect::<Vec<_>>().join(", or ")
            }
        }
    }

    /// Describes the type of a list's elements in words that follow the word `list`.
    fn elements(&self, schema: &'a Value) -> String {
        let target = self.target(schema);
        let words = values(target);
        match (target["x-ref"].as_str(), target["type"].as_str()) {
            _ if target["properties"].is_object() => "of mappings with the keys below".to_owned(),
            _ if !words.is_empty() => format!("of any of {}", backticked(&words)),
            (Some(word), _) => format!("of names of {}", plural(word)),
            (None, Some("string")) => "of strings".to_owned(),
            // As in `form`: a list of every type belongs to an option value.
            (None, None) if target["type"].is_array() => "of values of any type".to_owned(),
            _ => format!("in which each element is: {}", self.form(schema)),
        }
    }

    /// Describes the type of a mapping whose keys the author chooses.
    fn mapping(&self, target: &'a Value) -> String {
        let Some(entry) = entries(target) else { return "mapping".to_owned() };
        // Prices by period are the only mappings whose keys have a pattern other than "not blank".
        let is_by_period = target["patternProperties"].get(Period::PATTERN).is_some();
        format!("mapping from {} to {}", if is_by_period { "period" } else { "name" }, self.form(entry))
    }
}

fn backticked(words: &[(String, String)]) -> String {
    words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Returns the values of an enumerated type with their descriptions; empty for other types.
fn values(schema: &Value) -> Vec<(String, String)> {
    let listed = schema["oneOf"].as_array().into_iter().flatten();
    let meaning = |form: &Value| Some((form["const"].as_str()?.to_owned(), text(form, "description")));
    listed.filter_map(meaning).collect()
}

fn whole_number(schema: &Value) -> String {
    match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        // The bounds of `i32` say nothing to an author, so a range is shown only if it begins at 0 or above.
        (Some(least), Some(most)) if least >= 0 => format!("whole number from {least} to {most}"),
        _ => "whole number".to_owned(),
    }
}

fn string(schema: &Value) -> String {
    let example = schema["examples"].as_array().and_then(|examples| examples.first()).and_then(Value::as_str);
    match (schema["x-ref"].as_str(), example) {
        (Some(word), _) => format!("name of {} {}", indefinite_article(word), spaced(word)),
        (None, Some(example)) => format!("string such as `{example}`"),
        (None, None) => "string".to_owned(),
    }
}

/// Turns the target word of a reference into prose: `user_group` becomes `user group`.
fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) => format!("{}ies", spaced(stem)),
        None => format!("{}s", spaced(word)),
    }
}

/// Returns the string value of a schema's keyword on one line; empty if the schema does not have the keyword.
fn text(schema: &Value, keyword: &str) -> String {
    // Doc comments are wrapped in the source; the pages wrap text themselves.
    schema[keyword].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Turns the description of a type into words for the middle of a sentence. The words begin in lower case, without "A",
/// "An" or "The", and have no full stop at the end.
fn lower(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let sentence =
        ["A ", "An ", "The "].iter().find_map(|word| sentence.strip_prefix(word)).unwrap_or(sentence);
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + chars.as_str())
}
