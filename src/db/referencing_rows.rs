//! Finds the references from any table to deleted rows and to values that change.

use super::error::{During, Error, hides};
use super::foreign_key::ForeignKey;
use super::table_definitions;
use super::value_conversion::{ArrayParameter, id};
use crate::kinds::Kinds;
use crate::plan::{self, Deleted, Referrer, Rewrite, qualified};
use crate::table::{Id, IdSort, Link, Table, Tables, Type, identifier};
use postgres::Transaction;
use postgres::error::SqlState;
use postgres::types::ToSql;
use std::collections::BTreeSet;

/// A column that contains ids of rows in another table. Holds the table of the column, the name of the column, and the
/// table to which the ids belong.
type Reference = (&'static str, &'static str, &'static str);

/// A search for rows that refer to deleted rows or to values that change.
///
/// References to deleted rows come from three sources: the foreign keys of the database, the references in Wares' table
/// descriptions, and the known references of the billing system. References to values come only from foreign keys.
pub struct Search<'a, 'b> {
    pub transaction: &'a mut Transaction<'b>,
    pub schema: &'a str,
    pub tables: &'a Tables,
    pub deleted: &'a Deleted,
}

impl Search<'_, '_> {
    /// Finds all references that remain after the plan. Leaves out rows that the plan deletes, and rows whose reference
    /// the plan changes.
    pub fn all(&mut self, keys: &[ForeignKey], kinds: &Kinds) -> Result<Vec<Referrer>, Error> {
        let mut referrers = Vec::new();
        for key in keys {
            // The plan deletes these rows as well, so they cannot refuse the deletion.
            if self.goes_with(key, kinds) {
                continue;
            }
            let change = key.rewrites().map(|action| Rewrite { columns: key.referred.clone(), action });
            referrers.extend(self.by_key(key, &key.deleted(self.deleted), None)?);
            referrers.extend(self.by_key(key, &key.rewritten(self.deleted), change)?);
        }
        // Values that change are referred to only by foreign keys; other references are by id, and ids never change.
        if !self.deleted.rows.is_empty() {
            for reference in self.references(keys, kinds)? {
                referrers.extend(self.by_column(&reference, keys, kinds)?);
            }
        }
        Ok(referrers)
    }

    /// Whether the rows with a foreign key are companions, which the plan deletes together with the rows to which they
    /// refer.
    fn goes_with(&self, key: &ForeignKey, kinds: &Kinds) -> bool {
        let is_it = |table: &str, column: &str| table == key.table && [column] == *key.columns;
        key.schema == self.schema && kinds.companions().iter().any(|it| is_it(it.table.physical, it.column))
    }

    /// Returns the columns that refer to managed tables and that no foreign key covers completely. A foreign key does
    /// not cover the rows of inheriting tables.
    fn references(&mut self, keys: &[ForeignKey], kinds: &Kinds) -> Result<BTreeSet<Reference>, Error> {
        let all = kinds.references();
        let known: BTreeSet<&str> = all.iter().map(|(table, ..)| *table).collect();
        // A billing database may lack tables that the system is known to have, such as those for subscriptions.
        let existing = table_definitions::existing(self.transaction, self.schema, &known)?;
        let mut references = described(self.tables);
        references.extend(all.into_iter().filter(|(table, ..)| existing.contains(*table)));
        let companions = kinds.companions();
        let goes_with = |table: &str, column: &str| {
            companions.iter().any(|it| (it.table.physical, it.column) == (table, column))
        };
        let tables: Vec<&str> = references.iter().map(|(table, ..)| *table).collect();
        let inherited = inherited(self.transaction, self.schema, &tables)?;
        let is_covered = |reference: &Reference| {
            let is_of_table = |key: &&ForeignKey| key.schema == self.schema && key.table == reference.0;
            self.same(reference, keys)
                .filter(is_of_table)
                .any(|key| key.only_table().is_none() || !inherited.contains(reference.0))
        };
        references.retain(|reference| !goes_with(reference.0, reference.1) && !is_covered(reference));
        Ok(references)
    }

    /// Returns the foreign keys of any table that have the same column and target as a reference. Tables that inherit
    /// from the reference's table may have such keys.
    fn same<'k>(
        &self,
        (_, column, target): &Reference,
        keys: &'k [ForeignKey],
    ) -> impl Iterator<Item = &'k ForeignKey> + use<'k> {
        let (column, target) = (*column, *target);
        let id = self.find(target).map_or("id", |table| table.id.name);
        keys.iter().filter(move |key| key.is_of(column, target, id))
    }

    /// Returns a managed table with the given physical name; `None` if there is none.
    fn find(&self, physical: &str) -> Option<&'static Table> {
        self.tables.managed().iter().copied().find(|known| known.physical == physical)
    }

    /// Counts, for each row of the target with one of the given ids, the rows that refer to that row by a foreign key.
    fn by_key(
        &mut self,
        key: &ForeignKey,
        ids: &BTreeSet<Id>,
        change: Option<Rewrite>,
    ) -> Result<Vec<Referrer>, Error> {
        // Without ids, a statement on a large table would find nothing and still cost time.
        let Some(target) = self.find(&key.target).filter(|_| !ids.is_empty()) else { return Ok(Vec::new()) };
        let id = format!("t.{}", identifier(target.id.name));
        let of = (key.schema.as_str(), key.table.as_str());
        let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
        let (exclusion, excluded_ids) = self.planned_exclusion(of, &columns);
        let select = format!(
            "SELECT {}, count(*) FROM {} f JOIN {} t ON {} WHERE {id} = ANY($1){exclusion} GROUP BY 1 ORDER BY 1",
            target.id.sort.read(&id),
            key.source(),
            qualified(self.schema, target.physical),
            key.condition,
        );
        // Only names outside of the billing schema need a schema in messages.
        let table = if key.schema == self.schema { key.table.clone() } else { format!("{}.{}", of.0, of.1) };
        let constraint = Some(key.name.clone());
        let template = Referrer { constraint, change, ..template(&key.target, table, &key.columns) };
        self.counted(&select, &ArrayParameter::ids(ids), excluded_ids.as_ref(), target.id.sort, &template)
    }

    /// Counts the rows that refer to each deleted row by a column with its id. Tables with a foreign key for this
    /// reference are left out, because [`Self::by_key`] counts their rows.
    fn by_column(
        &mut self,
        reference: &Reference,
        keys: &[ForeignKey],
        kinds: &Kinds,
    ) -> Result<Vec<Referrer>, Error> {
        let (table, column, target) = reference;
        let Some(ids) = self.deleted.rows.get(target) else { return Ok(Vec::new()) };
        let sort = self.find(target).map_or(IdSort::Uuid, |table| table.id.sort);
        let name = format!("f.{}", identifier(column));
        let (exclusion, excluded_ids) = self.planned_exclusion((self.schema, table), &[column]);
        // The tables whose rows `by_key` counts.
        let counted = self.same(reference, keys).filter_map(ForeignKey::only_table);
        let counted = counted.map(|oid| oid.to_string()).collect::<Vec<_>>().join(",");
        let select = format!(
            "SELECT {}, count(*) FROM {} f WHERE {name} = ANY($1) AND f.tableoid <> ALL('{{{counted}}}'){exclusion}{} \
             GROUP BY 1 ORDER BY 1",
            sort.read(&name),
            qualified(self.schema, table),
            plan::still_held("f", table, kinds)
        );
        let template = template(target, (*table).to_owned(), &[(*column).to_owned()]);
        self.counted(&select, &ArrayParameter::ids(ids), excluded_ids.as_ref(), sort, &template)
    }

    /// Returns an SQL condition that leaves out the rows that the plan deletes, and the rows whose referring columns it
    /// changes. Also returns the ids for the condition's parameter. Without such rows, the condition is empty and the
    /// ids are `None`.
    fn planned_exclusion(
        &self,
        (schema, table): (&str, &str),
        columns: &[&str],
    ) -> (String, Option<ArrayParameter>) {
        // The plan writes only managed tables in the billing schema, so no row of another table is excluded.
        let Some(own) = self.find(table).filter(|_| schema == self.schema) else { return Default::default() };
        let letting_go =
            columns.iter().filter_map(|column| self.deleted.rewritten.get(&(own.physical, *column)));
        let excluded_ids = self.deleted.rows.get(table).into_iter().chain(letting_go);
        let excluded_ids: Vec<Id> = excluded_ids.flatten().copied().collect();
        if excluded_ids.is_empty() {
            return Default::default();
        }
        let condition = format!(" AND NOT (f.{} = ANY($2))", identifier(own.id.name));
        (condition, Some(ArrayParameter::ids(&excluded_ids)))
    }

    /// Runs a statement that counts referring rows. Each result is a copy of `template` with the id and the count from
    /// one row.
    fn counted(
        &mut self,
        select: &str,
        ids: &ArrayParameter,
        excluded_ids: Option<&ArrayParameter>,
        sort: IdSort,
        template: &Referrer,
    ) -> Result<Vec<Referrer>, Error> {
        let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![ids];
        parameters.extend(excluded_ids.map(|excluded_ids| excluded_ids as &(dyn ToSql + Sync)));
        let what = format!("looking for references in `{}`", template.table);
        let rows =
            self.transaction.query(select, &parameters).map_err(|error| unread(&what, template, &error))?;
        let referrer = |row: &postgres::Row| {
            // The value equals one of the ids in the parameter, so it is a valid id.
            let id = id(row, 0, sort).during(&what)?.unwrap_or(Id::NIL);
            Ok(Referrer { id, count: row.get(1), ..template.clone() })
        };
        rows.iter().map(referrer).collect()
    }
}

/// Returns those of the given tables from which other tables inherit.
fn inherited(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &[&str],
) -> Result<BTreeSet<String>, Error> {
    const INHERITED: &str = "
        SELECT DISTINCT c.relname::text
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_inherits i ON i.inhparent = c.oid
         WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.relkind = 'r'";
    let rows = transaction.query(INHERITED, &[&schema, &names]).during("reading the table definitions")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Returns the error for a table that could not be searched. The table may belong to another program, so the help for
/// missing privileges names the table.
fn unread(what: &str, referrer: &Referrer, error: &postgres::Error) -> Error {
    match (Error::during(what, error), error.code()) {
        (Error::Failed { message, .. }, Some(&SqlState::INSUFFICIENT_PRIVILEGE)) => {
            let (table, target) = (&referrer.table, &referrer.target);
            let why = format!("its rows may refer to rows of `{target}` that the plan deletes or changes");
            let help = match error.as_db_error() {
                Some(fault) if hides(fault) => format!(
                    "nothing was written; connect as a role that has BYPASSRLS, or as the table's owner unless the table has \
                     FORCE ROW LEVEL SECURITY. Row-level security would hide rows of `{table}` from the user, and {why}; \
                     granting privileges does not help"
                ),
                _ => format!(
                    "nothing was written; grant the user SELECT on `{table}` and USAGE on its schema: {why}"
                ),
            };
            Error::new(message, help)
        }
        (error, _) => error,
    }
}

/// Creates a referrer of which only the target, the table and the columns are known.
fn template(target: &str, table: String, columns: &[String]) -> Referrer {
    Referrer {
        target: target.to_owned(),
        id: Id::NIL,
        table,
        columns: columns.to_vec(),
        constraint: None,
        change: None,
        count: 0,
    }
}

/// Returns the references in Wares' descriptions of the managed tables.
fn described(tables: &Tables) -> BTreeSet<Reference> {
    let mut references = BTreeSet::new();
    for table in tables.managed() {
        if let Some(parent) = &table.parent {
            references.insert(match parent.link {
                Link::Child(column) => (table.physical, column, parent.table.table().physical),
                Link::Shared(column) => (parent.table.table().physical, column, table.physical),
            });
        }
        for column in table.columns {
            if let Type::Reference(target) = column.kind {
                references.insert((table.physical, column.name, target.table().physical));
            }
        }
    }
    references
}
