//! Looks at the tables before anything is read: what is not as Wares knows it stops the run.

use super::error::{During, Error};
use super::{own_tables, own_tables_version, row_security};
use crate::kinds::Kinds;
use crate::live::UniqueIndex;
use crate::table::{Choice, Constant, Link, Role, Table, Tables};
use postgres::Transaction;
use std::collections::{BTreeMap, BTreeSet};

/// A column as the database has it.
struct Live {
    family: String,
    mandatory: bool,
}

type Columns = BTreeMap<String, BTreeMap<String, Live>>;

/// The columns of ordinary tables: type by family, and whether an insert must name them. `pg_attribute`
/// shows what one may not read and knows identity, domains and generated columns.
const QUERY: &str = "
    SELECT c.relname::text, a.attname::text,
           CASE WHEN e.oid IS NOT NULL AND t.typcategory = 'A'
                THEN '_' || CASE WHEN e.typtype = 'e' THEN 'enum' ELSE e.typname::text END
                WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'enum'
                ELSE coalesce(b.typname, t.typname)::text END,
           a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = '' AND t.typdefault IS NULL
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
      LEFT JOIN pg_type e ON e.oid = t.typelem
     WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relkind IN ('r', 'p')";

/// The tables that can be read.
pub struct Readable {
    /// Those that are there, without what hangs on others.
    pub tables: Tables,
    /// Those of Wares' own that are not made yet, and so hold nothing.
    pub absent: Vec<&'static Table>,
}

/// Checks every table that is read or written. Everything that is wrong is named at once.
pub fn check(transaction: &mut Transaction<'_>, schema: &str, kinds: &Kinds) -> Result<Readable, Error> {
    let tables = kinds.tables();
    let wanted: Vec<&'static Table> = tables.managed().iter().chain(tables.lookups()).copied().collect();
    let names: BTreeSet<&str> = wanted.iter().map(|table| table.physical).collect();
    row_security::refuse(transaction, schema, &names)?;
    let live = columns(transaction, schema, &names)?;
    let others = others(transaction, schema, &names)?;
    let looked = |taken: &[&'static Table]| {
        let (mut faults, mut absent) = (Vec::new(), Vec::new());
        for name in &names {
            let slices: Vec<&&Table> = wanted.iter().filter(|table| table.physical == *name).collect();
            match live.get(*name) {
                _ if slices.iter().all(|table| taken.contains(table)) => {
                    absent.extend(slices.into_iter().copied())
                }
                Some(columns) => faults.extend(table_faults(name, columns, &slices)),
                None => match others.get(*name) {
                    Some(what) => faults.push(format!("`{name}` is {what}, not a table")),
                    None if slices.iter().all(|table| table.own) => {
                        absent.extend(slices.into_iter().copied())
                    }
                    None => faults.push(format!("table `{name}` does not exist")),
                },
            }
        }
        (faults, absent)
    };
    let (mut faults, mut absent) = looked(&[]);
    if !faults.is_empty()
        && let Ok(taken) = own_tables::taken(transaction, schema, kinds)
    {
        (faults, absent) = looked(&taken);
    }
    if faults.is_empty() {
        return Ok(Readable { tables: tables.without(&absent), absent });
    }
    // Who may not read the versions is told at least what is wrong.
    if let Ok(Some(outdated)) = own_tables_version::outdated(transaction, schema, kinds) {
        return Err(outdated);
    }
    if live.is_empty() && others.is_empty() {
        let help = "make the billing tables with `wares db init`, or name their schema in the manifest: `database: { schema: … }`";
        return Err(Error::new(format!("the schema `{schema}` has no billing tables"), help));
    }
    let help = match others.is_empty() {
        true => {
            "`wares db init` adds what Wares itself needs; the rest must be as the billing system makes it"
        }
        false => "name the schema that has the tables themselves in the manifest: `database: { schema: … }`",
    };
    Err(Error::new(format!("the schema `{schema}` is not as Wares knows it: {}", faults.join("; ")), help))
}

/// The unique indexes of the managed tables, with every column that has a part in them.
pub fn unique(
    transaction: &mut Transaction<'_>,
    schema: &str,
    tables: &Tables,
) -> Result<Vec<UniqueIndex>, Error> {
    // The dependencies of an index know what its expressions and its condition use; those of a generated column what
    // that is made of: before version 15 the column itself depends on that, and later its expression.
    const QUERY: &str = "
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
    let names: Vec<&str> = tables.managed().iter().map(|table| table.physical).collect();
    let rows = transaction.query(QUERY, &[&schema, &names]).during("looking at the unique indexes")?;
    let columns = |row: &postgres::Row, at| row.get::<_, Option<Vec<String>>>(at).unwrap_or_default();
    let index = |row: &postgres::Row| UniqueIndex {
        table: row.get(0),
        plain: columns(row, 1),
        used: columns(row, 2),
        is_expression: row.get(3),
    };
    Ok(rows.iter().map(index).collect())
}

/// The columns by which rows are looked for and that no index begins with: reading becomes slow.
pub fn unindexed(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    tables: &Tables,
) -> Result<Vec<String>, Error> {
    const INDEXED: &str = "
        SELECT DISTINCT c.relname::text || '.' || a.attname::text
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
         WHERE n.nspname = $1 AND i.indpred IS NULL";
    let rows = transaction.query(INDEXED, &[&schema]).during("looking at the indexes")?;
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
        .filter(|(table, _)| !tables.lack(table))
        .map(|(table, column)| (table.physical, column));
    let wanted: BTreeSet<String> =
        roots.chain(links).chain(dependents).map(|(table, column)| format!("{table}.{column}")).collect();
    Ok(wanted.difference(&indexed).cloned().collect())
}

/// What there is of some tables of Wares' own.
pub struct Own {
    /// The names of those that are there.
    pub present: BTreeSet<String>,
    /// What keeps those that are there from being as this program knows them.
    pub faults: Vec<String>,
    /// That others are not there.
    pub missing: Vec<String>,
}

impl Own {
    /// Whether all are there, as this program knows them.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.missing.is_empty()
    }
}

/// Looks at tables of Wares' own.
pub fn own(transaction: &mut Transaction<'_>, schema: &str, tables: &[&'static Table]) -> Result<Own, Error> {
    let names: BTreeSet<&str> = tables.iter().map(|table| table.physical).collect();
    let live = columns(transaction, schema, &names)?;
    let others = others(transaction, schema, &names)?;
    let (mut faults, mut missing) = (Vec::new(), Vec::new());
    for name in &names {
        let slices: Vec<&&Table> = tables.iter().filter(|table| table.physical == *name).collect();
        match (others.get(*name), live.get(*name)) {
            (Some(what), _) => faults.push(format!("`{name}` is {what}, not a table")),
            (None, Some(columns)) => faults.extend(table_faults(name, columns, &slices)),
            (None, None) => missing.push(format!("table `{name}` does not exist")),
        }
    }
    let present = live.into_keys().chain(others.into_keys()).collect();
    Ok(Own { present, faults, missing })
}

/// The tables of the schema, among those named.
pub fn existing(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &BTreeSet<&str>,
) -> Result<BTreeSet<String>, Error> {
    Ok(columns(transaction, schema, names)?.into_keys().collect())
}

/// What stands in a table's place and is none, among the names: what it is, by name.
pub fn others(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &BTreeSet<&str>,
) -> Result<BTreeMap<String, &'static str>, Error> {
    const OTHERS: &str = "
        SELECT c.relname::text, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.relkind NOT IN ('r', 'p')";
    let names: Vec<&str> = names.iter().copied().collect();
    let rows = transaction.query(OTHERS, &[&schema, &names]).during("looking at the tables")?;
    let what = |row: &postgres::Row| match row.get(1) {
        "v" => "a view",
        "m" => "a materialized view",
        "f" => "a foreign table",
        "S" => "a sequence",
        "c" => "a type",
        _ => "an index",
    };
    Ok(rows.iter().map(|row| (row.get(0), what(row))).collect())
}

fn columns(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &BTreeSet<&str>,
) -> Result<Columns, Error> {
    let names: Vec<&str> = names.iter().copied().collect();
    let rows = transaction.query(QUERY, &[&schema, &names]).during("looking at the tables")?;
    let mut columns = Columns::new();
    for row in rows {
        let live = Live { family: row.get(2), mandatory: row.get(3) };
        columns.entry(row.get(0)).or_default().insert(row.get(1), live);
    }
    Ok(columns)
}

fn table_faults(name: &str, columns: &BTreeMap<String, Live>, slices: &[&&Table]) -> Vec<String> {
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    slices.iter().for_each(|table| known.extend(expected(table)));
    let mut faults = Vec::new();
    for (column, family) in &known {
        match columns.get(*column) {
            None => faults.push(format!("column `{name}.{column}` does not exist")),
            Some(live) if !family.is_empty() && !family.contains(&live.family) => {
                faults.push(format!(
                    "column `{name}.{column}` is {}, not {}",
                    typed(&live.family),
                    typed(&family[0])
                ));
            }
            Some(_) => {}
        }
    }
    let managed = slices.iter().any(|table| table.role == Role::Managed);
    let unknown = columns
        .iter()
        .filter(|(column, live)| managed && live.mandatory && !known.contains_key(column.as_str()));
    faults.extend(unknown.map(|(column, _)| {
        format!("column `{name}.{column}` must have a value in every row, and Wares does not know it")
    }));
    faults
}

/// A type of the database in a sentence.
fn typed(family: &str) -> String {
    match family.strip_prefix('_') {
        Some(element) => format!("of type {element}[]"),
        None if family == "enum" => "an enum".to_owned(),
        None => format!("of type {family}"),
    }
}

/// The columns that a slice needs, and the types that each may have; any where there is none.
fn expected(table: &Table) -> Vec<(&'static str, Vec<String>)> {
    let mut columns = vec![(table.id.name, table.id.sort.families())];
    let parent = table.parent.as_ref().map(|parent| parent.table.id.sort.families());
    columns.extend(table.link().zip(parent));
    columns.extend(table.constants.iter().map(|(name, constant)| {
        let is_boolean = matches!(constant, Constant::Bool(_));
        (*name, if is_boolean { vec!["bool".to_owned()] } else { Vec::new() })
    }));
    let bound = table.scopes.iter().filter(|(_, scope)| scope.choice != Choice::Each);
    columns.extend(bound.map(|(name, scope)| (*name, scope.table.id.sort.families())));
    columns.extend(table.columns.iter().map(|column| (column.name, column.kind.families())));
    columns
}
