//! Finds the live root of each resource.

use super::live::{Live, LiveRow, Resident};
use super::{Problems, Refusal};
use crate::table::{Key, Link, Table};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The live rows by the ways in which they are looked for.
pub struct Index<'a> {
    /// Roots by id.
    pub roots: BTreeMap<Uuid, &'a LiveRow>,
    /// Roots by table and key.
    by_key: BTreeMap<(&'static str, Key), Vec<&'a LiveRow>>,
    /// Children by table and parent.
    children: BTreeMap<(&'static str, Uuid), Vec<&'a LiveRow>>,
}

impl<'a> Index<'a> {
    /// Indexes what was read.
    pub fn new(live: &'a Live) -> Self {
        let mut index = Self { roots: BTreeMap::new(), by_key: BTreeMap::new(), children: BTreeMap::new() };
        for row in &live.rows {
            match row.parent {
                Some(parent) => index.children.entry((row.table.name, parent)).or_default().push(row),
                None => {
                    index.roots.insert(row.id, row);
                    index.by_key.entry((row.table.name, row.root_key())).or_default().push(row);
                }
            }
        }
        index
    }

    /// The rows of a table that hang on a row, by id.
    pub fn children(&self, table: &Table, parent: Uuid) -> Vec<&'a LiveRow> {
        let mut rows = self.children.get(&(table.name, parent)).cloned().unwrap_or_default();
        rows.sort_by_key(|row| row.id);
        rows
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
    /// It lives, and the ledger does not name it.
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

/// Finds a resource's live root (design.md §2, "Finding the live row").
pub fn find<'a>(
    index: &Index<'a>,
    table: &'static Table,
    key: &Key,
    resident: Option<&Resident>,
    shop: &[&'static Table],
    problems: &mut Problems,
) -> Found<'a> {
    if let Some(row) = resident.and_then(|resident| index.roots.get(&resident.id)) {
        return if row.is_deleted() { Found::Deleted(row, true) } else { Found::Owned(row) };
    }
    let (deleted, live): (Vec<_>, Vec<_>) =
        index.by_key(table, key).iter().copied().partition(|row| row.is_deleted());
    match (live.as_slice(), deleted.as_slice()) {
        ([row], _) => Found::Unowned(row),
        ([], [row]) => Found::Deleted(row, false),
        ([], _) => Found::Nothing(resident.is_some()),
        (several, _) => ambiguous(index, key, several, shop, problems),
    }
}

/// Of several live roots of one key, the only one that is placed in the shop.
fn ambiguous<'a>(
    index: &Index<'a>,
    key: &Key,
    several: &[&'a LiveRow],
    shop: &[&'static Table],
    problems: &mut Problems,
) -> Found<'a> {
    let is_placed = |row: &&LiveRow| shop.iter().any(|table| !index.children(table, row.id).is_empty());
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

/// The tables whose rows hang directly on a root and are bound to the manifest's shop.
pub fn shop_tables(tables: &crate::table::Tables) -> Vec<&'static Table> {
    let hangs_on_root = |table: &&Table| {
        table.parent.as_ref().is_some_and(|p| p.table.parent.is_none() && matches!(p.link, Link::Child(_)))
    };
    let in_shop = |table: &&Table| table.scopes.iter().any(|(_, scope)| *scope == crate::table::Scope::Shop);
    tables.managed().iter().copied().filter(|t| hangs_on_root(t) && in_shop(t)).collect()
}
