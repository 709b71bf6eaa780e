//! What a file says, as the values that it was made of.

use super::super::{Header, Plan, Tripped, deleted_by, guards, ids, ledger, operation, parking, snapshot};
use super::form;
use super::values::{read_cells, read_id, read_key, read_value};
use super::{Places, Saved, read_text};
use crate::diagnostic::{DocumentId, File, Place, Pointer};
use crate::diff::{Action, Cause, ColumnRef, FieldChange, Note, Refusal, ResourceChange, RowChange, Verb};
use crate::kinds::{Defaults, Kinds};
use crate::live::{Asked, Foreign, LiveRow, Scopes, Stored};
use crate::model::StandIns;
use crate::source::Position;
use crate::table::{Cells, Column, Id, Key, Row, Table, Value};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

/// A plan on its way out of a file.
pub struct Restoring {
    kinds: Arc<Kinds>,
    resources: Vec<ResourceChange>,
    before: Vec<LiveRow>,
    parked: parking::Parked,
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
            parked: parking::Parked::default(),
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
    pub fn add(&mut self, it: form::Resource) -> Restored<()> {
        let root = self.table(&it.table)?;
        let is_kind = |name: &str| self.kinds.find(name).is_some();
        if let Some(unknown) = Some(&it.kind).filter(|name| !is_kind(name)) {
            return Err(no(&format!("the kind `{unknown}`")));
        }
        if it.fingerprint != (!it.read.is_empty()).then(|| read_text(&it.read)) {
            return Err("the rows of a resource are not those of its fingerprint".to_owned());
        }
        let mut before = Vec::new();
        for read in &it.read {
            let row = self.live(read)?;
            before.extend(stored(&row, read)?);
            self.before.push(row);
        }
        let document = it.place.as_ref().map(|place| self.place(place, None)).transpose()?;
        let document = document.map(|place| place.document);
        let id = |it: &Option<Json>| {
            it.as_ref().map(|it| read_id(root, it).ok_or_else(|| no("an id"))).transpose()
        };
        let (id, former_id) = (id(&it.id)?, id(&it.former_id)?);
        let rows = it.rows.iter().map(|row| self.row(row, document)).collect::<Restored<Vec<_>>>()?;
        let kept = it.kept.map(|rows| rows.iter().map(|row| self.kept(row)).collect::<Restored<Vec<_>>>());
        let kept = kept.transpose()?;
        let edit = |(words, edit): &(String, form::Field)| Ok((words.clone(), self.edit(edit)?));
        self.resources.push(ResourceChange {
            verb: verb(it.action),
            kind: it.kind,
            former_kind: it.former_kind,
            protect: it.protect,
            root,
            key: read_key(root, &it.key).ok_or_else(|| no("a key"))?,
            document,
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

    fn live(&self, (table, id, parent, values, _): &form::Read) -> Restored<LiveRow> {
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

    fn kept(&self, (table, key, values): &form::Kept) -> Restored<Row> {
        let table = self.table(table)?;
        let key = read_key(table, key).ok_or_else(|| no("a key"))?;
        let cells = cells(table, Some(&key), values)?;
        Ok(Row { table, key, cells, place: None })
    }

    fn row(&mut self, it: &form::Row, document: Option<DocumentId>) -> Restored<RowChange> {
        let table = self.table(&it.table)?;
        let key = read_key(table, &it.key).ok_or_else(|| no("a key"))?;
        let id = read_id(table, &it.id).ok_or_else(|| no("an id"))?;
        let image = |values: &Option<Map<String, Json>>| {
            values.as_ref().map(|values| cells(table, Some(&key), values)).transpose()
        };
        let (before, after) = (image(&it.before)?, image(&it.after)?);
        let action = match (it.action, &before, &after) {
            (form::RowAction::Insert, None, Some(_)) => Action::Insert,
            (form::RowAction::Update, Some(_), Some(_)) => Action::Update,
            (form::RowAction::Delete, Some(_), None) => Action::Delete,
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
    fn edit(&self, it: &form::Field) -> Restored<FieldChange> {
        let tables = self.kinds.tables().managed().iter();
        let found =
            tables.filter_map(|table| column(table, &it.column).ok()).find_map(|(_, c)| field(c, it).ok());
        found.ok_or_else(|| no(&format!("the column `{}`", it.column)))
    }

    fn place(&mut self, it: &form::Place, document: Option<DocumentId>) -> Restored<Place> {
        let own = it
            .file
            .as_ref()
            .map(|file| DocumentId { file: File::new(file), serial: it.document.unwrap_or_default() });
        let document = own.or(document).ok_or_else(|| no("the file of a place"))?;
        let place = document.at(Pointer::parse(&it.at));
        self.places.0.insert(place, Position { line: it.line, column: it.column });
        Ok(place)
    }

    /// The plan.
    pub fn finish(mut self, head: form::Head, checksum: String) -> Restored<Saved> {
        let tables = self.kinds.clone();
        let tables = tables.tables();
        let known = head.references.iter().map(|it| self.reference(it));
        let mut known = known.collect::<Restored<ids::Known>>()?;
        for row in self.resources.iter_mut().flat_map(|resource| &mut resource.rows) {
            if let Some(id) = row.id {
                known.entry((row.table.name, row.key.clone())).or_insert(id);
            }
        }
        let new = self.resources.iter_mut().flat_map(|resource| &mut resource.rows);
        for row in new.filter(|row| row.action == Action::Insert) {
            row.parent = ids::parent_id(row, &known);
        }
        let header = header(&head)?;
        let defaults = self.defaults(&head)?;
        let (remember, forget) = ledger::entries(&self.resources, &known, &header.catalog);
        let plan = Plan {
            id: Uuid::from_str(&head.id).map_err(|_| no("the plan's id"))?,
            hash: head.hash.clone(),
            unchanged: head.unchanged,
            operations: operation::operations(&self.resources, &defaults, tables, &self.parked),
            parked: self.parked.clone(),
            remember,
            forget,
            scopes: self.scopes(&head)?,
            foreign: head.foreign.as_ref().map(|it| Foreign { count: it.count, counted: it.counted }),
            roots: snapshot::roots(&self.resources),
            deleted: deleted_by(&self.resources),
            asked: self.asked(&head.asked)?,
            holders: self.holders(&head)?,
            guards: head.guards.clone(),
            owned: head.owned.clone(),
            tripped: head.tripped.iter().map(tripped).collect::<Restored<_>>()?,
            refusals: Vec::new(),
            header,
            defaults,
            known,
            kinds: self.kinds,
            resources: self.resources,
            before: self.before,
        };
        Ok(Saved { plan, origin: head.origin, places: self.places, checksum })
    }

    /// The id of a row by its key.
    fn reference(&self, (table, key, id): &(String, Json, Json)) -> Restored<((&'static str, Key), Id)> {
        let tables = self.kinds.tables();
        let lookup = tables.lookups().iter().copied().find(|lookup| lookup.name == table);
        let table = tables.find(table).or(lookup).ok_or_else(|| no(&format!("the table `{table}`")))?;
        let (key, id) = read_key(table, key).zip(read_id(table, id)).ok_or_else(|| no("a reference"))?;
        Ok(((table.name, key), id))
    }

    fn defaults(&self, head: &form::Head) -> Restored<Defaults> {
        let mut defaults = Defaults::default();
        for (name, values) in &head.defaults {
            let table = self.table(name)?;
            for (name, value) in values {
                let (_, column) = column(table, name)?;
                defaults.set(table, column, of(column, value)?);
            }
        }
        Ok(defaults)
    }

    fn scopes(&self, head: &form::Head) -> Restored<Scopes> {
        let mut scopes = Scopes::default();
        for scope in self.kinds.tables().scopes() {
            let Some(ids) = head.scopes.get(scope.name) else { continue };
            let ids = ids.iter().map(|id| read_id(scope.table.table(), id).ok_or_else(|| no("an id")));
            scopes.bind(scope, ids.collect::<Restored<_>>()?);
        }
        Ok(scopes)
    }

    fn asked(&self, it: &form::Asked) -> Restored<Asked> {
        let all = |by_table: &BTreeMap<String, Vec<Json>>| {
            let one = |(table, ids): (&String, &Vec<Json>)| {
                let table = self.table(table)?;
                let ids = ids.iter().map(|id| read_id(table, id).ok_or_else(|| no("an id")));
                Ok((table.name, ids.collect::<Restored<_>>()?))
            };
            by_table.iter().map(one).collect::<Restored<_>>()
        };
        Ok(Asked {
            rows: all(&it.rows)?,
            ladders: all(&it.ladders)?,
            exchanged: all(&it.exchanged)?,
            ids: it.ids.iter().map(|it| self.reference(it)).collect::<Restored<_>>()?,
            ended: it.ended.iter().cloned().collect(),
        })
    }

    fn holders(&self, head: &form::Head) -> Restored<BTreeSet<(super::super::Root, Id)>> {
        let one = |(table, id, holder): &(String, Json, Json)| {
            let table = self.table(table)?;
            let above =
                table.parent.as_ref().map(|parent| parent.table.table()).ok_or_else(|| no("a holder"))?;
            let ids = read_id(table, id).zip(read_id(above, holder));
            let (id, holder) = ids.ok_or_else(|| no("an id"))?;
            Ok(((table.name, id), holder))
        };
        head.holders.iter().map(one).collect()
    }
}

/// A row that was read, under its key, if it has one.
fn stored(live: &LiveRow, (.., path): &form::Read) -> Restored<Option<Stored>> {
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

fn header(head: &form::Head) -> Restored<Header> {
    let base = head.base.as_deref().map(Uuid::from_str).transpose().map_err(|_| no("the last migration"))?;
    let open_margin = Decimal::from_str(&head.open_margin).map_err(|_| no("the end of a range"))?;
    Ok(Header {
        catalog: head.origin.catalog.clone(),
        schema: head.origin.database.schema.clone(),
        database: head.origin.database.description.clone(),
        base,
        stand_ins: StandIns { unlimited: head.unlimited, open_margin },
        ledger: head.ledger,
        is_private: head.origin.database.is_private,
    })
}

fn tripped(it: &form::Tripped) -> Restored<Tripped> {
    let code = guards().into_iter().map(|guard| guard.code().as_str()).find(|code| *code == it.code);
    let code = code.ok_or_else(|| no(&format!("the code `{}`", it.code)))?;
    let refusal = Refusal { message: it.message.clone(), help: it.help.clone() };
    Ok(Tripped { category: it.category, code, refusal, is_allowed: true })
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

fn field(column: &'static Column, it: &form::Field) -> Restored<FieldChange> {
    Ok(FieldChange {
        column: ColumnRef(column),
        before: of(column, &it.before)?,
        after: of(column, &it.after)?,
        applied: it.applied.as_ref().map(|it| of(column, it)).transpose()?,
        cause: cause(it.cause),
        effect: it.effect,
    })
}

fn cause(cause: form::Cause) -> Cause {
    match cause {
        form::Cause::Files => Cause::Files,
        form::Cause::Drift => Cause::Drift,
        form::Cause::Both => Cause::Both,
    }
}

fn note(note: form::Note) -> Note {
    match note {
        form::Note::Duplicate => Note::Duplicate,
        form::Note::Dangling => Note::Dangling,
        form::Note::GoesWith => Note::GoesWith,
    }
}

fn verb(action: form::Action) -> Verb {
    match action {
        form::Action::Create => Verb::Create,
        form::Action::Adopt => Verb::Adopt,
        form::Action::Revive => Verb::Revive,
        form::Action::Change => Verb::Change,
        form::Action::Delete => Verb::Delete,
        form::Action::Release => Verb::Release,
        form::Action::Refresh => Verb::Refresh,
    }
}
