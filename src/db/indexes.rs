//! Reads the indexes of the managed tables.

use super::error::{During, Error};
use crate::kinds::Kinds;
use crate::live::UniqueIndex;
use crate::table::{Link, Tables};
use postgres::Transaction;
use std::collections::BTreeSet;

/// Selects the unique indexes, each with all columns on which the index depends.
///
/// The columns in an index's expressions and condition are known only from the index's dependencies. A generated column
/// is replaced by the columns from which it is computed. Before PostgreSQL 15 the generated column depends on these
/// columns directly. Since then, its default expression depends on them.
const UNIQUE: &str = "
    SELECT c.relname::text,
           array_agg(DISTINCT a.attname::text) FILTER (WHERE is_key AND a.attgenerated = ''),
           array_agg(DISTINCT coalesce(g.attname, a.attname)::text) FILTER (WHERE NOT is_key OR g.attname IS NOT NULL),
           bool_or(is_key AND a.attgenerated <> '') OR 0 = ANY(x.indkey::int2[])
      FROM pg_index x
      JOIN pg_class c ON c.oid = x.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = x.indrelid AND NOT a.attisdropped
     CROSS JOIN LATERAL (SELECT a.attnum = ANY((x.indkey::int2[])[0:x.indnkeyatts - 1]) AS is_key,
           EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
              AND d.objid = x.indexrelid AND d.refclassid = 'pg_catalog.pg_class'::regclass
              AND d.refobjid = x.indrelid AND d.refobjsubid = a.attnum)
           AND NOT a.attnum = ANY(x.indkey) AS is_used) u
      LEFT JOIN pg_attrdef e ON e.adrelid = x.indrelid AND e.adnum = a.attnum AND a.attgenerated <> ''
      LEFT JOIN pg_depend f ON f.refclassid = 'pg_catalog.pg_class'::regclass AND f.refobjid = x.indrelid
           AND f.refobjsubid > 0 AND f.refobjsubid <> a.attnum AND a.attgenerated <> ''
           AND (f.classid = 'pg_catalog.pg_attrdef'::regclass AND f.objid = e.oid
                OR f.classid = 'pg_catalog.pg_class'::regclass AND f.objid = x.indrelid AND f.objsubid = a.attnum)
      LEFT JOIN pg_attribute g ON g.attrelid = x.indrelid AND g.attnum = f.refobjsubid
     WHERE x.indisunique AND x.indimmediate AND x.indisvalid AND (is_key OR is_used)
       AND n.nspname = $1 AND c.relname = ANY($2::text[])
     GROUP BY c.relname, x.indexrelid, x.indkey ORDER BY 1, x.indexrelid";

/// Selects the first column of every index that covers all rows.
const INDEXED: &str = "
    SELECT DISTINCT c.relname::text || '.' || a.attname::text
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
     WHERE n.nspname = $1 AND i.indpred IS NULL";

/// Reads the unique indexes of the managed tables, each with all columns on which the index depends.
pub fn unique(
    transaction: &mut Transaction<'_>,
    schema: &str,
    tables: &Tables,
) -> Result<Vec<UniqueIndex>, Error> {
    let names: Vec<&str> = tables.managed().iter().map(|table| table.physical).collect();
    let rows = transaction.query(UNIQUE, &[&schema, &names]).during("reading the unique indexes")?;
    // `array_agg` over no rows is NULL, not an empty array.
    let columns = |row: &postgres::Row, number| row.get::<_, Option<Vec<String>>>(number).unwrap_or_default();
    let index = |row: &postgres::Row| UniqueIndex {
        table: row.get(0),
        direct_columns: columns(row, 1),
        indirect_columns: columns(row, 2),
        is_expression: row.get(3),
    };
    Ok(rows.iter().map(index).collect())
}

/// Of the columns that Wares uses to look up rows, returns those that are not the first column of any index. Partial
/// indexes are ignored. Each column has the form `table.column`. Without an index on these columns, reading is slow.
pub fn unindexed(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    tables: &Tables,
) -> Result<Vec<String>, Error> {
    let rows = transaction.query(INDEXED, &[&schema]).during("reading the indexes")?;
    let indexed: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    let roots = tables
        .roots()
        .filter(|table| table.soft_delete.is_some())
        .map(|table| (table.physical, table.key[0]));
    let links = tables.managed().iter().filter_map(|table| match table.parent.as_ref()?.link {
        Link::Child(column) => Some((table.physical, column)),
        Link::Shared(column) => Some((table.parent.as_ref()?.table.physical, column)),
    });
    let dependents = tables
        .roots()
        .flat_map(|root| kinds.dependents(root))
        .filter(|(table, _)| !tables.is_missing(table))
        .map(|(table, column)| (table.physical, column));
    let wanted: BTreeSet<String> =
        roots.chain(links).chain(dependents).map(|(table, column)| format!("{table}.{column}")).collect();
    Ok(wanted.difference(&indexed).cloned().collect())
}
