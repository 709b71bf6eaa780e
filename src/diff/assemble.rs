//! Live rows into resources: natural keys from ids, and one row for each key.

use super::Names;
use super::find::Index;
use crate::live::{LiveRow, Stored};
use crate::table::{Column, Id, Key, NULL, Row, Rows, Table, Tables, Type, Value};
use std::collections::BTreeMap;

/// The live rows of one resource.
#[derive(Clone, Debug, Default)]
pub struct LiveResource {
    /// One row for each natural key.
    pub rows: BTreeMap<(&'static str, Key), Stored>,
    /// Rows whose key another row has, with all that hangs on them.
    pub duplicates: Vec<Stored>,
}

impl LiveResource {
    /// Every row, duplicates included.
    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.rows.values().chain(&self.duplicates)
    }
}

/// Gathers the rows of a resource. Of several rows with one key, the one that equals the file's stays, else
/// the one with the lowest id.
pub fn assemble(
    root: &LiveRow,
    key: &Key,
    index: &Index<'_>,
    names: &Names,
    tables: &Tables,
    desired: Option<&Rows>,
) -> LiveResource {
    let mut assembly = Assembly { index, names, tables, desired, out: LiveResource::default() };
    let stored = Stored { row: keyed(root, key.clone(), names), id: root.id, parent: None };
    assembly.out.rows.insert((root.table.name, key.clone()), stored);
    assembly.below(root.table, key, root.id);
    assembly.link_shared();
    assembly.out
}

struct Assembly<'a> {
    index: &'a Index<'a>,
    names: &'a Names,
    tables: &'a Tables,
    desired: Option<&'a Rows>,
    out: LiveResource,
}

impl Assembly<'_> {
    /// Adds what hangs on a row.
    fn below(&mut self, table: &Table, key: &Key, id: Id) {
        for child in self.tables.children(table) {
            let mut by_key: BTreeMap<Key, Vec<(&LiveRow, Row)>> = BTreeMap::new();
            for live in self.index.children(child, id) {
                let row = self.child(live, key);
                by_key.entry(row.key.clone()).or_default().push((live, row));
            }
            by_key.into_iter().for_each(|(key, rows)| self.keep_one(child, &key, rows));
        }
    }

    fn keep_one(&mut self, table: &'static Table, key: &Key, mut rows: Vec<(&LiveRow, Row)>) {
        let wanted = self.desired.and_then(|desired| desired.get(table, key));
        let equal = wanted.and_then(|wanted| rows.iter().position(|(_, row)| equals(wanted, row)));
        let (live, row) = rows.swap_remove(equal.unwrap_or(0));
        let stored = Stored { row, id: live.id, parent: live.parent };
        self.out.rows.insert((table.name, key.clone()), stored);
        self.below(table, key, live.id);
        for (live, row) in rows {
            self.duplicate(live, row);
        }
    }

    fn duplicate(&mut self, live: &LiveRow, row: Row) {
        let key = row.key.clone();
        self.out.duplicates.push(Stored { row, id: live.id, parent: live.parent });
        for table in self.tables.children(live.table) {
            for child in self.index.children(table, live.id) {
                let row = self.child(child, &key);
                self.duplicate(child, row);
            }
        }
    }

    fn child(&self, live: &LiveRow, parent: &Key) -> Row {
        let own: Vec<Value> = live
            .table
            .key
            .iter()
            .map(|column| named(live.table.column(column), live.get(column), self.names))
            .collect();
        let key = Row::new(live.table, parent, own).key;
        keyed(live, key, self.names)
    }

    /// References to rows of the resource itself that have no name of their own: a shared configuration.
    fn link_shared(&mut self) {
        let at = |stored: &Stored| ((stored.row.table.name, stored.id), stored.row.key.clone());
        let keys: BTreeMap<(&str, Id), Key> = self.out.rows.values().map(at).collect();
        for stored in self.out.rows.values_mut() {
            for (number, value) in stored.row.cells.iter_mut() {
                let Type::Reference(target) = stored.row.table.columns[number].kind else { continue };
                if let (Some(_), Value::Id(id)) = (&target.parent, &value)
                    && let Some(key) = keys.get(&(target.table().name, *id))
                {
                    *value = Value::Key(key.clone());
                }
            }
        }
    }
}

/// Whether a live row has every value that the file asks for.
pub fn equals(wanted: &Row, live: &Row) -> bool {
    let mut managed = wanted.cells.iter().filter(|(number, _)| wanted.table.columns[*number].is_managed());
    managed.all(|(number, value)| {
        wanted.table.columns[number].is_same(value, live.cells.get(number).unwrap_or(&NULL))
    })
}

/// A live row under its natural key.
pub fn keyed(live: &LiveRow, key: Key, names: &Names) -> Row {
    let column = |number: usize| &live.table.columns[number];
    let cells = live.cells.iter().map(|(number, value)| (number, named(column(number), value, names)));
    Row { table: live.table, key, cells: cells.collect(), place: None }
}

fn named(column: &Column, value: &Value, names: &Names) -> Value {
    match (column.kind, value) {
        (Type::Reference(target), Value::Id(id)) => {
            names.get(&(target.name, *id)).cloned().map_or_else(|| value.clone(), Value::Key)
        }
        _ => value.clone(),
    }
}
