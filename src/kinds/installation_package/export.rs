//! Writes the manifest of an imported package. The manifest contains only what the database stores.

use super::manifest::SETTINGS_EVENT;
use serde_yaml::{Mapping, Value as Yaml};
use sha2::{Digest, Sha256};

/// The path of the manifest of the package with the given name, relative to the catalog's root. No two packages have
/// the same path.
pub fn path(package: &str) -> String {
    let slug: String = package
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    // Together with the hash, the name stays far below the 255 bytes that file systems allow.
    let slug: String = slug.chars().take(60).collect();
    // A package whose name already looks like a path with a hash gets a hash too, so that no two paths can be equal.
    let end = slug.rsplit_once('-').map_or("", |(_, end)| end);
    let has_hash = end.len() == 8 && end.chars().all(|c| c.is_ascii_hexdigit());
    // Case is part of a name, but not of a path on every system, so capitals also need the hash.
    match slug == package && !has_hash && !slug.starts_with('-') {
        true => format!("manifests/{slug}.jps"),
        false => {
            let hash = Sha256::digest(package.as_bytes());
            // Four bytes suffice, since only packages with the same slug can collide.
            let hash: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            let name = Some(slug.trim_matches('-')).filter(|name| !name.is_empty()).unwrap_or("package");
            format!("manifests/{name}-{hash}.jps")
        }
    }
}

/// Returns a manifest as YAML text. `schema` is the JSON of the stored fields. `applies_settings` adds the event
/// `onApplySubscriptionSettings` without actions.
///
/// # Errors
/// Returns the reason why the manifest cannot be written.
pub fn text(schema: &str, applies_settings: bool) -> Result<String, String> {
    let fields: serde_json::Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let fields = serde_yaml::to_value(fields).map_err(|error| error.to_string())?;
    let Yaml::Mapping(mut manifest) = fields else { return Err("its fields are not a mapping".to_owned()) };
    // Its presence is what allows moving between plans; what it does is not stored, so it is written empty.
    if applies_settings {
        manifest.insert(SETTINGS_EVENT.into(), Yaml::Sequence(Vec::new()));
    }
    // The type comes first, as in real manifests.
    let head: Mapping = [(Yaml::from("type"), Yaml::from("install"))].into_iter().collect();
    crate::source::write(&head.into_iter().chain(manifest).collect::<Mapping>())
}
