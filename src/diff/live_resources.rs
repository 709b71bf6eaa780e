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
    /// Rows with the same key as a row in `rows`, with all rows below them.
    pub duplicates: Vec<Stored>,
    /// Rows for which neither the ledger nor the database shows which one is which.
    pub unclear: Vec<Unclear>,
}

/// Rows of one table that have different names in the ledger and in the database. Using either set of names would
/// change what subscribers get.
#[derive(Clone, Debug)]
pub struct Unclear {
    /// Their table.
    pub table: &'static Table,
    /// Each key in dispute, with the row that has it in the ledger and the row that has it in the database.
    pub claims: Vec<(Key, Option<Id>, Option<Id>)>,
}

impl LiveResource {
    /// Every row, duplicates included.
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

/// What is needed to gather the rows of resources.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The live rows.
    pub index: &'a Index<'a>,
    /// The natural keys of everything that a reference can point to.
    pub names: &'a Names,
    /// All tables.
    pub tables: &'a Tables,
    /// The values that new rows get if the files give none.
    pub defaults: &'a Defaults,
    /// The rows, by physical table and id, that customers' rows refer to. Only known for rows with a duplicate.
    pub used: &'a BTreeSet<(&'static str, Id)>,
    /// The physical tables to which customers' rows can refer.
    pub held: &'a BTreeSet<&'static str>,
}

impl Sources<'_> {
    /// Gathers the live rows of a resource.
    ///
    /// `key` is the resource's key, whatever the root is called in the database. `desired` are its rows in the files,
    /// and `recorded` the keys with which its rows were last applied, if they are known.
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

    /// Adds a row with the same key as another row, together with the rows below it.
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

    /// A live row with the key that it has in the database.
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

    /// Replaces the ids of shared rows, such as a configuration, with their natural keys. Such rows belong to the
    /// resource and have no names of their own, so `names` does not contain them.
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

/// Whether a live row has every managed value of a wanted row.
pub fn equals(wanted: &Row, live: &Row) -> bool {
    let mut managed = wanted.cells.iter().filter(|(number, _)| wanted.table.columns[*number].is_managed());
    managed.all(|(number, value)| {
        let column = &wanted.table.columns[number];
        wanted.table.is_same(&wanted.cells, column, value, live.cells.get(number).unwrap_or(&NULL))
    })
}

/// A live row with a natural key, and with natural keys in place of ids in its references.
pub fn keyed(live: &LiveRow, key: Key, names: &Names) -> Row {
    let column = |number: usize| &live.table.columns[number];
    let cells = live.cells.iter().map(|(number, value)| (number, named(column(number), value, names)));
    Row { table: live.table, key, cells: cells.collect(), place: None }
}

/// A value of a column, with the natural key in place of an id. The id stays if the row that it refers to has no key.
fn named(column: &Column, value: &Value, names: &Names) -> Value {
    match (column.kind, value) {
        (Type::Reference(target), Value::Id(id)) => {
            names.get(&(target.name, *id)).cloned().map_or_else(|| value.clone(), Value::Key)
        }
        _ => value.clone(),
    }
}
