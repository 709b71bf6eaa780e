//! Checks the tables before anything is read. The command stops if a table is not as Wares expects.

use super::error::Error;
use super::table_definitions::{Definitions, slices};
use super::{own_tables, own_tables_version, row_security};
use crate::kinds::Kinds;
use crate::table::{Table, Tables};
use postgres::Transaction;
use std::collections::BTreeSet;

/// The tables that Wares can read.
pub struct Readable {
    /// The tables that exist. Tables whose parents do not exist are left out.
    pub tables: Tables,
    /// Wares' own tables that do not exist yet. These tables count as empty.
    pub absent: Vec<&'static Table>,
}

/// The result of comparing the tables with what Wares expects.
struct Comparison {
    faults: Vec<String>,
    absent: Vec<&'static Table>,
}

/// Checks every table that is read or written.
///
/// # Errors
/// Row-level security hides rows, or tables are not as expected. One message lists all differences.
pub fn check(transaction: &mut Transaction<'_>, schema: &str, kinds: &Kinds) -> Result<Readable, Error> {
    let tables = kinds.tables();
    let wanted: Vec<&'static Table> = tables.managed().iter().chain(tables.lookups()).copied().collect();
    // Several slices share a physical table, which is looked up once.
    let names: BTreeSet<&str> = wanted.iter().map(|table| table.physical).collect();
    // Before the definitions, because plans against tables with hidden rows are wrong whatever their columns.
    row_security::refuse(transaction, schema, &names)?;
    let definitions = Definitions::read(transaction, schema, &names)?;
    let mut comparison = compare(&definitions, &wanted, &[]);
    // Other programs may use the same names for their tables. Looking for that takes more queries, so it is done only
    // if something is wrong; without access to the versions, the differences are reported as they are.
    if !comparison.faults.is_empty()
        && let Ok(taken) = own_tables::taken(transaction, schema, kinds)
    {
        comparison = compare(&definitions, &wanted, &taken);
    }
    let Comparison { faults, absent } = comparison;
    if faults.is_empty() {
        return Ok(Readable { tables: tables.without(&absent), absent });
    }
    // An older version explains the differences better than a list of columns.
    if let Ok(Some(outdated)) = own_tables_version::outdated(transaction, schema, kinds) {
        return Err(outdated);
    }
    Err(mismatch(schema, &definitions, &faults))
}

/// Compares the expected tables with their definitions in the database. Tables in `taken` belong to other programs, and
/// count as absent.
fn compare(definitions: &Definitions, wanted: &[&'static Table], taken: &[&'static Table]) -> Comparison {
    let mut comparison = Comparison { faults: Vec::new(), absent: Vec::new() };
    let names: BTreeSet<&str> = wanted.iter().map(|table| table.physical).collect();
    for name in names {
        let slices = slices(wanted, name);
        if slices.iter().all(|table| taken.contains(table)) {
            comparison.absent.extend(slices);
            continue;
        }
        match definitions.faults(name, &slices) {
            Some(faults) => comparison.faults.extend(faults),
            // `wares db init` creates these later, and until then nothing can be in them.
            None if slices.iter().all(|table| table.own) => comparison.absent.extend(slices),
            None => comparison.faults.push(format!("table `{name}` does not exist")),
        }
    }
    comparison
}

/// Returns the error for tables that are not as expected.
fn mismatch(schema: &str, definitions: &Definitions, faults: &[String]) -> Error {
    // Without any table, the wrong schema is more likely than many missing tables.
    if definitions.is_empty() {
        return Error::new(
            format!("the schema `{schema}` has no billing tables"),
            "create them with `wares db init`, or name their schema in the manifest: `database: { schema: … }`",
        );
    }
    let help = match definitions.others.is_empty() {
        true => {
            "run `wares db init` to add what Wares itself needs; the other tables must match those that the billing system creates"
        }
        false => "in the manifest, name the schema that has the tables themselves: `database: { schema: … }`",
    };
    let faults = faults.join("; ");
    Error::new(format!("the tables in the schema `{schema}` are not as Wares expects: {faults}"), help)
}
