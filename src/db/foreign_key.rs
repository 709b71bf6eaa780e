//! The foreign keys to managed tables, from any table of the database.

use super::error::{During, Error};
use crate::plan::{Deleted, key_columns, key_condition, qualified};
use crate::table::{Id, Tables};
use postgres::{Row, Transaction};
use std::collections::BTreeSet;

/// A foreign key to a managed table.
#[derive(Clone, Debug)]
pub struct ForeignKey {
    /// The name of the key's constraint.
    pub name: String,
    /// The schema of the referring table.
    pub schema: String,
    /// The referring table.
    pub table: String,
    /// The referring columns.
    pub columns: Vec<String>,
    /// The table to which the key refers.
    pub target: String,
    /// The columns of the target to which the key refers, in the order of `columns`.
    pub referred: Vec<String>,
    /// The SQL condition under which a row `f` of the referring table refers to a row `t` of the target.
    pub condition: String,
    /// The `ON UPDATE` action, in the form of `pg_constraint.confupdtype`.
    on_update: String,
    /// Whether the referring table is an ordinary table. The key then covers only the rows of this table, not the rows
    /// of inheriting tables.
    is_only: bool,
    /// The OID of the referring table.
    oid: u32,
}

/// Selects every foreign key once. Keys that partitions inherit from their table are left out.
///
/// Rows are compared as the key compares them: with the key's operators, and in the collation of the referenced column.
/// A NULL refers to nothing.
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

/// Reads the foreign keys that refer to the managed tables in a schema.
pub fn read(
    transaction: &mut Transaction<'_>,
    schema: &str,
    tables: &Tables,
) -> Result<Vec<ForeignKey>, Error> {
    // Several slices have the same physical table.
    let names: BTreeSet<&str> = tables.managed().iter().map(|table| table.physical).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let rows = transaction.query(KEYS, &[&schema, &names]).during("reading the foreign keys")?;
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

    /// Returns the referring table in the form for a `FROM` clause.
    pub fn source(&self) -> String {
        let name = qualified(&self.schema, &self.table);
        // The key does not cover rows of inheriting tables; `Search` counts those by column.
        if self.is_only { format!("ONLY {name}") } else { name }
    }

    /// Returns the OID of the referring table if the key covers only the table's own rows; `None` if it also covers
    /// partitions.
    pub fn only_table(&self) -> Option<u32> {
        self.is_only.then_some(self.oid)
    }

    /// Whether the key consists only of `column`, and refers only to the column `referred` of `target`.
    pub fn is_of(&self, column: &str, target: &str, referred: &str) -> bool {
        self.target == target && [column] == *self.columns && [referred] == *self.referred
    }

    /// Returns the `ON UPDATE` action in SQL. Returns `None` for `CASCADE`, because the database then updates the
    /// referring rows.
    pub fn rewrites(&self) -> Option<&'static str> {
        match self.on_update.as_str() {
            "c" => None,
            "n" => Some("SET NULL"),
            "d" => Some("SET DEFAULT"),
            "r" => Some("RESTRICT"),
            _ => Some("NO ACTION"),
        }
    }

    /// Returns the ids of the deleted rows in the target table.
    pub fn deleted(&self, deleted: &Deleted) -> BTreeSet<Id> {
        deleted.rows.get(self.target.as_str()).cloned().unwrap_or_default()
    }

    /// Returns the ids of the rows in the target table in which a referenced value changes. The result is empty if the
    /// key has `ON UPDATE CASCADE`.
    pub fn rewritten(&self, deleted: &Deleted) -> BTreeSet<Id> {
        // With `ON UPDATE CASCADE`, referring rows follow the change, so nothing can be left behind.
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
