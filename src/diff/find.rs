//! Finds the live root of each resource.

use super::{Problems, Refusal};
use crate::live::{Live, LiveRow, Resident};
use crate::table::{Id, Key, Row, Table, Tables, Type, Value};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The live rows by the ways in which they are looked for.
pub struct Index<'a> {
    /// Roots by table and id.
    pub roots: BTreeMap<(&'static str, Id), &'a LiveRow>,
    /// Roots by table and key.
    by_key: BTreeMap<(&'static str, Key), Vec<&'a LiveRow>>,
    /// Children by table, each table's in the order of their parents and of their own ids.
    children: BTreeMap<&'static str, Vec<(Id, &'a LiveRow)>>,
}

impl<'a> Index<'a> {
    /// Indexes what was read.
    pub fn new(live: &'a Live) -> Self {
        let mut index = Self { roots: BTreeMap::new(), by_key: BTreeMap::new(), children: BTreeMap::new() };
        for row in &live.rows {
            match row.parent {
                Some(parent) => index.children.entry(row.table.name).or_default().push((parent, row)),
                None => {
                    index.roots.insert((row.table.name, row.id), row);
                    index.by_key.entry((row.table.name, row.root_key())).or_default().push(row);
                }
            }
        }
        index.children.values_mut().for_each(|rows| {
            rows.shrink_to_fit();
            rows.par_sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.id.cmp(&b.id)));
        });
        index
    }

    /// The rows of a table that hang on a row, by id.
    pub fn children(&self, table: &Table, parent: Id) -> impl ExactSizeIterator<Item = &'a LiveRow> + '_ {
        let rows = self.children.get(table.name).map_or(&[][..], Vec::as_slice);
        let start = rows.partition_point(|(of, _)| *of < parent);
        let length = rows[start..].iter().take_while(|(of, _)| *of == parent).count();
        rows[start..start + length].iter().map(|(_, row)| *row)
    }

    /// A root.
    pub fn root(&self, table: &Table, id: Id) -> Option<&'a LiveRow> {
        self.roots.get(&(table.name, id)).copied()
    }

    /// The roots of a key.
    pub fn by_key(&self, table: &Table, key: &Key) -> &[&'a LiveRow] {
        self.by_key.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }
}

/// How a resource's live root was found.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// The ledger names it.
    Owned(&'a LiveRow),
    /// It exists in the database, but not in the ledger.
    Unowned(&'a LiveRow),
    /// It was deleted softly; whether it is the ledger's.
    Deleted(&'a LiveRow, bool),
    /// There is none; whether the ledger names one that is gone.
    Nothing(bool),
}

impl<'a> Found<'a> {
    /// The row.
    pub fn row(self) -> Option<&'a LiveRow> {
        match self {
            Self::Owned(row) | Self::Unowned(row) | Self::Deleted(row, _) => Some(row),
            Self::Nothing(_) => None,
        }
    }
}

/// A resource's live root, and the ledger's entry that speaks of it.
#[derive(Debug)]
pub struct Located<'a> {
    /// The root.
    pub found: Found<'a>,
    /// The entry.
    pub resident: Option<&'a Resident>,
}

/// What is needed to find live roots.
pub struct Finder<'a, 'b> {
    /// The live rows.
    pub index: &'b Index<'a>,
    /// The resources that the files name.
    pub wanted: &'b BTreeSet<(&'static str, Key)>,
    /// What the catalog owns, by root.
    pub owned: &'b BTreeMap<(&'static str, Id), &'a Resident>,
    /// The tables that tell whether a root is placed in the shop.
    pub shop: Vec<&'static Table>,
}

impl<'a> Finder<'a, '_> {
    /// Finds a resource's live root (design.md §2, "Finding the live row").
    pub fn find(
        &self,
        table: &'static Table,
        key: &Key,
        resident: Option<&'a Resident>,
        problems: &mut Problems,
    ) -> Located<'a> {
        if let Some(row) = resident.and_then(|resident| self.index.root(table, resident.id)) {
            self.twin(row, key, problems);
            let found = if row.is_deleted() { Found::Deleted(row, true) } else { Found::Owned(row) };
            return Located { found, resident };
        }
        let free = self.free(table, key);
        let (deleted, live): (Vec<_>, Vec<_>) = free.into_iter().partition(|row| row.is_deleted());
        let found = match (live.as_slice(), deleted.as_slice()) {
            ([row], _) => Found::Unowned(row),
            ([], [row]) => Found::Deleted(row, false),
            ([], _) => Found::Nothing(resident.is_some()),
            (several, _) => ambiguous(self.index, key, several, &self.shop, problems),
        };
        // The catalog owns the row under another key: it was renamed in the database, and now in the files.
        let renamed = found.row().and_then(|row| self.owned.get(&(table.name, row.id)));
        match renamed {
            Some(former) => Located {
                found: found.row().filter(|row| !row.is_deleted()).map_or(found, Found::Owned),
                resident: Some(former),
            },
            None => Located { found, resident },
        }
    }

    /// The only live root of a key that stands in no file.
    pub fn external(&self, table: &'static Table, key: &Key, problems: &mut Problems) -> Option<&'a LiveRow> {
        let rows: Vec<_> =
            self.index.by_key(table, key).iter().copied().filter(|row| !row.is_deleted()).collect();
        match rows.as_slice() {
            [] => None,
            [row] => Some(row),
            several => ambiguous(self.index, key, several, &self.shop, problems).row(),
        }
    }

    /// The rows of a key that no other resource of the files owns.
    fn free(&self, table: &'static Table, key: &Key) -> Vec<&'a LiveRow> {
        let taken = |row: &LiveRow| {
            let owner = self.owned.get(&(table.name, row.id));
            owner.is_some_and(|owner| {
                owner.key != *key && self.wanted.contains(&(table.name, owner.key.clone()))
            })
        };
        self.index.by_key(table, key).iter().copied().filter(|row| !taken(row)).collect()
    }

    /// Refuses to bring back a row, or to give it its name back, while another row has that name.
    fn twin(&self, row: &LiveRow, key: &Key, problems: &mut Problems) {
        let free = self.free(row.table, key);
        let twins: Vec<String> = free
            .iter()
            .filter(|other| other.id != row.id && !other.is_deleted())
            .map(|other| other.id.to_string())
            .collect();
        if twins.is_empty() || (!row.is_deleted() && row.root_key() == *key) {
            return;
        }
        let state = if row.is_deleted() { "is deleted" } else { "was renamed" };
        problems.stops.push(Refusal {
            message: format!(
                "the catalog's `{key}` ({}) {state} in the database, where {} has that key now",
                row.id,
                twins.join(" and ")
            ),
            help: "delete or rename one of them in the database, then plan again".to_owned(),
        });
    }
}

/// The rows of a resource as they would have been applied, had it had another key.
pub fn moved(mut rows: Vec<(Id, Row)>, from: &Key, to: &Key) -> Vec<(Id, Row)> {
    let moved = |old: &Key| match old.parts().starts_with(from.parts()) {
        true => to.join(old.parts()[from.len()..].iter().cloned()),
        false => old.clone(),
    };
    for (_, row) in rows.iter_mut().filter(|_| from != to) {
        row.key = moved(&row.key);
        let table = row.table;
        for (number, value) in row.cells.iter_mut() {
            // What refers to a part of the resource itself moves with it.
            if let (Type::Reference(target), Value::Key(old)) = (table.columns[number].kind, &value)
                && target.parent.is_some()
            {
                *value = Value::Key(moved(old));
            }
        }
    }
    rows
}

/// Of several live roots of one key, the only one that is placed in the shop.
fn ambiguous<'a>(
    index: &Index<'a>,
    key: &Key,
    several: &[&'a LiveRow],
    shop: &[&'static Table],
    problems: &mut Problems,
) -> Found<'a> {
    let is_placed = |row: &&LiveRow| shop.iter().any(|table| index.children(table, row.id).len() > 0);
    let placed: Vec<&&LiveRow> = several.iter().filter(|row| is_placed(row)).collect();
    if let [row] = placed.as_slice() {
        return Found::Unowned(row);
    }
    let ids: Vec<String> = several.iter().map(|row| row.id.to_string()).collect();
    problems.stops.push(Refusal {
        message: format!(
            "{} live rows of `{}` have the key `{key}`: {}",
            several.len(),
            several[0].table.physical,
            ids.join(" and ")
        ),
        help: "delete or rename all but one of them in the database, then plan again".to_owned(),
    });
    Found::Nothing(false)
}

/// The tables whose rows say which of several roots with one name is meant.
pub fn marking_tables(tables: &Tables) -> Vec<&'static Table> {
    tables.managed().iter().copied().filter(|table| table.marks_root).collect()
}
