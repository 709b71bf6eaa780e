//! What a file says, as the values that it was made of.

mod consistent;
mod head;

use super::super::key_swaps;
use super::format;
use super::values::{read_cells, read_id, read_key, read_value};
use super::{Places, read_text};
use crate::diagnostic::{DocumentId, File, Place, Pointer};
use crate::diff::{Action, Cause, ColumnRef, FieldChange, Note, ResourceChange, RowChange, Verb};
use crate::kinds::Kinds;
use crate::live::{LiveRow, Stored};
use crate::source::Position;
use crate::table::{Cells, Column, Key, Row, Table, Value};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// A plan on its way out of a file.
pub struct Restoring {
    kinds: Arc<Kinds>,
    resources: Vec<ResourceChange>,
    before: Vec<LiveRow>,
    parked: key_swaps::Parked,
    places: Places,
}

/// What this version does not know, or cannot be.
type Restored<T> = Result<T, String>;

fn no(what: &str) -> String {
    format!("{what} is not known")
}

impl Restoring {
    /// A plan of which nothing was read yet.
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
        // What goes with a deleted row may be of a table that no kind manages.
        let companions = self.kinds.companions().into_iter().map(|companion| companion.table);
        let table =
            self.kinds.tables().find(name).or_else(|| companions.into_iter().find(|it| it.name == name));
        table.ok_or_else(|| no(&format!("the table `{name}`")))
    }

    /// Adds a resource.
    pub fn add(&mut self, it: format::Resource) -> Restored<()> {
        if it.fingerprint != (!it.read.is_empty()).then(|| read_text(&it.read)) {
            return Err("the rows of a resource are not those of its fingerprint".to_owned());
        }
        let root = self.table(&it.table)?;
        let before = self.read(&it.read)?;
        let document = it.place.as_ref().map(|place| self.place(place, None)).transpose()?;
        let document = document.map(|place| place.document);
        let id = |it: &Option<Json>| {
            it.as_ref().map(|it| read_id(root, it).ok_or_else(|| no("an id"))).transpose()
        };
        let (id, former_id) = (id(&it.id)?, id(&it.former_id)?);
        let rows = it.rows.iter().map(|row| self.row(row, document)).collect::<Restored<Vec<_>>>()?;
        let kept = it.kept.map(|rows| rows.iter().map(|row| self.kept(row)).collect::<Restored<Vec<_>>>());
        let kept = kept.transpose()?;
        let from = it.takes_rows_from.as_ref();
        let takes_rows_from = from.map(|from| read_key(root, from).ok_or_else(|| no("a key"))).transpose()?;
        let edit = |(words, edit): &(String, format::Field)| Ok((words.clone(), self.edit(edit)?));
        self.resources.push(ResourceChange {
            verb: verb(it.action),
            kind: it.kind,
            former_kind: it.former_kind,
            protect: it.protect,
            root,
            key: read_key(root, &it.key).ok_or_else(|| no("a key"))?,
            document,
            takes_rows_from,
            id,
            former_id,
            rows,
            before,
            kept,
            drifted: it.drifted,
            edits: it.edits.iter().map(edit).collect::<Restored<_>>()?,
            notes: it.notes,
            effect: it.effect,
            impact: it.impact,
        });
        Ok(())
    }

    /// Adds rows as they were read. Returns those that have a key.
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
            (Some(id), Some(above)) => Some(read_id(above, id).ok_or_else(|| no("an id"))?),
            (None, _) => None,
            (Some(_), None) => return Err(no("the parent of a root")),
        };
        let id = read_id(table, id).ok_or_else(|| no("an id"))?;
        Ok(LiveRow { table, id, parent, cells: cells(table, None, values)? })
    }

    fn kept(&self, (table, key, values): &format::Kept) -> Restored<Row> {
        let table = self.table(table)?;
        let key = read_key(table, key).ok_or_else(|| no("a key"))?;
        let cells = cells(table, Some(&key), values)?;
        Ok(Row { table, key, cells, place: None })
    }

    fn row(&mut self, it: &format::Row, document: Option<DocumentId>) -> Restored<RowChange> {
        let table = self.table(&it.table)?;
        let key = read_key(table, &it.key).ok_or_else(|| no("a key"))?;
        let id = read_id(table, &it.id).ok_or_else(|| no("an id"))?;
        let image = |values: &Option<Map<String, Json>>| {
            values.as_ref().map(|values| cells(table, Some(&key), values)).transpose()
        };
        let (before, after) = (image(&it.before)?, image(&it.after)?);
        let action = match (it.action, &before, &after) {
            (format::RowAction::Insert, None, Some(_)) => Action::Insert,
            (format::RowAction::Update, Some(_), Some(_)) => Action::Update,
            (format::RowAction::Delete, Some(_), None) => Action::Delete,
            _ => return Err(no("what happens to a row")),
        };
        let above = table.parent.as_ref().map(|parent| parent.table.table());
        let parent = it.parent.as_ref().zip(above);
        let parent = parent.map(|(id, above)| read_id(above, id).ok_or_else(|| no("an id"))).transpose()?;
        if !it.parked.is_empty() {
            let places = it.parked.iter().map(|(name, it)| {
                let (number, column) = column(table, name)?;
                Ok((number, of(column, it)?))
            });
            self.parked.insert((table.physical, id), places.collect::<Restored<_>>()?);
        }
        let place = it.place.as_ref().map(|place| self.place(place, document)).transpose()?;
        Ok(RowChange {
            action,
            table,
            key,
            id: Some(id),
            parent,
            before,
            after,
            fields: it
                .fields
                .iter()
                .map(|it| field(column(table, &it.column)?.1, it))
                .collect::<Restored<_>>()?,
            cause: cause(it.cause),
            note: it.note.map(note),
            place,
            effect: it.effect,
        })
    }

    /// An edit of a resource that is deleted: of whichever of its tables.
    fn edit(&self, it: &format::Field) -> Restored<FieldChange> {
        let tables = self.kinds.tables().managed().iter();
        let found =
            tables.filter_map(|table| column(table, &it.column).ok()).find_map(|(_, c)| field(c, it).ok());
        found.ok_or_else(|| no(&format!("the column `{}`", it.column)))
    }

    fn place(&mut self, it: &format::Place, document: Option<DocumentId>) -> Restored<Place> {
        let own = it
            .file
            .as_ref()
            .map(|file| DocumentId { file: File::new(file), serial: it.document.unwrap_or_default() });
        let document = own.or(document).ok_or_else(|| no("the file of a place"))?;
        let place = document.at(Pointer::parse(&it.at));
        self.places.0.insert(place, Position { line: it.line, column: it.column });
        Ok(place)
    }
}

/// A row that was read, under its key, if it has one.
fn stored(live: &LiveRow, (.., path): &format::Read) -> Restored<Option<Stored>> {
    let Some(path) = path else { return Ok(None) };
    let (table, key) = (live.table, read_key(live.table, path).ok_or_else(|| no("a key"))?);
    let mut cells = live.cells.clone();
    // What names the row is known by its own key, as everything else of the plan is.
    let own = key.parts()[key.len() - table.key.len()..].iter();
    for (column, part) in table.key.iter().zip(own).filter(|(_, part)| matches!(part, Value::Key(_))) {
        cells.set(table.position(column), part.clone());
    }
    Ok(Some(Stored { row: Row { table, key, cells, place: None }, id: live.id, parent: live.parent }))
}

fn cells(table: &'static Table, key: Option<&Key>, values: &Map<String, Json>) -> Restored<Cells> {
    read_cells(table, key, values).ok_or_else(|| no(&format!("a value of the table `{}`", table.name)))
}

fn column(table: &'static Table, name: &str) -> Restored<(usize, &'static Column)> {
    let mut columns = table.columns.iter().enumerate();
    columns
        .find(|(_, column)| column.name == name)
        .ok_or_else(|| no(&format!("the column `{}.{name}`", table.name)))
}

fn of(column: &Column, it: &Json) -> Restored<Value> {
    read_value(column.kind, it).ok_or_else(|| no(&format!("a value of the column `{}`", column.name)))
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

fn note(note: format::Note) -> Note {
    match note {
        format::Note::Duplicate => Note::Duplicate,
        format::Note::Dangling => Note::Dangling,
        format::Note::GoesWith => Note::GoesWith,
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
