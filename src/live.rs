//! The contents of a database as they were read: rows, ids of names, the ledger, and the holders of shared rows.

mod rule_query_results;
mod subscriptions;

pub use rule_query_results::RuleQueryResults;
pub use subscriptions::{
    Count, HeldRow, LadderArticle, SubscriptionCounts, SubscriptionQuery, Subscriptions,
};

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
    /// The holders of rows that several resources can share.
    pub shared: Vec<SharedBy>,
    /// The ledger's entries for this catalog's resources, and for resources of other catalogs that were found while
    /// reading the rows.
    pub ledger: Vec<LedgerEntry>,
    /// The id of this catalog's last migration; `None` if there is none.
    pub migration: Option<Uuid>,
    /// The ids to which the manifest's scopes are bound.
    pub scopes: Scopes,
    /// The number of live root rows that the catalog does not name; `None` if it was not determined.
    pub foreign: Option<Foreign>,
    /// The rows that customers' rows refer to, by physical table and id. Only rows that have a duplicate are included.
    pub used: BTreeSet<(&'static str, Id)>,
    /// The unique indexes of the managed tables that PostgreSQL checks immediately after each row.
    pub unique: Vec<UniqueIndex>,
    /// The managed tables that the database does not have yet.
    pub absent: Vec<&'static Table>,
    /// The results of the queries that rules need.
    pub rule_query_results: RuleQueryResults,
}

/// A unique index of a managed table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueIndex {
    /// The physical table.
    pub table: String,
    /// The columns that are indexed directly.
    pub direct_columns: Vec<String>,
    /// The columns that the index uses in expressions, generated columns or its `WHERE` condition.
    pub indirect_columns: Vec<String>,
    /// Whether any key of the index is an expression.
    pub is_expression: bool,
}

/// The ids to which the manifest's scopes are bound, by the name of the scope.
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

    /// Returns the id to which a scope of a single row is bound; `None` if the scope is not bound.
    pub fn one(&self, scope: &Scope) -> Option<Id> {
        self.ids(scope).first().copied()
    }
}

/// The number of live root rows that the catalog does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The number of rows.
    pub count: u64,
    /// Whether the rows were counted. Otherwise, the number is based on the query planner's estimate.
    pub counted: bool,
}

/// A row as it was read from the database.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRow {
    /// The table to which the row belongs.
    pub table: &'static Table,
    /// The value of the row's id column.
    pub id: Id,
    /// The id of the row's parent; `None` for a root row. A shared row is listed once for each parent.
    pub parent: Option<Id>,
    /// The values of the row, by column. Columns that are NULL have no value.
    pub cells: Cells,
}

impl LiveRow {
    /// Returns the value of the given column; [`NULL`] if the column has no value.
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

    /// Returns the first number that a `Decimal` cannot hold, such as `NaN`, with its column. Returns `None` if there
    /// is no such number.
    pub fn odd_number(&self) -> Option<(&'static Column, &Value)> {
        // Such numbers are read as text, so a numeric column with a text value has one.
        let is_odd = |(column, value): &(&Column, &Value)| {
            matches!(column.kind, Type::Decimal | Type::Double | Type::Money(_)) && value.as_text().is_some()
        };
        self.columns_with_values().find(is_odd)
    }

    /// The columns that are not NULL, with their values.
    pub fn columns_with_values(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.cells.iter().map(|(number, value)| (&self.table.columns[number], value))
    }

    /// The natural key of a root row, spelled as in the database.
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

    /// Returns the ids of the rows with the given name. There are several if the name is ambiguous. The result is empty
    /// if the name does not exist.
    pub fn get(&self, table: &Table, key: &Key) -> &[Id] {
        self.0.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }

    /// Every table and name, with the ids of the rows that have this name.
    pub fn iter(&self) -> impl Iterator<Item = (&(&'static str, Key), &Vec<Id>)> {
        self.0.iter()
    }

    /// The names in a table, for suggestions.
    pub fn names(&self, table: &Table) -> Vec<String> {
        self.0.keys().filter(|(name, _)| *name == table.name).map(|(_, key)| key.to_string()).collect()
    }
}

/// The use of a shared row by another row, the holder. For example, several articles can share a package configuration.
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
pub struct LedgerEntry {
    /// The table of the resource's root row.
    pub root: &'static Table,
    /// The id of the resource's root row.
    pub id: Id,
    /// The name of the resource's kind.
    pub kind: String,
    /// The natural key of the resource's root row.
    pub key: Key,
    /// The name of the catalog that owns the resource.
    pub catalog: String,
    /// The path of the file that described the resource.
    pub file: String,
    /// Whether the resource had `protect: true`.
    pub protect: bool,
    /// The fingerprint of the resource's rows.
    pub hash: String,
    /// The resource's rows as the files described them, with the ids of the rows; `None` if they were not read.
    pub rows: Option<Vec<(Id, Row)>>,
}

/// A live row whose references have been resolved to natural keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The row. A column without a value is NULL.
    pub row: Row,
    /// The value of the row's id column.
    pub id: Id,
    /// The id of the row's parent; `None` for a root row.
    pub parent: Option<Id>,
}

/// The root rows to read, by table.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// The natural keys that the files name.
    pub keys: BTreeMap<&'static str, BTreeSet<Key>>,
    /// The ids in the ledger. A row is found by its id even if its key was edited.
    pub ids: BTreeMap<&'static str, BTreeSet<Id>>,
}

impl Roots {
    /// Whether there are no root rows to read.
    pub fn is_empty(&self) -> bool {
        self.keys.values().all(BTreeSet::is_empty) && self.ids.values().all(BTreeSet::is_empty)
    }

    /// An upper limit on the number of root rows to read from the given table. There can be fewer, because a key and an
    /// id can belong to the same row.
    pub fn len(&self, table: &str) -> usize {
        self.keys.get(table).map_or(0, BTreeSet::len) + self.ids.get(table).map_or(0, BTreeSet::len)
    }

    /// Whether the given root row is one of the rows to read.
    pub fn contains(&self, row: &LiveRow) -> bool {
        let table = row.table.name;
        self.ids.get(table).is_some_and(|ids| ids.contains(&row.id))
            || self.keys.get(table).is_some_and(|keys| keys.contains(&row.root_key()))
    }
}
