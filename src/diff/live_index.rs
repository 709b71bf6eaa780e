//! Indexes the live rows, and describes how the root row of a resource was found.

use crate::live::{LedgerEntry, Live, LiveRow};
use crate::table::{Id, Key, Row, Table, Tables, Type, Value};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// An index of the live rows.
pub struct Index<'a> {
    /// Root rows by table and id.
    pub roots: BTreeMap<(&'static str, Id), &'a LiveRow>,
    /// Root rows by table and key, including soft-deleted rows.
    by_key: BTreeMap<(&'static str, Key), Vec<&'a LiveRow>>,
    /// Child rows by table, each with the id of its parent. They are sorted by the id of the parent, then by their own
    /// id.
    children: BTreeMap<&'static str, Vec<(Id, &'a LiveRow)>>,
}

impl<'a> Index<'a> {
    /// Indexes the rows that were read.
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
            // These lists hold most of the rows, and a list that has grown may have twice the capacity that it needs.
            rows.shrink_to_fit();
            // The order of ids makes every comparison choose the same row among duplicates.
            rows.par_sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.id.cmp(&b.id)));
        });
        index
    }

    /// The rows of a table below the row with the id `parent`, sorted by id.
    pub fn children(&self, table: &Table, parent: Id) -> impl ExactSizeIterator<Item = &'a LiveRow> + '_ {
        let rows = self.children.get(table.name).map_or(&[][..], Vec::as_slice);
        // The rows are sorted by parent, so this needs no map from parents to children.
        let start = rows.partition_point(|(of, _)| *of < parent);
        let length = rows[start..].iter().take_while(|(of, _)| *of == parent).count();
        rows[start..start + length].iter().map(|(_, row)| *row)
    }

    /// All rows of a table, each with the id of its parent.
    pub fn all_children(&self, table: &Table) -> impl Iterator<Item = (Id, &'a LiveRow)> + '_ {
        self.children.get(table.name).into_iter().flatten().copied()
    }

    /// The root row with the given id, if it exists.
    pub fn root(&self, table: &Table, id: Id) -> Option<&'a LiveRow> {
        self.roots.get(&(table.name, id)).copied()
    }

    /// The root rows that have the given key in the database, including soft-deleted rows.
    pub fn by_key(&self, table: &Table, key: &Key) -> &[&'a LiveRow] {
        // A map cannot look up a pair by borrowed parts, so the key is cloned.
        self.by_key.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }
}

/// How the live root row of a resource was found.
#[derive(Clone, Copy, Debug)]
pub enum FoundRoot<'a> {
    /// The row is in the ledger of the catalog.
    Owned(&'a LiveRow),
    /// The row exists, but the catalog does not own it.
    Unowned(&'a LiveRow),
    /// The row was soft-deleted. The flag says whether the ledger has this row.
    Deleted(&'a LiveRow, bool),
    /// No row was found. The flag says whether the ledger has an entry for the resource.
    Nothing(bool),
}

impl<'a> FoundRoot<'a> {
    /// The row; `None` if no row was found.
    pub fn row(self) -> Option<&'a LiveRow> {
        match self {
            Self::Owned(row) | Self::Unowned(row) | Self::Deleted(row, _) => Some(row),
            Self::Nothing(_) => None,
        }
    }
}

/// The live root row of a resource, and the ledger entry of the resource.
#[derive(Debug)]
pub struct Located<'a> {
    /// How the root row was found.
    pub found: FoundRoot<'a>,
    /// The ledger entry, if there is one.
    pub ledger_entry: Option<&'a LedgerEntry>,
}

/// Replaces the key `from` of a resource with the key `to` in the rows that were last applied.
pub fn moved(mut rows: Vec<(Id, Row)>, from: &Key, to: &Key) -> Vec<(Id, Row)> {
    let moved = |old: &Key| match old.parts().starts_with(from.parts()) {
        true => to.join(old.parts()[from.len()..].iter().cloned()),
        false => old.clone(),
    };
    // Usually the key is the same, and no row has to be rewritten.
    for (_, row) in rows.iter_mut().filter(|_| from != to) {
        row.key = moved(&row.key);
        let table = row.table;
        for (number, value) in row.cells.iter_mut() {
            // References to rows of the resource itself contain the resource's key.
            if let (Type::Reference(target), Value::Key(old)) = (table.columns[number].kind, &value)
                && target.parent.is_some()
                && target.root_table() == table.root_table()
            {
                *value = Value::Key(moved(old));
            }
        }
    }
    rows
}

/// The tables that distinguish root rows with the same name. Only the root row that the name refers to has rows in
/// these tables.
pub fn marking_tables(tables: &Tables) -> Vec<&'static Table> {
    tables.managed().iter().copied().filter(|table| table.marks_root).collect()
}
