//! Reads the definitions of tables, and compares them with what Wares expects.

use super::error::{During, Error};
use crate::table::{Choice, Constant, Role, Table};
use postgres::Transaction;
use std::collections::{BTreeMap, BTreeSet};

/// A column as it is defined in the database.
struct Live {
    /// The type of the column, as [`QUERY`] simplifies it.
    family: String,
    /// Whether an insert must give the column a value: the column is NOT NULL and has no default.
    mandatory: bool,
}

type Columns = BTreeMap<String, BTreeMap<String, Live>>;

/// Selects the columns of ordinary and partitioned tables: table, column, type, and whether an insert must give a
/// value.
///
/// A domain counts as its base type. The query reads `pg_attribute`, because `information_schema` hides tables that the
/// user may not read. It also hides defaults that come from an identity or a domain.
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

/// The definitions of the tables with the given names. Objects of other types that have one of these names are listed
/// in `others`.
pub struct Definitions {
    columns: Columns,
    /// The type of each object that is not a table, such as `a view`, by the object's name.
    pub others: BTreeMap<String, &'static str>,
}

impl Definitions {
    /// Reads the definitions of the tables with the given names.
    pub fn read(
        transaction: &mut Transaction<'_>,
        schema: &str,
        names: &BTreeSet<&str>,
    ) -> Result<Self, Error> {
        let columns = columns(transaction, schema, names)?;
        Ok(Self { columns, others: others(transaction, schema, names)? })
    }

    /// Whether the schema contains no object with any of the names.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.others.is_empty()
    }

    /// Returns the differences between a table and its description in `slices`. The result is empty if there are no
    /// differences, and `None` if no object has this name.
    pub fn faults(&self, name: &str, slices: &[&Table]) -> Option<Vec<String>> {
        // A view of the right name would have the right columns, but cannot be locked and written like a table.
        let other = self.others.get(name).map(|what| vec![format!("`{name}` is {what}, not a table")]);
        other.or_else(|| self.columns.get(name).map(|columns| table_faults(name, columns, slices)))
    }
}

/// The result of comparing some of Wares' own tables with what this version of Wares expects.
pub struct OwnTables {
    /// The names that exist in the database. Objects that are not tables are included.
    pub present: BTreeSet<String>,
    /// One clause for each difference between an existing table and what Wares expects.
    pub faults: Vec<String>,
    /// One clause for each table that does not exist.
    pub missing: Vec<String>,
}

impl OwnTables {
    /// Whether all tables exist and are as this version of Wares expects.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.missing.is_empty()
    }
}

/// Compares some of Wares' own tables with what this version of Wares expects.
pub fn own(
    transaction: &mut Transaction<'_>,
    schema: &str,
    tables: &[&'static Table],
) -> Result<OwnTables, Error> {
    let names: BTreeSet<&str> = tables.iter().map(|table| table.physical).collect();
    let definitions = Definitions::read(transaction, schema, &names)?;
    let (mut faults, mut missing) = (Vec::new(), Vec::new());
    for name in &names {
        match definitions.faults(name, &slices(tables, name)) {
            Some(found) => faults.extend(found),
            None => missing.push(format!("table `{name}` does not exist")),
        }
    }
    // Other objects count as present: their names are taken too.
    let present = definitions.columns.into_keys().chain(definitions.others.into_keys()).collect();
    Ok(OwnTables { present, faults, missing })
}

/// Returns the slices of the physical table with the given name.
pub fn slices(tables: &[&'static Table], name: &str) -> Vec<&'static Table> {
    tables.iter().copied().filter(|table| table.physical == name).collect()
}

/// Returns those of the given names that are tables in the schema.
pub fn existing(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &BTreeSet<&str>,
) -> Result<BTreeSet<String>, Error> {
    Ok(columns(transaction, schema, names)?.into_keys().collect())
}

/// Returns those of the given names that are objects other than tables. The value is the type of the object, such as `a
/// view`.
pub fn others(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &BTreeSet<&str>,
) -> Result<BTreeMap<String, &'static str>, Error> {
    const OTHERS: &str = "
        SELECT c.relname::text, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.relkind NOT IN ('r', 'p')";
    let names: Vec<&str> = names.iter().copied().collect();
    let rows = transaction.query(OTHERS, &[&schema, &names]).during("reading the table definitions")?;
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

/// Reads the columns of the tables with the given names, by table and column.
fn columns(
    transaction: &mut Transaction<'_>,
    schema: &str,
    names: &BTreeSet<&str>,
) -> Result<Columns, Error> {
    let names: Vec<&str> = names.iter().copied().collect();
    let rows = transaction.query(QUERY, &[&schema, &names]).during("reading the table definitions")?;
    let mut columns = Columns::new();
    for row in rows {
        let live = Live { family: row.get(2), mandatory: row.get(3) };
        columns.entry(row.get(0)).or_default().insert(row.get(1), live);
    }
    Ok(columns)
}

/// Returns one clause for each difference between the columns of a table and what its slices expect.
fn table_faults(name: &str, columns: &BTreeMap<String, Live>, slices: &[&Table]) -> Vec<String> {
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    // A column is known if any slice of the table knows it.
    slices.iter().for_each(|table| known.extend(expected(table)));
    let mut faults = Vec::new();
    for (column, families) in &known {
        match columns.get(*column) {
            None => faults.push(format!("column `{name}.{column}` does not exist")),
            // The family is enough here: `Session::fits` checks lengths and precisions value by value.
            Some(live) if !families.is_empty() && !families.contains(&live.family) => {
                faults.push(format!(
                    "column `{name}.{column}` is {}, not {}",
                    typed(&live.family),
                    typed(&families[0])
                ));
            }
            Some(_) => {}
        }
    }
    // Wares inserts rows only into managed tables, so only there does it matter that a column needs a value.
    let is_managed = slices.iter().any(|table| table.role == Role::Managed);
    let unknown = columns
        .iter()
        .filter(|(column, live)| is_managed && live.mandatory && !known.contains_key(column.as_str()));
    faults.extend(unknown.map(|(column, _)| {
        format!("column `{name}.{column}` needs a value in every row, and Wares does not know this column")
    }));
    faults
}

/// Describes a simplified database type for messages.
fn typed(family: &str) -> String {
    match family.strip_prefix('_') {
        Some(element) => format!("of type {element}[]"),
        None if family == "enum" => "an enum".to_owned(),
        None => format!("of type {family}"),
    }
}

/// Returns the columns that a slice needs, each with the types that it may have. Without types, any type is allowed.
fn expected(table: &Table) -> Vec<(&'static str, Vec<String>)> {
    let mut columns = vec![(table.id.name, table.id.sort.postgres_types())];
    let parent = table.parent.as_ref().map(|parent| parent.table.id.sort.postgres_types());
    columns.extend(table.link().zip(parent));
    columns.extend(table.constants.iter().map(|(name, constant)| {
        let is_boolean = matches!(constant, Constant::Bool(_));
        (*name, if is_boolean { vec!["bool".to_owned()] } else { Vec::new() })
    }));
    let bound = table.scopes.iter().filter(|(_, scope)| scope.choice != Choice::Each);
    columns.extend(bound.map(|(name, scope)| (*name, scope.table.id.sort.postgres_types())));
    columns.extend(table.columns.iter().map(|column| (column.name, column.kind.postgres_types())));
    columns
}
