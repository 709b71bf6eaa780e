//! Whether what a file says of a resource agrees with itself: what is shown, what guards look at and what is written are
//! different parts of it.

use crate::diff::{Action, Note, ResourceChange, RowChange, Verb};
use crate::live::LiveRow;
use crate::table::{Cells, Id, NULL, Type, Value};
use foldhash::HashMap;

/// Rows as they were read, by table and id.
type Read<'a> = HashMap<(&'static str, Id), &'a LiveRow>;

/// Holds that resources agree with themselves, and with the rows as they were read: a row that several of them share is
/// among those of one.
pub fn hold(resources: &[ResourceChange], read: &[LiveRow]) -> Result<(), String> {
    let read: Read<'_> = read.iter().map(|row| ((row.table.name, row.id), row)).collect();
    resources.iter().try_for_each(|resource| agree(resource, &read))
}

fn agree(resource: &ResourceChange, read: &Read<'_>) -> Result<(), String> {
    let is_odd = |row: &&RowChange| !agrees(row, read);
    if let Some(row) = resource.rows.iter().find(is_odd) {
        return Err(format!("a row of `{}` does not agree with itself: {}", resource.key, row.table.name));
    }
    match is_titled(resource) {
        true => Ok(()),
        false => Err(format!("what happens to `{}` does not agree with its rows", resource.key)),
    }
}

/// Whether the title of a resource says what happens to its root.
fn is_titled(resource: &ResourceChange) -> bool {
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

/// Whether a row was as it is said to have been, and the columns that are shown are those that change.
fn agrees(row: &RowChange, read: &Read<'_>) -> bool {
    let (Some(before), action) = (&row.before, row.action) else { return true };
    // What goes with others may be of a table that is read when it is needed.
    let was_read = match row.id.and_then(|id| read.get(&(row.table.name, id))) {
        Some(live) => is_same(row, before, live),
        None => row.note == Some(Note::GoesWith),
    };
    was_read
        && (action != Action::Update || row.after.as_ref().is_some_and(|after| shows(row, before, after)))
}

/// Whether a row before is the one that was read, but for references, which are named there by ids.
fn is_same(row: &RowChange, before: &Cells, live: &LiveRow) -> bool {
    let columns = row.table.columns.iter().enumerate();
    let mut plain = columns.filter(|(_, column)| !matches!(column.kind, Type::Reference(_)));
    plain.all(|(number, _)| value(before, number) == value(&live.cells, number))
}

/// Whether the fields are the columns that differ.
fn shows(row: &RowChange, before: &Cells, after: &Cells) -> bool {
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
