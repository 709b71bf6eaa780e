//! Reads rows.
//!
//! One statement for each slice, however many rows there are: roots by their keys and by the ids that the
//! ledger recorded, everything below by its parents' ids. Where a request names more than a third of a
//! table, the table is read whole and sifted here, which is faster (engine.md).

use super::error::{During, Error};
use super::row::{Interner, expression, live_row};
use crate::live::{Foreign, LiveRow, Roots, Scopes, SharedBy};
use crate::plan::{identifier, literal};
use crate::table::{Link, Scope, Table, Tables, Type, Value};
use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

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
    Keys(Vec<String>, Vec<Uuid>),
    Ids(&'static str, Vec<Uuid>),
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
        let mut ids: BTreeMap<&'static str, HashSet<Uuid>> = BTreeMap::new();
        for table in self.tables.parents_first() {
            let found = match &table.parent {
                None => roots(self, table)?,
                Some(parent) => match parent.link {
                    Link::Child(column) => self.children(table, column, ids.get(parent.table.name))?,
                    Link::Shared(column) => self.shared_rows(table, parent.table, column, &rows)?,
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
        let names = keys.iter().map(|key| key.parts()[0].to_string()).collect();
        self.select(table, None, &Filter::Keys(names, ids.iter().copied().collect()))
    }

    fn children(
        &mut self,
        table: &'static Table,
        column: &'static str,
        parents: Option<&HashSet<Uuid>>,
    ) -> Result<Vec<LiveRow>, Error> {
        let Some(parents) = parents.filter(|parents| !parents.is_empty()) else { return Ok(Vec::new()) };
        if self.prefers_scan(table, parents.len())? {
            let mut rows = self.select(table, Some(column), &Filter::All)?;
            rows.retain(|row| row.parent.is_some_and(|parent| parents.contains(&parent)));
            return Ok(rows);
        }
        let mut ids: Vec<Uuid> = parents.iter().copied().collect();
        ids.sort_unstable();
        self.select(table, Some(column), &Filter::Ids(column, ids))
    }

    /// Rows whose id their parents hold: one for each parent.
    fn shared_rows(
        &mut self,
        table: &'static Table,
        parent: &Table,
        column: &str,
        rows: &[LiveRow],
    ) -> Result<Vec<LiveRow>, Error> {
        let holders: Vec<(Uuid, Uuid)> = holders(parent, column, rows).collect();
        let ids: BTreeSet<Uuid> = holders.iter().map(|(_, id)| *id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.select(table, None, &Filter::Ids("id", ids.into_iter().collect()))?;
        let found: BTreeMap<Uuid, LiveRow> = found.into_iter().map(|row| (row.id, row)).collect();
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
            let known: HashSet<Uuid> =
                rows.iter().filter(|row| row.table == table).map(|row| row.id).collect();
            let ids: BTreeSet<Uuid> =
                rows.iter().flat_map(|row| references(row, table)).filter(|id| !known.contains(id)).collect();
            if !ids.is_empty() {
                found.extend(self.select(table, None, &Filter::Ids("id", ids.into_iter().collect()))?);
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
            let ids: BTreeSet<Uuid> =
                rows.iter().filter(|row| row.table == table).map(|row| row.id).collect();
            if ids.is_empty() {
                continue;
            }
            let holders = self.select(parent.table, None, &Filter::Ids(column, ids.into_iter().collect()))?;
            shared.extend(holders.iter().filter_map(|row| match row.get(column) {
                Value::Id(id) => {
                    Some(SharedBy { id: *id, holder: row.id, key: row.root_key(), deleted: row.is_deleted() })
                }
                _ => None,
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
                .soft_delete()
                .map_or(String::new(), |column| format!(" WHERE NOT {}", identifier(column.name)));
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
        ids: Vec<Uuid>,
    ) -> Result<Vec<LiveRow>, Error> {
        let link = table.parent.as_ref().and_then(|parent| match parent.link {
            Link::Child(column) => Some(column),
            Link::Shared(_) => None,
        });
        self.select(table, link, &Filter::Ids(column, ids))
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
        let (condition, keys, ids) = condition(table, filter);
        let columns = std::iter::once("id".to_owned())
            .chain(std::iter::once(link.map_or("NULL::uuid".to_owned(), identifier)))
            .chain(table.columns.iter().map(expression));
        let select = format!(
            "SELECT {} FROM {}.{} WHERE {}",
            columns.collect::<Vec<_>>().join(", "),
            identifier(self.schema),
            identifier(table.physical),
            std::iter::once(condition).chain(self.bounds(table)).collect::<Vec<_>>().join(" AND ")
        );
        let parameters: Vec<&(dyn ToSql + Sync)> = match filter {
            Filter::All => Vec::new(),
            Filter::Keys(..) => vec![&keys, &ids],
            Filter::Ids(..) => vec![&ids],
        };
        let mut found = self.transaction.query_raw(&select, parameters).during(&what)?;
        let mut interner = Interner::default();
        let mut rows = Vec::new();
        while let Some(row) = found.next().during(&what)? {
            rows.push(live_row(table, &row, &mut interner)?);
        }
        Ok(rows)
    }

    /// What makes the slice: its constants and scopes.
    fn bounds(&self, table: &Table) -> Vec<String> {
        let constants = table.constants.iter().map(|(name, constant)| {
            let value = constant.value(Type::Text).to_string();
            format!("{} = {}", identifier(name), crate::plan::literal(&value))
        });
        let any = |name: &str, ids: &[Uuid]| {
            let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
            format!("{} = ANY(ARRAY[{}]::uuid[])", identifier(name), ids.join(", "))
        };
        let scopes = table.scopes.iter().map(|(name, scope)| match scope {
            Scope::Reseller => any(name, &[self.scopes.reseller]),
            Scope::Shop => any(name, &[self.scopes.shop]),
            Scope::Languages => any(name, &self.scopes.languages),
            Scope::Currencies => any(name, &self.scopes.currencies),
        });
        constants.chain(scopes).collect()
    }
}

fn condition(table: &Table, filter: &Filter) -> (String, Vec<String>, Vec<Uuid>) {
    match filter {
        Filter::All => ("true".to_owned(), Vec::new(), Vec::new()),
        Filter::Keys(names, ids) => {
            let condition = format!("({} = ANY($1) OR id = ANY($2))", identifier(table.key[0]));
            (condition, names.clone(), ids.clone())
        }
        Filter::Ids(column, ids) => (format!("{} = ANY($1)", identifier(column)), Vec::new(), ids.clone()),
    }
}

/// The rows of a table that hold an id in a column, with that id.
fn holders<'a>(
    parent: &'a Table,
    column: &'a str,
    rows: &'a [LiveRow],
) -> impl Iterator<Item = (Uuid, Uuid)> + 'a {
    let of_parent = rows.iter().filter(move |row| row.table == parent);
    of_parent.filter_map(move |row| match row.get(column) {
        Value::Id(id) => Some((row.id, *id)),
        _ => None,
    })
}

/// The ids by which a row refers to rows of a table.
fn references<'a>(row: &'a LiveRow, target: &'a Table) -> impl Iterator<Item = Uuid> + 'a {
    row.table.columns.iter().zip(&row.values).filter_map(move |(column, value)| match (column.kind, value) {
        (Type::Reference(to), Value::Id(id)) if to == target => Some(*id),
        _ => None,
    })
}
