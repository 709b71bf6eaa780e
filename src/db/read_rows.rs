//! Reads the rows of one table.
//!
//! Each slice takes one statement, regardless of the number of rows. Roots are selected by their keys and by the ids in
//! the ledger, and rows below roots by the ids of their parents. If more than a third of a table is requested, the
//! whole table is read and filtered here. Measurements have shown that this is faster.

use super::error::{During, Error};
use super::value_conversion::{ArrayParameter, Interner, expression, live_row};
use crate::live::{LiveRow, Scopes};
use crate::plan::{literal, qualified};
use crate::table::{Id, Table, Tables, identifier};
use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;

/// Reads rows within a transaction, limited to the scopes that the manifest selects.
pub struct Reader<'a, 'b> {
    pub transaction: &'a mut Transaction<'b>,
    pub schema: &'a str,
    pub tables: &'a Tables,
    pub scopes: &'a Scopes,
}

/// Selects the rows of a table to read.
pub(super) enum Filter {
    All,
    /// Rows that have one of these values in the first column of the natural key, or one of these ids.
    Keys(ArrayParameter, ArrayParameter),
    /// Rows that have one of these ids in the given column.
    Ids(&'static str, ArrayParameter),
}

impl Reader<'_, '_> {
    /// Reads the rows of a table that have one of the given ids in `column`.
    pub fn by_ids(
        &mut self,
        table: &'static Table,
        column: &'static str,
        ids: &[Id],
    ) -> Result<Vec<LiveRow>, Error> {
        self.selected(table, table.link(), &Filter::Ids(column, ArrayParameter::ids(ids)))
    }

    /// Whether reading the whole table is faster than reading `wanted` rows by key. This depends on PostgreSQL's
    /// estimate of the table's size.
    pub(super) fn prefers_scan(&mut self, table: &Table, wanted: usize) -> Result<bool, Error> {
        // `reltuples` is -1 for a table that was never analyzed. Its size counts as 0, so it is scanned.
        let name = qualified(self.schema, table.physical);
        let select = format!(
            "SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = {}::regclass",
            literal(&name)
        );
        let rows: f64 =
            self.transaction.query_one(&select, &[]).during("reading the size of a table")?.get(0);
        // A third, by the measurements in engine.md: with more keys, looking up each costs more than reading
        // everything.
        Ok(wanted as f64 > rows / 3.0)
    }

    /// Reads the rows of a table that a filter selects. `link` is the column with the ids of the parents, or `None` if
    /// these ids are not needed.
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

    /// Reads the rows of a table that a filter selects, and passes each row to `each`.
    pub(super) fn select(
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
        // Unlike `query`, this does not collect all rows in memory.
        let mut rows = self.transaction.query_raw(&select, parameters).during(&what)?;
        // One for each statement, so that its set of strings is freed with the result.
        let mut interner = Interner::default();
        while let Some(row) = rows.next().during(&what)? {
            each(live_row(table, &row, &mut interner)?);
        }
        Ok(())
    }

    /// Returns the statement that reads every root of a table. Deleted roots are included if they can be revived.
    pub fn every(&self, table: &Table) -> String {
        self.statement(table, None, &Filter::All)
    }

    /// Returns the statement that reads rows of a table. The statement selects the columns that [`live_row`] expects:
    /// the id, the parent's id or NULL, and the columns of the table.
    fn statement(&self, table: &Table, link: Option<&str>, filter: &Filter) -> String {
        let parent = table.parent.as_ref().map(|parent| parent.table.id.sort);
        let parent = link.zip(parent).map(|(link, sort)| sort.read(&identifier(link)));
        let columns = [table.id.sort.read(&identifier(table.id.name))]
            .into_iter()
            // Roots have no parent, but `live_row` expects the column in every row.
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

    /// Returns the SQL conditions that define the slice: the values of its constants, its scopes, and that rows are not
    /// deleted. The last condition is left out if deleted rows can be revived.
    fn bounds(&self, table: &Table) -> Vec<String> {
        let constants = table.constants.iter().map(|(name, value)| value.condition(&identifier(name)));
        let scopes = table.scopes.iter().map(|(name, scope)| {
            let ids = self.scopes.ids(scope).iter().map(|id| literal(&id.to_string()));
            match ids.collect::<Vec<_>>().join(", ") {
                // `IN ()` is not valid SQL, and a scope without ids contains no rows.
                none if none.is_empty() => "false".to_owned(),
                ids => format!("{} IN ({ids})", identifier(name)),
            }
        });
        // A revived resource gets its old row back, so deleted rows of such tables have to be found.
        let soft = table.soft_delete.filter(|soft| !soft.revives);
        let live = soft.map(|soft| soft.is_live(&identifier(soft.column)));
        constants.chain(scopes).chain(live).collect()
    }
}

/// Returns the SQL condition of a filter. The filter's values are the parameters of the statement.
fn condition(table: &Table, filter: &Filter) -> String {
    match filter {
        Filter::All => "true".to_owned(),
        Filter::Keys(..) => {
            format!("({} = ANY($1) OR {} = ANY($2))", identifier(table.key[0]), identifier(table.id.name))
        }
        Filter::Ids(column, _) => format!("{} = ANY($1)", identifier(column)),
    }
}
