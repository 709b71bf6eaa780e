//! Reads rows.
//!
//! One statement for each slice, however many rows there are: roots by their keys and by the ids that the
//! ledger recorded, everything below by its parents' ids. Where a request names more than a third of a
//! table, the table is read whole and sifted here, which is faster (engine.md).

use super::error::{During, Error};
use super::values::{Any, Interner, expression, live_row};
use crate::live::{Foreign, LiveRow, Roots, Scopes, SharedBy};
use crate::plan::{identifier, literal};
use crate::table::{Id, Link, Table, Tables, Type, id_of};
use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Reads rows within a transaction.
pub struct Reader<'a, 'b> {
    pub transaction: &'a mut Transaction<'b>,
    pub schema: &'a str,
    pub tables: &'a Tables,
    pub scopes: &'a Scopes,
}

/// Which rows of a table are read.
enum Filter {
    All,
    /// By the first column of the natural key, or by id.
    Keys(Any, Any),
    /// By a column of ids.
    Ids(&'static str, Any),
}

impl Reader<'_, '_> {
    /// The requested roots, all that hangs on them, and the roots that these refer to.
    pub fn rows(&mut self, request: &Roots) -> Result<Vec<LiveRow>, Error> {
        self.with_roots(|reader, table| reader.roots(table, request))
    }

    /// Every root that is not deleted, all that hangs on it, and the roots that these refer to.
    pub fn everything(&mut self) -> Result<Vec<LiveRow>, Error> {
        self.with_roots(|reader, table| {
            let mut rows = reader.select(table, None, &Filter::All)?;
            rows.retain(|row| !row.is_deleted());
            Ok(rows)
        })
    }

    fn with_roots(
        &mut self,
        roots: impl Fn(&mut Self, &'static Table) -> Result<Vec<LiveRow>, Error>,
    ) -> Result<Vec<LiveRow>, Error> {
        let mut rows: Vec<LiveRow> = Vec::new();
        let mut ids: BTreeMap<&'static str, HashSet<Id>> = BTreeMap::new();
        for table in self.tables.parents_first() {
            let found = match &table.parent {
                None => roots(self, table)?,
                Some(parent) => match parent.link {
                    Link::Child(column) => self.children(table, column, ids.get(parent.table.name))?,
                    Link::Shared(column) => self.shared_rows(table, &parent.table, column, &rows)?,
                },
            };
            ids.insert(table.name, found.iter().map(|row| row.id).collect());
            rows.extend(found);
        }
        let referred = self.referred(&rows)?;
        rows.extend(referred);
        Ok(rows)
    }

    fn roots(&mut self, table: &'static Table, request: &Roots) -> Result<Vec<LiveRow>, Error> {
        let empty = BTreeSet::new();
        let keys = request.keys.get(table.name).unwrap_or(&empty);
        let no_ids = BTreeSet::new();
        let ids = request.ids.get(table.name).unwrap_or(&no_ids);
        if request.len(table.name) == 0 {
            return Ok(Vec::new());
        }
        if self.prefers_scan(table, request.len(table.name))? {
            let mut rows = self.select(table, None, &Filter::All)?;
            rows.retain(|row| ids.contains(&row.id) || keys.contains(&row.root_key()));
            return Ok(rows);
        }
        let first = keys.iter().filter_map(|key| key.parts().first().cloned());
        let mut rows = self.select(table, None, &Filter::Keys(Any::values(first), Any::ids(ids)))?;
        if table.key.len() > 1 {
            rows.retain(|row| ids.contains(&row.id) || keys.contains(&row.root_key()));
        }
        Ok(rows)
    }

    fn children(
        &mut self,
        table: &'static Table,
        column: &'static str,
        parents: Option<&HashSet<Id>>,
    ) -> Result<Vec<LiveRow>, Error> {
        let Some(parents) = parents.filter(|parents| !parents.is_empty()) else { return Ok(Vec::new()) };
        if self.prefers_scan(table, parents.len())? {
            let mut rows = self.select(table, Some(column), &Filter::All)?;
            rows.retain(|row| row.parent.is_some_and(|parent| parents.contains(&parent)));
            return Ok(rows);
        }
        let mut ids: Vec<Id> = parents.iter().copied().collect();
        ids.sort_unstable();
        self.select(table, Some(column), &Filter::Ids(column, Any::ids(&ids)))
    }

    /// Rows whose id their parents hold: one for each parent.
    fn shared_rows(
        &mut self,
        table: &'static Table,
        parent: &Table,
        column: &str,
        rows: &[LiveRow],
    ) -> Result<Vec<LiveRow>, Error> {
        let holders: Vec<(Id, Id)> = holders(parent, column, rows).collect();
        let ids: BTreeSet<Id> = holders.iter().map(|(_, id)| *id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.select(table, None, &Filter::Ids(table.id.name, Any::ids(&ids)))?;
        let found: BTreeMap<Id, LiveRow> = found.into_iter().map(|row| (row.id, row)).collect();
        let held = holders
            .into_iter()
            .filter_map(|(holder, id)| Some(LiveRow { parent: Some(holder), ..found.get(&id)?.clone() }));
        Ok(held.collect())
    }

    /// Roots that rows refer to and that were not asked for.
    fn referred(&mut self, rows: &[LiveRow]) -> Result<Vec<LiveRow>, Error> {
        let mut found = Vec::new();
        let tables: Vec<&'static Table> = self.tables.roots().collect();
        for table in tables {
            let known: HashSet<Id> = rows.iter().filter(|row| row.table == table).map(|row| row.id).collect();
            let ids: BTreeSet<Id> =
                rows.iter().flat_map(|row| references(row, table)).filter(|id| !known.contains(id)).collect();
            if !ids.is_empty() {
                found.extend(self.select(table, None, &Filter::Ids(table.id.name, Any::ids(&ids)))?);
            }
        }
        Ok(found)
    }

    /// Who holds the shared rows that were read.
    pub fn shared(&mut self, rows: &[LiveRow]) -> Result<Vec<SharedBy>, Error> {
        let mut shared = Vec::new();
        for table in self.tables.managed().to_vec() {
            let Some(parent) = &table.parent else { continue };
            let Link::Shared(column) = parent.link else { continue };
            let ids: BTreeSet<Id> = rows.iter().filter(|row| row.table == table).map(|row| row.id).collect();
            if ids.is_empty() {
                continue;
            }
            let holders = self.select(parent.table.table(), None, &Filter::Ids(column, Any::ids(&ids)))?;
            shared.extend(holders.iter().filter_map(|row| {
                let id = id_of(row.get(column))?;
                Some(SharedBy { id, holder: row.id, key: row.root_key(), deleted: row.is_deleted() })
            }));
        }
        Ok(shared)
    }

    /// How many live roots nobody named: by the planner's estimate, or counted.
    pub fn foreign(&mut self, rows: &[LiveRow], count: bool) -> Result<Foreign, Error> {
        let mut total = 0;
        for table in self.tables.roots() {
            let name = format!("{}.{}", identifier(self.schema), identifier(table.physical));
            let live = table
                .soft_delete
                .map_or(String::new(), |soft| format!(" WHERE {}", soft.is_live(&identifier(soft.column))));
            let select = match count {
                true => format!("SELECT count(*) FROM {name}{live}"),
                false => format!(
                    "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = {}::regclass",
                    literal(&name)
                ),
            };
            total += self.transaction.query_one(&select, &[]).during("counting")?.get::<_, i64>(0);
        }
        // The estimate counts deleted rows too.
        let named = rows.iter().filter(|row| row.parent.is_none() && !(count && row.is_deleted())).count();
        let total = u64::try_from(total).unwrap_or_default();
        Ok(Foreign { count: total.saturating_sub(named as u64), counted: count })
    }

    /// Rows of a table by a column of ids, whatever their scopes.
    pub fn by_ids(
        &mut self,
        table: &'static Table,
        column: &'static str,
        ids: &[Id],
    ) -> Result<Vec<LiveRow>, Error> {
        self.select(table, table.link(), &Filter::Ids(column, Any::ids(ids)))
    }

    fn prefers_scan(&mut self, table: &Table, wanted: usize) -> Result<bool, Error> {
        let name = format!("{}.{}", identifier(self.schema), identifier(table.physical));
        let select = format!(
            "SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = {}::regclass",
            literal(&name)
        );
        let rows: f64 = self.transaction.query_one(&select, &[]).during("looking at a table's size")?.get(0);
        Ok(wanted as f64 > rows / 3.0)
    }

    fn select(
        &mut self,
        table: &'static Table,
        link: Option<&str>,
        filter: &Filter,
    ) -> Result<Vec<LiveRow>, Error> {
        let what = format!("reading `{}`", table.physical);
        let parent = table.parent.as_ref().map(|parent| parent.table.id.sort);
        let parent = link.zip(parent).map(|(link, sort)| sort.read(&identifier(link)));
        let columns = [table.id.sort.read(&identifier(table.id.name))]
            .into_iter()
            .chain([parent.unwrap_or_else(|| "NULL::uuid".to_owned())])
            .chain(table.columns.iter().map(expression));
        let select = format!(
            "SELECT {} FROM {}.{} WHERE {}",
            columns.collect::<Vec<_>>().join(", "),
            identifier(self.schema),
            identifier(table.physical),
            std::iter::once(condition(table, filter))
                .chain(self.bounds(table))
                .collect::<Vec<_>>()
                .join(" AND ")
        );
        let parameters: Vec<&(dyn ToSql + Sync)> = match filter {
            Filter::All => Vec::new(),
            Filter::Keys(keys, ids) => vec![keys, ids],
            Filter::Ids(_, ids) => vec![ids],
        };
        let mut found = self.transaction.query_raw(&select, parameters).during(&what)?;
        let mut interner = Interner::default();
        let mut rows = Vec::new();
        while let Some(row) = found.next().during(&what)? {
            rows.push(live_row(table, &row, &mut interner)?);
        }
        Ok(rows)
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

/// The rows of a table that hold an id in a column, with that id.
fn holders<'a>(
    parent: &'a Table,
    column: &'a str,
    rows: &'a [LiveRow],
) -> impl Iterator<Item = (Id, Id)> + 'a {
    let of_parent = rows.iter().filter(move |row| row.table == parent);
    of_parent.filter_map(move |row| Some((row.id, id_of(row.get(column))?)))
}

/// The ids by which a row refers to rows of a table.
fn references<'a>(row: &'a LiveRow, target: &'a Table) -> impl Iterator<Item = Id> + 'a {
    row.said().filter_map(move |(column, value)| match column.kind {
        Type::Reference(to) if to.table() == target => id_of(value),
        _ => None,
    })
}
