//! Rewrites schemas for editors.
//!
//! A rewritten schema accepts the same documents, but its form suits the YAML language server. That server shows
//! `markdownDescription` and the descriptions of an `enum`. If all branches of an `anyOf` fail, it reports the error of
//! the first branch. It offers the title of a mapping with required keys as if the title were a key. It writes the
//! defaults of a mapping into the file.

use super::annotations::{forget_defaults, list_words, mention_default, title, unwrapped};
use super::union;
use crate::model::Period;
use serde_json::{Map, Value, json};

/// The keywords that hold one schema.
const ONE: [&str; 6] = ["items", "additionalProperties", "propertyNames", "if", "then", "else"];
/// The keywords that hold a list of schemas.
const LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// The keywords that hold an object with a schema for each name.
const NAMED: [&str; 3] = ["properties", "patternProperties", "$defs"];
/// The pattern for strings that are not blank.
const NOT_BLANK: &str = "\\S";

/// Rewrites a schema so that editors give better completions and messages. The rewritten schema accepts the same
/// documents.
pub fn for_editors(mut schema: Value) -> Value {
    // A copy, because a definition is read while the schema that contains it is rewritten.
    let mut definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
    for (name, definition) in &mut definitions {
        if let Value::Object(definition) = definition {
            // The title must be there before rewriting, which copies definitions into unions.
            definition.entry("title").or_insert_with(|| title(name).into());
            forget_defaults(definition);
        }
    }
    if !definitions.is_empty() {
        schema["$defs"] = Value::Object(definitions.clone());
    }
    rewrite(&mut schema, &definitions);
    schema
}

/// Applies all rewrites to a schema and then to the schemas within it.
fn rewrite(schema: &mut Value, definitions: &Map<String, Value>) {
    let Value::Object(object) = schema else { return };
    // The order matters: later rewrites read the keywords that earlier ones write.
    list_words(object);
    union::by_type(object, definitions);
    name_keys(object);
    free_keys(object);
    describe_entry(object);
    describe(object);
    explain_patterns(object);
    split_required(object);
    for (keyword, value) in object {
        match (keyword.as_str(), value) {
            (keyword, value) if ONE.contains(&keyword) => rewrite(value, definitions),
            (keyword, Value::Array(schemas)) if LIST.contains(&keyword) => {
                schemas.iter_mut().for_each(|schema| rewrite(schema, definitions));
            }
            (keyword, Value::Object(schemas)) if NAMED.contains(&keyword) => {
                schemas.values_mut().for_each(|schema| rewrite(schema, definitions));
            }
            _ => {}
        }
    }
}

/// Copies the description of a mapping to its entries, unless the entries have their own description. Without one, an
/// editor shows nothing for a key that the author chooses.
fn describe_entry(object: &mut Map<String, Value>) {
    let Some(about) = object.get("description").cloned() else { return };
    let entry = object.get_mut("additionalProperties").and_then(Value::as_object_mut);
    // A reference has the description of its own type.
    if let Some(entry) = entry.filter(|entry| !entry.contains_key("$ref")) {
        entry.entry("description").or_insert(about);
    }
}

/// Adds the default to the description, and copies the description to `markdownDescription`.
fn describe(object: &mut Map<String, Value>) {
    // In `properties`, `description` is the name of a key and its value is a schema.
    if !object.get("description").is_some_and(Value::is_string) {
        return;
    }
    mention_default(object);
    let about = unwrapped(&object["description"]);
    object.insert("description".to_owned(), about.clone().into());
    object.insert("markdownDescription".to_owned(), about.into());
}

/// Adds a message to the pattern for strings that are not blank, unless the schema has one.
fn explain_patterns(object: &mut Map<String, Value>) {
    if object.get("pattern").is_some_and(|pattern| pattern == NOT_BLANK) {
        // An empty string would violate both the pattern and `minLength`, and so be reported twice.
        object.shift_remove("minLength");
        object.entry("patternErrorMessage").or_insert_with(|| "This string must not be blank.".into());
    }
}

/// Lists the keys of a mapping whose keys are enumerated, with their descriptions, so that editors complete them.
fn name_keys(object: &mut Map<String, Value>) {
    let words = object.get("propertyNames").and_then(|names| names["oneOf"].as_array());
    let Some(words) = words.cloned() else { return };
    let entry = object.get("additionalProperties").cloned().unwrap_or_default();
    let property = |word: &Value| {
        let mut property = entry.clone();
        property["description"] = word["description"].clone();
        // The constants become the names of keys; anything else cannot be one.
        Some((word["const"].as_str()?.to_owned(), property))
    };
    object.shift_remove("propertyNames");
    object.insert("properties".to_owned(), words.iter().filter_map(property).collect());
    // The words are all that the mapping allows, so any other key is an error.
    object.insert("additionalProperties".to_owned(), false.into());
}

/// Splits the `patternProperties` of a mapping whose keys the author chooses into `propertyNames` and
/// `additionalProperties`. Editors do not complete the values of keys that only match a pattern.
fn free_keys(object: &mut Map<String, Value>) {
    let patterns = object.get("patternProperties").and_then(Value::as_object);
    if let Some((pattern, entry)) = patterns.filter(|it| it.len() == 1).and_then(|it| it.iter().next()) {
        let message =
            if pattern == Period::PATTERN { Period::EXPECTED } else { "This name must not be blank." };
        let names = json!({ "pattern": pattern, "patternErrorMessage": message, "doNotSuggest": true });
        let entry = entry.clone();
        object.shift_remove("patternProperties");
        object.insert("propertyNames".to_owned(), names);
        object.insert("additionalProperties".to_owned(), entry);
    }
    if object.get("additionalProperties").is_some_and(Value::is_object) {
        // Without a message of its own, an editor would name the title of the enclosing mapping.
        object.entry("errorMessage").or_insert_with(|| "Expected a mapping.".into());
    }
}

/// Moves the required keys of a mapping into an `allOf`. If `required` is in the same schema as `properties`, editors
/// offer the title of the mapping as a completion, although the title is not a key.
fn split_required(object: &mut Map<String, Value>) {
    let properties = object.get("properties").and_then(Value::as_object);
    // Without schemas for its properties, a mapping has nothing that an editor could complete.
    if !properties.is_some_and(|properties| properties.values().any(Value::is_object)) {
        return;
    }
    let Some(Value::Array(required)) = object.shift_remove("required") else { return };
    let known: Map<String, Value> =
        required.iter().filter_map(Value::as_str).map(|key| (key.to_owned(), true.into())).collect();
    let split = json!({ "properties": known, "required": required });
    match object.entry("allOf").or_insert_with(|| json!([])) {
        Value::Array(all) => all.insert(0, split),
        _ => unreachable!("`allOf` is a list"),
    }
}

#[cfg(test)]
mod tests {
    use super::{for_editors, title};
    use serde_json::json;

    #[test]
    fn titles_are_made_from_names() {
        let cases =
            [("extra_service", "Extra service"), ("RenewalPeriod", "Renewal period"), ("item", "Item")];
        for (name, expected) in cases {
            assert_eq!(title(name), expected);
        }
    }

    #[test]
    fn enumeration_values_are_listed_with_their_descriptions() {
        let union = json!({ "oneOf": [{ "const": "a", "description": "An\na." }, { "const": "b" }] });
        let expected = json!({
            "type": "string", "enum": ["a", "b"], "enumDescriptions": ["An a.", ""], "markdownEnumDescriptions": ["An a.", ""],
        });
        assert_eq!(for_editors(union), expected);
    }

    #[test]
    fn required_keys_move_to_all_of_and_defaults_of_parts_to_descriptions() {
        let flag = json!({ "type": "boolean", "description": "On.", "default": true });
        let schema = json!({
            "properties": { "a": flag, "b": { "$ref": "#/$defs/SomePart" } },
            "required": ["b"],
            "$defs": { "SomePart": { "properties": { "a": flag } } },
        });
        let schema = for_editors(schema);
        assert_eq!(schema["allOf"], json!([{ "properties": { "b": true }, "required": ["b"] }]));
        assert!(schema.get("required").is_none());
        let part = &schema["$defs"]["SomePart"];
        assert_eq!(part["title"], "Some part");
        assert_eq!(schema["properties"]["a"]["default"], true);
        assert!(part["properties"]["a"].get("default").is_none());
        for flag in [&schema["properties"]["a"], &part["properties"]["a"]] {
            assert_eq!(flag["markdownDescription"], "On.\n\nDefault: `true`.");
        }
    }

    #[test]
    fn enumerated_keys_are_listed_with_their_descriptions() {
        let schema = json!({
            "type": "object", "propertyNames": { "oneOf": [{ "const": "a", "description": "An a." }] },
            "additionalProperties": { "type": "string" },
        });
        let schema = for_editors(schema);
        assert_eq!(schema["properties"]["a"]["markdownDescription"], "An a.");
        assert_eq!((&schema["additionalProperties"], schema.get("propertyNames")), (&json!(false), None));
    }

    #[test]
    fn pattern_for_chosen_keys_becomes_property_names() {
        let schema = json!({
            "type": "object", "description": "Texts.", "patternProperties": { "\\S": { "type": "string" } },
            "additionalProperties": false,
        });
        let schema = for_editors(schema);
        assert_eq!(schema["propertyNames"]["pattern"], "\\S");
        assert_eq!(schema["additionalProperties"]["description"], "Texts.");
        assert!(schema.get("patternProperties").is_none());
    }
}
