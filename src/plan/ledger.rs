//! The ledger's entries: what is remembered of each resource, and what a migration did to it.

use super::Plan;
use super::new_ids::{Drawn, Known};
use crate::diff::{Action, ResourceChange, RowChange, Verb};
use crate::table::{Cells, Id, Key, Row, Table, ledger_record};
use foldhash::HashMap;
use serde_json::{Value as Json, json};

/// What the ledger remembers of a resource, besides its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which of the plan's resources it is.
    pub resource: usize,
    /// Its root table.
    pub root: &'static Table,
    /// Its root's id.
    pub id: Id,
    /// The catalog that owns it.
    pub catalog: String,
    /// The file that describes it.
    pub file: String,
}

/// A resource that the ledger forgets: its root table and its root's id.
pub type Forgotten = (&'static Table, Id);

/// What the ledger gains or renews, and what it forgets.
pub fn entries(resources: &[ResourceChange], known: &Known, catalog: &str) -> (Vec<Entry>, Vec<Forgotten>) {
    let each = resources.iter().enumerate();
    let remember = each.filter_map(|(number, resource)| entry(number, resource, known, catalog)).collect();
    let gone = |resource: &&ResourceChange| resource.kept.is_none();
    let forgotten = resources.iter().filter(gone).filter_map(|r| Some((r.root, r.id?)));
    let replaced = resources.iter().filter_map(|r| Some((r.root, r.former_id?)));
    (remember, forgotten.chain(replaced).collect())
}

fn entry(number: usize, resource: &ResourceChange, known: &Known, catalog: &str) -> Option<Entry> {
    resource.kept.as_ref()?;
    Some(Entry {
        resource: number,
        root: resource.root,
        id: known.get(&(resource.root.name, resource.key.clone())).copied()?,
        catalog: catalog.to_owned(),
        file: resource.document.map(|document| document.file.path().to_owned()).unwrap_or_default(),
    })
}

impl Plan {
    /// The rows of a resource as the files want them, with their ids, as the ledger keeps them.
    pub fn recorded(&self, entry: &Entry, numbers: &Drawn) -> String {
        let resource = &self.resources[entry.resource];
        let new = resource.rows.iter().filter(|row| row.action == Action::Insert);
        let new = new.map(|row| (row.table, &row.key, row.cells(), row.id));
        let stored =
            resource.before.iter().map(|stored| ((stored.row.table.name, &stored.row.key), stored.id));
        // A duplicate that goes has the key of the row that stays, and comes after it.
        let mut ids: HashMap<(&str, &Key), Id> = HashMap::default();
        for (at, id) in stored {
            ids.entry(at).or_insert(id);
        }
        let id = |row: &Row| ids.get(&(row.table.name, &row.key)).copied();
        let kept = resource.kept.iter().flatten().map(|row| (row.table, &row.key, &row.cells, id(row)));
        let all = kept.chain(new);
        ledger_record::rows(
            all.map(|(table, key, cells, id)| (table, key, cells, id.map(|id| numbers.text(id)))),
        )
    }
}

/// What a migration says of itself.
pub fn header(header: &super::Header) -> Json {
    json!({ "database": header.database, "base": header.base.map(|id| id.to_string()) })
}

/// What a migration did to the rows of one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its place in the migration.
    pub sequence: i32,
    /// The root table.
    pub root: &'static Table,
    /// The root's id.
    pub id: Option<Id>,
    /// The kind.
    pub kind: String,
    /// The natural key, as JSON.
    pub key: String,
    /// What happened to the resource.
    pub verb: &'static str,
    /// The rows that change as they were, as JSON; new ones have none.
    pub before: String,
    /// The same rows afterwards; deleted ones have none.
    pub after: String,
}

impl Plan {
    /// The resources of which the migration keeps a record, with the places of the records. What only brings the ledger
    /// up to date is not recorded.
    pub fn recorded_resources(&self) -> Vec<(usize, &ResourceChange)> {
        let is_recorded = |resource: &&ResourceChange| resource.is_visible() || !resource.rows.is_empty();
        self.resources.iter().filter(is_recorded).enumerate().collect()
    }

    /// What the plan does to a resource.
    pub fn record(&self, number: usize, resource: &ResourceChange, numbers: &Drawn) -> Record {
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

/// The images of a resource's changed rows, as JSON.
fn images(resource: &ResourceChange, numbers: &Drawn, image: impl Fn(&RowChange) -> Option<Cells>) -> String {
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
    /// Whether rows of the resource are deleted, so that nothing may come to refer to it meanwhile.
    pub fn deletes(&self) -> bool {
        self.verb == Verb::Delete || self.rows.iter().any(|row| row.action == Action::Delete)
    }
}
