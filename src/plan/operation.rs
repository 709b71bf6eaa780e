//! What is done to rows, step by step: one operation for each slice.

use super::Plan;
use super::key_swaps::Parked;
use super::new_ids::Drawn;
use super::write_order::{Step, Steps};
use crate::diff::{Action, ResourceChange, RowChange};
use crate::kinds::Defaults;
use crate::live::Scopes;
use crate::table::{Choice, Column, Constant, Fill, Id, Table, Tables, Type, Value};
use foldhash::HashSet;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// What is done to the rows of one slice.
#[derive(Debug)]
pub struct Operation {
    /// When.
    pub step: Step,
    /// What.
    pub action: Action,
    /// The slice.
    pub table: &'static Table,
    /// The numbers of the columns whose values the targets hold.
    pub columns: Vec<usize>,
    /// The rows, in the order of their ids: which row of which resource.
    rows: Vec<(u32, u32)>,
}

impl Operation {
    /// The columns whose values the targets hold.
    pub fn written(&self) -> impl Iterator<Item = &'static Column> + Clone {
        let columns = self.table.columns;
        self.columns.iter().map(move |number| &columns[*number])
    }

    /// The same for some of its rows, by their numbers.
    pub fn part(&self, rows: Range<usize>) -> Self {
        let Self { step, action, table, columns, rows: all } = self;
        let rows = all.get(rows).unwrap_or_default().to_vec();
        Self { step: *step, action: *action, table, columns: columns.clone(), rows }
    }

    /// How many rows it is about.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it is about no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether rows are deleted by an update that marks them.
    pub fn is_soft(&self) -> bool {
        self.action == Action::Delete && self.table.soft_delete.is_some()
    }

    /// The columns that take the time of the statement.
    pub fn stamps(&self) -> Vec<&'static str> {
        let takes = |fill: Fill| match self.action {
            Action::Insert => matches!(fill, Fill::Created | Fill::Changed),
            Action::Update => fill == Fill::Changed,
            Action::Delete => self.is_soft() && fill == Fill::Changed,
        };
        self.table.columns.iter().filter(|column| takes(column.fill)).map(|column| column.name).collect()
    }

    /// The columns of new rows that have the same value in all of them, as SQL: constants, and scopes of one row.
    pub fn fixed(&self, scopes: &Scopes) -> Vec<(&'static str, String)> {
        if self.action != Action::Insert {
            return Vec::new();
        }
        let constants = self.table.constants.iter().map(|(name, constant)| (*name, constant.literal()));
        let bound = self.table.scopes.iter().filter(|(_, scope)| scope.choice != Choice::Each);
        let bound =
            bound.filter_map(|(name, scope)| Some((*name, super::literal(&scopes.one(scope)?.to_string()))));
        constants.chain(bound).collect()
    }

    /// The column of new rows that holds their parent's id.
    pub fn link(&self) -> Option<&'static str> {
        self.table.link().filter(|_| self.action == Action::Insert)
    }
}

/// A row that is written. References are ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its id.
    pub id: Id,
    /// The id of the row it hangs on.
    pub parent: Option<Id>,
    /// The columns' values before; empty for a new row.
    pub before: Vec<Value>,
    /// The columns' values afterwards; empty for a row that is deleted.
    pub after: Vec<Value>,
}

/// What operations are put in order by.
type Order = (Step, usize, &'static str, u64);

/// Orders the rows that change, by the steps and by the references between their tables.
pub(super) fn operations(
    resources: &[ResourceChange],
    defaults: &Defaults,
    tables: &Tables,
    parked: &Parked,
) -> Vec<Operation> {
    let steps = Steps::new(resources, tables);
    let mut by_order: BTreeMap<Order, Operation> = BTreeMap::new();
    let mut seen = HashSet::default();
    for (resource, change) in resources.iter().enumerate() {
        for (number, row) in change.rows.iter().enumerate() {
            // A row that several resources share is among the rows of each of them.
            let Some(id) = row.id else { continue };
            if row.table.is_below_shared() && !seen.insert((row.action, row.table.physical, id)) {
                continue;
            }
            let rank = tables.rank(row.table);
            let rank = if row.action == Action::Delete { usize::MAX - rank } else { rank };
            for (step, mask) in parking(row, id, parked).chain(steps.of(row, columns(row, defaults))) {
                let operation = by_order.entry((step, rank, row.table.name, mask));
                let operation = operation.or_insert_with(|| Operation::new(step, row, mask));
                operation.rows.push((resource as u32, number as u32));
            }
        }
    }
    let mut operations: Vec<Operation> = by_order.into_values().collect();
    let id = |at: &(u32, u32)| resources[at.0 as usize].rows[at.1 as usize].id;
    operations.iter_mut().for_each(|operation| operation.rows.par_sort_by_cached_key(id));
    operations
}

impl Operation {
    /// What is done to rows like one, of which none is added yet.
    fn new(step: Step, row: &RowChange, mask: u64) -> Self {
        let columns = (0..row.table.columns.len()).filter(|column| mask & (1 << column) != 0).collect();
        Self { step, action: row.action, table: row.table, columns, rows: Vec::new() }
    }
}

/// The columns of a row that get values which nobody has, meanwhile.
fn parking(row: &RowChange, id: Id, parked: &Parked) -> impl Iterator<Item = (Step, u64)> {
    let places = parked.get(&(row.table.physical, id)).filter(|_| row.action == Action::Update);
    let mask = places.into_iter().flatten().fold(0, |mask, (number, _)| mask | 1 << number);
    Some((Step::Park, mask)).filter(|_| mask != 0).into_iter()
}

/// The columns that are written or compared. A new row has all of them but those that the database decides; of an
/// existing one they are those that the files decide. A bit for each.
fn columns(row: &RowChange, defaults: &Defaults) -> u64 {
    let is_written = |(number, column): &(usize, &Column)| match row.action {
        Action::Insert => {
            matches!(column.fill, Fill::Files | Fill::Insert)
                && (column.default != Constant::Database || row.new_value(*number, defaults).is_some())
        }
        Action::Update => column.is_managed() || row.changes(column),
        Action::Delete => column.is_managed(),
    };
    let written = row.table.columns.iter().enumerate().filter(is_written);
    written.fold(0, |mask, (number, _)| mask | 1 << number)
}

impl RowChange {
    fn changes(&self, column: &Column) -> bool {
        self.fields.iter().any(|field| field.column.0.name == column.name)
    }
}

impl Plan {
    /// The rows that an operation writes, once the database has drawn the ids that it gives.
    pub fn targets<'a>(
        &'a self,
        operation: &'a Operation,
        numbers: &'a Drawn,
    ) -> impl Iterator<Item = Target> + 'a {
        self.rows_of(operation).filter_map(move |row| self.target(operation, row, numbers))
    }

    /// The same on all cores, and something made of each.
    pub fn map_targets<T: Send>(
        &self,
        operation: &Operation,
        numbers: &Drawn,
        map: impl Fn(Target) -> T + Send + Sync,
    ) -> Vec<T> {
        let row = |at: &(u32, u32)| &self.resources[at.0 as usize].rows[at.1 as usize];
        let targets = operation.rows.par_iter().filter_map(|at| self.target(operation, row(at), numbers));
        targets.map(map).collect()
    }

    fn target(&self, operation: &Operation, row: &RowChange, numbers: &Drawn) -> Option<Target> {
        let places = row.id.and_then(|id| self.parked.get(&(row.table.physical, id)));
        let parked = |number: usize| {
            let mut places = places.into_iter().flatten();
            places.find(|(column, _)| *column == number).map(|(_, value)| value.clone())
        };
        let stored = |number: usize| row.before.as_ref()?.get(number).cloned();
        let planned = |number: usize| row.value_after(number, &self.defaults);
        let before = |number: usize| match operation.step {
            Step::Change => parked(number).or_else(|| stored(number)),
            _ => stored(number),
        };
        let after = |number: usize| match operation.step {
            Step::Park => parked(number),
            _ => planned(number),
        };
        Some(Target {
            id: numbers.id(row.id?),
            parent: row.parent.map(|parent| numbers.id(parent)),
            before: row.before.as_ref().map(|_| self.image(operation, before, numbers)).unwrap_or_default(),
            after: row.after.as_ref().map(|_| self.image(operation, after, numbers)).unwrap_or_default(),
        })
    }

    /// The values of a row as they are written: ids for references.
    fn image(
        &self,
        operation: &Operation,
        value: impl Fn(usize) -> Option<Value>,
        numbers: &Drawn,
    ) -> Vec<Value> {
        let columns = operation.columns.iter().zip(operation.written());
        let resolved = |(number, column): (&usize, &'static Column)| {
            self.resolved(column, value(*number).unwrap_or(Value::Null), numbers)
        };
        columns.map(resolved).collect()
    }

    /// The resources that an operation's rows belong to, with the rows and what is written.
    pub fn written<'a>(
        &'a self,
        operation: &Operation,
        numbers: &Drawn,
    ) -> impl Iterator<Item = (&'a ResourceChange, &'a RowChange, Target)> {
        operation.rows.iter().filter_map(move |at| {
            let resource = &self.resources[at.0 as usize];
            let row = &resource.rows[at.1 as usize];
            Some((resource, row, self.target(operation, row, numbers)?))
        })
    }

    /// The changes of rows that an operation is about.
    pub fn rows_of<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = &'a RowChange> {
        let row = |at: &(u32, u32)| &self.resources[at.0 as usize].rows[at.1 as usize];
        operation.rows.iter().map(row)
    }

    fn resolved(&self, column: &Column, value: Value, numbers: &Drawn) -> Value {
        match (column.kind, value) {
            (Type::Reference(target), Value::Key(key)) => {
                let id = self.known.get(&(target.table().name, key)).copied();
                id.map_or(Value::Null, |id| Value::Id(numbers.id(id)))
            }
            (_, Value::Id(id)) => Value::Id(numbers.id(id)),
            (_, value) => value,
        }
    }
}
