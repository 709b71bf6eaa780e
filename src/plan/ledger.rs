//! The ledger's entries: what is remembered of each resource.

use super::ids::Known;
use crate::diff::{Action, ResourceChange, Verb};
use crate::table::{Key, Row, Table, Value, to_json};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What the ledger remembers of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its root table.
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
    /// The hash of its rows.
    pub hash: String,
    /// Its rows, as the files want them, with their ids.
    pub rows: Json,
}

/// What the ledger gains or renews, and what it forgets.
pub fn entries(
    resources: &[ResourceChange],
    known: &Known,
    catalog: &str,
) -> (Vec<Entry>, Vec<(&'static str, Uuid)>) {
    let remember = resources.iter().filter_map(|resource| entry(resource, known, catalog)).collect();
    let gone = |resource: &&ResourceChange| resource.desired.is_none();
    let forgotten = resources.iter().filter(gone).filter_map(|r| Some((r.root.name, r.id?)));
    let replaced = resources.iter().filter_map(|r| Some((r.root.name, r.former_id?)));
    (remember, forgotten.chain(replaced).collect())
}

fn entry(resource: &ResourceChange, known: &Known, catalog: &str) -> Option<Entry> {
    let desired = resource.desired.as_ref()?;
    let id = known.get(&(resource.root.name, resource.key.clone())).copied()?;
    let rows: Json = desired.iter().map(|row| recorded(row, known)).collect();
    let hash = Sha256::digest(rows.to_string()).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Entry {
        root: resource.root.name,
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

fn key(key: &Key) -> Json {
    to_json(&Value::Key(key.clone()))
}

/// What a migration says of itself.
pub fn header(header: &super::Header) -> Json {
    json!({ "database": header.database, "base": header.base.map(|id| id.to_string()) })
}

/// What a migration did to one row, by natural key.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its place in the migration.
    pub sequence: i32,
    /// The slice.
    pub slice: &'static str,
    /// The row's natural key.
    pub key: Json,
    /// The row before; none for a new one.
    pub before: Option<Json>,
    /// The row afterwards; none for one that is deleted.
    pub after: Option<Json>,
}

/// What a plan does, row by row.
pub fn records(plan: &super::Plan) -> Vec<Record> {
    let rows = plan.resources.iter().flat_map(|resource| &resource.rows);
    let record = |(number, row): (usize, &crate::diff::RowChange)| Record {
        sequence: i32::try_from(number).unwrap_or(i32::MAX),
        slice: row.table.name,
        key: key(&row.key),
        before: row.before.as_deref().map(|values| image(row.table, row.id, values)),
        after: row.after.as_deref().map(|values| image(row.table, row.id, values)),
    };
    rows.enumerate().map(record).collect()
}

fn image(table: &Table, id: Option<Uuid>, values: &[Option<Value>]) -> Json {
    let id = std::iter::once(("id".to_owned(), json!(id.map(|id| id.to_string()))));
    let columns = table.columns.iter().zip(values);
    let columns =
        columns.filter_map(|(column, value)| Some((column.name.to_owned(), to_json(value.as_ref()?))));
    Json::Object(id.chain(columns).collect())
}

impl ResourceChange {
    /// Whether rows of the resource are deleted, so that nothing may come to refer to it meanwhile.
    pub fn deletes(&self) -> bool {
        self.verb == Verb::Delete || self.rows.iter().any(|row| row.action == Action::Delete)
    }
}
