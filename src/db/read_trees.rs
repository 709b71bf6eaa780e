//! Reads roots with all rows below them. Each table is read once, parents before children.

use super::error::Error;
use super::read_rows::{Filter, Reader};
use super::value_conversion::ArrayParameter;
use crate::live::{LiveRow, Roots};
use crate::progress;
use crate::table::{Id, Link, Table, Tables, id_of};
use foldhash::HashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Selects the roots to read.
enum Wanted<'a> {
    /// The roots with these keys or ids.
    Asked(&'a Roots),
    /// All roots that are not deleted.
    Live,
    /// These roots, which have already been read. There are few of them, so no table is scanned to find their children.
    Read(&'a [LiveRow]),
}

/// What is known about the rows of parent tables when a child table is read.
#[derive(Default)]
struct ParentRows {
    /// The ids of the rows that were read, by table. Empty for tables without child tables.
    ids: BTreeMap<&'static str, HashSet<Id>>,
    /// The ids of the rows that use a shared row, each with the id of this shared row. The map's key is the table of
    /// the using rows, and the column that refers to the shared row.
    holders: BTreeMap<(&'static str, &'static str), Vec<(Id, Id)>>,
}

/// What is recorded about the rows of a table in order to read its child tables.
struct Notes {
    has_children: bool,
    ids: HashSet<Id>,
    /// For each column that refers to shared rows: the ids of the using rows, each with the id of its shared row.
    holders: Vec<(&'static str, Vec<(Id, Id)>)>,
}

impl Notes {
    fn new(tables: &Tables, table: &Table) -> Self {
        let children = tables.children(table);
        let shared = children.iter().filter_map(|child| child.shared_by());
        let holders = shared.map(|column| (column, Vec::new())).collect();
        Self { has_children: !children.is_empty(), ids: HashSet::default(), holders }
    }

    fn add(&mut self, row: &LiveRow) {
        // The ids of leaf tables would be the largest sets, and nothing needs them.
        if self.has_children {
            self.ids.insert(row.id);
        }
        for (column, holders) in &mut self.holders {
            holders.extend(id_of(row.get(column)).map(|id| (row.id, id)));
        }
    }
}

impl ParentRows {
    fn add(&mut self, table: &Table, notes: Notes) {
        self.ids.insert(table.name, notes.ids);
        let holders = notes.holders.into_iter();
        self.holders.extend(holders.map(|(column, rows)| ((table.name, column), rows)));
    }
}

impl Reader<'_, '_> {
    /// Reads the requested roots, all rows below them, and the roots to which these rows refer.
    pub fn rows(&mut self, request: &Roots) -> Result<Vec<LiveRow>, Error> {
        self.with_referred(&Wanted::Asked(request))
    }

    /// Reads all roots that are not deleted, all rows below them, and the roots to which these rows refer.
    pub fn everything(&mut self) -> Result<Vec<LiveRow>, Error> {
        self.with_referred(&Wanted::Live)
    }

    /// Reads the requested roots and all rows below them, and passes each row to `each`.
    pub fn each(&mut self, request: &Roots, mut each: impl FnMut(LiveRow)) -> Result<(), Error> {
        self.visit(&Wanted::Asked(request), &mut each)
    }

    /// Reads all rows below the given roots, and passes each row to `each`. The roots themselves are not passed on.
    pub fn below(&mut self, roots: &[LiveRow], mut each: impl FnMut(LiveRow)) -> Result<(), Error> {
        self.visit(&Wanted::Read(roots), &mut each)
    }

    fn with_referred(&mut self, wanted: &Wanted<'_>) -> Result<Vec<LiveRow>, Error> {
        let mut rows = Vec::new();
        self.visit(wanted, &mut |row| rows.push(row))?;
        // References are compared by natural key, so the rows that they lead to are needed for their names.
        let referred = self.referred(&rows)?;
        rows.extend(referred);
        Ok(rows)
    }

    /// Reads the selected roots and all rows below them, and passes each row to `each`.
    fn visit(&mut self, wanted: &Wanted<'_>, each: &mut dyn FnMut(LiveRow)) -> Result<(), Error> {
        let mut above = ParentRows::default();
        for table in self.tables.parents_first() {
            let mut notes = Notes::new(self.tables, table);
            if let (None, Wanted::Read(roots)) = (&table.parent, wanted) {
                // These roots are not passed on again: the caller has them.
                roots.iter().filter(|row| row.table == table).for_each(|row| notes.add(row));
            }
            let mut found = |row: LiveRow| {
                progress::advance(1);
                notes.add(&row);
                each(row);
            };
            self.table(table, wanted, &above, &mut found)?;
            above.add(table, notes);
        }
        Ok(())
    }

    /// Reads the rows of one table that belong to the selected roots. `above` describes the rows of the parent table.
    fn table(
        &mut self,
        table: &'static Table,
        wanted: &Wanted<'_>,
        above: &ParentRows,
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        let Some(parent) = &table.parent else { return self.roots(table, wanted, each) };
        match parent.link {
            Link::Child(column) => {
                let may_scan = !matches!(wanted, Wanted::Read(_));
                let parents = above.ids.get(parent.table.name);
                self.children(table, column, parents, may_scan, each)
            }
            Link::Shared(column) => {
                let holders = above.holders.get(&(parent.table.name, column));
                self.shared_rows(table, holders.map_or(&[], Vec::as_slice), each)
            }
        }
    }

    fn roots(
        &mut self,
        table: &'static Table,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        match wanted {
            Wanted::Live => self.select(table, None, &Filter::All, &mut |row| {
                if !row.is_deleted() {
                    each(row);
                }
            }),
            Wanted::Asked(request) => self.requested_roots(table, request, each),
            Wanted::Read(_) => Ok(()),
        }
    }

    /// Reads the roots of a table that have one of the requested keys or ids.
    fn requested_roots(
        &mut self,
        table: &'static Table,
        request: &Roots,
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        let count = request.len(table.name);
        // The estimate would cost a round trip for nothing.
        if count == 0 {
            return Ok(());
        }
        let filter = match self.prefers_scan(table, count)? {
            true => Filter::All,
            false => {
                let keys = request.keys.get(table.name).into_iter().flatten();
                let first = keys.filter_map(|key| key.parts().first().cloned());
                Filter::Keys(
                    ArrayParameter::values(first),
                    ArrayParameter::ids(request.ids.get(table.name).into_iter().flatten()),
                )
            }
        };
        // The statement filters by the first column of the key only, so the whole key is compared here.
        self.select(table, None, &filter, &mut |row| {
            if request.contains(&row) {
                each(row);
            }
        })
    }

    /// Reads the rows whose `column` refers to one of `parents`. With `may_scan`, the whole table may be read instead
    /// of selecting by id.
    fn children(
        &mut self,
        table: &'static Table,
        column: &'static str,
        parents: Option<&HashSet<Id>>,
        may_scan: bool,
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        let Some(parents) = parents.filter(|parents| !parents.is_empty()) else { return Ok(()) };
        let filter = match may_scan && self.prefers_scan(table, parents.len())? {
            true => Filter::All,
            false => {
                let mut ids: Vec<Id> = parents.iter().copied().collect();
                // In order, equal requests send equal statements.
                ids.sort_unstable();
                Filter::Ids(column, ArrayParameter::ids(&ids))
            }
        };
        self.select(table, Some(column), &filter, &mut |row| {
            // Needed after a scan. After a selection by id it holds anyway.
            if row.parent.is_some_and(|parent| parents.contains(&parent)) {
                each(row);
            }
        })
    }

    /// Reads shared rows, and passes on a copy of the shared row for each row that uses it. `holders` contains the id
    /// of each using row and the id of its shared row.
    fn shared_rows(
        &mut self,
        table: &'static Table,
        holders: &[(Id, Id)],
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        // Several rows may share one, which is read once.
        let ids: BTreeSet<Id> = holders.iter().map(|(_, id)| *id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let mut shared: BTreeMap<Id, LiveRow> = BTreeMap::new();
        let filter = Filter::Ids(table.id.name, ArrayParameter::ids(&ids));
        self.select(table, None, &filter, &mut |row| drop(shared.insert(row.id, row)))?;
        for (holder, id) in holders {
            // A reference may lead nowhere, because the database need not have a foreign key for it.
            if let Some(row) = shared.get(id) {
                each(LiveRow { parent: Some(*holder), ..row.clone() });
            }
        }
        Ok(())
    }
}
