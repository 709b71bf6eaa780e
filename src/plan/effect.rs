//! The effect of a change on existing customers. It follows from the rule that the field declares, from the direction
//! of the change, and from whether any live subscription holds an affected row.

use crate::diff::{Action, Cause, FieldChange, ResourceChange, RowChange, Verb};
use crate::kinds::{Defaults, Kinds};
use crate::live::{HeldRow, SubscriptionCounts};
use crate::model::SpecialNumbers;
use crate::table::{Column, Effect, EffectRule, Table, Type, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The data, besides the changes, from which effects are computed.
#[derive(Clone, Copy, Debug)]
pub struct EffectInputs<'a> {
    /// The kinds, which declare an effect rule for each field.
    pub kinds: &'a Kinds,
    /// The rows that subscriptions hold.
    pub held: &'a SubscriptionCounts,
    /// The values of new rows in columns that no field sets.
    pub defaults: &'a Defaults,
    /// The numbers that the database uses for "unlimited" and for the upper end of an open-ended range.
    pub special_numbers: SpecialNumbers,
}

/// Whether any live subscription holds a row that a change affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderState {
    /// No live subscription holds an affected row, so the change cannot be worse for anyone.
    Nobody,
    /// A live subscription holds an affected row.
    Somebody,
    /// The database does not say which subscriptions hold the affected rows.
    Unknown,
}

impl HolderState {
    /// The answer for two sets of rows together, given the answer for each of them.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Somebody, _) | (_, Self::Somebody) => Self::Somebody,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Nobody, Self::Nobody) => Self::Nobody,
        }
    }

    /// The effect of a change on these holders, given the effect on a customer who holds an affected row.
    pub fn actual_effect(self, effect: Effect) -> Effect {
        match (self, effect) {
            (_, Effect::Internal) => Effect::Internal,
            (Self::Nobody, _) => Effect::NewSales,
            // It may be worse for somebody. The other effects harm no one, whoever has it.
            (Self::Unknown, Effect::Worse) => Effect::Unknown,
            (_, effect) => effect,
        }
    }
}

/// The effect on a customer who holds an affected row, given the rule and the direction of the change. `None` means
/// that the direction is not known.
pub fn rule(rule: EffectRule, direction: Option<Ordering>) -> Effect {
    match (rule, direction) {
        (EffectRule::Internal, _) => Effect::Internal,
        (EffectRule::NewSales, _) => Effect::NewSales,
        // Without a direction, better and worse cannot be told apart.
        (EffectRule::Unknown, _) | (_, None) => Effect::Unknown,
        (_, Some(Ordering::Equal)) => Effect::NewSales,
        (EffectRule::WorseHigher, Some(Ordering::Greater))
        | (EffectRule::WorseLower, Some(Ordering::Less)) => Effect::Worse,
        (EffectRule::WorseHigher | EffectRule::WorseLower, Some(_)) => Effect::Better,
    }
}

/// Whether a value becomes higher or lower; `None` if the direction is not known.
pub fn direction(
    table: &Table,
    column: &Column,
    (before, after): (&Value, &Value),
    stand_ins: SpecialNumbers,
) -> Option<Ordering> {
    // NULL counts as the default, but NULL without a default compares with nothing.
    let default = column.default.value(column.kind);
    let given = |value: &Value| match (value, &default) {
        (Value::Null, Some(default)) => default.clone(),
        (value, _) => value.clone(),
    };
    let (before, after) = (given(before), given(after));
    // A new reference counts as more and a removed one as less, but two targets cannot be compared.
    if let Type::Reference(_) = column.kind {
        return match (before == Value::Null, after == Value::Null) {
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            _ => None,
        };
    }
    let size = |value: &Value| Size::of(table, column, value, stand_ins);
    Some(size(&after)?.cmp(&size(&before)?))
}

/// The size of a value, for comparing two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Size {
    // The derived order makes `Unlimited` greater than any number.
    Exact(Decimal),
    Unlimited,
}

impl Size {
    /// The size of a value; `None` if such values have no order, as with names.
    fn of(table: &Table, column: &Column, value: &Value, stand_ins: SpecialNumbers) -> Option<Self> {
        Some(match value {
            // The manifest's number for "unlimited" applies only to limits, whose rows can be shared.
            Value::Int(number) if *number == stand_ins.unlimited && table.is_below_shared() => {
                Self::Unlimited
            }
            Value::Int(number) if column.unlimited == Some(*number) => Self::Unlimited,
            Value::Int(number) => Self::Exact(Decimal::from(*number)),
            Value::Decimal(end) if column.may_be_open && *end == stand_ins.open_margin => Self::Unlimited,
            Value::Decimal(number) => Self::Exact(*number),
            // A flag that is switched off counts as less.
            Value::Bool(value) => Self::Exact(Decimal::from(u8::from(*value))),
            // A property holds every value as text.
            Value::Text(text) => Self::Exact(match &**text {
                "true" => Decimal::ONE,
                "false" => Decimal::ZERO,
                text => text.parse().ok()?,
            }),
            Value::Null | Value::Json(_) | Value::List(_) | Value::Key(_) | Value::Id(_) => return None,
        })
    }
}

impl EffectInputs<'_> {
    /// The live rows whose holders are affected by a change to a row. These rows belong to the nearest table whose rows
    /// subscriptions can hold: the table of the changed row, or a table above it. `None` if the database does not say
    /// who holds the rows.
    pub fn affected_rows(&self, resource: &ResourceChange, row: &RowChange) -> Option<BTreeSet<HeldRow>> {
        let above =
            std::iter::successors(Some(row.table), |table| Some(table.parent.as_ref()?.table.table()));
        let nearest = above.into_iter().find(|table| self.held.is_counted(table));
        match nearest {
            // Subscriptions hold the row itself. No one holds a new row yet.
            Some(table) if table == row.table && table != resource.root => Some(
                row.id
                    .filter(|_| row.action != Action::Insert)
                    .map(|id| (table.name, id))
                    .into_iter()
                    .collect(),
            ),
            // A row that goes with a deleted resource may be below another root, such as a group. Those who hold that
            // root do not matter here.
            Some(table) if table != resource.root && table.root_table() == resource.root => {
                Some(above_row(resource, row, table))
            }
            // Nothing in between is held on its own, so whoever holds the resource holds the row.
            _ => self.held.is_counted(resource.root).then(|| root(resource)),
        }
    }

    /// Whether any live subscription holds one of the given rows; `HolderState::Unknown` if `rows` is `None`.
    pub fn holders(&self, rows: Option<&BTreeSet<HeldRow>>) -> HolderState {
        match rows {
            None => HolderState::Unknown,
            Some(rows) if self.held.live(rows).subscriptions == 0 => HolderState::Nobody,
            Some(_) => HolderState::Somebody,
        }
    }

    /// The effect of a change to a row, and the effects on its fields. If `holders` is `None`, the holders are looked
    /// up.
    pub fn effects(
        &self,
        resource: &ResourceChange,
        row: &RowChange,
        holders: Option<HolderState>,
    ) -> (Effect, Vec<Effect>) {
        // No one has a new resource yet.
        if resource.verb == Verb::Create {
            return (Effect::NewSales, Vec::new());
        }
        let holders = holders.unwrap_or_else(|| self.holders(self.affected_rows(resource, row).as_ref()));
        // Anyone who has the resource has what it includes, even if no subscription refers to that row.
        let everybody = || holders.or(self.holders(Some(&root(resource))));
        let of_row = |direction| {
            let declared = self.kinds.rule(&resource.kind, row.table, row.cells(), None);
            let holders = if row.table.is_for_all { everybody() } else { holders };
            (holders.actual_effect(rule(declared, Some(direction))), Vec::new())
        };
        match row.action {
            // To a holder, one more row is like a higher value, and one fewer like a lower value.
            Action::Insert => of_row(Ordering::Greater),
            Action::Delete => of_row(Ordering::Less),
            Action::Update => {
                let field = |field: &FieldChange| {
                    let holders = if field.column.0.is_for_all { everybody() } else { holders };
                    holders.actual_effect(self.field(resource, row, field))
                };
                let effects: Vec<Effect> = row.fields.iter().map(field).collect();
                (effects.iter().copied().max().unwrap_or_default(), effects)
            }
        }
    }

    /// The effect that a change to a field would have on a customer who has the row.
    fn field(&self, resource: &ResourceChange, row: &RowChange, field: &FieldChange) -> Effect {
        let column = field.column.0;
        if field.cause == Cause::Files && is_explained(resource, column) {
            return Effect::Internal;
        }
        let declared = self.kinds.rule(&resource.kind, row.table, row.cells(), Some(column));
        let values = (&field.before, &field.after);
        rule(declared, direction(row.table, column, values, self.special_numbers))
    }
}

/// The live root row of a resource; empty if the resource does not exist yet.
pub fn root(resource: &ResourceChange) -> BTreeSet<HeldRow> {
    resource.id.map(|id| (resource.root.name, id)).into_iter().collect()
}

/// The live rows of the given table that are above a row. They are the row's parent, or the rows whose key is a prefix
/// of the row's key.
fn above_row(resource: &ResourceChange, row: &RowChange, table: &'static Table) -> BTreeSet<HeldRow> {
    let is_parent = row.table.parent.as_ref().is_some_and(|parent| parent.table.table() == table);
    // By id if possible, since duplicates have the same key.
    if let Some(id) = row.parent.filter(|_| is_parent) {
        return BTreeSet::from([(table.name, id)]);
    }
    let length = table.key_length().min(row.key.len());
    let key = row.key.prefix(length);
    let rows = resource.before.iter().filter(|stored| stored.row.table == table && stored.row.key == key);
    rows.map(|stored| (table.name, stored.id)).collect()
}

/// Whether changes to other rows already explain the change to a column. For example, changed limits explain why the
/// reference to the set of limits changes.
fn is_explained(resource: &ResourceChange, column: &Column) -> bool {
    let Some(words) = column.explained_by else { return false };
    resource
        .rows
        .iter()
        // `limits.x` and `limits[x]`, but not a field whose name only begins with the same letters.
        .any(|row| row.table.words.strip_prefix(words).is_some_and(|rest| rest.starts_with(['.', '['])))
}

#[cfg(test)]
mod tests;
