//! Turns live rows into resources: replaces ids with natural keys, and selects one row for each key.

use super::Names;
use super::live_index::Index;
use crate::kinds::Defaults;
use crate::live::{LiveRow, Stored};
use crate::table::{Column, Id, Key, NULL, Row, Rows, Table, Tables, Type, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The live rows of one resource.
#[derive(Clone, Debug, Default)]
pub struct LiveResource {
    /// The rows by table and natural key.
    pub rows: BTreeMap<(&'static str, Key), Stored>,
    /// Rows with the same key as a row in `rows`, and all rows below these duplicates.
    pub duplicates: Vec<Stored>,
    /// Rows whose keys differ between the ledger and the database, if it is unclear which keys are right.
    pub unclear: Vec<UnclearKeys>,
}

/// Rows of one table whose keys differ between the ledger and the database, if it is unclear which keys are right.
/// Either choice may change what subscribers get.
#[derive(Clone, Debug)]
pub struct UnclearKeys {
    /// The table of the rows.
    pub table: &'static Table,
    /// Each disputed key, with the row under this key in the ledger, and the row under this key in the database.
    pub claims: Vec<(Key, Option<Id>, Option<Id>)>,
}

impl LiveResource {
    /// All rows, including duplicates.
    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.rows.values().chain(&self.duplicates)
    }
}

/// The natural keys with which rows were last applied, by table and id.
pub type Recorded<'a> = HashMap<(&'static str, Id), &'a Key>;

/// The natural keys with which the rows of a resource were last applied.
pub fn keys_of(applied: &[(Id, Row)]) -> Recorded<'_> {
    applied.iter().map(|(id, row)| ((row.table.name, *id), &row.key)).collect()
}

/// The inputs for gathering the rows of resources.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The live rows.
    pub index: &'a Index<'a>,
    /// The natural keys of all rows that a reference can point to.
    pub names: &'a Names,
    /// All tables.
    pub tables: &'a Tables,
    /// The values that new rows get if the files set none.
    pub defaults: &'a Defaults,
    /// The rows that customers' rows refer to, by physical table and id. Only rows that have a duplicate are included.
    pub used: &'a BTreeSet<(&'static str, Id)>,
    /// The physical tables that customers' rows can refer to.
    pub customer_referenced: &'a BTreeSet<&'static str>,
}

impl Sources<'_> {
    /// Gathers the live rows of a resource.
    ///
    /// `key` is the key of the resource, even if its root row has another key in the database. `desired` has the rows
    /// of the resource in the files; `None` if these rows are not known. `recorded` has the keys with which its rows
    /// were last applied; `None` if these keys are not known.
    pub fn assemble(
        &self,
        root: &LiveRow,
        key: &Key,
        desired: Option<&Rows>,
        recorded: Option<&Recorded<'_>>,
    ) -> LiveResource {
        let mut assembly = Assembly { from: *self, desired, recorded, out: LiveResource::default() };
        assembly.add(root, keyed(root, key.clone(), self.names));
        // Last, because it needs the keys of all rows.
        assembly.link_shared();
        assembly.out
    }
}

/// A resource whose rows are being gathered.
pub(super) struct Assembly<'a> {
    pub(super) from: Sources<'a>,
    pub(super) desired: Option<&'a Rows>,
    pub(super) recorded: Option<&'a Recorded<'a>>,
    pub(super) out: LiveResource,
}

impl<'a> Assembly<'a> {
    /// Adds a row and the rows below it.
    pub(super) fn add(&mut self, live: &LiveRow, row: Row) {
        let (table, key) = (live.table, row.key.clone());
        let stored = Stored { row, id: live.id, parent: live.parent };
        self.out.rows.insert((table.name, key.clone()), stored);
        for child in self.from.tables.children(table) {
            self.choose(child, &key, live.id);
        }
    }

    /// Adds a row that has the same key as another row, and all rows below the duplicate.
    pub(super) fn duplicate(&mut self, live: &LiveRow, row: Row) {
        let key = row.key.clone();
        self.out.duplicates.push(Stored { row, id: live.id, parent: live.parent });
        for table in self.from.tables.children(live.table) {
            // All of them are deleted, so there is nothing to choose between rows with the same key.
            for child in self.from.index.children(table, live.id) {
                let row = self.child(child, &key);
                self.duplicate(child, row);
            }
        }
    }

    /// Converts a live row whose parent has the key `parent`. The row keeps the key that it has in the database.
    pub(super) fn child(&self, live: &LiveRow, parent: &Key) -> Row {
        let own_key: Vec<Value> = live
            .table
            .key
            .iter()
            .map(|column| named(live.table.column(column), live.get(column), self.from.names))
            .collect();
        let key = Row::new(live.table, parent, own_key).key;
        keyed(live, key, self.from.names)
    }

    /// In references within the resource, replaces ids with natural keys, for example the id of a shared configuration.
    /// `names` does not contain these keys, because such rows belong to the resource.
    fn link_shared(&mut self) {
        let entry = |stored: &Stored| ((stored.row.table.name, stored.id), stored.row.key.clone());
        // Collected first, because the loop borrows the rows mutably.
        let keys: BTreeMap<(&str, Id), Key> = self.out.rows.values().map(entry).collect();
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

/// Whether a live row has the same managed values as a row in the files. Values that the files do not set are ignored.
pub fn equals(wanted: &Row, live: &Row) -> bool {
    let mut managed = wanted.cells.iter().filter(|(number, _)| wanted.table.columns[*number].is_managed());
    managed.all(|(number, value)| {
        let column = &wanted.table.columns[number];
        wanted.table.is_same(&wanted.cells, column, value, live.cells.get(number).unwrap_or(&NULL))
    })
}

/// Converts a live row to a row with the given natural key. References become natural keys if the referenced row has a
/// natural key.
pub fn keyed(live: &LiveRow, key: Key, names: &Names) -> Row {
    let column = |number: usize| &live.table.columns[number];
    let cells = live.cells.iter().map(|(number, value)| (number, named(column(number), value, names)));
    Row { table: live.table, key, cells: cells.collect(), place: None }
}

/// Returns the value of a column, with a natural key instead of an id. The id is returned if the referenced row has no
/// natural key.
fn named(column: &Column, value: &Value, names: &Names) -> Value {
    match (column.kind, value) {
        (Type::Reference(target), Value::Id(id)) => {
            names.get(&(target.name, *id)).cloned().map_or_else(|| value.clone(), Value::Key)
        }
        _ => value.clone(),
    }
}
