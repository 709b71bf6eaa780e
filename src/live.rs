//! The contents of a database as they were read: rows, ids of names, the ledger, and who shares what.

mod rule_answers;
mod subscriptions;

pub use rule_answers::Observed;
pub use subscriptions::{Asked, Count, Exchanged, Held, Holding, Subscriptions};

use crate::table::{Cells, Column, Id, Key, Mark, NULL, Row, Scope, Table, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The part of the database that belongs to a catalog, as one transaction saw it.
#[derive(Debug, Default)]
pub struct Live {
    /// The live rows of the managed tables. Columns that refer to other rows hold ids.
    pub rows: Vec<LiveRow>,
    /// The ids of the names that were looked up.
    pub lookups: Lookups,
    /// Who else holds the rows that several resources can share.
    pub shared: Vec<SharedBy>,
    /// The ledger's entries for this catalog's resources, and for resources of other catalogs that were found while
    /// reading.
    pub ledger: Vec<Resident>,
    /// The id of this catalog's last migration.
    pub migration: Option<Uuid>,
    /// The ids to which the manifest's scopes are bound.
    pub scopes: Scopes,
    /// How many root rows of the managed tables the catalog does not name; `None` if they were not counted.
    pub foreign: Option<Foreign>,
    /// Rows that share their key with another row and to which customers' rows refer, by physical table and id.
    pub used: BTreeSet<(&'static str, Id)>,
    /// The unique indexes of the managed tables that PostgreSQL checks row by row rather than at the end.
    pub unique: Vec<UniqueIndex>,
    /// The managed tables that the database does not have yet.
    pub absent: Vec<&'static Table>,
    /// The answers to the rules' own queries.
    pub observed: Observed,
}

/// A unique index of a managed table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueIndex {
    /// The physical table.
    pub table: String,
    /// The columns that are indexed directly.
    pub plain: Vec<String>,
    /// The columns that it uses in an expression or in its `WHERE` condition.
    pub used: Vec<String>,
    /// Whether any of its keys is an expression.
    pub is_expression: bool,
}

/// The ids that the manifest's scopes are bound to, by the scope's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeMap<&'static str, Vec<Id>>);

impl Scopes {
    /// Binds a scope to the ids of the rows that the manifest names.
    pub fn bind(&mut self, scope: &Scope, ids: Vec<Id>) {
        self.0.insert(scope.name, ids);
    }

    /// The ids to which a scope is bound; empty if no table in use has the scope.
    pub fn ids(&self, scope: &Scope) -> &[Id] {
        self.0.get(scope.name).map_or(&[], Vec::as_slice)
    }

    /// The id to which a scope of a single row is bound.
    pub fn one(&self, scope: &Scope) -> Option<Id> {
        self.ids(scope).first().copied()
    }
}

/// How many live root rows the catalog does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The number of rows.
    pub count: u64,
    /// Whether the rows were counted; otherwise the number is the query planner's estimate.
    pub counted: bool,
}

/// A row as it was read from the database.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRow {
    /// The slice to which it belongs.
    pub table: &'static Table,
    /// The value of its id column.
    pub id: Id,
    /// The id of its parent row; `None` for a root. A shared row is listed once for each parent.
    pub parent: Option<Id>,
    /// Its values by column. Columns that are NULL have no value.
    pub cells: Cells,
}

impl LiveRow {
    /// The value of a column; [`NULL`] if it has none.
    pub fn get(&self, column: &str) -> &Value {
        self.cells.get(self.table.position(column)).unwrap_or(&NULL)
    }

    /// Whether the row is marked as deleted.
    pub fn is_deleted(&self) -> bool {
        self.table.soft_delete.is_some_and(|soft| match soft.mark {
            Mark::True => *self.get(soft.column) == Value::Bool(true),
            Mark::Time => *self.get(soft.column) != Value::Null,
        })
    }

    /// The first number that a `Decimal` cannot hold, such as `NaN`, with its column.
    pub fn odd_number(&self) -> Option<(&'static Column, &Value)> {
        // Such numbers are read as text, so a numeric column with a text value has one.
        let is_odd = |(column, value): &(&Column, &Value)| {
            matches!(column.kind, Type::Decimal | Type::Double | Type::Money(_)) && value.as_text().is_some()
        };
        self.said().find(is_odd)
    }

    /// The columns that are not NULL, with their values.
    pub fn said(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.cells.iter().map(|(number, value)| (&self.table.columns[number], value))
    }

    /// The natural key of a root row, as the database spells it.
    pub fn root_key(&self) -> Key {
        Key::new(self.table.key.iter().map(|column| self.get(column).clone()).collect())
    }
}

/// The ids of the rows of lookup tables, by table and name.
#[derive(Clone, Debug, Default)]
pub struct Lookups(BTreeMap<(&'static str, Key), Vec<Id>>);

impl Lookups {
    /// Adds a row of a lookup table.
    pub fn add(&mut self, table: &'static Table, key: Key, id: Id) {
        // Lookup tables need not have a unique constraint on the name, so all ids are kept.
        self.0.entry((table.name, key)).or_default().push(id);
    }

    /// The ids of the rows with this name: more than one if the name is ambiguous, none if it does not exist.
    pub fn get(&self, table: &Table, key: &Key) -> &[Id] {
        self.0.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }

    /// Every table and name, with the ids of the rows that have it.
    pub fn iter(&self) -> impl Iterator<Item = (&(&'static str, Key), &Vec<Id>)> {
        self.0.iter()
    }

    /// The names in a table, for suggestions.
    pub fn names(&self, table: &Table) -> Vec<String> {
        self.0.keys().filter(|(name, _)| *name == table.name).map(|(_, key)| key.to_string()).collect()
    }
}

/// A row (the holder) that uses a row which several resources can share, such as a package configuration.
#[derive(Clone, Debug)]
pub struct SharedBy {
    /// The shared row's table.
    pub table: &'static Table,
    /// The shared row's id.
    pub id: Id,
    /// The holder's id.
    pub holder: Id,
    /// The holder's natural key.
    pub key: Key,
    /// Whether the holder is marked as deleted.
    pub deleted: bool,
}

impl SharedBy {
    /// The name of the shared row's table, and the row's id.
    pub fn row(&self) -> (&'static str, Id) {
        (self.table.name, self.id)
    }
}

/// A ledger entry: a resource that a catalog owns, as it was last applied.
#[derive(Clone, Debug)]
pub struct Resident {
    /// The table of its root row.
    pub root: &'static Table,
    /// The id of its root row.
    pub id: Id,
    /// The name of its kind.
    pub kind: String,
    /// The natural key of its root row.
    pub key: Key,
    /// The name of the catalog that owns it.
    pub catalog: String,
    /// The path of the file that described it.
    pub file: String,
    /// Whether it had `protect: true`.
    pub protect: bool,
    /// The fingerprint of its rows.
    pub hash: String,
    /// Its rows as the files described them, with their ids; `None` if they were not read.
    pub rows: Option<Vec<(Id, Row)>>,
}

/// A live row whose references have been resolved to natural keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The row. A column without a value is NULL.
    pub row: Row,
    /// The value of its id column.
    pub id: Id,
    /// The id of its parent row; `None` for a root.
    pub parent: Option<Id>,
}

/// The root rows to read, by table.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// The natural keys that the files name.
    pub keys: BTreeMap<&'static str, BTreeSet<Key>>,
    /// The ids that the ledger names: such a row is found even if its key was edited.
    pub ids: BTreeMap<&'static str, BTreeSet<Id>>,
}

impl Roots {
    /// Whether no root is to be read.
    pub fn is_empty(&self) -> bool {
        self.keys.values().all(BTreeSet::is_empty) && self.ids.values().all(BTreeSet::is_empty)
    }

    /// An upper limit on the number of roots of a table to read: a key and an id can belong to the same row.
    pub fn len(&self, table: &str) -> usize {
        self.keys.get(table).map_or(0, BTreeSet::len) + self.ids.get(table).map_or(0, BTreeSet::len)
    }

    /// Whether a root row is one of those to read.
    pub fn contains(&self, row: &LiveRow) -> bool {
        let table = row.table.name;
        self.ids.get(table).is_some_and(|ids| ids.contains(&row.id))
            || self.keys.get(table).is_some_and(|keys| keys.contains(&row.root_key()))
    }
}
