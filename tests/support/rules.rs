//! Allows, in the manifests of tests, the rules about whole catalogs.

use serde_json::{Map, Value, json};
use std::borrow::Cow;
use wares::diagnostic::Code;

/// A manifest that allows the rules about whole catalogs, unless it already has settings of rules.
pub fn allowed(manifest: &str) -> Cow<'_, str> {
    if manifest.contains("rules") || !manifest.contains("format") {
        return manifest.into();
    }
    let allowed: Map<String, Value> = wares::rules::all()
        .into_iter()
        .filter(|rule| !rule.needs_live() && judges_catalogs(rule.code()))
        .map(|rule| (rule.code().to_string(), json!("allow")))
        .collect();
    match serde_json::from_str::<Value>(manifest) {
        Ok(mut value) => {
            value["rules"] = Value::Object(allowed);
            value.to_string().into()
        }
        Err(_) => {
            let settings: Vec<String> = allowed.keys().map(|code| format!("{code}: allow")).collect();
            let end = if manifest.ends_with('\n') { "" } else { "\n" };
            format!("{manifest}{end}rules: {{ {} }}\n", settings.join(", ")).into()
        }
    }
}

/// Whether a rule is about articles, upgrade groups and products as a whole. The other rules, about details and about
/// the strings of single resources, find nothing in the small catalogs of tests unless that is intended.
fn judges_catalogs(code: Code) -> bool {
    let others = ["A31", "X09", "X12"];
    let of_plans = ["V34", "V35", "V36", "V37"];
    let id = code.as_str();
    (id.starts_with(['A', 'U', 'X']) && !others.contains(&id)) || of_plans.contains(&id)
}
