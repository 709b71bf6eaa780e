//! Writes the statements of a script that change rows, and the checks before them.

use super::super::new_ids::DrawnNumbers;
use super::super::{Operation, Plan, Target};
use super::referencing_rows::checks;
use super::{Reference, id_literal, join, literal, qualified};
use crate::diff::Action;
use crate::table::{Column, Type, Value, identifier};
use std::fmt::Write;

/// Writes the statements of an operation, and their checks.
pub(super) fn write_operation(
    out: &mut String,
    plan: &Plan,
    operation: &Operation,
    references: &[Reference],
) {
    let schema = &plan.header.schema;
    // The script draws the numbers when it runs, so drawn ids stay elements of `wares_ids`.
    let targets: Vec<Target> = plan.targets(operation, &DrawnNumbers::default()).collect();
    if operation.action == Action::Insert {
        let fixed = operation.fixed(&plan.scopes);
        // All checks come before the insert: after it, they would find the plan's own rows.
        targets.iter().for_each(|target| out.push_str(&absent(schema, operation, &fixed, target)));
        out.push_str(&insert_all(schema, operation, &fixed, &targets));
        return;
    }
    out.push_str(&checks(schema, operation, &targets, (references, &plan.kinds)));
    if operation.action == Action::Delete && !operation.is_soft() && operation.table.refers_to_itself() {
        out.push_str(&delete_together(schema, operation, &targets));
        return;
    }
    // One statement for each row, so that the error can name the row that differs.
    for target in &targets {
        let statement = statement(schema, operation, target);
        let message =
            literal(&format!("row {} of {} differs from the plan", target.id, operation.table.physical));
        let _ = writeln!(out, "  {statement};\n  IF NOT FOUND THEN RAISE EXCEPTION {message}; END IF;");
    }
}

/// Returns the check that no live row has the same parent, constants and key as a new row.
fn absent(schema: &str, operation: &Operation, fixed: &[(&'static str, String)], target: &Target) -> String {
    let table = operation.table;
    let link = operation.link().map(|link| (link, parent(target)));
    // Compared below with `IS NOT DISTINCT FROM`, since a NULL is never equal to NULL.
    let not_in_cells = link.into_iter().chain(fixed.iter().cloned());
    let mut conditions: Vec<String> = not_in_cells
        .map(|(name, value)| format!("{} IS NOT DISTINCT FROM {value}", identifier(name)))
        .collect();
    let cells = operation.written().zip(&target.after).filter(|(column, _)| table.is_key(column));
    conditions.extend(cells.map(|(column, key)| {
        let (name, key) = (identifier(column.name), value(column, key));
        match column.folded {
            // The names in such a column are the same whatever their case.
            true => format!("lower({name}) IS NOT DISTINCT FROM lower({key})"),
            false => column.kind.equality_sql(&name, &key),
        }
    }));
    // Without a parent, constants or a key, no two rows can be taken for the same one.
    if conditions.is_empty() {
        return String::new();
    }
    // A soft-deleted row does not occupy its key.
    conditions.extend(table.soft_delete.map(|soft| soft.is_live(&identifier(soft.column))));
    let (name, conditions) = (qualified(schema, table.physical), conditions.join(" AND "));
    let message =
        literal(&format!("{} already has a row with the key of the new row {}", table.physical, target.id));
    format!("  IF EXISTS (SELECT FROM {name} WHERE {conditions}) THEN RAISE EXCEPTION {message}; END IF;\n")
}

fn parent(target: &Target) -> String {
    target.parent.map_or_else(|| "NULL".to_owned(), id_literal)
}

/// Returns the statement that inserts the given rows.
fn insert(
    schema: &str,
    operation: &Operation,
    fixed: &[(&'static str, String)],
    targets: &[Target],
) -> String {
    let stamps = operation.stamps();
    let written = operation.written().map(|column| column.name);
    let names = [operation.table.id.name].into_iter().chain(operation.link());
    let names = names.chain(fixed.iter().map(|(name, _)| *name)).chain(written).chain(stamps.iter().copied());
    let rows = targets.iter().map(|target| {
        let values = std::iter::once(id_literal(target.id)).chain(operation.link().map(|_| parent(target)));
        let values = values.chain(fixed.iter().map(|(_, value)| value.clone()));
        let cells = operation.written().zip(&target.after).map(|(column, cell)| value(column, cell));
        format!(
            "\n    ({})",
            join(values.chain(cells).chain(stamps.iter().map(|_| "now()".to_owned())), ", ")
        )
    });
    format!(
        "INSERT INTO {} ({}){} VALUES{}",
        qualified(schema, operation.table.physical),
        join(names.map(identifier), ", "),
        operation.table.id.sort.overriding(),
        join(rows, ",")
    )
}

/// Returns the statements that insert all rows and then check their number, since a trigger or a rule can discard rows
/// without an error.
fn insert_all(
    schema: &str,
    operation: &Operation,
    fixed: &[(&'static str, String)],
    targets: &[Target],
) -> String {
    let message = literal(&format!("a trigger or a rule prevents inserts into {}", operation.table.physical));
    format!(
        "  {};\n  GET DIAGNOSTICS wares_at = ROW_COUNT;\n  IF wares_at <> {} THEN RAISE EXCEPTION {message}; END IF;\n",
        insert(schema, operation, fixed, targets),
        targets.len()
    )
}

/// Returns the statement that updates or deletes one row, if the row still has the values that the plan expects.
fn statement(schema: &str, operation: &Operation, target: &Target) -> String {
    let name = qualified(schema, operation.table.physical);
    let condition = as_planned(operation, target);
    let stamps = operation.stamps().into_iter().map(|stamp| format!("{} = now()", identifier(stamp)));
    let sets: Vec<String> = match (operation.action, operation.table.soft_delete) {
        (Action::Delete, None) => return format!("DELETE FROM {name} WHERE {condition}"),
        (Action::Delete, Some(soft)) => {
            vec![format!("{} = {}", identifier(soft.column), soft.deletion_sql())]
        }
        _ => {
            let images = operation.written().zip(target.before.iter().zip(&target.after));
            let changed = images.filter(|(_, (before, after))| before != after);
            changed
                .map(|(column, (_, after))| format!("{} = {}", identifier(column.name), value(column, after)))
                .collect()
        }
    };
    format!("UPDATE {name} SET {} WHERE {condition}", join(sets.into_iter().chain(stamps), ", "))
}

/// Returns a single statement that deletes all rows, because they may refer to each other. Foreign keys are checked
/// after each statement.
fn delete_together(schema: &str, operation: &Operation, targets: &[Target]) -> String {
    let name = qualified(schema, operation.table.physical);
    let conditions =
        join(targets.iter().map(|target| format!("({})", as_planned(operation, target))), "\n    OR ");
    let message = literal(&format!("rows of {} differ from the plan", operation.table.physical));
    let count = targets.len();
    format!(
        "  DELETE FROM {name} WHERE {conditions};\n  GET DIAGNOSTICS wares_at = ROW_COUNT;\n  \
         IF wares_at <> {count} THEN RAISE EXCEPTION {message}; END IF;\n"
    )
}

/// Returns the condition that a row has the values that the plan expects before the change.
fn as_planned(operation: &Operation, target: &Target) -> String {
    let id = format!("{} = {}", identifier(operation.table.id.name), id_literal(target.id));
    // A row that was marked as deleted in the meantime is no longer as planned. A revived row is still marked, and its
    // mark is among the columns that are compared.
    let soft = operation
        .table
        .soft_delete
        .filter(|soft| !operation.written().any(|column| column.name == soft.column));
    let live = soft.map(|soft| soft.is_live(&identifier(soft.column)));
    let cells = operation.written().zip(&target.before);
    let same = cells
        .map(|(column, before)| column.kind.equality_sql(&identifier(column.name), &value(column, before)));
    join(std::iter::once(id).chain(live).chain(same), " AND ")
}

/// Returns a value as SQL.
fn value(column: &Column, value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Int(_) => value.to_string(),
        Value::Decimal(number) if matches!(column.kind, Type::Decimal) => number.to_string(),
        Value::Id(id) => id_literal(*id),
        value => column.kind.encode(value).map_or_else(|| "NULL".to_owned(), |text| literal(&text)),
    }
}
