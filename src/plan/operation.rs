//! What is done to rows: inserts, then updates, then deletes, one operation for each slice.

use super::ids::Known;
use crate::diff::{Action, ResourceChange, RowChange};
use crate::live::Live;
use crate::table::{Fill, Link, Scope, Table, Tables, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What is done to the rows of one slice.
#[derive(Debug)]
pub struct Operation {
    /// What.
    pub action: Action,
    /// The slice.
    pub table: &'static Table,
    /// The columns whose values the targets hold, besides `id`.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub targets: Vec<Target>,
}

impl Operation {
    /// The columns that take the time of the statement.
    pub fn stamps(&self) -> Vec<&'static str> {
        let takes = |fill: Fill| match self.action {
            Action::Insert => matches!(fill, Fill::Created | Fill::Changed),
            Action::Update => fill == Fill::Changed,
            Action::Delete => false,
        };
        self.table.columns.iter().filter(|column| takes(column.fill)).map(|column| column.name).collect()
    }
}

/// A row that is written. References are ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its id.
    pub id: Uuid,
    /// The id of the row it hangs on.
    pub parent: Option<Uuid>,
    /// The columns' values before; empty for a new row.
    pub before: Vec<Value>,
    /// The columns' values afterwards; empty for a row that is deleted.
    pub after: Vec<Value>,
}

/// Orders the rows that change, by the references between their tables.
pub fn operations(
    resources: &[ResourceChange],
    known: &Known,
    live: &Live,
    tables: &Tables,
) -> Vec<Operation> {
    let mut by_table: BTreeMap<(Action, usize, &'static str), Operation> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in resources.iter().flat_map(|resource| &resource.rows) {
        let Some(id) = row.id else { continue };
        if !seen.insert((row.action, row.table.physical, id)) {
            continue;
        }
        let rank = tables.rank(row.table);
        let rank = if row.action == Action::Delete { usize::MAX - rank } else { rank };
        let operation = by_table.entry((row.action, rank, row.table.name)).or_insert_with(|| Operation {
            action: row.action,
            table: row.table,
            columns: columns(row.table, row.action),
            targets: Vec::new(),
        });
        operation.targets.push(target(row, id, known, live));
    }
    let mut operations: Vec<Operation> = by_table.into_values().collect();
    operations.iter_mut().for_each(|operation| operation.targets.sort_by_key(|target| target.id));
    operations
}

/// The columns that an operation writes or compares. A new row has all of them, an existing one only those
/// that the files decide.
fn columns(table: &'static Table, action: Action) -> Vec<&'static str> {
    if action != Action::Insert {
        let managed = table.columns.iter().filter(|column| column.is_managed());
        return managed.map(|column| column.name).collect();
    }
    let mut names: Vec<&'static str> = fixed(table).map(|(name, _)| name).collect();
    let written = table.columns.iter().filter(|column| matches!(column.fill, Fill::Files | Fill::Insert));
    names.extend(written.map(|column| column.name));
    names
}

/// The columns of a new row that are not its own: link, constants, scopes.
fn fixed(table: &'static Table) -> impl Iterator<Item = (&'static str, Fixed)> {
    let link = table.parent.as_ref().and_then(|parent| match parent.link {
        Link::Child(column) => Some((column, Fixed::Parent)),
        Link::Shared(_) => None,
    });
    let constants =
        table.constants.iter().map(|(name, constant)| (*name, Fixed::Value(constant.value(Type::Text))));
    let scopes = table.scopes.iter().filter_map(|(name, scope)| Some((*name, Fixed::scope(*scope)?)));
    link.into_iter().chain(constants).chain(scopes)
}

enum Fixed {
    Parent,
    Value(Value),
    Reseller,
    Shop,
}

impl Fixed {
    /// A scope that fixes one value; languages and currencies are key columns of their own.
    fn scope(scope: Scope) -> Option<Self> {
        match scope {
            Scope::Reseller => Some(Self::Reseller),
            Scope::Shop => Some(Self::Shop),
            Scope::Languages | Scope::Currencies => None,
        }
    }
}

fn target(row: &RowChange, id: Uuid, known: &Known, live: &Live) -> Target {
    let mut after = Vec::new();
    if row.action == Action::Insert {
        after.extend(fixed(row.table).map(|(_, fixed)| match fixed {
            Fixed::Parent => row.parent.map_or(Value::Null, Value::Id),
            Fixed::Value(value) => value,
            Fixed::Reseller => Value::Id(live.scopes.reseller),
            Fixed::Shop => Value::Id(live.scopes.shop),
        }));
    }
    after.extend(image(row, row.after.as_deref(), known));
    let before =
        if row.action == Action::Insert { Vec::new() } else { image(row, row.before.as_deref(), known) };
    Target { id, parent: row.parent, before, after }
}

/// A row's values in the order of the operation's columns, with ids for references.
fn image(row: &RowChange, values: Option<&[Option<Value>]>, known: &Known) -> Vec<Value> {
    let Some(values) = values else { return Vec::new() };
    let wanted = |fill: Fill| match row.action {
        Action::Insert => matches!(fill, Fill::Files | Fill::Insert),
        Action::Update | Action::Delete => fill == Fill::Files,
    };
    let columns = row.table.columns.iter().zip(values).filter(|(column, _)| wanted(column.fill));
    columns.map(|(column, value)| resolved(column.kind, value.as_ref(), known)).collect()
}

fn resolved(kind: Type, value: Option<&Value>, known: &Known) -> Value {
    match (kind, value) {
        (_, None) => Value::Null,
        (Type::Reference(target), Some(Value::Key(key))) => {
            known.get(&(target.name, key.clone())).copied().map_or(Value::Null, Value::Id)
        }
        (_, Some(value)) => value.clone(),
    }
}
