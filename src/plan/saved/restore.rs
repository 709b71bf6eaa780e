//! Restores a plan from its saved form.

mod consistent;
mod head;

use super::super::key_swaps;
use super::format;
use super::values::{read_cells, read_id, read_key, read_value};
use super::{Places, read_text};
use crate::diagnostic::{DocumentId, File, Place, Pointer};
use crate::diff::{Action, Cause, ColumnRef, DeletionReason, FieldChange, ResourceChange, RowChange, Verb};
use crate::kinds::Kinds;
use crate::live::{LiveRow, Stored};
use crate::source::Position;
use crate::table::{Cells, Column, Id, Key, Row, Table, Value};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// A plan that is being restored, resource by resource.
pub struct Restoring {
    kinds: Arc<Kinds>,
    resources: Vec<ResourceChange>,
    before: Vec<LiveRow>,
    parked: key_swaps::Parked,
    places: Places,
}

/// A restored value, or a message that says what is unknown or invalid in the file.
type Restored<T> = Result<T, String>;

fn unknown(what: &str) -> String {
    format!("unknown {what}")
}

fn invalid(what: &str) -> String {
    format!("invalid {what}")
}

impl Restoring {
    /// Creates a plan to which no resource has been added yet.
    pub fn new(kinds: &Arc<Kinds>) -> Self {
        Self {
            kinds: kinds.clone(),
            resources: Vec::new(),
            before: Vec::new(),
            parked: key_swaps::Parked::default(),
            places: Places::default(),
        }
    }

    fn table(&self, name: &str) -> Restored<&'static Table> {
        // A row that is deleted with another may be in a table that no kind manages.
        let companions = self.kinds.companions().into_iter().map(|companion| companion.table);
        let table =
            self.kinds.tables().find(name).or_else(|| companions.into_iter().find(|it| it.name == name));
        table.ok_or_else(|| unknown(&format!("table `{name}`")))
    }

    /// Adds a resource to the plan.
    pub fn add(&mut self, it: format::Resource) -> Restored<()> {
        // A correct checksum does not mean that the parts of the file agree.
        if it.fingerprint != (!it.read.is_empty()).then(|| read_text(&it.read)) {
            return Err("the rows of a resource do not match its fingerprint".to_owned());
        }
        let resource = self.resource(it)?;
        self.resources.push(resource);
        Ok(())
    }

    fn resource(&mut self, it: format::Resource) -> Restored<ResourceChange> {
        let root = self.table(&it.table)?;
        let before = self.read(&it.read)?;
        let document = it.place.as_ref().map(|place| self.place(place, None)).transpose()?;
        let document = document.map(|place| place.document);
        Ok(ResourceChange {
            verb: verb(it.action),
            kind: it.kind,
            former_kind: it.former_kind,
            protect: it.protect,
            root,
            key: valid_key(root, &it.key)?,
            document,
            takes_rows_from: it.takes_rows_from.map(|from| valid_key(root, &from)).transpose()?,
            id: it.id.map(|id| valid_id(root, &id)).transpose()?,
            former_id: it.former_id.map(|id| valid_id(root, &id)).transpose()?,
            rows: it.rows.iter().map(|row| self.row(row, document)).collect::<Restored<_>>()?,
            before,
            existing_rows: it.kept.map(|rows| rows.iter().map(|row| self.kept(row)).collect()).transpose()?,
            drifted: it.drifted,
            edits: it
                .edits
                .into_iter()
                .map(|(words, edit)| Ok((words, self.edit(&edit)?)))
                .collect::<Restored<_>>()?,
            notes: it.notes,
            effect: it.effect,
            impact: it.impact,
        })
    }

    /// Adds the rows that the plan has read from the database. Returns the rows that have a key.
    fn read(&mut self, rows: &[format::Read]) -> Restored<Vec<Stored>> {
        let mut keyed = Vec::new();
        for read in rows {
            let row = self.live(read)?;
            keyed.extend(stored(&row, read)?);
            self.before.push(row);
        }
        Ok(keyed)
    }

    fn live(&self, (table, id, parent, values, _): &format::Read) -> Restored<LiveRow> {
        let table = self.table(table)?;
        let above = table.parent.as_ref().map(|parent| parent.table.table());
        let parent = match (parent, above) {
            (Some(id), Some(above)) => Some(valid_id(above, id)?),
            (None, _) => None,
            (Some(_), None) => return Err(invalid("parent of a root row")),
        };
        let id = valid_id(table, id)?;
        // Not from the key: what was read has ids where the key has names.
        Ok(LiveRow { table, id, parent, cells: cells(table, None, values)? })
    }

    fn kept(&self, (table, key, values): &format::LedgerRow) -> Restored<Row> {
        let table = self.table(table)?;
        let key = valid_key(table, key)?;
        let cells = cells(table, Some(&key), values)?;
        Ok(Row { table, key, cells, place: None })
    }

    fn row(&mut self, it: &format::Row, document: Option<DocumentId>) -> Restored<RowChange> {
        let table = self.table(&it.table)?;
        let (key, id) = (valid_key(table, &it.key)?, valid_id(table, &it.id)?);
        let (before, after) = (image(table, &key, &it.before)?, image(table, &key, &it.after)?);
        let above = table.parent.as_ref().map(|parent| parent.table.table());
        let parent = it.parent.as_ref().zip(above).map(|(id, above)| valid_id(above, id)).transpose()?;
        if !it.parked.is_empty() {
            self.parked.insert((table.physical, id), parked(table, &it.parked)?);
        }
        let fields = it.fields.iter().map(|it| field(column(table, &it.column)?.1, it));
        Ok(RowChange {
            action: action(it.action, &before, &after)?,
            table,
            key,
            id: Some(id),
            parent,
            before,
            after,
            fields: fields.collect::<Restored<_>>()?,
            cause: cause(it.cause),
            note: it.note.map(note),
            place: it.place.as_ref().map(|place| self.place(place, document)).transpose()?,
            effect: it.effect,
        })
    }

    /// Restores an edit that someone made in the database to a resource that is deleted. The file does not name the
    /// table, so the first table that has the column is taken.
    fn edit(&self, it: &format::Field) -> Restored<FieldChange> {
        let tables = self.kinds.tables().managed().iter();
        let edit =
            tables.filter_map(|table| column(table, &it.column).ok()).find_map(|(_, c)| field(c, it).ok());
        edit.ok_or_else(|| unknown(&format!("column `{}`", it.column)))
    }

    /// Restores a location in the files. Remembers its line and column, since the files themselves need not exist.
    fn place(&mut self, it: &format::Place, document: Option<DocumentId>) -> Restored<Place> {
        let own = it
            .file
            .as_ref()
            .map(|file| DocumentId { file: File::new(file), serial: it.document.unwrap_or_default() });
        let document = own.or(document).ok_or_else(|| invalid("location: it names no file"))?;
        let place = document.at(Pointer::parse(&it.at));
        self.places.0.insert(place, Position { line: it.line, column: it.column });
        Ok(place)
    }
}

fn valid_id(table: &Table, it: &Json) -> Restored<Id> {
    read_id(table, it).ok_or_else(|| invalid("id"))
}

fn valid_key(table: &'static Table, it: &Json) -> Restored<Key> {
    read_key(table, it).ok_or_else(|| invalid("key"))
}

/// Restores the values of a row before or after the change; `None` if the row does not exist at that time.
fn image(table: &'static Table, key: &Key, values: &Option<Map<String, Json>>) -> Restored<Option<Cells>> {
    values.as_ref().map(|values| cells(table, Some(key), values)).transpose()
}

/// Restores the action of a row. The action must match the values: a new row has no old values, and a deleted row has
/// no new values.
fn action(action: format::RowAction, before: &Option<Cells>, after: &Option<Cells>) -> Restored<Action> {
    match (action, before, after) {
        (format::RowAction::Insert, None, Some(_)) => Ok(Action::Insert),
        (format::RowAction::Update, Some(_), Some(_)) => Ok(Action::Update),
        (format::RowAction::Delete, Some(_), None) => Ok(Action::Delete),
        _ => Err(invalid("action of a row")),
    }
}

/// Restores the temporary values of a row that exchanges keys with another row, each with the index of its column.
fn parked(table: &'static Table, values: &Map<String, Json>) -> Restored<Vec<(usize, Value)>> {
    let one = |(name, it): (&String, &Json)| {
        let (number, column) = column(table, name)?;
        Ok((number, of(column, it)?))
    };
    values.iter().map(one).collect()
}

/// Returns a row that was read, together with its key; `None` if the file has no key for the row.
fn stored(live: &LiveRow, (.., path): &format::Read) -> Restored<Option<Stored>> {
    let Some(path) = path else { return Ok(None) };
    let (table, key) = (live.table, valid_key(live.table, path)?);
    let mut cells = live.cells.clone();
    // The columns that name the row hold keys here, as everywhere else in the plan; the row as it was read holds ids.
    let own = key.parts()[key.len() - table.key.len()..].iter();
    for (column, part) in table.key.iter().zip(own).filter(|(_, part)| matches!(part, Value::Key(_))) {
        cells.set(table.position(column), part.clone());
    }
    Ok(Some(Stored { row: Row { table, key, cells, place: None }, id: live.id, parent: live.parent }))
}

fn cells(table: &'static Table, key: Option<&Key>, values: &Map<String, Json>) -> Restored<Cells> {
    read_cells(table, key, values).ok_or_else(|| invalid(&format!("value in the table `{}`", table.name)))
}

fn column(table: &'static Table, name: &str) -> Restored<(usize, &'static Column)> {
    let mut columns = table.columns.iter().enumerate();
    columns
        .find(|(_, column)| column.name == name)
        .ok_or_else(|| unknown(&format!("column `{}.{name}`", table.name)))
}

fn of(column: &Column, it: &Json) -> Restored<Value> {
    read_value(column.kind, it).ok_or_else(|| invalid(&format!("value in the column `{}`", column.name)))
}

fn field(column: &'static Column, it: &format::Field) -> Restored<FieldChange> {
    Ok(FieldChange {
        column: ColumnRef(column),
        before: of(column, &it.before)?,
        after: of(column, &it.after)?,
        applied: it.applied.as_ref().map(|it| of(column, it)).transpose()?,
        cause: cause(it.cause),
        effect: it.effect,
    })
}

fn cause(cause: format::Cause) -> Cause {
    match cause {
        format::Cause::Files => Cause::Files,
        format::Cause::Drift => Cause::Drift,
        format::Cause::Both => Cause::Both,
    }
}

fn note(note: format::DeletionReason) -> DeletionReason {
    match note {
        format::DeletionReason::Duplicate => DeletionReason::Duplicate,
        format::DeletionReason::Dangling => DeletionReason::Dangling,
        format::DeletionReason::GoesWith => DeletionReason::GoesWith,
    }
}

fn verb(action: format::Action) -> Verb {
    match action {
        format::Action::Create => Verb::Create,
        format::Action::Adopt => Verb::Adopt,
        format::Action::Revive => Verb::Revive,
        format::Action::Change => Verb::Change,
        format::Action::Delete => Verb::Delete,
        format::Action::Release => Verb::Release,
        format::Action::Refresh => Verb::Refresh,
    }
}
