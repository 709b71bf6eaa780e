//! `wares apply` into an empty database, against `psql` loading the same rows.

use super::rows::{Copied, counts, managed};
use super::{Bench, PREPARED};
use crate::failure::{During, Failure};
use crate::measure::in_turn;
use crate::server::Database;
use crate::table::{Entry, Section, grouped};
use std::collections::BTreeMap;

/// Measures it.
pub fn apply(bench: &Bench<'_>, applied: &Database) -> Result<Section, Failure> {
    let expected = counts(applied)?;
    let script = export(bench, applied)?;
    let [wares, psql] = in_turn(bench.arguments.runs, || {
        let database = bench.server.make("fresh", Some(PREPARED))?;
        let wares = bench.wares_on(&["apply", "--auto-approve"], &database).run(&bench.scratch)?;
        agree("wares apply", &expected, &database)?;
        let database = bench.server.make("fresh", Some(PREPARED))?;
        let psql = database.psql().arg("--single-transaction").arg("-f").arg(&script).run(&bench.scratch)?;
        agree("psql", &expected, &database)?;
        Ok([wares, psql])
    })?;
    Ok(Section {
        work: "apply of all",
        wares: Entry::new("wares apply", &wares),
        peers: vec![Entry::new("psql: \\copy", &psql)],
        notes: vec![format!(
            "apply: all resources are new, in a database that has the tables, with all constraints and indexes, and the \
             rows that are looked up. Wares reads the files, plans, prints the plan, writes {} rows and its ledger, and \
             reads them back. `psql` loads the same rows by \\copy into the same tables in one transaction, without a \
             ledger.",
            grouped(managed(&expected))
        )],
    })
}

/// Writes the rows of a database to files, and the script that loads them.
fn export(bench: &Bench<'_>, applied: &Database) -> Result<std::path::PathBuf, Failure> {
    let dir = bench.scratch.join("rows");
    std::fs::create_dir_all(&dir).during("making a folder for rows")?;
    let tables = Copied::all(applied, &dir)?;
    let [out, back] =
        [Copied::out, Copied::back].map(|command| tables.iter().map(command).collect::<String>());
    let (export, load) = (dir.join("export.sql"), dir.join("load.sql"));
    for (path, text) in [(&export, out), (&load, back)] {
        std::fs::write(path, text).during("writing a script")?;
    }
    applied.psql().arg("-f").arg(&export).run(&bench.scratch)?;
    Ok(load)
}

/// That a database has as many rows in each table as the one that was applied first.
fn agree(program: &str, expected: &BTreeMap<String, i64>, database: &Database) -> Result<(), Failure> {
    let found = counts(database)?;
    let differs = |(table, count): &(&String, &i64)| found.get(*table) != Some(count);
    let tables: Vec<String> = expected
        .iter()
        .filter(differs)
        .map(|(table, count)| {
            format!("{table} has {} rows instead of {count}", found.get(table).copied().unwrap_or(0))
        })
        .collect();
    match tables.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{program} did not write the same rows: {}; what was measured says nothing",
            tables.join(", ")
        ))),
    }
}
