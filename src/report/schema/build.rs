//! The parts of which schemas are built.

use serde_json::{Map, Value as Json, json};

/// Properties of an object.
type Property = (&'static str, Json);

/// Properties that an object may leave out.
pub struct Properties {
    pub optional: Vec<Property>,
}

/// Properties that are left out where there is nothing to say.
pub fn optional<const N: usize>(properties: [Property; N]) -> Properties {
    Properties { optional: properties.into() }
}

/// An object with exactly these properties.
pub fn object<const N: usize>(properties: [Property; N]) -> Json {
    partly(properties.into(), N)
}

/// An object with these properties, of which the first ones must be there, and no others.
pub fn partly(properties: Vec<Property>, required: usize) -> Json {
    let names: Vec<&str> = properties[..required].iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Json> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        "type": "object", "required": names, "additionalProperties": false, "properties": properties,
    })
}

/// An object whose properties have names that are not known before.
pub fn mapping(of: Json) -> Json {
    json!({ "type": "object", "additionalProperties": of })
}

/// A list.
pub fn list(of: Json) -> Json {
    json!({ "type": "array", "items": of })
}

/// A list of texts.
pub fn texts() -> Json {
    list(text())
}

/// A text.
pub fn text() -> Json {
    json!({ "type": "string" })
}

/// A whole number that counts something.
pub fn whole() -> Json {
    json!({ "type": "integer", "minimum": 0 })
}

/// True or false.
pub fn boolean() -> Json {
    json!({ "type": "boolean" })
}

/// One of these words.
pub fn word(words: &[&str]) -> Json {
    json!({ "enum": words })
}

/// What it is, or null.
pub fn nullable(of: Json) -> Json {
    union(vec![of, json!({ "type": "null" })])
}

/// One of several.
pub fn union(of: Vec<Json>) -> Json {
    json!({ "anyOf": of })
}

/// A definition by its name.
pub fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The same with what it is in a sentence.
pub fn about(mut schema: Json, description: &str) -> Json {
    schema["description"] = json!(description);
    schema
}
