//! The hash of a plan, and the ids of new rows.
//!
//! A new id consists of 48 bits of the plan's hash and the ordinal of the row. Parents have lower ordinals than their
//! children, and children are in the order of their parents. So the same change on the same base makes the same plan on
//! every machine, and no id is used twice. Rows that are written together are close together in every index. If a
//! sequence generates the ids of a table, the plan holds the ordinals, and apply draws a number for each ordinal.

use super::Header;
use crate::diff::{Action, Changes, ResourceChange, RowChange};
use crate::kinds::Defaults;
use crate::live::Live;
use crate::table::{Id, IdSort, Key, Table, Tables, Type, Value, ledger_record};
use foldhash::HashMap;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The ids of existing and new rows that other rows can refer to, by table and key.
pub type Known = HashMap<(&'static str, Key), Id>;

/// Returns a hash of the catalog, its last migration, and the changes. The hash covers natural keys and not ids, since
/// new ids are derived from it.
pub fn hash(header: &Header, resources: &[ResourceChange], defaults: &Defaults) -> String {
    let mut text = String::new();
    // With the last migration in it, the same change gets other ids when it is made again later.
    let base = header.last_migration.map(|id| id.to_string()).unwrap_or_default();
    ledger_record::string_array(&mut text, &[&header.catalog, &header.schema, &base]);
    // Computed in parallel, but joined in order: the hash must be the same on every machine.
    let digests: Vec<String> = resources.par_iter().map(|resource| digest(resource, defaults)).collect();
    digests.iter().for_each(|digest| text.push_str(digest));
    ledger_record::fingerprint(&text)
}

/// Returns the fingerprint of the changes to one resource.
fn digest(resource: &ResourceChange, defaults: &Defaults) -> String {
    let mut text = String::new();
    ledger_record::string_array(
        &mut text,
        &[&format!("{:?}", resource.verb), resource.root.name, &resource.kind],
    );
    ledger_record::key(&mut text, &resource.key);
    for row in &resource.rows {
        ledger_record::string_array(&mut text, &[&format!("{:?}", row.action), row.table.name]);
        ledger_record::key(&mut text, &row.key);
        ledger_record::cells(&mut text, row.table, row.before.as_ref());
        // With the defaults: another manifest may fill the same new row differently.
        ledger_record::cells(&mut text, row.table, row.image_after(defaults).as_ref());
    }
    // What the ledger will store is part of the migration, even if no billing row changes.
    for row in resource.existing_rows.iter().flatten() {
        ledger_record::image(&mut text, row.table, None, &row.key, &row.cells, |_| true);
    }
    ledger_record::fingerprint(&text)
}

/// Returns the next hash for the same changes. It is needed if the database already has ids made from `hash`, for
/// example because the ledger was lost.
pub fn next_hash(hash: &str) -> String {
    ledger_record::fingerprint(hash)
}

/// Returns the lowest and the highest id that can be made from a hash; `None` if a sequence generates the ids.
pub fn bounds(sort: IdSort, hash: &str) -> Option<(Id, Id)> {
    let bound = |ordinal| Id::new(sort, bytes(hash, ordinal), ordinal);
    // A number from a sequence says nothing about the plan that drew it.
    (sort != IdSort::Sequence).then(|| (bound(0), bound(u32::MAX)))
}

/// Returns the id of the migration. Its ordinal is 0, which no row has.
pub fn migration(hash: &str) -> Uuid {
    Uuid::new_v8(bytes(hash, 0))
}

/// Returns the bytes of an id: the first 48 bits of a hash, then zeros, then the ordinal. `hash` consists of
/// hexadecimal digits.
fn bytes(hash: &str, ordinal: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (index, byte) in bytes.iter_mut().take(6).enumerate() {
        *byte = u8::from_str_radix(hash.get(index * 2..index * 2 + 2).unwrap_or_default(), 16)
            .unwrap_or_default();
    }
    bytes[12..].copy_from_slice(&ordinal.to_be_bytes());
    bytes
}

/// Returns the tables whose rows other rows can refer to: root tables, parents, and targets of reference columns.
fn referable(tables: &Tables) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    for table in tables.managed() {
        names.extend(table.parent.as_ref().map(|parent| parent.table.table().name));
        names.extend(table.columns.iter().filter_map(|column| match column.kind {
            Type::Reference(target) => Some(target.table().name),
            _ => None,
        }));
        names.extend(table.parent.is_none().then_some(table.name));
    }
    names
}

/// Returns the ids of existing rows that other rows can refer to, by table and key.
pub fn known(changes: &Changes, live: &Live, tables: &Tables) -> Known {
    let referable = referable(tables);
    let mut known: Known = changes.roots.iter().map(|(at, id)| (at.clone(), *id)).collect();
    let stored = changes.resources.iter().flat_map(|resource| &resource.before);
    // Prices and properties are most of the rows, and nothing refers to them.
    for stored in stored.filter(|stored| referable.contains(stored.row.table.name)) {
        // The first row with a key is the one that stays; duplicates that are deleted come after it.
        known.entry((stored.row.table.name, stored.row.key.clone())).or_insert(stored.id);
    }
    for ((table, key), ids) in live.lookups.iter() {
        // A name that several rows have identifies none of them.
        if let [id] = ids.as_slice() {
            known.insert((*table, key.clone()), *id);
        }
    }
    known
}

/// Sets the id and the parent's id of every new row. Adds to `known` the ids of new rows that other rows can refer to.
pub fn assign(resources: &mut [ResourceChange], known: &mut Known, hash: &str, tables: &Tables) {
    let referable = referable(tables);
    // 0 is the ordinal of the migration itself.
    let mut ordinal = 0;
    let mut inserted = inserted(resources);
    for table in tables.parents_first() {
        let Some(mut rows) = inserted.remove(table.name) else { continue };
        // A key begins with the key of the parent, so children come in the order of their parents.
        rows.par_sort_by(|a, b| a.key.cmp(&b.key));
        // Two resources that share a parent row and want the same row below it get one row.
        let mut shared: HashMap<(Option<Id>, Vec<Value>), Id> = HashMap::default();
        for row in rows {
            // Tables come after those of their parents, so a new parent already has its id.
            let parent = parent_id(row, known);
            let mut new = || {
                ordinal += 1;
                Id::new(table.id.sort, bytes(hash, ordinal), ordinal)
            };
            let own_key = &row.key.parts()[row.key.len() - table.key.len()..];
            let id = match table.is_below_shared() {
                true => *shared.entry((parent, own_key.to_vec())).or_insert_with(new),
                false => new(),
            };
            row.id = Some(id);
            row.parent = parent;
            if referable.contains(table.name) {
                known.insert((table.name, row.key.clone()), id);
            }
        }
    }
}

/// Returns the new rows, by the name of their table.
fn inserted(resources: &mut [ResourceChange]) -> BTreeMap<&'static str, Vec<&mut RowChange>> {
    let mut inserted: BTreeMap<&'static str, Vec<&mut RowChange>> = BTreeMap::new();
    let rows = resources.iter_mut().flat_map(|resource| &mut resource.rows);
    for row in rows.filter(|row| row.action == Action::Insert) {
        inserted.entry(row.table.name).or_default().push(row);
    }
    inserted
}

/// Returns the id of a new row's parent; `None` if the row has no parent, or the parent's id is not known.
pub(super) fn parent_id(row: &RowChange, known: &Known) -> Option<Id> {
    let parent = row.table.parent.as_ref()?;
    let key = row.key.prefix(row.key.len() - row.table.key.len());
    known.get(&(parent.table.name, key)).copied()
}

/// The numbers that were drawn from sequences for new rows, by ordinal.
#[derive(Debug, Default)]
pub struct DrawnNumbers {
    numbers: HashMap<u32, i64>,
    marker: String,
}

impl DrawnNumbers {
    /// Returns a `DrawnNumbers` without numbers, for text that is produced before any number is drawn. In such text, a
    /// marker and the ordinal represent each number. The marker contains the plan's hash, so it cannot occur in the
    /// plan's own values.
    pub(super) fn marked(hash: &str) -> Self {
        Self { numbers: HashMap::default(), marker: format!("wares:{hash}:") }
    }

    /// Adds the number that was drawn for an ordinal.
    pub fn add(&mut self, ordinal: u32, number: i64) {
        self.numbers.insert(ordinal, number);
    }

    /// The marker that comes before each ordinal in text.
    pub(super) fn marker(&self) -> &str {
        &self.marker
    }

    /// If the id is an ordinal, returns the number that was drawn for it. Returns any other id unchanged.
    pub fn id(&self, id: Id) -> Id {
        match id {
            // Without a number it stays an ordinal, as in a script, which draws the numbers when it runs.
            Id::FromSequence(ordinal) => self.numbers.get(&ordinal).copied().map_or(id, Id::Number),
            id => id,
        }
    }

    /// Returns an id as text. For an ordinal, this is the drawn number, or the marker and the ordinal if no number was
    /// drawn.
    pub(super) fn text(&self, id: Id) -> String {
        match self.id(id) {
            Id::FromSequence(ordinal) => format!("{}{ordinal}:", self.marker),
            id => id.to_string(),
        }
    }
}

impl super::Plan {
    /// Returns the ordinals of the new rows whose numbers must be drawn from a sequence, by table.
    pub fn to_draw(&self) -> Vec<(&'static Table, Vec<u32>)> {
        let mut tables: BTreeMap<&'static str, (&'static Table, BTreeSet<u32>)> = BTreeMap::new();
        for row in self.resources.iter().flat_map(|resource| &resource.rows) {
            if let (Action::Insert, Some(Id::FromSequence(ordinal))) = (row.action, row.id) {
                // By physical table: all slices of a table draw from its one sequence.
                let (_, ordinals) = tables.entry(row.table.physical).or_insert((row.table, BTreeSet::new()));
                ordinals.insert(ordinal);
            }
        }
        tables.into_values().map(|(table, ordinals)| (table, ordinals.into_iter().collect())).collect()
    }
}
