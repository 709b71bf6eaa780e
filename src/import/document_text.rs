//! The text of a document.

use super::draft::Mentions;
use crate::diagnostic::counted;
use crate::kinds::Kind;
use crate::model::Manifest;
use crate::source::{MAX_BYTES, format, parse, write};
use serde_yaml::{Mapping, Value};

/// The text of a document, which must be one that can be read, and what it refers to.
pub fn text(kind: &dyn Kind, body: Mapping) -> Result<(String, Mentions), String> {
    let named = std::iter::once((Value::from("kind"), Value::from(kind.name())));
    let document: Mapping = named.chain(body).collect();
    let text = write(&document)?;
    if text.len() > MAX_BYTES / 2 {
        return Err(format!(
            "its document would have {}, which is too large for a file",
            counted(text.len(), "byte")
        ));
    }
    let (documents, findings) = parse("", &text);
    match (documents.as_slice(), findings.first()) {
        ([document], None) => {
            let mentions = kind.read(document).map_or_else(|error| error.mentions, |(_, mentions)| mentions);
            let mentions =
                mentions.into_iter().map(|mention| (mention.target, mention.name.to_owned())).collect();
            Ok((formatted(&text), mentions))
        }
        (_, Some(finding)) => Err(finding.message.clone()),
        _ => Err("it cannot be written as one document".to_owned()),
    }
}

/// A text as `fmt` would leave it; one that it refuses stays as it is.
pub fn formatted(text: &str) -> String {
    format(text).unwrap_or_else(|_| text.to_owned())
}

/// A mapping in which languages and currencies stand in the manifest's order.
pub fn in_order(mapping: Mapping, manifest: &Manifest) -> Mapping {
    let place =
        |names: &[String], key: &Value| names.iter().position(|name| Some(name.as_str()) == key.as_str());
    let lists = [&manifest.languages, &manifest.currencies];
    let list = lists.into_iter().find(|names| mapping.keys().all(|key| place(names, key).is_some()));
    let mut entries: Vec<(Value, Value)> =
        mapping.into_iter().map(|(key, value)| (key, value_in_order(value, manifest))).collect();
    if let Some(names) = list {
        entries.sort_by_key(|(key, _)| place(names, key));
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
