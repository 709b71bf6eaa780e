//! `wares plan`: what apply would do.

use super::output::Trouble;
use super::project::Project;
use super::{Connection, Exit, Global, Output, saved};
use crate::db::Database;
use crate::diagnostic::counted;
use crate::diff::{Refusal, ResourceChange};
use crate::plan::script;
use crate::report::{Envelope, plan_json, plan_text};
use crate::table::Effect;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// Shows what apply would do. Reads the database in one read-only transaction and never writes.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    connection: Connection,
    /// Saves the plan in this file, for `wares show` and `wares apply`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Ends with 2 when there are changes, so that scripts can tell.
    #[arg(long)]
    detailed_exitcode: bool,
    /// Ends with 4 when the plan does this to who has something today. `worse` is also what may be worse, since nobody
    /// can tell.
    #[arg(long, value_name = "EFFECT")]
    fail_on: Option<FailOn>,
    /// Counts the resources that the catalog does not name, which reads whole tables.
    #[arg(long)]
    count_foreign: bool,
    /// How the plan is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// As a script that a database administrator can read and run.
    Sql,
    /// The checksum of the saved plan alone.
    Checksum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// It is worse for them, or may be.
    Worse,
}

impl Plan {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("plan", self.format == Format::Json, global, output, |project| {
            if let Some(trouble) = self.refused() {
                return Err(trouble);
            }
            let mut database = project.connect(&self.connection, output)?;
            let plan = project.plan(&mut database, self.count_foreign, output)?;
            let checksum = self.save(&plan, &mut database, project)?;
            Ok(self.print(&plan, checksum.as_deref(), project, output))
        })
    }

    /// What is wrong with the options, if something is.
    fn refused(&self) -> Option<Trouble> {
        match &self.out {
            Some(path) => saved::refuse(path),
            None if self.format == Format::Checksum => {
                let message = "there is no checksum of a plan that is not saved";
                Some(Trouble::misused(message, "save it with --out FILE"))
            }
            None => None,
        }
    }

    /// Saves the plan if that is asked for; returns its checksum.
    fn save(
        &self,
        plan: &crate::plan::Plan,
        database: &mut Database,
        project: &Project,
    ) -> Result<Option<String>, Trouble> {
        let Some(path) = &self.out else { return Ok(None) };
        let origin = project.origin(plan, database)?;
        saved::save(path, plan, &origin, project.sources()).map(Some)
    }

    fn print(
        &self,
        plan: &crate::plan::Plan,
        checksum: Option<&str>,
        project: &Project,
        output: &Output,
    ) -> Exit {
        let sources = project.sources();
        let refusals: Vec<Refusal> = self.fail_on.and_then(|FailOn::Worse| harm(plan)).into_iter().collect();
        let exit = match (refusals.is_empty(), self.detailed_exitcode && !plan.is_empty()) {
            (false, _) => Exit::Refused,
            (true, true) => Exit::Changes,
            (true, false) => Exit::Done,
        };
        match self.format {
            Format::Text => output.data(&plan_text(plan, sources, output.style())),
            Format::Sql => output.exact(&script(plan)),
            Format::Checksum => output.exact(&format!("{}\n", checksum.unwrap_or_default())),
            Format::Json => {
                let mut data = plan_json(plan, sources);
                let saved = self.out.as_ref().zip(checksum);
                data["saved"] = json!(saved.map(|(path, sum)| json!({ "path": path, "checksum": sum })));
                let trouble = Trouble { refusals, ..project.trouble() };
                let envelope = output.envelope("plan", exit, &trouble, sources);
                output.exact(&Envelope { data: vec![("plan", data)], ..envelope }.render());
                return exit;
            }
        }
        if let Some((path, checksum)) = self.out.as_ref().zip(checksum) {
            output.tell(&format!("Saved as {}; its checksum is {checksum}.", path.display()));
        }
        output.trouble(&Trouble { refusals, ..Trouble::default() }, sources);
        exit
    }
}

/// How many resources a message names.
const NAMED: usize = 20;

/// Why a plan is worse for somebody, or may be, if it is.
fn harm(plan: &crate::plan::Plan) -> Option<Refusal> {
    let worse: Vec<&ResourceChange> = plan.resources.iter().filter(|it| it.effect.is_worse()).collect();
    let said = |it: &&ResourceChange| {
        let effect = if it.effect == Effect::Unknown { "may be worse" } else { "is worse" };
        let who = match it.impact.hit() {
            0 => String::new(),
            1 => " for 1 live subscription".to_owned(),
            many => format!(" for {many} live subscriptions"),
        };
        format!("{} `{}` {effect}{who}", it.kind, it.key)
    };
    let mut named: Vec<String> = worse.iter().take(NAMED).map(said).collect();
    let more = worse.len().saturating_sub(NAMED);
    named.extend((more > 0).then(|| format!("and {}", counted(more, "other resource"))));
    (!worse.is_empty()).then(|| Refusal {
        message: format!("`--fail-on worse`: {}", named.join(", ")),
        help: "change the files, or plan without `--fail-on` once somebody has agreed to it".to_owned(),
    })
}
