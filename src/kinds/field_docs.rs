//! The fields of the files, as their schemas document them.

use super::example::{self, Filling};
use super::schema::{entries, target};
use super::{Kinds, kind_schema, manifest_schema};
use serde_json::Value;

/// What a document of a kind, or the manifest, consists of.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The kind's name, or `manifest`.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its fields, those within fields included.
    pub fields: Vec<Field>,
    /// Documents of it, in the form of [`super::example`].
    pub example: String,
}

/// A field of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The keys that lead to it, separated by dots; `*` stands for a key that the author chooses.
    pub path: String,
    /// What it says.
    pub about: String,
    /// What may stand there.
    pub form: String,
    /// Whether it must be given.
    pub required: bool,
    /// What holds when it is not given, where the schema says so.
    pub default: Option<Value>,
    /// The values that it takes, with their meanings, when they are few.
    pub values: Vec<(String, String)>,
}

impl Shape {
    /// The fields that stand right below a path; an empty one is the document.
    pub fn below<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.parent() == path)
    }

    /// A short document, with the name that an example has.
    pub fn document(&self) -> String {
        Filling::plain(&self.example).fill(&example::short(&self.example))
    }

    /// Lines that show a field.
    pub fn lines(&self, field: &Field) -> Option<String> {
        let whole = Filling::plain(&self.example).fill(&example::whole(&self.example));
        example::of_key(&whole, &field.path)
    }
}

impl Field {
    /// The path of the field that it is a part of.
    pub fn parent(&self) -> &str {
        let parent = self.path.rsplit_once('.').map_or("", |(parent, _)| parent);
        parent.strip_suffix(".*").unwrap_or(parent)
    }

    /// Its key.
    pub fn key(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

/// Every kind, and the manifest.
pub fn shapes(kinds: &Kinds) -> Vec<Shape> {
    let kinds = kinds.iter().map(|kind| shape(kind.name(), &kind_schema(&**kind), kind.example()));
    kinds.chain([shape("manifest", &manifest_schema(), MANIFEST)]).collect()
}

/// Manifests, in the form of [`super::example`].
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

struct Reader<'a> {
    schema: &'a Value,
    fields: Vec<Field>,
}

impl<'a> Reader<'a> {
    /// Adds the properties of an object, and what is below them.
    fn object(&mut self, object: &'a Value, at: &str) {
        let required = object["required"].as_array().map_or(&[][..], Vec::as_slice);
        for (key, schema) in object["properties"].as_object().into_iter().flatten() {
            let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
            let about = [schema, self.target(schema)].map(|schema| text(schema, "description"));
            self.fields.push(Field {
                about: about.into_iter().find(|about| !about.is_empty()).unwrap_or_default(),
                form: self.whole(schema),
                required: required.iter().any(|name| name == key),
                default: schema.get("default").filter(|value| !value.is_object()).cloned(),
                values: values(self.target(schema)),
                path: path.clone(),
            });
            self.within(schema, &path);
        }
    }

    /// Adds the fields inside a value: of a mapping, of a list's elements, of any form that it may have.
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

    /// What may stand behind a key, whose own keys are told beside it.
    fn whole(&self, schema: &'a Value) -> String {
        match self.target(schema)["properties"].is_object() {
            true => "a mapping of the keys below".to_owned(),
            false => self.form(schema),
        }
    }

    /// What may stand there, in words.
    fn form(&self, schema: &'a Value) -> String {
        let target = self.target(schema);
        let named = text(target, "description");
        let known: Vec<String> = values(target).into_iter().map(|(value, _)| format!("`{value}`")).collect();
        match target["type"].as_str() {
            _ if !known.is_empty() => format!("one of {}", known.join(", ")),
            _ if !std::ptr::eq(target, schema) && !named.is_empty() => lower(&named),
            _ if !target["const"].is_null() => format!("`{}`", plain(&target["const"])),
            Some("array") => {
                let least = if target["minItems"].is_null() { "a list" } else { "a list that is not empty" };
                format!("{least}; each element is {}", self.form(&target["items"]))
            }
            Some("object") => match entries(target) {
                Some(entry) => format!("a mapping of names; behind each stands {}", self.form(entry)),
                None => "a mapping".to_owned(),
            },
            Some("integer") => whole(target),
            Some("boolean") => "`true` or `false`".to_owned(),
            Some("number") => "a number".to_owned(),
            Some(_) => words(target),
            None if target["type"].is_array() => "a value of any type".to_owned(),
            None => {
                let forms = target["anyOf"].as_array().into_iter().flatten();
                forms.map(|form| self.form(form)).collect::<Vec<_>>().join(", or ")
            }
        }
    }
}

/// The values that a schema lists, with their meanings.
fn values(schema: &Value) -> Vec<(String, String)> {
    let listed = schema["oneOf"].as_array().into_iter().flatten();
    let meaning = |form: &Value| Some((form["const"].as_str()?.to_owned(), text(form, "description")));
    listed.filter_map(meaning).collect()
}

fn whole(schema: &Value) -> String {
    match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        (Some(least), Some(most)) if least >= 0 => format!("a whole number from {least} to {most}"),
        _ => "a whole number".to_owned(),
    }
}

fn words(schema: &Value) -> String {
    let example = schema["examples"].as_array().and_then(|examples| examples.first()).and_then(Value::as_str);
    match (schema["x-ref"].as_str(), example) {
        (Some(target), _) if target.starts_with(['a', 'e', 'i', 'o']) => format!("the name of an {target}"),
        (Some(target), _) => format!("the name of a {target}"),
        (None, Some(example)) => format!("a text such as `{example}`"),
        (None, None) => "a text".to_owned(),
    }
}

/// A schema's keyword as text on one line.
fn text(schema: &Value, keyword: &str) -> String {
    schema[keyword].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A sentence as a part of another.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}
