//! The parts of the table, and what they share.

mod apply;
mod check;
mod list;
mod plan;
mod rows;
mod rules;

use super::arguments::{Arguments, Part};
use super::failure::{During, Failure};
use super::generate::Written;
use super::measure::Call;
use super::peers::Ajv;
use super::server::{Database, Server};
use super::table::Section;
use std::path::PathBuf;

/// What everything that is measured needs.
pub struct Bench<'a> {
    /// What was asked for.
    pub arguments: &'a Arguments,
    /// A folder for what passes.
    pub scratch: PathBuf,
    /// The folder of the catalog.
    pub catalog: PathBuf,
    /// How much is in it.
    pub written: Written,
    /// The private server.
    pub server: Server,
    /// The peer of `check`.
    pub ajv: Ajv,
}

/// A database that has the tables, and the rows that catalogs look up.
const PREPARED: &str = "prepared";

impl Bench<'_> {
    /// Measures all that was asked for.
    pub fn run(&self) -> Result<Vec<Section>, Failure> {
        let mut sections = Vec::new();
        if self.begins(Part::Check) {
            sections.push(check::check(self)?);
        }
        if self.begins(Part::Rules) {
            sections.push(rules::rules(self)?);
        }
        if [Part::Plan, Part::Apply].into_iter().any(|part| self.arguments.wants(part)) {
            self.prepare()?;
            let applied = self.applied()?;
            if self.begins(Part::Plan) {
                sections.push(plan::plan(self, &applied)?);
            }
            if self.begins(Part::Apply) {
                sections.push(apply::apply(self, &applied)?);
            }
        }
        if self.begins(Part::List) {
            self.prepare()?;
            sections.push(list::list(self)?);
        }
        Ok(sections)
    }

    /// Whether a part is wanted; that it begins is told.
    fn begins(&self, part: Part) -> bool {
        let wanted = self.arguments.wants(part);
        if wanted {
            tell(&format!("{part:?}").to_lowercase());
        }
        wanted
    }

    /// Wares, with a catalog's folder.
    fn wares(&self) -> Call {
        Call::new(&self.arguments.wares).arg("--dir").arg(&self.catalog)
    }

    /// Wares, with a catalog's folder, on a database.
    fn wares_on(&self, words: &[&str], database: &Database) -> Call {
        self.wares().args(words.iter().copied()).args(["--database-url", &database.url])
    }

    /// The least that reading the files costs.
    fn floor(&self) -> Result<Call, Failure> {
        self.inner("floor")
    }

    /// A part of this program that runs in a process of its own, on the catalog.
    fn inner(&self, part: &str) -> Result<Call, Failure> {
        let own = std::env::current_exe().during("finding this program")?;
        Ok(Call::new(own).args(["--bench", part]).arg(&self.catalog))
    }

    /// Makes the database that the others are copies of.
    fn prepare(&self) -> Result<(), Failure> {
        let prepared = self.server.make(PREPARED, None)?;
        self.wares_on(&["db", "init"], &prepared).run(&self.scratch)?;
        prepared.settle()
    }

    /// A database in which the catalog is applied.
    fn applied(&self) -> Result<Database, Failure> {
        tell("applying once");
        let applied = self.server.make("applied", Some(PREPARED))?;
        self.wares_on(&["apply", "--auto-approve"], &applied).run(&self.scratch)?;
        applied.settle()?;
        Ok(applied)
    }
}

#[expect(clippy::print_stderr, reason = "a run takes minutes, and the table comes at its end")]
fn tell(what: &str) {
    eprintln!("{what} …");
}

/// That two numbers are the same.
fn same(what: &str, wares: usize, peer: usize) -> Result<(), Failure> {
    match wares == peer {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{what}: {wares} and {peer}, which should be the same; what was measured says nothing"
        ))),
    }
}
