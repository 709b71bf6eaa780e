//! An operation inserts, updates or deletes rows of one slice in one step: it inserts all new prices, for example.

use super::Plan;
use super::key_swaps::Parked;
use super::new_ids::DrawnNumbers;
use super::write_order::{Step, Steps};
use crate::diff::{Action, ResourceChange, RowChange};
use crate::kinds::Defaults;
use crate::live::Scopes;
use crate::table::{Choice, Column, Constant, Fill, Id, Table, Tables, Type, Value};
use foldhash::HashSet;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// An operation on rows of one slice. It writes the same columns in all of these rows.
#[derive(Debug)]
pub struct Operation {
    /// The step in which the operation is executed.
    pub step: Step,
    /// Whether the rows are inserted, updated or deleted.
    pub action: Action,
    /// The slice to which the rows belong.
    pub table: &'static Table,
    /// The indexes of the columns that are written or compared, in the order of the values in a [`Target`].
    pub columns: Vec<usize>,
    /// The rows in the order of their ids, each as the index of its resource and its index among the rows of that
    /// resource.
    rows: Vec<(u32, u32)>,
}

impl Operation {
    /// Returns the columns that are written or compared, in the order of the values in a [`Target`].
    pub fn written(&self) -> impl Iterator<Item = &'static Column> + Clone {
        let columns = self.table.columns;
        self.columns.iter().map(move |number| &columns[*number])
    }

    /// Returns the same operation for only the given range of its rows.
    pub fn part(&self, rows: Range<usize>) -> Self {
        let Self { step, action, table, columns, rows: all } = self;
        let rows = all.get(rows).unwrap_or_default().to_vec();
        Self { step: *step, action: *action, table, columns: columns.clone(), rows }
    }

    /// The number of rows that the operation writes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the operation has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether the operation soft-deletes rows: it marks them as deleted in an update.
    pub fn is_soft(&self) -> bool {
        self.action == Action::Delete && self.table.soft_delete.is_some()
    }

    /// Returns the names of the columns that the operation sets to the current time.
    pub fn stamps(&self) -> Vec<&'static str> {
        let takes = |fill: Fill| match self.action {
            Action::Insert => matches!(fill, Fill::Created | Fill::Changed),
            Action::Update => fill == Fill::Changed,
            // A soft deletion is an update, and every update sets the time of the last change (design.md §2).
            Action::Delete => self.is_soft() && fill == Fill::Changed,
        };
        self.table.columns.iter().filter(|column| takes(column.fill)).map(|column| column.name).collect()
    }

    /// Returns the columns that have the same value in all new rows, each with the value as SQL. These are constants,
    /// and scopes that are bound to one row. Empty if the operation does not insert rows.
    pub fn fixed(&self, scopes: &Scopes) -> Vec<(&'static str, String)> {
        if self.action != Action::Insert {
            return Vec::new();
        }
        let constants = self.table.constants.iter().map(|(name, constant)| (*name, constant.literal()));
        // A scope of several rows, such as the currencies, differs between new rows, so it is an ordinary column.
        let bound = self.table.scopes.iter().filter(|(_, scope)| scope.choice != Choice::Each);
        let bound =
            bound.filter_map(|(name, scope)| Some((*name, super::literal(&scopes.one(scope)?.to_string()))));
        constants.chain(bound).collect()
    }

    /// Returns the name of the column for the parent's id if the operation inserts rows and their table has such a
    /// column.
    pub fn link(&self) -> Option<&'static str> {
        self.table.link().filter(|_| self.action == Action::Insert)
    }
}

/// A row that an operation writes. References to other rows are ids here, not keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The id of the row.
    pub id: Id,
    /// The id of the parent row; `None` for a root row.
    pub parent: Option<Id>,
    /// The values of the operation's columns before the change; empty for a new row.
    pub before: Vec<Value>,
    /// The values of the operation's columns after the change; empty for a deleted row.
    pub after: Vec<Value>,
}

/// The sort key of operations: the step, the rank and the name of the table, and a bit for each column.
type Order = (Step, usize, &'static str, u64);

/// Groups the rows that change into operations, ordered by step and by the references between their tables.
pub(super) fn operations(
    resources: &[ResourceChange],
    defaults: &Defaults,
    tables: &Tables,
    parked: &Parked,
) -> Vec<Operation> {
    let steps = Steps::new(resources, tables);
    // The map's order is the order in which the operations are executed.
    let mut by_order: BTreeMap<Order, Operation> = BTreeMap::new();
    let mut seen = HashSet::default();
    for (resource, change) in resources.iter().enumerate() {
        for (number, row) in change.rows.iter().enumerate() {
            // A row that several resources share appears in each of them, and is written once.
            let Some(id) = row.id else { continue };
            if row.table.is_below_shared() && !seen.insert((row.action, row.table.physical, id)) {
                continue;
            }
            let rank = rank(row, tables);
            for (step, mask) in parking(row, id, parked).chain(steps.of(row, columns(row, defaults))) {
                let operation = by_order.entry((step, rank, row.table.name, mask));
                let operation = operation.or_insert_with(|| Operation::new(step, row, mask));
                // There is one pair for each row of the plan, so the indexes are kept small.
                operation.rows.push((resource as u32, number as u32));
            }
        }
    }
    let mut operations: Vec<Operation> = by_order.into_values().collect();
    let id = |at: &(u32, u32)| resources[at.0 as usize].rows[at.1 as usize].id;
    // Rows with neighboring ids lie together in every index (design.md §2).
    operations.iter_mut().for_each(|operation| operation.rows.par_sort_by_cached_key(id));
    operations
}

/// Returns the rank at which a row's table is written. Parents are inserted before their children, and deleted after
/// them.
fn rank(row: &RowChange, tables: &Tables) -> usize {
    let rank = tables.rank(row.table);
    if row.action == Action::Delete { usize::MAX - rank } else { rank }
}

impl Operation {
    /// Creates an operation without rows, for a step and for the action and the table of the given row. `mask` has a
    /// bit for each column that is written or compared.
    fn new(step: Step, row: &RowChange, mask: u64) -> Self {
        let columns = (0..row.table.columns.len()).filter(|column| mask & (1 << column) != 0).collect();
        Self { step, action: row.action, table: row.table, columns, rows: Vec::new() }
    }
}

/// Returns the step that gives a row temporary values, with a bit for each column that gets one. Empty if the row needs
/// no temporary values.
fn parking(row: &RowChange, id: Id, parked: &Parked) -> impl Iterator<Item = (Step, u64)> {
    let places = parked.get(&(row.table.physical, id)).filter(|_| row.action == Action::Update);
    let mask = places.into_iter().flatten().fold(0, |mask, (number, _)| mask | 1 << number);
    Some((Step::SetTemporaryKeys, mask)).filter(|_| mask != 0).into_iter()
}

/// Returns the columns of a row that are written or compared, as a bit for each column. For a new row, these are all
/// columns except time stamps and columns whose values the database chooses. For an existing row, these are the columns
/// that the files manage and, in an update, any other columns that change.
fn columns(row: &RowChange, defaults: &Defaults) -> u64 {
    let is_written = |(number, column): &(usize, &Column)| match row.action {
        Action::Insert => {
            matches!(column.fill, Fill::Files | Fill::Insert)
                && (column.default != Constant::Database || row.new_value(*number, defaults).is_some())
        }
        // Columns that stay are compared, so that an edit since the plan was made stops apply.
        Action::Update => column.is_managed() || row.changes(column),
        // For comparison alone: a row that somebody has edited since is not deleted.
        Action::Delete => column.is_managed(),
    };
    let written = row.table.columns.iter().enumerate().filter(is_written);
    written.fold(0, |mask, (number, _)| mask | 1 << number)
}

impl RowChange {
    /// Whether a column changes.
    fn changes(&self, column: &Column) -> bool {
        self.fields.iter().any(|field| field.column.0.name == column.name)
    }
}

impl Plan {
    /// Returns the rows that an operation writes, with the numbers that were drawn for new ids.
    pub fn targets<'a>(
        &'a self,
        operation: &'a Operation,
        numbers: &'a DrawnNumbers,
    ) -> impl Iterator<Item = Target> + 'a {
        self.rows_of(operation).filter_map(move |row| self.target(operation, row, numbers))
    }

    /// Applies `map` to the rows that an operation writes, on all cores. The results are in the order of the rows.
    pub fn map_targets<T: Send>(
        &self,
        operation: &Operation,
        numbers: &DrawnNumbers,
        map: impl Fn(Target) -> T + Send + Sync,
    ) -> Vec<T> {
        let row = |at: &(u32, u32)| &self.resources[at.0 as usize].rows[at.1 as usize];
        let targets = operation.rows.par_iter().filter_map(|at| self.target(operation, row(at), numbers));
        targets.map(map).collect()
    }

    /// Returns a row as an operation writes it; `None` if the row has no id.
    fn target(&self, operation: &Operation, row: &RowChange, numbers: &DrawnNumbers) -> Option<Target> {
        let before = |number: usize| {
            let stored = row.before.as_ref().and_then(|cells| cells.get(number)).cloned();
            match operation.step {
                // By now the row has its temporary values.
                Step::Change => self.parked_value(row, number).or(stored),
                _ => stored,
            }
        };
        let after = |number: usize| match operation.step {
            Step::SetTemporaryKeys => self.parked_value(row, number),
            _ => row.value_after(number, &self.defaults),
        };
        Some(Target {
            // Every row has an id by now: new rows got theirs before the operations were made.
            id: numbers.id(row.id?),
            parent: row.parent.map(|parent| numbers.id(parent)),
            before: row.before.as_ref().map(|_| self.image(operation, before, numbers)).unwrap_or_default(),
            after: row.after.as_ref().map(|_| self.image(operation, after, numbers)).unwrap_or_default(),
        })
    }

    /// Returns the temporary value of a column while rows exchange keys; `None` if the column gets no such value.
    fn parked_value(&self, row: &RowChange, number: usize) -> Option<Value> {
        let parked = self.parked.get(&(row.table.physical, row.id?))?;
        parked.iter().find(|(column, _)| *column == number).map(|(_, value)| value.clone())
    }

    /// Returns the values of a row in the columns of an operation, with ids in place of the keys of referenced rows.
    fn image(
        &self,
        operation: &Operation,
        value: impl Fn(usize) -> Option<Value>,
        numbers: &DrawnNumbers,
    ) -> Vec<Value> {
        let columns = operation.columns.iter().zip(operation.written());
        let resolved = |(number, column): (&usize, &'static Column)| {
            // Rows have no cell for NULL.
            self.resolved(column, value(*number).unwrap_or(Value::Null), numbers)
        };
        columns.map(resolved).collect()
    }

    /// Returns the rows that an operation writes, each with its resource and its change.
    pub fn written<'a>(
        &'a self,
        operation: &Operation,
        numbers: &DrawnNumbers,
    ) -> impl Iterator<Item = (&'a ResourceChange, &'a RowChange, Target)> {
        operation.rows.iter().filter_map(move |at| {
            let resource = &self.resources[at.0 as usize];
            let row = &resource.rows[at.1 as usize];
            Some((resource, row, self.target(operation, row, numbers)?))
        })
    }

    /// Returns the changes to the rows of an operation.
    pub fn rows_of<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = &'a RowChange> {
        let row = |at: &(u32, u32)| &self.resources[at.0 as usize].rows[at.1 as usize];
        operation.rows.iter().map(row)
    }

    /// Returns a value as it is written. The key of a referenced row becomes the row's id, or null if that id is not
    /// known.
    fn resolved(&self, column: &Column, value: Value, numbers: &DrawnNumbers) -> Value {
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
