//! Foreign keys, of any table of the database, to the tables that are managed.

use super::error::{During, Error};
use crate::plan::{Deleted, key_columns, key_condition, qualified};
use crate::table::{Id, Tables};
use postgres::{Row, Transaction};
use std::collections::BTreeSet;

/// A foreign key to a managed table.
#[derive(Clone, Debug)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// The schema of the table that refers.
    pub schema: String,
    /// The table that refers.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub target: String,
    /// The columns of that.
    pub referred: Vec<String>,
    /// The condition that a row `f` of the one refers to a row `t` of the other.
    pub condition: String,
    /// What happens to rows that refer to a value that changes.
    on_update: String,
    /// Whether it is about the rows of the table itself alone, and not of those that inherit from it.
    is_only: bool,
    /// The table by its number.
    oid: u32,
}

/// Every one once: what a partition has from its table is not one of its own. Rows are compared as the key itself
/// compares them, by its operators and in the collation of the column that is referred to: a NULL refers to nothing.
const KEYS: &str = concat!(
    "
    SELECT k.conname::text, s.nspname::text, c.relname::text, t.relname::text, k.confupdtype::text, c.relkind = 'r', c.oid,
           array_agg(a.attname::text ORDER BY x.at), array_agg(r.attname::text ORDER BY x.at),
           ",
    key_condition!(),
    "
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_namespace s ON s.oid = c.relnamespace
      JOIN pg_class t ON t.oid = coalesce(pg_partition_root(k.confrelid), k.confrelid)
      JOIN pg_namespace n ON n.oid = t.relnamespace
     ",
    key_columns!(),
    "
     WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname = $1 AND t.relname = ANY($2::text[])
     GROUP BY k.oid, k.conname, s.nspname, c.relname, t.relname, k.confupdtype, c.relkind, c.oid
     ORDER BY 2, 3, 1"
);

/// The foreign keys to managed tables of a schema.
pub fn read(
    transaction: &mut Transaction<'_>,
    schema: &str,
    tables: &Tables,
) -> Result<Vec<ForeignKey>, Error> {
    let names: BTreeSet<&str> = tables.managed().iter().map(|table| table.physical).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let rows = transaction.query(KEYS, &[&schema, &names]).during("looking at the foreign keys")?;
    Ok(rows.iter().map(ForeignKey::new).collect())
}

impl ForeignKey {
    fn new(row: &Row) -> Self {
        Self {
            name: row.get(0),
            schema: row.get(1),
            table: row.get(2),
            target: row.get(3),
            on_update: row.get(4),
            is_only: row.get(5),
            oid: row.get(6),
            columns: row.get(7),
            referred: row.get(8),
            condition: row.get(9),
        }
    }

    /// The table that refers, as a statement reads it.
    pub fn source(&self) -> String {
        let name = qualified(&self.schema, &self.table);
        if self.is_only { format!("ONLY {name}") } else { name }
    }

    /// The table of which it covers the rows and no others; none where it covers partitions too.
    pub fn alone(&self) -> Option<u32> {
        self.is_only.then_some(self.oid)
    }

    /// Whether one column of its own, and no more, refers to one of the other table.
    pub fn is_of(&self, column: &str, target: &str, referred: &str) -> bool {
        self.target == target && [column] == *self.columns && [referred] == *self.referred
    }

    /// What it does to rows that refer to a value that changes, as SQL writes it; none where it lets them follow.
    pub fn rewrites(&self) -> Option<&'static str> {
        match self.on_update.as_str() {
            "c" => None,
            "n" => Some("SET NULL"),
            "d" => Some("SET DEFAULT"),
            "r" => Some("RESTRICT"),
            _ => Some("NO ACTION"),
        }
    }

    /// The rows that are deleted of the table that it refers to.
    pub fn deleted(&self, deleted: &Deleted) -> BTreeSet<Id> {
        deleted.rows.get(self.target.as_str()).cloned().unwrap_or_default()
    }

    /// The rows whose values change by which it refers, where those that refer do not follow.
    pub fn rewritten(&self, deleted: &Deleted) -> BTreeSet<Id> {
        if self.rewrites().is_none() {
            return BTreeSet::new();
        }
        let is_referred = |table: &str, column: &str| {
            table == self.target && self.referred.iter().any(|referred| referred == column)
        };
        let changed = deleted.rewritten.iter().filter(|((table, column), _)| is_referred(table, column));
        changed.flat_map(|(_, ids)| ids).copied().collect()
    }
}
