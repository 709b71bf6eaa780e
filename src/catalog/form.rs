//! How a mapping is written, for those who wrote a single value in its place.

use crate::diagnostic::{is_odd_blank, one_of};
use crate::source::{Data, Node};
use serde_json::Value;

/// How many keys are shown where none must be given.
const LISTED: usize = 4;

/// What to write instead of a value where a schema wants a mapping; none where it takes the value, or wants
/// another thing.
pub fn as_mapping(whole: &Value, schema: &Value, node: &Node) -> Option<String> {
    let is_odd = |c: char| c == '\n' || is_odd_blank(c);
    let written = match &node.data {
        Data::Text(text) | Data::Number(text) if !text.contains(is_odd) => &**text,
        _ => return None,
    };
    if schema["type"] != "object" {
        return None;
    }
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match schema["properties"].as_object() {
        Some(keys) if keys.contains_key("url_from") && written.contains("://") => Some(
            "write `{ url_from: NAME }`, the name of an environment variable, and put the URL into that variable"
                .to_owned(),
        ),
        Some(keys) if required.is_empty() => {
            let names: Vec<&str> = keys.keys().map(String::as_str).collect();
            Some(match names.len() {
                ..=LISTED => format!("write one or more of `{{ {}: … }}`", names.join(": …, ")),
                _ => format!("write a mapping; {}", one_of("", names.iter().copied())?),
            })
        }
        Some(keys) => Some(format!("write `{}`", entries(whole, keys, &required, written))),
        None => Some(by_name(schema, written)),
    }
}

/// The entries that must be given: the value is that of the first, where it can be.
fn entries(whole: &Value, keys: &serde_json::Map<String, Value>, required: &[&str], written: &str) -> String {
    let takes_text = |key: &str| {
        let schema = &keys[key];
        let path = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
        path.and_then(|path| whole.pointer(path)).unwrap_or(schema)["type"] == "string"
    };
    let entry = |(index, key): (usize, &&str)| match index == 0 && takes_text(key) {
        true => format!("{key}: {written}"),
        false => format!("{key}: …"),
    };
    format!("{{ {} }}", required.iter().enumerate().map(entry).collect::<Vec<_>>().join(", "))
}

/// An entry of a mapping whose keys are names.
fn by_name(schema: &Value, written: &str) -> String {
    let values = schema["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
    match values.and_then(|values| values["$ref"].as_str()) {
        Some("#/$defs/Money") => format!("write one for each currency: `{{ EUR: {written} }}`"),
        _ => format!("write names and values: `{{ name: {written} }}`"),
    }
}
