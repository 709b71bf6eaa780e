//! The plan's hash, and the ids of new rows.
//!
//! An id is a UUIDv8: 48 bits of the plan's hash, then the row's ordinal, parents before children and
//! children in their parents' order. So the same change on the same base makes the same plan on every
//! machine, no id is ever made twice, and rows that are written together lie together in every index.

use super::Header;
use crate::diff::{Action, Changes, ResourceChange, RowChange};
use crate::live::Live;
use crate::table::{Key, Table, Tables, Value, to_json};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The ids of rows by table and key: of existing rows and of those to be added.
pub type Known = BTreeMap<(&'static str, Key), Uuid>;

/// The hash of the changes by natural key and of what they are based on. Ids take no part in it.
pub fn hash(header: &Header, resources: &[ResourceChange]) -> String {
    let mut hasher = Sha256::new();
    let base = header.base.map(|id| id.to_string());
    hasher.update(json!([header.catalog, header.schema, base]).to_string());
    for resource in resources {
        let about =
            json!([format!("{:?}", resource.verb), resource.root.name, key(&resource.key), resource.kind]);
        hasher.update(about.to_string());
        for row in &resource.rows {
            hasher.update(line(row));
        }
        for row in resource.desired.iter().flatten() {
            hasher.update(json!([row.table.name, key(&row.key), values(&row.values)]).to_string());
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line(row: &RowChange) -> String {
    let action = format!("{:?}", row.action);
    let images = [&row.before, &row.after].map(|image| image.as_deref().map(values));
    json!([action, row.table.name, key(&row.key), images]).to_string()
}

fn key(key: &Key) -> serde_json::Value {
    to_json(&Value::Key(key.clone()))
}

fn values(values: &[Option<Value>]) -> Vec<serde_json::Value> {
    values.iter().map(|value| value.as_ref().map_or(serde_json::Value::Null, to_json)).collect()
}

/// An id of this plan. The migration itself has the ordinal 0.
pub fn id(hash: &str, ordinal: u32) -> Uuid {
    let mut bytes = [0; 16];
    for (index, byte) in bytes.iter_mut().take(6).enumerate() {
        *byte = u8::from_str_radix(hash.get(index * 2..index * 2 + 2).unwrap_or_default(), 16)
            .unwrap_or_default();
    }
    bytes[12..].copy_from_slice(&ordinal.to_be_bytes());
    Uuid::new_v8(bytes)
}

/// The ids of existing rows.
pub fn known(changes: &Changes, live: &Live) -> Known {
    let mut known: Known = changes.roots.clone();
    for resource in &changes.resources {
        for stored in &resource.before {
            known.entry((stored.row.table.name, stored.row.key.clone())).or_insert(stored.id);
        }
    }
    for ((table, key), ids) in live.lookups.iter() {
        if let [id] = ids.as_slice() {
            known.insert((*table, key.clone()), *id);
        }
    }
    known
}

/// Gives every new row its id.
pub fn assign(resources: &mut [ResourceChange], known: &mut Known, hash: &str, tables: &Tables) {
    let mut ordinal = 0;
    let mut shared: BTreeMap<(&'static str, Option<Uuid>, Vec<Value>), Uuid> = BTreeMap::new();
    for table in tables.parents_first() {
        let mut rows: Vec<&mut RowChange> =
            resources.iter_mut().flat_map(|r| &mut r.rows).filter(|row| is_new(row, table)).collect();
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        for row in rows {
            let parent = parent_id(row, known);
            let own = row.key.parts()[row.key.len() - table.key.len()..].to_vec();
            // What two holders of one shared row ask for alike is one row.
            let id = *shared.entry((table.name, parent, own)).or_insert_with(|| {
                ordinal += 1;
                id(hash, ordinal)
            });
            row.id = Some(id);
            row.parent = parent;
            known.insert((table.name, row.key.clone()), id);
        }
    }
}

fn is_new(row: &RowChange, table: &Table) -> bool {
    row.action == Action::Insert && row.table == table
}

/// The id of the row that a new row hangs on.
fn parent_id(row: &RowChange, known: &Known) -> Option<Uuid> {
    let parent = row.table.parent.as_ref()?;
    let key = row.key.prefix(row.key.len() - row.table.key.len());
    known.get(&(parent.table.name, key)).copied()
}
