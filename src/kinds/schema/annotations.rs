//! The titles, descriptions, defaults and enumerated values of a schema, in the form that editors show.

use serde_json::{Map, Value};

/// Turns the name of a kind or a type into a title: `extra_service` and `ExtraService` become `Extra service`.
pub(super) fn title(name: &str) -> String {
    let mut title = String::new();
    for (index, c) in name.chars().enumerate() {
        match c {
            // Kinds are in snake case and Rust types in camel case; both become a sentence-case title.
            '_' => title.push(' '),
            _ if index == 0 => title.extend(c.to_uppercase()),
            _ if c.is_uppercase() => title.extend([' '].into_iter().chain(c.to_lowercase())),
            _ => title.push(c),
        }
    }
    title
}

/// Moves the defaults in a mapping inside a document into the descriptions of the keys.
/// Otherwise, an editor that completes the mapping would write all defaults into the file.
pub(super) fn forget_defaults(definition: &mut Map<String, Value>) {
    let properties = definition.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        mention_default(property);
        property.shift_remove("default");
    }
}

/// Turns a `oneOf` of constants with descriptions into an `enum`. Editors complete the values of both forms, but their
/// messages list the valid values only for an `enum`.
pub(super) fn list_words(object: &mut Map<String, Value>) {
    // Only lists of constants: in other unions, each branch has a schema of its own.
    let Some(Value::Array(words)) = object.get("oneOf").filter(|words| are_constants(words)).cloned() else {
        return;
    };
    let texts = |keyword: &str| words.iter().map(|word| word[keyword].clone()).collect::<Vec<_>>();
    let abouts: Vec<String> = words.iter().map(|word| unwrapped(&word["description"])).collect();
    object.shift_remove("oneOf");
    object.insert("type".to_owned(), "string".into());
    object.insert("enum".to_owned(), texts("const").into());
    object.insert("enumDescriptions".to_owned(), abouts.clone().into());
    // Two keywords, because the YAML language server and other editors read different ones.
    object.insert("markdownEnumDescriptions".to_owned(), abouts.into());
}

/// Adds a schema's default to its description. Does nothing if the schema lacks either of them.
pub(super) fn mention_default(object: &mut Map<String, Value>) {
    let Some(default) = object.get("default") else { return };
    let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
    // Without a description there is nothing to show, and a default alone would look like one.
    if let Some(Value::String(about)) = object.get_mut("description") {
        about.push_str(&format!("\n\nDefault: `{default}`."));
    }
}

/// Joins the lines of each paragraph of a description.
pub(super) fn unwrapped(description: &Value) -> String {
    // Doc comments are wrapped at the width of the source; an editor would show the line breaks.
    let paragraphs = description.as_str().unwrap_or_default().split("\n\n");
    let line = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    paragraphs.map(line).collect::<Vec<_>>().join("\n\n")
}

/// Whether a value is a non-empty list of schemas for constant strings.
fn are_constants(schemas: &Value) -> bool {
    let is_constant = |schema: &Value| schema["const"].is_string();
    schemas.as_array().is_some_and(|schemas| !schemas.is_empty() && schemas.iter().all(is_constant))
}
