//! `wares plan`: what apply would do.

use super::project::Project;
use super::{Connection, Exit, Global, Output};
use crate::plan::script;
use crate::report::{plan_json, plan_text};
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
        Project::run("plan", self.format == Format::Json, global, output, |project| {
            let mut database = project.connect(&self.connection, output)?;
            let plan = project.plan(&mut database, self.count_foreign, output)?;
            Ok(self.print(&plan, project, output))
        })
    }

    fn print(&self, plan: &crate::plan::Plan, project: &Project, output: &Output) -> Exit {
        let sources = project.sources();
        let exit = if self.detailed_exitcode && !plan.is_empty() { Exit::Changes } else { Exit::Done };
        match self.format {
            Format::Text => output.data(&plan_text(plan, sources, output.style())),
            Format::Sql => output.exact(&script(plan)),
            Format::Json => {
                project.json("plan", exit, vec![("plan", plan_json(plan, sources))], output);
            }
        }
        exit
    }
}
