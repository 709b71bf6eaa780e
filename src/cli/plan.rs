//! `wares plan`: what apply would do.

use super::project::Project;
use super::{Connection, Exit, Global, Output};
use crate::plan::script;
use crate::report::{plan_json, plan_text};
use crate::source::Sources;
use clap::{Args, ValueEnum};

/// Shows what apply would do. Reads the database in one read-only transaction and never writes.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    connection: Connection,
    /// Ends with 2 when there are changes, so that scripts can tell.
    #[arg(long)]
    detailed_exitcode: bool,
    /// Counts the resources that the catalog does not name, which reads whole tables.
    #[arg(long)]
    count_foreign: bool,
    /// How the plan is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// As a script that a database administrator can read and run.
    Sql,
}

impl Plan {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let as_json = self.format == Format::Json;
        let project = match Project::load(global, output) {
            Ok(project) => project,
            Err(trouble) => return output.fail("plan", as_json, &trouble, &Sources::default()),
        };
        let planned = project
            .connect(&self.connection, output)
            .and_then(|mut database| project.plan(&mut database, self.count_foreign, output));
        match planned {
            Ok(plan) => self.print(&plan, project.sources(), output),
            Err(trouble) => output.fail("plan", as_json, &trouble, project.sources()),
        }
    }

    fn print(&self, plan: &crate::plan::Plan, sources: &Sources, output: &Output) -> Exit {
        let exit = if self.detailed_exitcode && !plan.is_empty() { Exit::Changes } else { Exit::Done };
        match self.format {
            Format::Text => output.data(&plan_text(plan, sources, output.style())),
            Format::Sql => output.data(&script(plan)),
            Format::Json => drop(output.json("plan", exit, vec![("plan", plan_json(plan, sources))])),
        }
        exit
    }
}
