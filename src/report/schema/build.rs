//! Functions that build JSON schemas.

use serde_json::{Map, Value as Json, json};

/// The name and the schema of a property.
type Property = (&'static str, Json);

/// The properties that an object may omit.
// A type of its own, so that a call says whether its properties are required.
pub struct Properties {
    pub optional: Vec<Property>,
}

/// Marks the given properties as properties that an object may omit.
pub fn optional<const N: usize>(properties: [Property; N]) -> Properties {
    Properties { optional: properties.into() }
}

/// Returns the schema of an object with exactly these properties, all of them required.
pub fn object<const N: usize>(properties: [Property; N]) -> Json {
    partly(properties.into(), N)
}

/// Returns the schema of an object with only these properties. The first `required` of them are required.
pub fn partly(properties: Vec<Property>, required: usize) -> Json {
    let names: Vec<&str> = properties[..required].iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Json> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        // Closed, so that the tests notice a key that is printed but not described.
        "type": "object", "required": names, "additionalProperties": false, "properties": properties,
    })
}

/// Returns the schema of an object with arbitrary keys and values of the given schema.
pub fn mapping(of: Json) -> Json {
    json!({ "type": "object", "additionalProperties": of })
}

/// Returns the schema of an array whose elements have the given schema.
pub fn list(of: Json) -> Json {
    json!({ "type": "array", "items": of })
}

/// Returns the schema of an array of strings.
pub fn texts() -> Json {
    list(text())
}

/// Returns the schema of a string.
pub fn text() -> Json {
    json!({ "type": "string" })
}

/// Returns the schema of an integer that is 0 or more.
pub fn whole() -> Json {
    json!({ "type": "integer", "minimum": 0 })
}

/// Returns the schema of a boolean.
pub fn boolean() -> Json {
    json!({ "type": "boolean" })
}

/// Returns the schema of a string that is one of the given words.
pub fn word(words: &[&str]) -> Json {
    json!({ "enum": words })
}

/// Returns a schema that accepts null and every value that the given schema accepts.
pub fn nullable(of: Json) -> Json {
    // `anyOf` and not a list of types, since the schema may be a reference.
    union(vec![of, json!({ "type": "null" })])
}

/// Returns a schema that accepts every value that one of the given schemas accepts.
pub fn union(of: Vec<Json>) -> Json {
    json!({ "anyOf": of })
}

/// Returns a reference to the definition with the given name.
pub fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Adds a description to a schema.
pub fn about(mut schema: Json, description: &str) -> Json {
    schema["description"] = json!(description);
    schema
}
