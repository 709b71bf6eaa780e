//! The rows of the resources that change, as a plan expects them before and after it is applied.

use super::Plan;
use crate::diff::{Action, ResourceChange};
use crate::live::{LiveRow, Roots};
use crate::table::{Column, Fill, Link, Table, Tables, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The managed values of rows, by table, id and the row that they hang on.
pub type Snapshot = BTreeMap<(&'static str, Uuid, Option<Uuid>), Vec<Value>>;

/// The roots of resources that change.
pub fn roots<'a>(resources: impl IntoIterator<Item = &'a ResourceChange>) -> Roots {
    let mut roots = Roots::default();
    for resource in resources {
        roots.keys.entry(resource.root.name).or_default().insert(resource.key.clone());
        roots.ids.entry(resource.root.name).or_default().extend(resource.id);
    }
    roots
}

/// The rows that belong to some roots, of all that were read.
pub fn relevant(rows: &[LiveRow], roots: &Roots, tables: &Tables) -> Vec<LiveRow> {
    let mut found: Vec<LiveRow> = Vec::new();
    let mut kept: BTreeMap<&'static str, BTreeMap<Uuid, &LiveRow>> = BTreeMap::new();
    for table in tables.parents_first() {
        let belongs = |row: &&LiveRow| match (&table.parent, row.parent) {
            (Some(parent), Some(id)) => kept
                .get(parent.table.name)
                .and_then(|rows| rows.get(&id))
                .is_some_and(|parent| is_held(row, parent)),
            _ => roots.contains(row),
        };
        let rows: Vec<&LiveRow> = rows.iter().filter(|row| row.table == table).filter(belongs).collect();
        found.extend(rows.iter().copied().cloned());
        kept.insert(table.name, rows.into_iter().map(|row| (row.id, row)).collect());
    }
    found
}

/// Whether the parent of a shared row still holds it.
fn is_held(row: &LiveRow, parent: &LiveRow) -> bool {
    match row.table.parent.as_ref().map(|parent| parent.link) {
        Some(Link::Shared(column)) => *parent.get(column) == Value::Id(row.id),
        _ => true,
    }
}

/// What was read, for comparison. Of new rows also the columns that are set on insert alone.
pub fn snapshot(rows: &[LiveRow], new: &BTreeSet<Uuid>) -> Snapshot {
    let told = |row: &LiveRow| {
        let columns = row.table.columns.iter().zip(&row.values);
        let columns = columns.filter(|(column, _)| is_compared(column, new.contains(&row.id)));
        columns.map(|(_, value)| value.clone()).collect()
    };
    rows.iter().map(|row| ((row.table.name, row.id, row.parent), told(row))).collect()
}

fn is_compared(column: &Column, new: bool) -> bool {
    column.fill == Fill::Files || new && column.fill == Fill::Insert
}

impl Plan {
    /// The ids of the rows that are new.
    pub fn new_ids(&self) -> BTreeSet<Uuid> {
        let inserts = self.operations.iter().filter(|operation| operation.action == Action::Insert);
        inserts.flat_map(|operation| &operation.targets).map(|target| target.id).collect()
    }

    /// The rows of the resources that change, as the plan leaves them.
    pub fn after(&self, tables: &Tables) -> Vec<LiveRow> {
        let mut rows = self.before.clone();
        let mut roots = self.roots.clone();
        for operation in &self.operations {
            let by_id: BTreeMap<Uuid, &super::Target> = operation.targets.iter().map(|t| (t.id, t)).collect();
            match operation.action {
                Action::Delete => {
                    rows.retain(|row| !(row.table == operation.table && by_id.contains_key(&row.id)))
                }
                Action::Update => {
                    rows.iter_mut().filter(|row| row.table == operation.table).for_each(|row| {
                        if let Some(target) = by_id.get(&row.id) {
                            overwrite(row, &operation.columns, &target.after);
                        }
                    })
                }
                Action::Insert => {
                    rows.extend(operation.targets.iter().map(|target| {
                        let values = vec![Value::Null; operation.table.columns.len()];
                        let mut row =
                            LiveRow { table: operation.table, id: target.id, parent: target.parent, values };
                        overwrite(&mut row, &operation.columns, &target.after);
                        row
                    }));
                    if operation.table.parent.is_none() {
                        roots.ids.entry(operation.table.name).or_default().extend(by_id.keys());
                    }
                }
            }
        }
        relevant(&rows, &roots, tables)
    }

    /// The words for each row that the plan knows, by table and id.
    fn words(&self) -> BTreeMap<(&'static str, Uuid), String> {
        let mut words = BTreeMap::new();
        for resource in &self.resources {
            let stored = resource.before.iter().map(|stored| (stored.row.table, stored.id, &stored.row.key));
            let changed = resource.rows.iter().filter_map(|row| Some((row.table, row.id?, &row.key)));
            for (table, id, key) in stored.chain(changed) {
                let row = table.words_for(key);
                let separator = if row.is_empty() { "" } else { ": " };
                words
                    .entry((table.name, id))
                    .or_insert_with(|| format!("{} `{}`{separator}{row}", resource.kind, resource.key));
            }
        }
        words
    }
}

fn overwrite(row: &mut LiveRow, columns: &[&'static str], values: &[Value]) {
    for (name, value) in columns.iter().zip(values) {
        if let Some(index) =
            row.table.columns.iter().position(|column| column.name == *name && is_kept(column.fill))
        {
            row.values[index] = value.clone();
        }
    }
}

fn is_kept(fill: Fill) -> bool {
    matches!(fill, Fill::Files | Fill::Insert)
}

/// What differs between what a plan expects and what is there, a line for each field.
pub fn differences(plan: &Plan, expected: &Snapshot, found: &Snapshot, tables: &Tables) -> Vec<String> {
    let keys: BTreeSet<_> = expected.keys().chain(found.keys()).collect();
    let moved: Vec<_> = keys.into_iter().filter(|at| expected.get(*at) != found.get(*at)).collect();
    if moved.is_empty() {
        return Vec::new();
    }
    let words = plan.words();
    let mut lines = Vec::new();
    for at in moved {
        let Some(table) = tables.find(at.0) else { continue };
        let name =
            words.get(&(at.0, at.1)).cloned().unwrap_or_else(|| format!("{} {}", table.physical, at.1));
        match (expected.get(at), found.get(at)) {
            (Some(expected), Some(found)) => lines.extend(fields(&name, table, expected, found)),
            (Some(_), None) => lines.push(format!("{name} is gone")),
            _ => lines.push(format!("{name} is new")),
        }
    }
    lines
}

fn fields(name: &str, table: &Table, expected: &[Value], found: &[Value]) -> Vec<String> {
    let managed = table.columns.iter().filter(|column| column.is_managed()).count();
    let columns = table.columns.iter().filter(|column| is_compared(column, expected.len() > managed));
    let columns = columns.zip(expected.iter().zip(found));
    let differs = columns.filter(|(_, (expected, found))| expected != found);
    differs
        .map(|(column, (expected, found))| {
            let words = if column.words.is_empty() { column.name } else { column.words };
            format!("{name}: {words} was {expected} and is {found}")
        })
        .collect()
}
