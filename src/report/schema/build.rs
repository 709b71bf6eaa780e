//! Functions that build JSON schemas.

use serde_json::{Map, Value as Json, json};

/// The name and the schema of a property.
type Property = (&'static str, Json);

/// Properties that an object may omit.
// A type of its own, so that a call says whether its properties are required.
pub struct Properties {
    pub optional: Vec<Property>,
}

/// Properties that an object may omit.
pub fn optional<const N: usize>(properties: [Property; N]) -> Properties {
    Properties { optional: properties.into() }
}

/// An object with exactly these properties, all of them required.
pub fn object<const N: usize>(properties: [Property; N]) -> Json {
    partly(properties.into(), N)
}

/// An object with only these properties, of which the first `required` ones are required.
pub fn partly(properties: Vec<Property>, required: usize) -> Json {
    let names: Vec<&str> = properties[..required].iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Json> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        // Closed, so that the tests notice a key that is printed but not described.
        "type": "object", "required": names, "additionalProperties": false, "properties": properties,
    })
}

/// An object with arbitrary keys and values of this schema.
pub fn mapping(of: Json) -> Json {
    json!({ "type": "object", "additionalProperties": of })
}

/// An array with elements of this schema.
pub fn list(of: Json) -> Json {
    json!({ "type": "array", "items": of })
}

/// An array of strings.
pub fn texts() -> Json {
    list(text())
}

/// A string.
pub fn text() -> Json {
    json!({ "type": "string" })
}

/// An integer, 0 or more.
pub fn whole() -> Json {
    json!({ "type": "integer", "minimum": 0 })
}

/// A boolean.
pub fn boolean() -> Json {
    json!({ "type": "boolean" })
}

/// One of these strings.
pub fn word(words: &[&str]) -> Json {
    json!({ "enum": words })
}

/// A value of this schema, or null.
pub fn nullable(of: Json) -> Json {
    // `anyOf` and not a list of types, since the schema may be a reference.
    union(vec![of, json!({ "type": "null" })])
}

/// A value of any of these schemas.
pub fn union(of: Vec<Json>) -> Json {
    json!({ "anyOf": of })
}

/// A reference to a definition.
pub fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A schema with a description.
pub fn about(mut schema: Json, description: &str) -> Json {
    schema["description"] = json!(description);
    schema
}
