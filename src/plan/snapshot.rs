//! The rows of the resources that change, as the plan expects them before and after apply.

use super::fingerprint::{Fingerprints, New, RowPosition, at, compared, left_to_database};
use super::new_ids::DrawnNumbers;
use super::{Operation, Plan, Target};
use crate::diff::{Action, ResourceChange};
use crate::live::{LiveRow, Roots};
use crate::table::{Id, Link, Mark, Tables, Value};
use foldhash::HashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the roots of the given resources, by key and by id.
pub fn roots<'a>(resources: impl IntoIterator<Item = &'a ResourceChange>) -> Roots {
    let mut roots = Roots::default();
    for resource in resources {
        roots.keys.entry(resource.root.name).or_default().insert(resource.key.clone());
        roots.ids.entry(resource.root.name).or_default().extend(resource.id);
    }
    roots
}

/// Returns the rows that belong to the given roots. Parents come before their children.
pub fn relevant(rows: Vec<LiveRow>, roots: &Roots, tables: &Tables) -> Vec<LiveRow> {
    let mut by_table: HashMap<&'static str, Vec<LiveRow>> = HashMap::default();
    rows.into_iter().for_each(|row| by_table.entry(row.table.name).or_default().push(row));
    let mut relevant: Vec<LiveRow> = Vec::new();
    // The rows of each table that are relevant: their ids, and their positions in the result.
    let mut kept: HashMap<&'static str, HashMap<Id, usize>> = HashMap::default();
    // Whether a row is relevant depends on its parent, which must have been judged before.
    for table in tables.parents_first() {
        let mut rows = by_table.remove(table.name).unwrap_or_default();
        rows.retain(|row| match (&table.parent, row.parent) {
            (Some(parent), Some(id)) => {
                let at = kept.get(parent.table.name).and_then(|rows| rows.get(&id));
                at.is_some_and(|at| is_held(row, &relevant[*at]))
            }
            _ => roots.contains(row),
        });
        let positions = rows.iter().enumerate().map(|(at, row)| (row.id, relevant.len() + at)).collect();
        kept.insert(table.name, positions);
        relevant.append(&mut rows);
    }
    relevant
}

/// Whether a row still belongs to its parent. A shared row belongs to its parent only while a column of the parent
/// refers to the shared row.
fn is_held(row: &LiveRow, parent: &LiveRow) -> bool {
    match row.table.parent.as_ref().map(|parent| parent.link) {
        Some(Link::Shared(column)) => *parent.get(column) == Value::Id(row.id),
        _ => true,
    }
}

impl Plan {
    /// Returns the rows that the plan inserts.
    pub fn new_rows(&self, numbers: &DrawnNumbers) -> New {
        let rows = self.resources.iter().flat_map(|resource| &resource.rows);
        let new = rows.filter(|row| row.action == Action::Insert);
        let new = new.filter_map(|row| Some((row.table.physical, numbers.id(row.id?))));
        New(new.collect())
    }

    /// Returns the fingerprints that the rows of the changed resources will have after apply, and the roots whose rows
    /// are read back.
    pub fn expected(&self, tables: &Tables, numbers: &DrawnNumbers) -> (Fingerprints, Roots) {
        let (inserts, others): (Vec<_>, Vec<_>) =
            self.operations.iter().partition(|operation| operation.action == Action::Insert);
        // New rows are hashed one by one, so that a large plan never has all of them in memory.
        let mut rows = self.before.clone();
        others.into_iter().for_each(|operation| self.apply_to(&mut rows, operation, numbers));
        let rows = relevant(rows, &self.roots, tables);
        let (mut expected, mut roots) = (Fingerprints::new(&rows), self.roots.clone());
        for row in rows.iter().filter(|row| row.parent.is_none()) {
            roots.ids.entry(row.table.name).or_default().insert(row.id);
        }
        for operation in inserts {
            if operation.table.parent.is_none() {
                let ids = self.rows_of(operation).filter_map(|row| row.id).map(|id| numbers.id(id));
                roots.ids.entry(operation.table.name).or_default().extend(ids);
            }
            expected.add(
                self.map_targets(operation, numbers, |it| Fingerprints::of_new(&new_row(operation, it))),
            );
        }
        (expected, roots)
    }

    /// Returns the rows of the changed resources as they will be after apply. They are needed only to explain a
    /// difference.
    pub fn after(&self, tables: &Tables, numbers: &DrawnNumbers) -> Vec<LiveRow> {
        let mut rows = self.before.clone();
        let mut roots = self.roots.clone();
        for operation in &self.operations {
            match operation.action {
                Action::Insert => {
                    let new = self.targets(operation, numbers);
                    rows.extend(new.map(|target| new_row(operation, target)));
                    if operation.table.parent.is_none() {
                        let ids = self.rows_of(operation).filter_map(|row| row.id);
                        roots
                            .ids
                            .entry(operation.table.name)
                            .or_default()
                            .extend(ids.map(|id| numbers.id(id)));
                    }
                }
                _ => self.apply_to(&mut rows, operation, numbers),
            }
        }
        relevant(rows, &roots, tables)
    }

    /// Updates or removes the rows that an operation writes.
    fn apply_to(&self, rows: &mut Vec<LiveRow>, operation: &Operation, numbers: &DrawnNumbers) {
        // An index, because every row that was read is looked up in it.
        let by_id: HashMap<Id, Target> =
            self.targets(operation, numbers).map(|target| (target.id, target)).collect();
        let is_target = |row: &LiveRow| row.table == operation.table && by_id.contains_key(&row.id);
        match (operation.action, operation.table.soft_delete) {
            // A row that can be revived stays visible to the reader, which finds it by its id.
            (Action::Delete, Some(soft)) if soft.revives => {
                let mark = match soft.mark {
                    Mark::True => Value::Bool(true),
                    // Only whether there is a mark is compared, so any value will do for the time.
                    Mark::Time => Value::text("deleted"),
                };
                let column = operation.table.position(soft.column);
                let deleted = rows.iter_mut().filter(|row| is_target(row));
                deleted.for_each(|row| row.cells.set(column, mark.clone()));
            }
            // Otherwise the reader no longer finds the row, whether it is gone or only marked.
            (Action::Delete, _) => rows.retain(|row| !is_target(row)),
            _ => {
                for row in rows.iter_mut().filter(|row| row.table == operation.table) {
                    if let Some(target) = by_id.get(&row.id) {
                        overwrite(row, &operation.columns, &target.after);
                    }
                }
            }
        }
    }

    /// Returns the name of each row of the plan in messages, by table and id.
    fn words(&self, numbers: &DrawnNumbers) -> BTreeMap<(&'static str, Id), String> {
        let mut words = BTreeMap::new();
        for resource in &self.resources {
            let stored = resource.before.iter().map(|stored| (stored.row.table, stored.id, &stored.row.key));
            let changed = resource.rows.iter().filter_map(|row| Some((row.table, row.id?, &row.key)));
            for (table, id, key) in stored.chain(changed) {
                let row = table.words_for(key);
                let separator = if row.is_empty() { "" } else { ": " };
                words
                    .entry((table.name, numbers.id(id)))
                    .or_insert_with(|| format!("{} `{}`{separator}{row}", resource.kind, resource.key));
            }
        }
        words
    }
}

fn new_row(operation: &Operation, target: Target) -> LiveRow {
    let values = operation.columns.iter().copied().zip(target.after);
    // Rows that are read have no cell for NULL either.
    let cells = values.filter(|(_, value)| *value != Value::Null).collect();
    LiveRow { table: operation.table, id: target.id, parent: target.parent, cells }
}

fn overwrite(row: &mut LiveRow, columns: &[usize], values: &[Value]) {
    for (number, value) in columns.iter().zip(values) {
        row.cells.put(*number, Some(value).filter(|value| **value != Value::Null).cloned());
    }
}

/// Returns the differences between the rows that a plan expects and the rows that were read. There is a line for each
/// field that differs, and for each row that is gone or new.
pub fn differences(
    plan: &Plan,
    expected: &[LiveRow],
    found: &[LiveRow],
    numbers: &DrawnNumbers,
) -> Vec<String> {
    let new = &plan.new_rows(numbers);
    let words = plan.words(numbers);
    let [expected, found] =
        [expected, found].map(|rows| rows.iter().map(|row| (at(row), row)).collect::<Rows<'_>>());
    // Sorted, so that the lines always come in the same order.
    let places: BTreeSet<&RowPosition> = expected.keys().chain(found.keys()).collect();
    let mut lines = Vec::new();
    for place in places {
        // A row that somebody added since is not in the plan, so it has no words.
        let known = words.get(&(place.0, place.1)).cloned();
        let name = known.unwrap_or_else(|| format!("{} {}", place.0, place.1));
        match (expected.get(place), found.get(place)) {
            (Some(expected), Some(found)) => {
                lines.extend(fields(&name, expected, found, new.contains(found)))
            }
            (Some(_), None) => lines.push(format!("{name} is gone")),
            _ => lines.push(format!("{name} is new")),
        }
    }
    lines
}

type Rows<'a> = BTreeMap<RowPosition, &'a LiveRow>;

fn fields(name: &str, expected: &LiveRow, found: &LiveRow, new: bool) -> Vec<String> {
    let left = left_to_database(expected, new);
    let columns = compared(expected, new, left).zip(compared(found, new, left));
    let differs = columns.filter(|((_, expected), (_, found))| expected != found);
    differs
        .map(|((column, expected), (_, found))| {
            let words = if column.words.is_empty() { column.name } else { column.words };
            format!("{name}: {words} was {expected} and is {found}")
        })
        .collect()
}
