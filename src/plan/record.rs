//! What a migration records of each resource: every row that it changes, before and after.

use super::Plan;
use super::ledger::key;
use super::sql::literal;
use crate::diff::{ResourceChange, RowChange};
use crate::table::{Value, to_json};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// What a migration did to one resource, by natural key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place in the migration.
    pub sequence: i32,
    /// The physical table of the resource's root.
    pub root: &'static str,
    /// The root's id.
    pub id: Option<Uuid>,
    /// The name of the resource's kind.
    pub kind: String,
    /// The resource's natural key, as JSON.
    pub key: String,
    /// What happened to the resource.
    pub verb: &'static str,
    /// The changed rows as they were, as JSON: a list of `[slice, id, key, {column: value}]`. New rows are not in it.
    pub before: String,
    /// The changed rows as they are afterwards, in the same form. Rows that are deleted are not in it.
    pub after: String,
}

impl Record {
    /// The statement by which a script records it.
    pub(super) fn insert(&self, migration: Uuid) -> String {
        format!(
            "INSERT INTO wares.migration_change (migration, sequence, root_table, root_id, kind, key, verb, before, after) \
             VALUES ('{migration}', {}, '{}', {}, '{}', {}, '{}', {}, {})",
            self.sequence,
            self.root,
            self.id.map_or_else(|| "NULL".to_owned(), |id| literal(&id.to_string())),
            self.kind,
            literal(&self.key),
            self.verb,
            literal(&self.before),
            literal(&self.after),
        )
    }
}

/// What a plan does, resource by resource. What only brings the ledger up to date is not recorded.
pub fn records(plan: &Plan) -> Vec<Record> {
    let recorded = |resource: &&ResourceChange| resource.is_visible() || !resource.rows.is_empty();
    plan.resources.iter().filter(recorded).enumerate().map(record).collect()
}

fn record((number, resource): (usize, &ResourceChange)) -> Record {
    let new_root = resource.rows.iter().find(|row| row.table == resource.root).and_then(|row| row.id);
    Record {
        sequence: i32::try_from(number).unwrap_or(i32::MAX),
        root: resource.root.physical,
        id: resource.id.or(new_root),
        kind: resource.kind.clone(),
        key: key(&resource.key).to_string(),
        verb: resource.verb.as_str(),
        before: images(resource, |row| row.before.as_deref()),
        after: images(resource, |row| row.after.as_deref()),
    }
}

fn images(resource: &ResourceChange, values: fn(&RowChange) -> Option<&[Option<Value>]>) -> String {
    let rows = resource.rows.iter().filter_map(|row| Some(image(row, values(row)?)));
    rows.collect::<Json>().to_string()
}

fn image(row: &RowChange, values: &[Option<Value>]) -> Json {
    let columns = row.table.columns.iter().zip(values);
    let values: Map<String, Json> = columns
        .filter_map(|(column, value)| Some((column.name.to_owned(), to_json(value.as_ref()?))))
        .collect();
    json!([row.table.name, row.id.map(|id| id.to_string()), key(&row.key), values])
}
