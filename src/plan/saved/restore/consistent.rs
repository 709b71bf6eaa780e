//! Checks that the parts of a saved plan agree. A saved plan stores separately the fields that are shown, the changes
//! that guards check, and the rows that are written. So a file with a correct checksum may still contradict itself.

use crate::diff::{Action, DeletionReason, ResourceChange, RowChange, Verb};
use crate::live::LiveRow;
use crate::table::{Cells, Id, NULL, Type, Value};
use foldhash::HashMap;

/// The rows as they were read, by table and id.
type Read<'a> = HashMap<(&'static str, Id), &'a LiveRow>;

/// Returns an error unless every resource is consistent, both in itself and with the rows as they were read. Each
/// resource is compared with the rows of all resources, since a shared row is stored with only one of its resources.
pub fn check_consistency(resources: &[ResourceChange], read: &[LiveRow]) -> Result<(), String> {
    let read: Read<'_> = read.iter().map(|row| ((row.table.name, row.id), row)).collect();
    resources.iter().try_for_each(|resource| check_resource(resource, &read))
}

fn check_resource(resource: &ResourceChange, read: &Read<'_>) -> Result<(), String> {
    let contradicts = |row: &&RowChange| !agrees(row, read);
    if let Some(row) = resource.rows.iter().find(contradicts) {
        return Err(format!(
            "a row of `{}` in the table `{}` does not match the rest of the plan",
            resource.key, row.table.name
        ));
    }
    match is_verb_consistent(resource) {
        true => Ok(()),
        false => Err(format!("the action of `{}` does not match its rows", resource.key)),
    }
}

/// Whether the action of a resource, which the plan shows in the title, matches the change to the root row.
fn is_verb_consistent(resource: &ResourceChange) -> bool {
    // A duplicate of the root has the same key, but it is deleted, with a note that says so.
    let is_root =
        |row: &&RowChange| row.table == resource.root && row.key == resource.key && row.note.is_none();
    let root = resource.rows.iter().find(is_root).map(|row| row.action);
    match resource.verb {
        Verb::Create => root == Some(Action::Insert),
        Verb::Refresh | Verb::Release => resource.rows.is_empty(),
        Verb::Delete => matches!(root, Some(Action::Delete) | None),
        Verb::Adopt | Verb::Revive | Verb::Change => matches!(root, Some(Action::Update) | None),
    }
}

/// Whether the old values of a row are the values that were read. If the row is updated, its fields must also be
/// exactly the columns that change.
fn agrees(row: &RowChange, read: &Read<'_>) -> bool {
    // A new row has no old values that could be wrong.
    let (Some(before), action) = (&row.before, row.action) else { return true };
    // A row that is deleted with another may be in a table that is not read with the resource.
    let was_read = match row.id.and_then(|id| read.get(&(row.table.name, id))) {
        Some(live) => is_same(row, before, live),
        None => row.note == Some(DeletionReason::GoesWith),
    };
    was_read
        && (action != Action::Update
            || row.after.as_ref().is_some_and(|after| fields_match(row, before, after)))
}

/// Whether the old values of a row are the values that were read. References are not compared, because they are keys in
/// `before` and ids in `live`.
fn is_same(row: &RowChange, before: &Cells, live: &LiveRow) -> bool {
    let columns = row.table.columns.iter().enumerate();
    let mut plain = columns.filter(|(_, column)| !matches!(column.kind, Type::Reference(_)));
    plain.all(|(number, _)| value(before, number) == value(&live.cells, number))
}

/// Whether the fields of a row are exactly the columns whose values differ, and state these values.
fn fields_match(row: &RowChange, before: &Cells, after: &Cells) -> bool {
    (0..row.table.columns.len()).all(|number| {
        let name = row.table.columns[number].name;
        let field = row.fields.iter().find(|field| field.column.0.name == name);
        match field {
            Some(field) => (&field.before, &field.after) == (value(before, number), value(after, number)),
            None => value(before, number) == value(after, number),
        }
    })
}

fn value(cells: &Cells, number: usize) -> &Value {
    cells.get(number).unwrap_or(&NULL)
}
