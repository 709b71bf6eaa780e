//! Generates the JSON schemas from the Rust types of the kinds. Doc comments become descriptions that users read.

mod annotations;
mod editor;
mod union;

pub use editor::for_editors;

use super::{Kind, Kinds};
use crate::model::{Environment, Manifest};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::sync::Arc;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of any document in a catalog file. It uses `if` and `then` on `kind` instead of `anyOf`, so that an
/// editor reports the errors for the right kind.
pub fn catalog_schema(kinds: &Kinds) -> Value {
    let mut generator = generator();
    let mut branch = |kind: &Arc<dyn Kind>| {
        let is_kind = json!({ "kind": { "const": kind.name() } });
        // Without `required`, a document that lacks `kind` would match every branch.
        let is_kind = json!({ "type": "object", "properties": is_kind, "required": ["kind"] });
        json!({ "if": is_kind, "then": document(&**kind, &mut generator) })
    };
    let branches: Vec<Value> = kinds.iter().map(&mut branch).collect();
    let kinds: Vec<Value> =
        kinds.iter().map(|kind| json!({ "const": kind.name(), "description": kind.about() })).collect();
    let schema = json!({
        "$schema": DIALECT,
        "title": "A resource of a Wares catalog",
        "type": "object",
        "properties": { "kind": { "description": "The kind of resource that the document describes.", "oneOf": kinds } },
        "required": ["kind"],
        "allOf": branches,
    });
    finish(schema, generator)
}

/// The schema of one kind's documents.
pub fn kind_schema(kind: &dyn Kind) -> Value {
    let mut generator = generator();
    let mut schema = json!({ "$schema": DIALECT });
    let body = document(kind, &mut generator);
    if let (Value::Object(schema), Value::Object(body)) = (&mut schema, body) {
        schema.extend(body);
    }
    finish(schema, generator)
}

/// The schema of the manifest.
pub fn manifest_schema() -> Value {
    let mut generator = generator();
    let mut schema = json!({ "$schema": DIALECT, "title": "The manifest of a Wares catalog" });
    let body = with_environments(Manifest::json_schema(&mut generator).to_value());
    if let (Value::Object(schema), Value::Object(body)) = (&mut schema, body) {
        schema.extend(body);
    }
    finish(schema, generator)
}

/// Allows all keys of the manifest in an environment, except [`Environment::FIXED`].
fn with_environments(mut body: Value) -> Value {
    let mut keys = body["properties"].as_object().cloned().unwrap_or_default();
    keys.retain(|key, _| !Environment::FIXED.contains(&key.as_str()));
    // An environment does not repeat the whole manifest, so no key in it is required.
    let environment = json!({ "type": "object", "properties": keys, "additionalProperties": false });
    let environments = &mut body["properties"]["environments"];
    let description = environments["description"].take();
    *environments =
        json!({ "description": description, "type": "object", "additionalProperties": environment });
    body
}

/// Returns the part of `whole` to which the `$ref` of a schema points. A schema without `$ref` is returned as it is.
pub fn target<'a>(whole: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    name.and_then(|pointer| whole.pointer(pointer)).unwrap_or(schema)
}

/// The schema of the values in a mapping whose keys the author chooses; `None` if the author cannot choose keys.
pub fn entries(schema: &Value) -> Option<&Value> {
    let patterns = schema["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
    patterns.or_else(|| schema.get("additionalProperties").filter(|entry| entry.is_object()))
}

/// Adds the properties and required keys of the object schema `from` to the object schema `into`.
pub(super) fn merge(into: &mut Schema, from: Schema) {
    let Value::Object(from) = from.to_value() else { return };
    let into = into.ensure_object();
    for key in ["properties", "required"] {
        match (into.get_mut(key), from.get(key)) {
            (Some(Value::Object(into)), Some(Value::Object(from))) => into.extend(from.clone()),
            (Some(Value::Array(into)), Some(Value::Array(from))) => into.extend(from.iter().cloned()),
            (None, Some(from)) => drop(into.insert(key.to_owned(), from.clone())),
            _ => {}
        }
    }
}

fn generator() -> SchemaGenerator {
    // For reading: a field with a default need not be given.
    SchemaSettings::draft2020_12().for_deserialize().into_generator()
}

/// Returns the schema of a kind's documents, including the key `kind`.
fn document(kind: &dyn Kind, generator: &mut SchemaGenerator) -> Value {
    let mut schema = kind.schema(generator);
    let object = schema.ensure_object();
    // `kind` is the first key of a document, so it is the first property too.
    let mut properties = Map::new();
    properties.insert("kind".to_owned(), json!({ "const": kind.name(), "description": kind.about() }));
    if let Some(Value::Object(own)) = object.remove("properties") {
        properties.extend(own);
    }
    let required =
        object.remove("required").and_then(|required| required.as_array().cloned()).unwrap_or_default();
    let required: Vec<Value> = std::iter::once(json!("kind")).chain(required).collect();
    json!({
        "title": annotations::title(kind.name()),
        "description": kind.about(),
        "type": "object",
        "properties": properties,
        "required": required,
        // Unknown keys are errors (design.md §3).
        "additionalProperties": false,
    })
}

/// Adds the generator's definitions to a schema and tidies the schema up.
fn finish(mut schema: Value, mut generator: SchemaGenerator) -> Value {
    let definitions = generator.take_definitions(true);
    if !definitions.is_empty() {
        schema["$defs"] = Value::Object(definitions);
    }
    tidy(&mut schema);
    schema
}

/// Removes what editors and other validators cannot handle. Explicit bounds replace Rust's number formats. Null is
/// removed, because catalogs do not allow it. Lists and objects are removed as defaults, because an editor would write
/// them into the file.
fn tidy(schema: &mut Value) {
    everywhere(schema, &|object| {
        bound_object(object);
        forget_null(object);
    });
}

/// Replaces Rust's number formats, which other validators do not know, with explicit bounds.
pub fn bound(schema: &mut Value) {
    everywhere(schema, &bound_object);
}

/// Applies a change to every object within a schema, outer objects first.
fn everywhere(schema: &mut Value, change: &dyn Fn(&mut Map<String, Value>)) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| everywhere(item, change)),
        Value::Object(object) => {
            change(object);
            object.values_mut().for_each(|value| everywhere(value, change));
        }
        _ => {}
    }
}

fn bound_object(object: &mut Map<String, Value>) {
    // In `properties`, `format` is the name of a key and its value is an object; the keyword's value is a string.
    if !object.get("format").is_some_and(Value::is_string) {
        return;
    }
    // `shift_remove` keeps the order of the other keywords, so that the generated files stay stable.
    let format = object.shift_remove("format");
    let bounds = match format.as_ref().and_then(Value::as_str) {
        Some("int32") => [("minimum", i64::from(i32::MIN)), ("maximum", i64::from(i32::MAX))],
        Some("uint32") => [("minimum", 0), ("maximum", i64::from(u32::MAX))],
        _ => return,
    };
    for (keyword, limit) in bounds {
        object.entry(keyword).or_insert(limit.into());
    }
}

fn forget_null(object: &mut Map<String, Value>) {
    // In `properties`, `default` can be the name of a key; that object has no `type`.
    let is_schema = ["type", "$ref"].iter().any(|key| object.get(*key).is_some_and(Value::is_string));
    if object.get("default").is_some_and(|it| it.is_null() || is_schema && (it.is_array() || it.is_object()))
    {
        object.remove("default");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(branches)) = object.get_mut("anyOf") else { return };
    branches.retain(|branch| *branch != json!({ "type": "null" }));
    // A union of a type and null that is left with one branch is replaced by that branch.
    if let [Value::Object(only)] = branches.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        for (key, value) in only {
            object.entry(key).or_insert(value);
        }
    }
}
