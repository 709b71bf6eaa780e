//! `wares plan` where nothing changes, against reading the files and reading the tables.

use super::Bench;
use super::rows::{TABLES, counts, managed};
use crate::failure::Failure;
use crate::measure::{Call, in_turn};
use crate::server::Database;
use crate::table::{Entry, Section, grouped};

/// Measures it.
pub fn plan(bench: &Bench<'_>, applied: &Database) -> Result<Section, Failure> {
    // It ends with 2 if there is anything to do, which fails the run.
    let wares = bench.wares_on(&["plan", "--detailed-exitcode"], applied);
    let (floor, copy) = (bench.floor()?, copy_out(applied));
    let [wares, floor, copy] = in_turn(bench.arguments.runs, || {
        Ok([wares.run(&bench.scratch)?, floor.run(&bench.scratch)?, copy.run(&bench.scratch)?])
    })?;
    let rows = grouped(managed(&counts(applied)?));
    Ok(Section {
        work: "plan without changes",
        wares: Entry::new("wares plan", &wares),
        peers: vec![
            Entry::seconds("floor + COPY TO", floor.seconds() + copy.seconds()),
            Entry::new("floor", &floor),
            Entry::new("psql: COPY TO", &copy),
        ],
        notes: vec![format!(
            "plan: the catalog is applied, and nothing is left to do. `psql` copies all {rows} rows of the {} tables that \
             Wares manages to /dev/null, one table after the other; the floor is that of check.",
            TABLES.len()
        )],
    })
}

fn copy_out(database: &Database) -> Call {
    let copy = |table: &str| ["-c".to_owned(), format!("COPY {table} TO STDOUT")];
    database.psql().args(TABLES.iter().flat_map(|table| copy(table)))
}
