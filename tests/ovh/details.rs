//! Converts the components of a plan or an add-on into limits, properties and tags.

use super::catalog::{Plan, Product};
use crate::limits::{Reason, Unsaid};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What could be read from the details.
#[derive(Debug, Default)]
pub struct Details {
    /// The amounts by service.
    pub amounts: BTreeMap<&'static str, u64>,
    /// Everything else that is a name and a value.
    pub properties: BTreeMap<String, String>,
    /// Single words.
    pub tags: Vec<String>,
}

/// The paths of amounts, each with the service that it is an amount of.
const AMOUNTS: &[(&str, &str)] = &[
    ("server.cpu.cores", "cpu_cores"),
    ("server.cpu.threads", "cpu_threads"),
    ("server.services.includedBackup", "backup_gb"),
    ("memory.size", "memory_gb"),
    ("bandwidth.level", "public_mbps"),
    ("vrack.level", "private_mbps"),
];

/// The details of a plan, and of the product that it sells.
pub fn of(plan: &Plan, product: Option<&Product>, unsaid: &mut Unsaid) -> Details {
    let mut details = Details { tags: plan.family.iter().cloned().collect(), ..Details::default() };
    let mut lists = Vec::new();
    let blobs = [plan.blobs.as_ref(), product.and_then(|product| product.blobs.as_ref())];
    for blob in blobs.into_iter().flatten() {
        let mut parts = blob.as_object().into_iter().flatten().map(|(part, _)| part.as_str());
        assert!(parts.all(|part| ["commercial", "technical", "tags"].contains(&part)), "{blob}");
        details.tags.extend(texts(&blob["tags"]));
        for part in ["commercial", "technical"] {
            details.add("", &blob[part], &mut lists);
        }
        details.disks(&blob["technical"]["storage"]["disks"]);
    }
    lists.iter().for_each(|list| unsaid.add(Reason::Nested, format!("{}: {list}", plan.plan_code)));
    details
}

impl Details {
    /// Adds everything below a path. Lists cannot be expressed: their paths are added to `lists`.
    fn add(&mut self, path: &str, value: &Value, lists: &mut Vec<String>) {
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match value {
            Value::Null => {}
            Value::Object(object) => {
                object.iter().for_each(|(key, value)| self.add(&below(key), value, lists))
            }
            Value::Array(items) if path == "features" => self.features(items, lists),
            Value::Array(_) => lists.push(path.to_owned()),
            Value::String(text) => drop(self.properties.insert(path.to_owned(), text.clone())),
            other => self.number(path, other),
        }
    }

    fn number(&mut self, path: &str, value: &Value) {
        match AMOUNTS.iter().find(|(at, _)| *at == path).zip(value.as_u64()) {
            Some(((_, service), amount)) => drop(self.amounts.insert(service, amount)),
            None => drop(self.properties.insert(path.to_owned(), value.to_string())),
        }
    }

    /// Adds the features, which already are names and values.
    fn features(&mut self, items: &[Value], lists: &mut Vec<String>) {
        for item in items {
            let (name, value) = (item["name"].as_str(), item["value"].as_str());
            let known = name.is_some_and(|name| self.properties.contains_key(name));
            match name.zip(value).filter(|_| !known) {
                Some((name, value)) => drop(self.properties.insert(name.to_owned(), value.to_owned())),
                None => lists.push("features".to_owned()),
            }
        }
    }

    /// Adds the total capacity of all disks as an amount.
    fn disks(&mut self, disks: &Value) {
        let size = |disk: &Value| Some(disk["capacity"].as_u64()? * disk["number"].as_u64()?);
        let total: u64 = disks.as_array().into_iter().flatten().filter_map(size).sum();
        if total > 0 {
            self.amounts.insert("disk_gb", total);
        }
    }

    /// Writes the details into an article.
    pub fn write(self, kind: &str, article: &mut Value) {
        let amounts = if kind == "package" { "limits" } else { "adds" };
        for (key, value, is_empty) in [
            (amounts, json!(self.amounts), self.amounts.is_empty()),
            ("properties", json!(self.properties), self.properties.is_empty()),
            ("tags", json!(self.tags), self.tags.is_empty()),
        ] {
            if !is_empty {
                article[key] = value;
            }
        }
    }
}

fn texts(value: &Value) -> impl Iterator<Item = String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
}
