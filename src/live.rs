//! What was read from the database.

use crate::table::{Column, Key, Row, Table, Type, Value};
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
    /// The managed tables that the database does not have yet, and so no rows of.
    pub absent: Vec<&'static Table>,
}

/// The ids that the manifest's scopes are bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// The reseller.
    pub reseller: Uuid,
    /// The shop.
    pub shop: Uuid,
    /// The languages.
    pub languages: Vec<Uuid>,
    /// The currencies.
    pub currencies: Vec<Uuid>,
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
    pub id: Uuid,
    /// The id of the row it hangs on. A shared row is listed once for each.
    pub parent: Option<Uuid>,
    /// Its values, in the order of the table's columns.
    pub values: Vec<Value>,
}

impl LiveRow {
    /// A column's value.
    pub fn get(&self, column: &str) -> &Value {
        &self.values[self.table.position(column)]
    }

    /// Whether the row is deleted softly.
    pub fn is_deleted(&self) -> bool {
        self.table.soft_delete().is_some_and(|column| *self.get(column.name) == Value::Bool(true))
    }

    /// A number that no decimal can hold, such as `NaN`, with its column.
    pub fn odd_number(&self) -> Option<(&'static Column, &Value)> {
        let is_odd = |(column, value): &(&Column, &Value)| {
            matches!(column.kind, Type::Decimal | Type::Double) && value.as_text().is_some()
        };
        self.table.columns.iter().zip(&self.values).find(is_odd)
    }

    /// A root's natural key, as the database has it.
    pub fn root_key(&self) -> Key {
        Key::new(self.table.key.iter().map(|column| self.get(column).clone()).collect())
    }
}

/// The ids of looked-up rows, by table and name.
#[derive(Clone, Debug, Default)]
pub struct Lookups(BTreeMap<(&'static str, Key), Vec<Uuid>>);

impl Lookups {
    /// Adds a row.
    pub fn add(&mut self, table: &'static Table, key: Key, id: Uuid) {
        self.0.entry((table.name, key)).or_default().push(id);
    }

    /// The ids of a name; more than one where it is ambiguous.
    pub fn get(&self, table: &Table, key: &Key) -> &[Uuid] {
        self.0.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }

    /// Every name and its ids.
    pub fn iter(&self) -> impl Iterator<Item = (&(&'static str, Key), &Vec<Uuid>)> {
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
    /// The shared row's id.
    pub id: Uuid,
    /// The holder's id.
    pub holder: Uuid,
    /// The holder's natural key.
    pub key: Key,
    /// Whether the holder is deleted softly.
    pub deleted: bool,
}

/// An entry of the ledger: a resource that some catalog owns, as it was last applied.
#[derive(Clone, Debug)]
pub struct Resident {
    /// Its root table.
    pub root: &'static Table,
    /// Its root's id.
    pub id: Uuid,
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
    /// Its rows as the files wanted them.
    pub rows: Vec<(Uuid, Row)>,
}

/// A live row with its natural key.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The row; every column has a value.
    pub row: Row,
    /// Its id.
    pub id: Uuid,
    /// The id of the row it hangs on.
    pub parent: Option<Uuid>,
}

/// Roots by the ways in which they are asked for, by table.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// By natural key.
    pub keys: BTreeMap<&'static str, BTreeSet<Key>>,
    /// By id.
    pub ids: BTreeMap<&'static str, BTreeSet<Uuid>>,
}

impl Roots {
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
