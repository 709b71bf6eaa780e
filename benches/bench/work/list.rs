//! `wares list --unowned` among articles that no catalog owns, against `psql` printing their names.

use super::{Bench, PREPARED, same};
use crate::failure::{During, Failure};
use crate::generate::MANIFEST;
use crate::measure::{Call, in_turn};
use crate::server::Database;
use crate::table::{Entry, Section, grouped};
use serde::Deserialize;

/// Articles as somebody types them at an admin panel, every fourth one a package: with a name, a period, its
/// price, a property, a place in the shop, and limits where it is a package. $N is how many.
const ARTICLES: &str = include_str!("unowned.sql");

/// What `wares list` says as JSON.
#[derive(Debug, Deserialize)]
struct Listed {
    resources: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

/// Measures it.
pub fn list(bench: &Bench<'_>) -> Result<Section, Failure> {
    let database = unowned(bench)?;
    let wares = wares(bench, &database)?;
    let psql = database.psql().args(["-A", "-t", "-c", "SELECT article_number FROM item WHERE NOT deleted"]);
    agree(bench, &wares, &psql)?;
    let [wares, psql] =
        in_turn(bench.arguments.runs, || Ok([wares.run(&bench.scratch)?, psql.run(&bench.scratch)?]))?;
    Ok(Section {
        work: "list --unowned",
        wares: Entry::new("wares list --unowned", &wares),
        peers: vec![Entry::new("psql: SELECT", &psql)],
        notes: vec![format!(
            "list: {} articles that no catalog owns, each with a name, a period, a price, a property and a place in the \
             shop; every fourth is a package with limits. Wares prints their kinds and names in order, `psql` their \
             names as they come; both to /dev/null.",
            grouped(bench.arguments.unowned)
        )],
    })
}

/// A catalog without resources sees everything as unowned.
fn wares(bench: &Bench<'_>, database: &Database) -> Result<Call, Failure> {
    let dir = bench.scratch.join("nothing");
    std::fs::create_dir_all(&dir).during("making a catalog without resources")?;
    std::fs::write(dir.join("wares.yaml"), MANIFEST).during("making a catalog without resources")?;
    let call = Call::new(&bench.arguments.wares).arg("--dir").arg(dir).args(["list", "--unowned"]);
    Ok(call.args(["--database-url", &database.url]))
}

fn unowned(bench: &Bench<'_>) -> Result<Database, Failure> {
    let database = bench.server.make("unowned", Some(PREPARED))?;
    let statements = ARTICLES.replace("$N", &bench.arguments.unowned.to_string());
    database.execute("making articles that no catalog owns", &statements)?;
    database.settle()?;
    Ok(database)
}

/// That both print the same names.
fn agree(bench: &Bench<'_>, wares: &Call, psql: &Call) -> Result<(), Failure> {
    let (_, text) = wares.clone().args(["--format", "json"]).output(&bench.scratch)?;
    let listed: Listed = serde_json::from_str(&text).during("reading what list says")?;
    let mut ours: Vec<&str> = listed.resources.iter().map(|named| named.name.as_str()).collect();
    let (_, text) = psql.output(&bench.scratch)?;
    let mut theirs: Vec<&str> = text.lines().collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    same("articles that were made and names that psql prints", bench.arguments.unowned, theirs.len())?;
    same("names that Wares and psql print", ours.len(), theirs.len())?;
    match ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs) {
        None => Ok(()),
        Some((ours, theirs)) => {
            Err(Failure::new(format!("Wares and psql print different names: {ours} and {theirs}")))
        }
    }
}
