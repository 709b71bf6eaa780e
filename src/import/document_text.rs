//! Writes documents as text.

use crate::diagnostic::counted;
use crate::kinds::Kind;
use crate::model::Manifest;
use crate::source::{MAX_BYTES, format, parse, write};
use serde_yaml::{Mapping, Value};
use std::collections::BTreeSet;

/// The references of a document: pairs of a target, such as `article`, and a name.
pub type Mentions = BTreeSet<(&'static str, String)>;

/// Returns the text and the references of a document.
///
/// # Errors
/// The reason why the document cannot be written, or cannot be read back.
pub fn text(kind: &dyn Kind, body: Mapping) -> Result<(String, Mentions), String> {
    // First, because `kind` decides what the other keys mean.
    let named = std::iter::once((Value::from("kind"), Value::from(kind.name())));
    let document: Mapping = named.chain(body).collect();
    let text = write(&document)?;
    // Half of the limit leaves room for a file to grow.
    if text.len() > MAX_BYTES / 2 {
        return Err(format!(
            "its document would be {} long, which is too large for a file",
            counted(text.len(), "byte")
        ));
    }
    // What was written must be readable. The reader also finds the references.
    let (documents, findings) = parse("", &text);
    match (documents.as_slice(), findings.first()) {
        ([document], None) => {
            // Errors do not matter yet: they are found when the drafts are loaded as a catalog.
            let mentions = kind.read(document).map_or_else(|error| error.mentions, |(_, mentions)| mentions);
            let mentions =
                mentions.into_iter().map(|mention| (mention.target, mention.name.to_owned())).collect();
            Ok((formatted(&text), mentions))
        }
        (_, Some(finding)) => Err(finding.message.clone()),
        _ => Err("it cannot be written as one document".to_owned()),
    }
}

/// Formats text as `wares fmt` does. Text that cannot be formatted is returned unchanged.
pub fn formatted(text: &str) -> String {
    format(text).unwrap_or_else(|_| text.to_owned())
}

/// Sorts the languages of localized text and the currencies of prices, at all levels of a mapping. The result has the
/// order of the languages and currencies in the manifest.
pub fn in_order(mapping: Mapping, manifest: &Manifest) -> Mapping {
    let position =
        |names: &[String], key: &Value| names.iter().position(|name| Some(name.as_str()) == key.as_str());
    // A mapping is by language or by currency if all its keys are among those.
    let lists = [&manifest.languages, &manifest.currencies];
    let list = lists.into_iter().find(|names| mapping.keys().all(|key| position(names, key).is_some()));
    let mut entries: Vec<(Value, Value)> =
        mapping.into_iter().map(|(key, value)| (key, value_in_order(value, manifest))).collect();
    if let Some(names) = list {
        entries.sort_by_key(|(key, _)| position(names, key));
    }
    entries.into_iter().collect()
}

fn value_in_order(value: Value, manifest: &Manifest) -> Value {
    match value {
        Value::Mapping(mapping) => Value::Mapping(in_order(mapping, manifest)),
        Value::Sequence(items) => items.into_iter().map(|item| value_in_order(item, manifest)).collect(),
        other => other,
    }
}
