//! The ledger's entries: what is remembered of each resource.

use super::ids::Known;
use crate::diff::{Action, ResourceChange, Verb};
use crate::table::{Key, Row, Value, to_json};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What the ledger remembers of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The physical table of its root.
    pub root: &'static str,
    /// Its root's id.
    pub id: Uuid,
    /// The name of its kind.
    pub kind: String,
    /// Its natural key.
    pub key: Json,
    /// The catalog that owns it.
    pub catalog: String,
    /// The file that describes it.
    pub file: String,
    /// Whether it is protected.
    pub protect: bool,
    /// The hash of the text of its rows, in which their ids are: two entries with one hash say the same.
    pub hash: String,
    /// The text of its rows as JSON, as the files want them, with their ids.
    pub rows: String,
}

/// What the ledger gains or renews, and what it forgets.
pub fn entries(
    resources: &[ResourceChange],
    known: &Known,
    catalog: &str,
) -> (Vec<Entry>, Vec<(&'static str, Uuid)>) {
    let remember = resources.iter().filter_map(|resource| entry(resource, known, catalog)).collect();
    let gone = |resource: &&ResourceChange| resource.desired.is_none();
    let forgotten = resources.iter().filter(gone).filter_map(|r| Some((r.root.physical, r.id?)));
    let replaced = resources.iter().filter_map(|r| Some((r.root.physical, r.former_id?)));
    (remember, forgotten.chain(replaced).collect())
}

fn entry(resource: &ResourceChange, known: &Known, catalog: &str) -> Option<Entry> {
    let desired = resource.desired.as_ref()?;
    let id = known.get(&(resource.root.name, resource.key.clone())).copied()?;
    let rows = desired.iter().map(|row| recorded(row, known)).collect::<Json>().to_string();
    let hash = Sha256::digest(&rows).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Entry {
        root: resource.root.physical,
        id,
        kind: resource.kind.clone(),
        key: key(&resource.key),
        catalog: catalog.to_owned(),
        file: resource.document.map(|document| document.file.path().to_owned()).unwrap_or_default(),
        protect: resource.protect.0,
        hash,
        rows,
    })
}

/// A row as the ledger keeps it: what the files decide, by natural key.
fn recorded(row: &Row, known: &Known) -> Json {
    let columns = row.table.columns.iter().zip(&row.values).filter(|(column, _)| column.is_managed());
    let values: Map<String, Json> = columns
        .filter_map(|(column, value)| Some((column.name.to_owned(), to_json(value.as_ref()?))))
        .collect();
    let id = known.get(&(row.table.name, row.key.clone())).map(Uuid::to_string);
    json!({ "table": row.table.name, "key": key(&row.key), "id": id, "values": values })
}

/// A natural key as the ledger keeps it.
pub(super) fn key(key: &Key) -> Json {
    to_json(&Value::Key(key.clone()))
}

/// What a migration says of itself.
pub fn header(header: &super::Header) -> Json {
    json!({ "database": header.database, "base": header.base.map(|id| id.to_string()) })
}

impl ResourceChange {
    /// Whether rows of the resource are deleted, so that nothing may come to refer to it meanwhile.
    pub fn deletes(&self) -> bool {
        self.verb == Verb::Delete || self.rows.iter().any(|row| row.action == Action::Delete)
    }
}
