//! What a plan writes to the ledger: an entry for each resource that the catalog owns, and a record for each resource
//! that the migration changed.

use super::Plan;
use super::new_ids::{DrawnNumbers, Known};
use crate::diff::{Action, ResourceChange, RowChange, Verb};
use crate::table::{Cells, Id, Key, Row, Table, ledger_record};
use foldhash::HashMap;
use serde_json::{Value as Json, json};

/// The entry for a resource in the ledger, without the rows of the resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The index of the resource in the plan.
    pub resource: usize,
    /// The root table of the resource.
    pub root: &'static Table,
    /// The id of the resource's root row.
    pub id: Id,
    /// The name of the catalog that owns the resource.
    pub catalog: String,
    /// The path of the file that describes the resource; empty if no file does.
    pub file: String,
}

/// An entry that is removed from the ledger, identified by the root table and the id of the root row.
pub type RemovedEntry = (&'static Table, Id);

/// Returns the ledger entries to add or replace, and the ledger entries to remove.
pub fn entries(
    resources: &[ResourceChange],
    known: &Known,
    catalog: &str,
) -> (Vec<Entry>, Vec<RemovedEntry>) {
    let each = resources.iter().enumerate();
    let remember = each.filter_map(|(number, resource)| entry(number, resource, known, catalog)).collect();
    // Deleted and released resources, and those that are gone already, keep nothing.
    let gone = |resource: &&ResourceChange| resource.existing_rows.is_none();
    let forgotten = resources.iter().filter(gone).filter_map(|r| Some((r.root, r.id?)));
    // The ledger had the resource under another id: that entry would stay next to the new one.
    let replaced = resources.iter().filter_map(|r| Some((r.root, r.former_id?)));
    (remember, forgotten.chain(replaced).collect())
}

/// Returns the ledger entry for a resource; `None` if the ledger forgets the resource.
fn entry(number: usize, resource: &ResourceChange, known: &Known, catalog: &str) -> Option<Entry> {
    resource.existing_rows.as_ref()?;
    Some(Entry {
        resource: number,
        root: resource.root,
        id: known.get(&(resource.root.name, resource.key.clone())).copied()?,
        catalog: catalog.to_owned(),
        file: resource.document.map(|document| document.file.path().to_owned()).unwrap_or_default(),
    })
}

impl Plan {
    /// Returns the rows of a resource as the files describe them, with their ids, in the JSON format of the ledger.
    pub fn recorded(&self, entry: &Entry, numbers: &DrawnNumbers) -> String {
        let resource = &self.resources[entry.resource];
        // `existing_rows` holds only rows that exist already, so the new ones are added here.
        let new = resource.rows.iter().filter(|row| row.action == Action::Insert);
        let new = new.map(|row| (row.table, &row.key, row.cells(), row.id));
        let stored =
            resource.before.iter().map(|stored| ((stored.row.table.name, &stored.row.key), stored.id));
        // A duplicate that is deleted has the key of the row that stays and comes after it, so the first one counts.
        let mut ids: HashMap<(&str, &Key), Id> = HashMap::default();
        for (at, id) in stored {
            ids.entry(at).or_insert(id);
        }
        let id = |row: &Row| ids.get(&(row.table.name, &row.key)).copied();
        let kept =
            resource.existing_rows.iter().flatten().map(|row| (row.table, &row.key, &row.cells, id(row)));
        let all = kept.chain(new);
        ledger_record::rows(
            all.map(|(table, key, cells, id)| (table, key, cells, id.map(|id| numbers.text(id)))),
        )
    }
}

/// Returns the header of a migration as the JSON that the ledger stores.
pub fn header(header: &super::Header) -> Json {
    json!({ "database": header.database, "base": header.last_migration.map(|id| id.to_string()) })
}

/// The ledger's record of what a migration did to one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The number of the record among the records of the migration, from 0.
    pub sequence: i32,
    /// The root table of the resource.
    pub root: &'static Table,
    /// The id of the resource's root row.
    pub id: Option<Id>,
    /// The kind of the resource.
    pub kind: String,
    /// The natural key of the resource, as JSON.
    pub key: String,
    /// What happened to the resource, such as `create` or `change`.
    pub verb: &'static str,
    /// The values of the changed rows before the migration, as a JSON list without the new rows.
    pub before: String,
    /// The values of the changed rows after the migration, as a JSON list without the deleted rows.
    pub after: String,
}

impl Plan {
    /// Returns the resources that get a record, each with the number of its record. A resource for which only the
    /// ledger entry is updated gets no record.
    pub fn recorded_resources(&self) -> Vec<(usize, &ResourceChange)> {
        let is_recorded = |resource: &&ResourceChange| resource.is_visible() || !resource.rows.is_empty();
        self.resources.iter().filter(is_recorded).enumerate().collect()
    }

    /// Returns the record of what the plan does to a resource.
    pub fn record(&self, number: usize, resource: &ResourceChange, numbers: &DrawnNumbers) -> Record {
        let root = self.known.get(&(resource.root.name, resource.key.clone())).copied().or(resource.id);
        let mut key = String::new();
        ledger_record::key(&mut key, &resource.key);
        Record {
            sequence: i32::try_from(number).unwrap_or(i32::MAX),
            root: resource.root,
            id: root.map(|id| numbers.id(id)),
            kind: resource.kind.clone(),
            key,
            verb: resource.verb.as_str(),
            before: images(resource, numbers, |row| row.before.clone()),
            after: images(resource, numbers, |row| row.image_after(&self.defaults)),
        }
    }
}

/// Returns the changed rows of a resource as a JSON list. `image` returns the values of a row before or after the
/// change; a row without such values is left out.
fn images(
    resource: &ResourceChange,
    numbers: &DrawnNumbers,
    image: impl Fn(&RowChange) -> Option<Cells>,
) -> String {
    let mut out = String::from("[");
    for row in &resource.rows {
        let Some(cells) = image(row) else { continue };
        out.push_str(if out.len() > 1 { "," } else { "" });
        let id = row.id.map(|id| numbers.text(id));
        ledger_record::image(&mut out, row.table, id.as_deref(), &row.key, &cells, |_| true);
    }
    out + "]"
}

impl ResourceChange {
    /// Whether the resource or any of its rows is deleted. If so, apply must lock the resource against new references.
    pub fn deletes(&self) -> bool {
        self.verb == Verb::Delete || self.rows.iter().any(|row| row.action == Action::Delete)
    }
}
