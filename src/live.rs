//! What was read from the database.

mod rule_answers;
mod subscriptions;

pub use rule_answers::Observed;
pub use subscriptions::{Asked, Count, Exchanged, Held, Holding, Subscriptions};

use crate::table::{Cells, Column, Id, Key, Mark, NULL, Row, Scope, Table, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What the database holds of a catalog, as one transaction saw it.
#[derive(Debug, Default)]
pub struct Live {
    /// The rows of managed tables. References are ids.
    pub rows: Vec<LiveRow>,
    /// The ids of looked-up names.
    pub lookups: Lookups,
    /// Who else holds rows that can be shared.
    pub shared: Vec<SharedBy>,
    /// What the ledger says, of this catalog's resources and of others that were met.
    pub ledger: Vec<Resident>,
    /// The last migration of this catalog.
    pub migration: Option<Uuid>,
    /// What the manifest's scopes are bound to.
    pub scopes: Scopes,
    /// How many roots of the managed tables nobody named, by the planner's estimate or by count.
    pub foreign: Option<Foreign>,
    /// Rows of which there are several with one key, and that customers' rows refer to: by physical table and id.
    pub used: BTreeSet<(&'static str, Id)>,
    /// The unique indexes of the managed tables that are looked at as each row is written.
    pub unique: Vec<UniqueIndex>,
    /// The managed tables that the database does not have yet, and so no rows of.
    pub absent: Vec<&'static Table>,
    /// What rules asked besides.
    pub observed: Observed,
}

/// A unique index of a managed table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueIndex {
    /// The physical table.
    pub table: String,
    /// The columns that it holds as they are.
    pub plain: Vec<String>,
    /// The columns that it uses otherwise: in an expression, or in its condition.
    pub used: Vec<String>,
    /// Whether it holds expressions.
    pub is_expression: bool,
}

/// The ids that the manifest's scopes are bound to, by the scope's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeMap<&'static str, Vec<Id>>);

impl Scopes {
    /// Binds a scope.
    pub fn bind(&mut self, scope: &Scope, ids: Vec<Id>) {
        self.0.insert(scope.name, ids);
    }

    /// What a scope is bound to; nothing where no table in use has it.
    pub fn ids(&self, scope: &Scope) -> &[Id] {
        self.0.get(scope.name).map_or(&[], Vec::as_slice)
    }

    /// What a scope of one row is bound to.
    pub fn one(&self, scope: &Scope) -> Option<Id> {
        self.ids(scope).first().copied()
    }
}

/// How many live roots the catalog does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// How many.
    pub count: u64,
    /// Whether they were counted rather than estimated.
    pub counted: bool,
}

/// A row as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRow {
    /// Its table.
    pub table: &'static Table,
    /// Its id.
    pub id: Id,
    /// The id of the row it hangs on. A shared row is listed once for each.
    pub parent: Option<Id>,
    /// Its values by column; none where the column is NULL.
    pub cells: Cells,
}

impl LiveRow {
    /// A column's value.
    pub fn get(&self, column: &str) -> &Value {
        self.cells.get(self.table.position(column)).unwrap_or(&NULL)
    }

    /// Whether the row is deleted softly.
    pub fn is_deleted(&self) -> bool {
        self.table.soft_delete.is_some_and(|soft| match soft.mark {
            Mark::True => *self.get(soft.column) == Value::Bool(true),
            Mark::Time => *self.get(soft.column) != Value::Null,
        })
    }

    /// A number that no decimal can hold, such as `NaN`, with its column.
    pub fn odd_number(&self) -> Option<(&'static Column, &Value)> {
        let is_odd = |(column, value): &(&Column, &Value)| {
            matches!(column.kind, Type::Decimal | Type::Double | Type::Money(_)) && value.as_text().is_some()
        };
        self.said().find(is_odd)
    }

    /// The columns that are not NULL, with their values.
    pub fn said(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.cells.iter().map(|(number, value)| (&self.table.columns[number], value))
    }

    /// A root's natural key, as the database has it.
    pub fn root_key(&self) -> Key {
        Key::new(self.table.key.iter().map(|column| self.get(column).clone()).collect())
    }
}

/// The ids of looked-up rows, by table and name.
#[derive(Clone, Debug, Default)]
pub struct Lookups(BTreeMap<(&'static str, Key), Vec<Id>>);

impl Lookups {
    /// Adds a row.
    pub fn add(&mut self, table: &'static Table, key: Key, id: Id) {
        self.0.entry((table.name, key)).or_default().push(id);
    }

    /// The ids of a name; more than one where it is ambiguous.
    pub fn get(&self, table: &Table, key: &Key) -> &[Id] {
        self.0.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }

    /// Every name and its ids.
    pub fn iter(&self) -> impl Iterator<Item = (&(&'static str, Key), &Vec<Id>)> {
        self.0.iter()
    }

    /// The names of a table.
    pub fn names(&self, table: &Table) -> Vec<String> {
        self.0.keys().filter(|(name, _)| *name == table.name).map(|(_, key)| key.to_string()).collect()
    }
}

/// A holder of a row that can be shared.
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
    /// Whether the holder is deleted softly.
    pub deleted: bool,
}

impl SharedBy {
    /// The shared row: its table and its id.
    pub fn row(&self) -> (&'static str, Id) {
        (self.table.name, self.id)
    }
}

/// An entry of the ledger: a resource that some catalog owns, as it was last applied.
#[derive(Clone, Debug)]
pub struct Resident {
    /// Its root table.
    pub root: &'static Table,
    /// Its root's id.
    pub id: Id,
    /// The name of its kind.
    pub kind: String,
    /// Its natural key.
    pub key: Key,
    /// The catalog that owns it.
    pub catalog: String,
    /// The file that described it.
    pub file: String,
    /// Whether it was protected.
    pub protect: bool,
    /// The fingerprint of its rows.
    pub hash: String,
    /// Its rows as the files wanted them, with their ids; none where they were not read.
    pub rows: Option<Vec<(Id, Row)>>,
}

/// A live row with its natural key.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The row; a column without a value is NULL.
    pub row: Row,
    /// Its id.
    pub id: Id,
    /// The id of the row it hangs on.
    pub parent: Option<Id>,
}

/// Roots by the ways in which they are asked for, by table.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// By natural key.
    pub keys: BTreeMap<&'static str, BTreeSet<Key>>,
    /// By id.
    pub ids: BTreeMap<&'static str, BTreeSet<Id>>,
}

impl Roots {
    /// Whether none is asked for.
    pub fn is_empty(&self) -> bool {
        self.keys.values().all(BTreeSet::is_empty) && self.ids.values().all(BTreeSet::is_empty)
    }

    /// How many of a table are asked for.
    pub fn len(&self, table: &str) -> usize {
        self.keys.get(table).map_or(0, BTreeSet::len) + self.ids.get(table).map_or(0, BTreeSet::len)
    }

    /// Whether a root is asked for.
    pub fn contains(&self, row: &LiveRow) -> bool {
        let table = row.table.name;
        self.ids.get(table).is_some_and(|ids| ids.contains(&row.id))
            || self.keys.get(table).is_some_and(|keys| keys.contains(&row.root_key()))
    }
}
