//! Splits a stored option schema into its fields, so that a plan can show which fields change.

use crate::table::{NamedPart, Value};
use serde_json::Value as Json;

/// Returns the name and the keys of each field; `None` if the schema cannot be read. A nested field follows
/// the field that contains it, and is not repeated in the keys of that field.
pub fn fields(schema: &Value) -> Option<Vec<NamedPart>> {
    // A value of another type is shown as a whole instead.
    let Value::Json(text) = schema else { return None };
    let root: Json = serde_json::from_str(text).ok()?;
    // In the same order as in `PackageManifest`.
    let mut found = Vec::new();
    if let Some(Json::Object(settings)) = root.get("settings") {
        settings.get("fields").into_iter().for_each(|fields| add(fields, &mut found));
        let groups = settings.iter().filter(|(name, _)| *name != "fields");
        groups.filter_map(|(_, group)| group.get("fields")).for_each(|fields| add(fields, &mut found));
    }
    root.get("fields").into_iter().for_each(|fields| add(fields, &mut found));
    Some(found)
}

/// Adds the fields of a list, or a single field that is not in a list.
fn add(fields: &Json, found: &mut Vec<NamedPart>) {
    match fields {
        Json::Array(fields) => fields.iter().for_each(|field| add(field, found)),
        Json::Object(field) => {
            let mut own = field.clone();
            // What is inside becomes parts of its own, or a change in it would be shown twice.
            let items = own.remove("items");
            let shows = own.remove("showIf");
            // As on the platform, a field without a type is a line of text (domain.md §3).
            let kind = field.get("type").and_then(Json::as_str).unwrap_or("string");
            let name = match field.get("name") {
                Some(Json::String(name)) => name.clone(),
                // A name such as `8` without quotes is a number in YAML.
                Some(Json::Number(name)) => name.to_string(),
                _ => format!("a {kind} without a name"),
            };
            found.push((name, Json::Object(own)));
            items.iter().for_each(|items| add(items, found));
            if let Some(Json::Object(shows)) = shows {
                shows.values().for_each(|fields| add(fields, found));
            }
        }
        _ => {}
    }
}
