//! Indexes the live rows, and describes how the root of a resource was found.

use crate::live::{Live, LiveRow, Resident};
use crate::table::{Id, Key, Row, Table, Tables, Type, Value};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// An index of the live rows.
pub struct Index<'a> {
    /// Roots by table and id.
    pub roots: BTreeMap<(&'static str, Id), &'a LiveRow>,
    /// Roots by table and key.
    by_key: BTreeMap<(&'static str, Key), Vec<&'a LiveRow>>,
    /// Children by table, each with the id of its parent. They are sorted by parent and then by id.
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

    /// The rows of a table that are below a row, sorted by id.
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

    /// The root with this id.
    pub fn root(&self, table: &Table, id: Id) -> Option<&'a LiveRow> {
        self.roots.get(&(table.name, id)).copied()
    }

    /// The roots that have this key in the database, including deleted ones.
    pub fn by_key(&self, table: &Table, key: &Key) -> &[&'a LiveRow] {
        // A map cannot look up a pair by borrowed parts, so the key is cloned.
        self.by_key.get(&(table.name, key.clone())).map_or(&[], Vec::as_slice)
    }
}

/// How a resource's live root was found.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// The catalog owns it according to the ledger.
    Owned(&'a LiveRow),
    /// It exists, but the catalog does not own it.
    Unowned(&'a LiveRow),
    /// It was soft-deleted. The flag says whether the ledger names it.
    Deleted(&'a LiveRow, bool),
    /// There is none. The flag says whether the ledger names one that is gone.
    Nothing(bool),
}

impl<'a> Found<'a> {
    /// The row, if one was found.
    pub fn row(self) -> Option<&'a LiveRow> {
        match self {
            Self::Owned(row) | Self::Unowned(row) | Self::Deleted(row, _) => Some(row),
            Self::Nothing(_) => None,
        }
    }
}

/// A resource's live root, and the ledger's entry for the resource.
#[derive(Debug)]
pub struct Located<'a> {
    /// How the root was found.
    pub found: Found<'a>,
    /// The ledger's entry.
    pub resident: Option<&'a Resident>,
}

/// Changes the key of a resource from `from` to `to` in the rows that were last applied.
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

/// The tables whose rows show which of several roots with the same name is the right one.
pub fn marking_tables(tables: &Tables) -> Vec<&'static Table> {
    tables.managed().iter().copied().filter(|table| table.marks_root).collect()
}
