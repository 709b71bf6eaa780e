//! `wares plan`: what apply would do.

use super::output::Trouble;
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
        let project = match Project::load(global, output) {
            Ok(project) => project,
            Err(trouble) => return self.fail(&trouble, &Sources::default(), output),
        };
        let planned = project
            .connect(&self.connection, output)
            .and_then(|mut database| project.plan(&mut database, self.count_foreign, output));
        match planned {
            Ok(plan) => self.print(&plan, project.sources(), output),
            Err(trouble) => self.fail(&trouble, project.sources(), output),
        }
    }

    fn fail(&self, trouble: &Trouble, sources: &Sources, output: &Output) -> Exit {
        match self.format {
            Format::Json => {
                output.data(&output.envelope("plan", trouble.exit(), trouble, sources).render());
                trouble.exit()
            }
            Format::Text | Format::Sql => output.trouble(trouble, sources),
        }
    }

    fn print(&self, plan: &crate::plan::Plan, sources: &Sources, output: &Output) -> Exit {
        let exit = if self.detailed_exitcode && !plan.is_empty() { Exit::Changes } else { Exit::Done };
        match self.format {
            Format::Text => output.data(&plan_text(plan, sources, output.style())),
            Format::Sql => output.data(&script(plan)),
            Format::Json => {
                let mut envelope = output.envelope("plan", exit, &Trouble::default(), sources);
                envelope.data = vec![("plan", plan_json(plan, sources))];
                output.data(&envelope.render());
            }
        }
        exit
    }
}
