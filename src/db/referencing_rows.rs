//! Looks for rows that refer to what is deleted, and to values that change.

use super::error::{During, Error, hides};
use super::foreign_key::ForeignKey;
use super::introspect;
use super::value_conversion::{Any, id};
use crate::kinds::Kinds;
use crate::plan::{self, Deleted, Referrer, Rewrite, identifier, qualified};
use crate::table::{Id, IdSort, Link, Table, Tables, Type};
use postgres::Transaction;
use postgres::error::SqlState;
use postgres::types::ToSql;
use std::collections::BTreeSet;

/// A column that refers to a table of the billing schema by id: its table, its name, and the table.
type Reference = (&'static str, &'static str, &'static str);

/// Who refers to deleted rows: by every foreign key, by the references that the tables' descriptors know, and
/// by those that are known of the billing system. And who refers by a foreign key to values that change.
pub struct Search<'a, 'b> {
    pub transaction: &'a mut Transaction<'b>,
    pub schema: &'a str,
    pub tables: &'a Tables,
    pub deleted: &'a Deleted,
}

impl Search<'_, '_> {
    /// All of them, without the rows that the plan deletes, and those that it makes let go.
    pub fn all(&mut self, keys: &[ForeignKey], kinds: &Kinds) -> Result<Vec<Referrer>, Error> {
        let mut found = Vec::new();
        for key in keys {
            if self.goes_with(key, kinds) {
                continue;
            }
            let change = key.rewrites().map(|action| Rewrite { columns: key.referred.clone(), action });
            found.extend(self.by_key(key, &key.deleted(self.deleted), None)?);
            found.extend(self.by_key(key, &key.rewritten(self.deleted), change)?);
        }
        if !self.deleted.rows.is_empty() {
            for reference in self.references(keys, kinds)? {
                found.extend(self.by_column(&reference, keys, kinds)?);
            }
        }
        Ok(found)
    }

    /// Whether a foreign key is that of rows that go with what they refer to.
    fn goes_with(&self, key: &ForeignKey, kinds: &Kinds) -> bool {
        let is_it = |table: &str, column: &str| table == key.table && [column] == *key.columns;
        key.schema == self.schema && kinds.companions().iter().any(|it| is_it(it.table.physical, it.column))
    }

    /// The columns that refer to managed tables, each once, without those of which a foreign key covers every row: one
    /// of a table that others inherit from covers none of theirs.
    fn references(&mut self, keys: &[ForeignKey], kinds: &Kinds) -> Result<BTreeSet<Reference>, Error> {
        let all = kinds.references();
        let known: BTreeSet<&str> = all.iter().map(|(table, ..)| *table).collect();
        let existing = introspect::existing(self.transaction, self.schema, &known)?;
        let mut found = described(self.tables);
        found.extend(all.into_iter().filter(|(table, ..)| existing.contains(*table)));
        let companions = kinds.companions();
        let goes_with = |table: &str, column: &str| {
            companions.iter().any(|it| (it.table.physical, it.column) == (table, column))
        };
        let tables: Vec<&str> = found.iter().map(|(table, ..)| *table).collect();
        let inherited = inherited(self.transaction, self.schema, &tables)?;
        let is_covered = |reference: &Reference| {
            let is_its = |key: &&ForeignKey| key.schema == self.schema && key.table == reference.0;
            self.same(reference, keys)
                .filter(is_its)
                .any(|key| key.alone().is_none() || !inherited.contains(reference.0))
        };
        found.retain(|reference| !goes_with(reference.0, reference.1) && !is_covered(reference));
        Ok(found)
    }

    /// The foreign keys that refer as a column does, of whatever table.
    fn same<'k>(
        &self,
        (_, column, target): &Reference,
        keys: &'k [ForeignKey],
    ) -> impl Iterator<Item = &'k ForeignKey> + use<'k> {
        let (column, target) = (*column, *target);
        let id = self.find(target).map_or("id", |table| table.id.name);
        keys.iter().filter(move |key| key.is_of(column, target, id))
    }

    fn find(&self, physical: &str) -> Option<&'static Table> {
        self.tables.managed().iter().copied().find(|known| known.physical == physical)
    }

    /// How many rows refer to each row by a foreign key.
    fn by_key(
        &mut self,
        key: &ForeignKey,
        ids: &BTreeSet<Id>,
        change: Option<Rewrite>,
    ) -> Result<Vec<Referrer>, Error> {
        let Some(target) = self.find(&key.target).filter(|_| !ids.is_empty()) else { return Ok(Vec::new()) };
        let id = format!("t.{}", identifier(target.id.name));
        let of = (key.schema.as_str(), key.table.as_str());
        let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
        let (sparing, spared) = self.spared(of, &columns);
        let select = format!(
            "SELECT {}, count(*) FROM {} f JOIN {} t ON {} WHERE {id} = ANY($1){sparing} GROUP BY 1 ORDER BY 1",
            target.id.sort.read(&id),
            key.source(),
            qualified(self.schema, target.physical),
            key.condition,
        );
        let like = Referrer {
            target: key.target.clone(),
            id: Id::NIL,
            table: if key.schema == self.schema { key.table.clone() } else { format!("{}.{}", of.0, of.1) },
            columns: key.columns.clone(),
            constraint: Some(key.name.clone()),
            change,
            count: 0,
        };
        self.counted(&select, &Any::ids(ids), spared.as_ref(), target.id.sort, &like)
    }

    /// How many rows refer to each deleted row by a column that holds its id. The rows of tables that have a foreign
    /// key of their own are counted by that.
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
        let (sparing, spared) = self.spared((self.schema, table), &[column]);
        let counted: Vec<String> =
            self.same(reference, keys).filter_map(ForeignKey::alone).map(|oid| oid.to_string()).collect();
        let select = format!(
            "SELECT {}, count(*) FROM {} f WHERE {name} = ANY($1) AND f.tableoid <> ALL('{{{}}}'){sparing}{} GROUP BY 1 ORDER BY 1",
            sort.read(&name),
            qualified(self.schema, table),
            counted.join(","),
            plan::still_held("f", table, kinds)
        );
        let like = Referrer {
            target: (*target).to_owned(),
            id: Id::NIL,
            table: (*table).to_owned(),
            columns: vec![(*column).to_owned()],
            constraint: None,
            change: None,
            count: 0,
        };
        self.counted(&select, &Any::ids(ids), spared.as_ref(), sort, &like)
    }

    /// The condition that a row is none that the plan deletes, and none of which it writes a column that refers, so
    /// that the row lets go of what it referred to; and the ids that it is about.
    fn spared(&self, (schema, table): (&str, &str), columns: &[&str]) -> (String, Option<Any>) {
        let Some(own) = self.find(table).filter(|_| schema == self.schema) else { return Default::default() };
        let letting_go =
            columns.iter().filter_map(|column| self.deleted.rewritten.get(&(own.physical, *column)));
        let spared = self.deleted.rows.get(table).into_iter().chain(letting_go);
        let spared: Vec<Id> = spared.flatten().copied().collect();
        if spared.is_empty() {
            return Default::default();
        }
        let condition = format!(" AND NOT (f.{} = ANY($2))", identifier(own.id.name));
        (condition, Some(Any::ids(&spared)))
    }

    fn counted(
        &mut self,
        select: &str,
        ids: &Any,
        spared: Option<&Any>,
        sort: IdSort,
        like: &Referrer,
    ) -> Result<Vec<Referrer>, Error> {
        let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![ids];
        parameters.extend(spared.map(|spared| spared as &(dyn ToSql + Sync)));
        let what = format!("looking for references in `{}`", like.table);
        let rows =
            self.transaction.query(select, &parameters).map_err(|error| unread(&what, like, &error))?;
        let referrer = |row: &postgres::Row| {
            // What equals an id of these rows is one.
            let id = id(row, 0, sort).during(&what)?.unwrap_or(Id::NIL);
            Ok(Referrer { id, count: row.get(1), ..like.clone() })
        };
        rows.iter().map(referrer).collect()
    }
}

/// The tables of the schema, among those named, from which others inherit.
fn inherited(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &[&str],
) -> Result<BTreeSet<String>, Error> {
    const INHERITED: &str = "
        SELECT DISTINCT c.relname::text
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_inherits i ON i.inhparent = c.oid
         WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.relkind = 'r'";
    let rows = transaction.query(INHERITED, &[&schema, &names]).during("looking at the tables")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Why it cannot be told who refers. Tables of others are read too.
fn unread(what: &str, like: &Referrer, error: &postgres::Error) -> Error {
    match (Error::during(what, error), error.code()) {
        (Error::Failed { message, .. }, Some(&SqlState::INSUFFICIENT_PRIVILEGE)) => {
            let (table, target) = (&like.table, &like.target);
            let why = format!("its rows may refer to those of `{target}` that go or change");
            let help = match error.as_db_error() {
                Some(fault) if hides(fault) => format!(
                    "nothing was written; row-level security would hide rows of `{table}` from the user, and {why}: connect \
                     as a role that has BYPASSRLS, or as the table's owner unless it has FORCE ROW LEVEL SECURITY; grants \
                     change nothing here"
                ),
                _ => format!(
                    "nothing was written; the user needs SELECT on `{table}` and USAGE on its schema: {why}"
                ),
            };
            Error::new(message, help)
        }
        (error, _) => error,
    }
}

/// The references that the tables' descriptors know.
fn described(tables: &Tables) -> BTreeSet<Reference> {
    let mut found = BTreeSet::new();
    for table in tables.managed() {
        if let Some(parent) = &table.parent {
            found.insert(match parent.link {
                Link::Child(column) => (table.physical, column, parent.table.table().physical),
                Link::Shared(column) => (parent.table.table().physical, column, table.physical),
            });
        }
        for column in table.columns {
            if let Type::Reference(target) = column.kind {
                found.insert((table.physical, column.name, target.table().physical));
            }
        }
    }
    found
}
