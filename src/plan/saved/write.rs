//! Saves a plan, resource by resource.

mod head;

use super::super::Plan;
use super::checksum::Summing;
use super::format::{self, Origin};
use super::values::{cells, id, key, value};
use super::{FORMAT_VERSION, read_text};
use crate::diagnostic::Place;
use crate::diff::{Action, Cause, DeletionReason, FieldChange, ResourceChange, RowChange, Verb};
use crate::live::LiveRow;
use crate::source::Positions;
use crate::table::{Id, Key, Row};
use foldhash::HashMap;
use serde_json::{Map, Value as Json};
use std::io::{self, Write};

/// Writes a plan and returns its checksum.
///
/// # Errors
/// Returns the error of the writer.
pub fn write(plan: &Plan, origin: &Origin, positions: &dyn Positions, out: impl Write) -> io::Result<String> {
    let mut out = Summing::new(out);
    write!(out, "{{\"format_version\":{FORMAT_VERSION},\n\"plan\":")?;
    serde_json::to_writer(&mut out, &head::head(plan, origin))?;
    write!(out, ",\n\"resources\":[")?;
    let mut read = by_resource(plan);
    for (number, resource) in plan.resources.iter().enumerate() {
        let rows = read.remove(&number).unwrap_or_default();
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &Writer { plan, positions }.resource(resource, &rows))?;
    }
    write!(out, "\n],\n")?;
    out.finish()
}

/// Returns the rows as they were read, by the index of the resource to which they belong.
fn by_resource(plan: &Plan) -> HashMap<usize, Vec<&LiveRow>> {
    let mut roots: HashMap<(&str, Id), usize> = HashMap::default();
    let mut keys: HashMap<(&str, Key), usize> = HashMap::default();
    for (number, resource) in plan.resources.iter().enumerate() {
        roots.extend(resource.id.map(|id| ((resource.root.name, id), number)));
        keys.insert((resource.root.name, resource.key.clone()), number);
    }
    let mut owner: HashMap<(&str, Id), usize> = HashMap::default();
    let mut all: HashMap<usize, Vec<&LiveRow>> = HashMap::default();
    // Parents come before their children, so the resource of a parent is already known.
    for row in &plan.before {
        let parent = row.table.parent.as_ref().zip(row.parent);
        let number = match parent {
            Some((parent, id)) => owner.get(&(parent.table.name, id)),
            None => {
                roots.get(&(row.table.name, row.id)).or_else(|| keys.get(&(row.table.name, row.root_key())))
            }
        };
        // Always known: the plan keeps only rows of the resources that it changes.
        let number = number.copied().unwrap_or_default();
        owner.entry((row.table.name, row.id)).or_insert(number);
        all.entry(number).or_default().push(row);
    }
    all
}

/// Converts resources to the format of the file.
struct Writer<'a> {
    plan: &'a Plan,
    positions: &'a dyn Positions,
}

impl Writer<'_> {
    fn resource(&self, resource: &ResourceChange, read: &[&LiveRow]) -> format::Resource {
        let read = live(resource, read);
        format::Resource {
            action: action(resource.verb),
            kind: resource.kind.clone(),
            former_kind: resource.former_kind.clone(),
            table: resource.root.name.to_owned(),
            key: key(&resource.key),
            id: resource.id.map(id),
            former_id: resource.former_id.map(id),
            place: resource.document.map(|document| self.place(document.root(), true)),
            takes_rows_from: resource.takes_rows_from.as_ref().map(key),
            protect: resource.protect,
            drifted: resource.drifted,
            effect: resource.effect,
            impact: resource.impact.clone(),
            rows: resource.rows.iter().map(|row| self.row(resource, row)).collect(),
            fingerprint: (!read.is_empty()).then(|| read_text(&read)),
            read,
            kept: kept(resource),
            edits: resource.edits.iter().map(|(words, edit)| (words.clone(), field(edit))).collect(),
            notes: resource.notes.clone(),
        }
    }

    fn row(&self, resource: &ResourceChange, row: &RowChange) -> format::Row {
        let image = |it: &Option<_>| it.as_ref().map(|it| cells(row.table, Some(&row.key), it));
        let is_elsewhere = |place: Place| Some(place.document) != resource.document;
        format::Row {
            action: match row.action {
                Action::Insert => format::RowAction::Insert,
                Action::Update => format::RowAction::Update,
                Action::Delete => format::RowAction::Delete,
            },
            table: row.table.name.to_owned(),
            key: key(&row.key),
            id: row.id.map_or(Json::Null, id),
            parent: row.parent.filter(|_| row.action != Action::Insert).map(id),
            field: self.plan.kinds.words(&resource.kind, row.table, &row.key, row.cells()),
            place: row.place.map(|place| self.place(place, is_elsewhere(place))),
            before: image(&row.before),
            after: image(&row.after),
            fields: row.fields.iter().map(field).collect(),
            parked: self.parked(row),
            cause: cause(row.cause),
            note: row.note.map(|note| match note {
                DeletionReason::Duplicate => format::DeletionReason::Duplicate,
                DeletionReason::Dangling => format::DeletionReason::Dangling,
                DeletionReason::GoesWith => format::DeletionReason::GoesWith,
            }),
            effect: row.effect,
        }
    }

    /// Returns the temporary values that a row has while rows exchange keys, by column.
    fn parked(&self, row: &RowChange) -> Map<String, Json> {
        let places = row.id.and_then(|id| self.plan.parked.get(&(row.table.physical, id)));
        let places = places.into_iter().flatten();
        places.map(|(number, it)| (row.table.columns[*number].name.to_owned(), value(it))).collect()
    }

    fn place(&self, place: Place, names_file: bool) -> format::Place {
        let at = self.positions.position(place);
        format::Place {
            file: names_file.then(|| place.file().path().to_owned()),
            document: Some(place.document.serial).filter(|serial| names_file && *serial > 0),
            at: place.pointer.to_string(),
            line: at.line,
            column: at.column,
        }
    }
}

/// Returns the rows of a resource as they were read, in the order of the resource's rows. A duplicate must come after
/// the row that is kept.
fn live(resource: &ResourceChange, read: &[&LiveRow]) -> Vec<format::Read> {
    let at = |row: &LiveRow| (row.table.name, row.id, row.parent);
    let mut left: HashMap<_, &LiveRow> = read.iter().map(|row| (at(row), *row)).collect();
    let mut all = Vec::with_capacity(read.len());
    for stored in &resource.before {
        if let Some(row) = left.remove(&(stored.row.table.name, stored.id, stored.parent)) {
            all.push(one(row, Some(&stored.row.key)));
        }
    }
    all.extend(read.iter().filter(|row| left.contains_key(&at(row))).map(|row| one(row, None)));
    all
}

fn one(row: &LiveRow, path: Option<&Key>) -> format::Read {
    let values = cells(row.table, None, &row.cells);
    (row.table.name.to_owned(), id(row.id), row.parent.map(id), values, path.map(key))
}

/// Returns the rows that the ledger will store; `None` if the ledger forgets the resource.
fn kept(resource: &ResourceChange) -> Option<Vec<format::LedgerRow>> {
    let row =
        |row: &Row| (row.table.name.to_owned(), key(&row.key), cells(row.table, Some(&row.key), &row.cells));
    resource.existing_rows.as_ref().map(|rows| rows.iter().map(row).collect())
}

fn field(field: &FieldChange) -> format::Field {
    format::Field {
        column: field.column.0.name.to_owned(),
        before: value(&field.before),
        after: value(&field.after),
        applied: field.applied.as_ref().map(value),
        cause: cause(field.cause),
        effect: field.effect,
    }
}

fn cause(cause: Cause) -> format::Cause {
    match cause {
        Cause::Files => format::Cause::Files,
        Cause::Drift => format::Cause::Drift,
        Cause::Both => format::Cause::Both,
    }
}

fn action(verb: Verb) -> format::Action {
    match verb {
        Verb::Create => format::Action::Create,
        Verb::Adopt => format::Action::Adopt,
        Verb::Revive => format::Action::Revive,
        Verb::Change => format::Action::Change,
        Verb::Delete => format::Action::Delete,
        Verb::Release => format::Action::Release,
        Verb::Refresh => format::Action::Refresh,
    }
}
