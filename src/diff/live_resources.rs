//! Live rows into resources: natural keys from ids, and one row for each key.

use super::Names;
use super::child_rows::Sibling;
use super::live_index::Index;
use crate::kinds::Defaults;
use crate::live::{LiveRow, Stored};
use crate::table::{Column, Id, Key, NULL, Row, Rows, Table, Tables, Type, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The live rows of one resource.
#[derive(Clone, Debug, Default)]
pub struct LiveResource {
    /// One row for each natural key.
    pub rows: BTreeMap<(&'static str, Key), Stored>,
    /// Rows whose key another row has, with all that is below them.
    pub duplicates: Vec<Stored>,
    /// Rows of which neither the ledger nor the database tells which is which.
    pub unclear: Vec<Unclear>,
}

/// Rows of one table that ledger and database name differently, where either way subscribers would get something else.
#[derive(Clone, Debug)]
pub struct Unclear {
    /// Their table.
    pub table: &'static Table,
    /// Each key in dispute, with the rows that have it by the ledger and in the database.
    pub claims: Vec<(Key, Option<Id>, Option<Id>)>,
}

impl LiveResource {
    /// Every row, duplicates included.
    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.rows.values().chain(&self.duplicates)
    }
}

/// The natural keys of rows as they were last applied, by table and id.
pub type Recorded<'a> = HashMap<(&'static str, Id), &'a Key>;

/// The keys of the rows of a resource as they were last applied.
pub fn keys_of(applied: &[(Id, Row)]) -> Recorded<'_> {
    applied.iter().map(|(id, row)| ((row.table.name, *id), &row.key)).collect()
}

/// What resources are gathered from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The live rows.
    pub index: &'a Index<'a>,
    /// The keys of what references lead to.
    pub names: &'a Names,
    /// The tables.
    pub tables: &'a Tables,
    /// What new rows have where no file says anything.
    pub defaults: &'a Defaults,
    /// Rows, by physical table and id, that customers' rows refer to: of those with one key.
    pub used: &'a BTreeSet<(&'static str, Id)>,
    /// The physical tables whose rows customers' rows can refer to.
    pub held: &'a BTreeSet<&'static str>,
}

impl Sources<'_> {
    /// Gathers the rows of a resource that has a key, for what the files want and what was last applied, as far as
    /// that is known.
    pub fn assemble(
        &self,
        root: &LiveRow,
        key: &Key,
        desired: Option<&Rows>,
        recorded: Option<&Recorded<'_>>,
    ) -> LiveResource {
        let mut assembly = Assembly { from: *self, desired, recorded, out: LiveResource::default() };
        assembly.add(root, keyed(root, key.clone(), self.names));
        assembly.link_shared();
        assembly.out
    }
}

/// A resource that is being gathered.
pub(super) struct Assembly<'a> {
    pub(super) from: Sources<'a>,
    pub(super) desired: Option<&'a Rows>,
    pub(super) recorded: Option<&'a Recorded<'a>>,
    pub(super) out: LiveResource,
}

impl<'a> Assembly<'a> {
    /// Adds a row and what is below it.
    pub(super) fn add(&mut self, live: &LiveRow, row: Row) {
        let (table, key) = (live.table, row.key.clone());
        let stored = Stored { row, id: live.id, parent: live.parent };
        self.out.rows.insert((table.name, key.clone()), stored);
        self.below(table, &key, live.id);
    }

    /// Adds what is below a row.
    fn below(&mut self, table: &Table, key: &Key, id: Id) {
        for child in self.from.tables.children(table) {
            let siblings: Vec<Sibling<'a>> =
                self.from.index.children(child, id).map(|live| self.sibling(live, key)).collect();
            self.choose(child, key, siblings);
        }
    }

    /// Adds a row whose key another one has, with what is below it.
    pub(super) fn duplicate(&mut self, live: &LiveRow, row: Row) {
        let key = row.key.clone();
        self.out.duplicates.push(Stored { row, id: live.id, parent: live.parent });
        for table in self.from.tables.children(live.table) {
            for child in self.from.index.children(table, live.id) {
                let row = self.child(child, &key);
                self.duplicate(child, row);
            }
        }
    }

    /// A live row under the key that it has in the database.
    pub(super) fn child(&self, live: &LiveRow, parent: &Key) -> Row {
        let own: Vec<Value> = live
            .table
            .key
            .iter()
            .map(|column| named(live.table.column(column), live.get(column), self.from.names))
            .collect();
        let key = Row::new(live.table, parent, own).key;
        keyed(live, key, self.from.names)
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
        let column = &wanted.table.columns[number];
        wanted.table.is_same(&wanted.cells, column, value, live.cells.get(number).unwrap_or(&NULL))
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
