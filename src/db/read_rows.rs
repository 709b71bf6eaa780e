//! Reads rows.
//!
//! One statement for each slice, however many rows there are: roots by their keys and by the ids that the
//! ledger recorded, everything below by its parents' ids. Where a request names more than a third of a
//! table, the table is read whole and sifted here, which is faster (engine.md). What is read in batches takes
//! a statement for each slice and batch.

use super::error::{During, Error};
use super::value_conversion::{Any, Interner, expression, live_row};
use crate::live::{LiveRow, Roots, Scopes};
use crate::plan::{identifier, literal, qualified};
use crate::progress;
use crate::table::{Id, Link, Table, Tables, id_of};
use foldhash::HashSet;
use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use std::collections::{BTreeMap, BTreeSet};

/// Reads rows within a transaction.
pub struct Reader<'a, 'b> {
    pub transaction: &'a mut Transaction<'b>,
    pub schema: &'a str,
    pub tables: &'a Tables,
    pub scopes: &'a Scopes,
}

/// Which rows of a table are read.
pub(super) enum Filter {
    All,
    /// By the first column of the natural key, or by id.
    Keys(Any, Any),
    /// By a column of ids.
    Ids(&'static str, Any),
}

/// Which roots are read.
enum Wanted<'a> {
    /// Those that are asked for by key or by id.
    Asked(&'a Roots),
    /// Every one that is not deleted.
    Live,
    /// These, which were read already. There are few of them, compared with all: no table is read whole for them.
    Read(&'a [LiveRow]),
}

/// What reading the tables below needs of those above.
#[derive(Default)]
struct Above {
    /// The ids of the rows that were read, of tables that others hang on.
    ids: BTreeMap<&'static str, HashSet<Id>>,
    /// The rows that hold a row which several may share, and its id, by the column that holds it.
    holders: BTreeMap<(&'static str, &'static str), Vec<(Id, Id)>>,
}

impl Reader<'_, '_> {
    /// The requested roots, all that hangs on them, and the roots that these refer to.
    pub fn rows(&mut self, request: &Roots) -> Result<Vec<LiveRow>, Error> {
        self.with_referred(&Wanted::Asked(request))
    }

    /// Every root that is not deleted, all that hangs on it, and the roots that these refer to.
    pub fn everything(&mut self) -> Result<Vec<LiveRow>, Error> {
        self.with_referred(&Wanted::Live)
    }

    /// Reads the requested roots and all that hangs on them, row by row.
    pub fn each(&mut self, request: &Roots, mut each: impl FnMut(LiveRow)) -> Result<(), Error> {
        self.visit(&Wanted::Asked(request), &mut each)
    }

    /// Reads all that hangs on some roots, row by row.
    pub fn below(&mut self, roots: &[LiveRow], mut each: impl FnMut(LiveRow)) -> Result<(), Error> {
        self.visit(&Wanted::Read(roots), &mut each)
    }

    fn with_referred(&mut self, wanted: &Wanted<'_>) -> Result<Vec<LiveRow>, Error> {
        let mut rows = Vec::new();
        self.visit(wanted, &mut |row| rows.push(row))?;
        let referred = self.referred(&rows)?;
        rows.extend(referred);
        Ok(rows)
    }

    fn visit(&mut self, wanted: &Wanted<'_>, each: &mut dyn FnMut(LiveRow)) -> Result<(), Error> {
        let mut above = Above::default();
        for table in self.tables.parents_first() {
            let below = self.tables.children(table);
            let shared: Vec<&'static str> = below.iter().filter_map(|child| child.shared_by()).collect();
            let mut ids = HashSet::default();
            let mut holders: Vec<Vec<(Id, Id)>> = vec![Vec::new(); shared.len()];
            let mut note = |row: &LiveRow| {
                if !below.is_empty() {
                    ids.insert(row.id);
                }
                for (column, holders) in shared.iter().zip(&mut holders) {
                    holders.extend(id_of(row.get(column)).map(|id| (row.id, id)));
                }
            };
            if let (None, Wanted::Read(roots)) = (&table.parent, wanted) {
                roots.iter().filter(|row| row.table == table).for_each(&mut note);
            }
            let mut found = |row: LiveRow| {
                progress::advance(1);
                note(&row);
                each(row);
            };
            match &table.parent {
                None => self.roots(table, wanted, &mut found)?,
                Some(parent) => match parent.link {
                    Link::Child(column) => {
                        let may_scan = !matches!(wanted, Wanted::Read(_));
                        let parents = above.ids.get(parent.table.name);
                        self.children(table, column, parents, may_scan, &mut found)?;
                    }
                    Link::Shared(column) => {
                        let holders = above.holders.get(&(parent.table.name, column));
                        self.shared_rows(table, holders.map_or(&[], Vec::as_slice), &mut found)?;
                    }
                },
            }
            above.ids.insert(table.name, ids);
            above
                .holders
                .extend(shared.iter().zip(holders).map(|(column, rows)| ((table.name, *column), rows)));
        }
        Ok(())
    }

    fn roots(
        &mut self,
        table: &'static Table,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        let request = match wanted {
            Wanted::Live => {
                return self.select(table, None, &Filter::All, &mut |row| {
                    if !row.is_deleted() {
                        each(row);
                    }
                });
            }
            Wanted::Asked(request) => request,
            Wanted::Read(_) => return Ok(()),
        };
        let count = request.len(table.name);
        if count == 0 {
            return Ok(());
        }
        let filter = match self.prefers_scan(table, count)? {
            true => Filter::All,
            false => {
                let keys = request.keys.get(table.name).into_iter().flatten();
                let first = keys.filter_map(|key| key.parts().first().cloned());
                Filter::Keys(Any::values(first), Any::ids(request.ids.get(table.name).into_iter().flatten()))
            }
        };
        self.select(table, None, &filter, &mut |row| {
            if request.contains(&row) {
                each(row);
            }
        })
    }

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
                ids.sort_unstable();
                Filter::Ids(column, Any::ids(&ids))
            }
        };
        self.select(table, Some(column), &filter, &mut |row| {
            if row.parent.is_some_and(|parent| parents.contains(&parent)) {
                each(row);
            }
        })
    }

    /// Rows whose id their parents hold: one for each parent.
    fn shared_rows(
        &mut self,
        table: &'static Table,
        holders: &[(Id, Id)],
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        let ids: BTreeSet<Id> = holders.iter().map(|(_, id)| *id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let mut found: BTreeMap<Id, LiveRow> = BTreeMap::new();
        let filter = Filter::Ids(table.id.name, Any::ids(&ids));
        self.select(table, None, &filter, &mut |row| drop(found.insert(row.id, row)))?;
        for (holder, id) in holders {
            if let Some(row) = found.get(id) {
                each(LiveRow { parent: Some(*holder), ..row.clone() });
            }
        }
        Ok(())
    }

    /// Rows of a table by a column of ids, whatever their scopes.
    pub fn by_ids(
        &mut self,
        table: &'static Table,
        column: &'static str,
        ids: &[Id],
    ) -> Result<Vec<LiveRow>, Error> {
        self.selected(table, table.link(), &Filter::Ids(column, Any::ids(ids)))
    }

    fn prefers_scan(&mut self, table: &Table, wanted: usize) -> Result<bool, Error> {
        let name = qualified(self.schema, table.physical);
        let select = format!(
            "SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = {}::regclass",
            literal(&name)
        );
        let rows: f64 = self.transaction.query_one(&select, &[]).during("looking at a table's size")?.get(0);
        Ok(wanted as f64 > rows / 3.0)
    }

    pub(super) fn selected(
        &mut self,
        table: &'static Table,
        link: Option<&str>,
        filter: &Filter,
    ) -> Result<Vec<LiveRow>, Error> {
        let mut rows = Vec::new();
        self.select(table, link, filter, &mut |row| rows.push(row))?;
        Ok(rows)
    }

    fn select(
        &mut self,
        table: &'static Table,
        link: Option<&str>,
        filter: &Filter,
        each: &mut dyn FnMut(LiveRow),
    ) -> Result<(), Error> {
        let what = format!("reading `{}`", table.physical);
        let select = self.statement(table, link, filter);
        let parameters: Vec<&(dyn ToSql + Sync)> = match filter {
            Filter::All => Vec::new(),
            Filter::Keys(keys, ids) => vec![keys, ids],
            Filter::Ids(_, ids) => vec![ids],
        };
        let mut found = self.transaction.query_raw(&select, parameters).during(&what)?;
        let mut interner = Interner::default();
        while let Some(row) = found.next().during(&what)? {
            each(live_row(table, &row, &mut interner)?);
        }
        Ok(())
    }

    /// The statement that reads every root of a table, deleted ones among them.
    pub fn every(&self, table: &Table) -> String {
        self.statement(table, None, &Filter::All)
    }

    /// The statement that reads rows of a table: their ids, their parents' ids where these are in a column, and what
    /// [`live_row`] wants of them.
    fn statement(&self, table: &Table, link: Option<&str>, filter: &Filter) -> String {
        let parent = table.parent.as_ref().map(|parent| parent.table.id.sort);
        let parent = link.zip(parent).map(|(link, sort)| sort.read(&identifier(link)));
        let columns = [table.id.sort.read(&identifier(table.id.name))]
            .into_iter()
            .chain([parent.unwrap_or_else(|| "NULL::uuid".to_owned())])
            .chain(table.columns.iter().map(expression));
        format!(
            "SELECT {} FROM {}.{} WHERE {}",
            columns.collect::<Vec<_>>().join(", "),
            identifier(self.schema),
            identifier(table.physical),
            std::iter::once(condition(table, filter))
                .chain(self.bounds(table))
                .collect::<Vec<_>>()
                .join(" AND ")
        )
    }

    /// What makes the slice: its constants and scopes, and that a row is not deleted where none comes back.
    fn bounds(&self, table: &Table) -> Vec<String> {
        let constants = table.constants.iter().map(|(name, value)| value.condition(&identifier(name)));
        let scopes = table.scopes.iter().map(|(name, scope)| {
            let ids = self.scopes.ids(scope).iter().map(|id| literal(&id.to_string()));
            match ids.collect::<Vec<_>>().join(", ") {
                none if none.is_empty() => "false".to_owned(),
                ids => format!("{} IN ({ids})", identifier(name)),
            }
        });
        let soft = table.soft_delete.filter(|soft| !soft.revives);
        let live = soft.map(|soft| soft.is_live(&identifier(soft.column)));
        constants.chain(scopes).chain(live).collect()
    }
}

fn condition(table: &Table, filter: &Filter) -> String {
    match filter {
        Filter::All => "true".to_owned(),
        Filter::Keys(..) => {
            format!("({} = ANY($1) OR {} = ANY($2))", identifier(table.key[0]), identifier(table.id.name))
        }
        Filter::Ids(column, _) => format!("{} = ANY($1)", identifier(column)),
    }
}
