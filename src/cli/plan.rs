//! `wares plan`: what apply would do.

use super::allow_guards::Allow;
use super::output::Trouble;
use super::pipeline::Project;
use super::{Connection, Exit, Global, Output, plan_file};
use crate::db::Database;
use crate::diagnostic::{Diagnostic, counted, printable};
use crate::diff::{Refusal, ResourceChange};
use crate::plan::script;
use crate::progress;
use crate::report::{Detail, plan_json, plan_text};
use crate::table::Effect;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// Shows what apply would do. Reads the database in one read-only transaction and never writes.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    connection: Connection,
    /// Saves the plan in this file, for `wares show` and `wares apply`. One that is refused is not saved.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    allow: Allow,
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
    /// Prints one line for each resource, below the summary of all.
    #[arg(long)]
    summary: bool,
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
            let (plan, advice) =
                project.plan(&mut database, self.count_foreign, &self.allow.allow, output)?;
            let refused = self.refusal(&plan);
            let checksum = match refused {
                Some(_) => {
                    self.tell_of_older(output);
                    None
                }
                None => self.save(&plan, &mut database, project)?,
            };
            Ok(self.print(&plan, Outcome { refused, checksum, advice }, project, output))
        })
    }

    /// What is wrong with the options, if something is.
    fn refused(&self) -> Option<Trouble> {
        if self.summary && self.format != Format::Text {
            let help = "leave out --summary, or --format";
            return Some(Trouble::misused("--summary is a short form of the text", help));
        }
        match &self.out {
            Some(path) => plan_file::refuse(path),
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
        progress::together(1, || plan_file::save(path, plan, &origin, project.sources())).map(Some)
    }

    /// Says that a file which is there holds another plan, where this one is not saved.
    fn tell_of_older(&self, output: &Output) {
        if let Some(path) = self.out.as_ref().filter(|path| path.exists()) {
            let path = printable(&path.to_string_lossy());
            output.tell(&format!("note: {path} still has an earlier plan: one that is refused is not saved"));
        }
    }

    /// Why the plan is refused: by guards, or since it is worse for somebody.
    fn refusal(&self, plan: &crate::plan::Plan) -> Option<Trouble> {
        let harm = self.fail_on.and_then(|FailOn::Worse| harm(plan));
        let refused = Trouble::refused(plan);
        let refusals = refused.iter().flat_map(|refused| &refused.refusals).cloned().chain(harm.clone());
        let refusals = refusals.collect();
        (refused.is_some() || harm.is_some()).then(|| Trouble { refusals, ..refused.unwrap_or_default() })
    }

    fn print(&self, plan: &crate::plan::Plan, outcome: Outcome, project: &Project, output: &Output) -> Exit {
        let (sources, Outcome { refused, checksum, advice }) = (project.sources(), outcome);
        let exit = match &refused {
            Some(refused) => refused.exit(),
            None if self.detailed_exitcode && !plan.is_empty() => Exit::Changes,
            None => Exit::Done,
        };
        let saved = self.out.as_ref().zip(checksum);
        match (self.format, &saved) {
            (Format::Text, _) => {
                let detail = if self.summary { Detail::Summary } else { Detail::Full };
                output.data(&plan_text(plan, sources, output.style(), detail));
            }
            (Format::Json, _) => {
                let mut data = plan_json(plan, sources);
                data["saved"] = json!(
                    saved.map(|(path, sum)| json!({ "path": path.to_string_lossy(), "checksum": sum }))
                );
                let found = project.trouble().and_found(Trouble::found(advice));
                let trouble = refused.unwrap_or_default().and_found(found);
                output.json_of("plan", exit, &trouble, sources, vec![("plan", data)]);
                return exit;
            }
            (Format::Checksum, Some((_, checksum))) => output.exact(&format!("{checksum}\n")),
            (Format::Sql, _) if refused.is_none() => output.exact(&script(plan)),
            // What must not be run is not printed.
            (Format::Sql | Format::Checksum, _) => {}
        }
        if let Some(refused) = refused {
            output.trouble(&refused, sources);
        }
        if let Some((path, checksum)) = saved {
            output.tell(&format!("Saved as {}; its checksum is {checksum}.", path.display()));
        }
        exit
    }
}

/// What became of a plan.
struct Outcome {
    /// Why it is refused, if it is.
    refused: Option<Trouble>,
    /// The checksum of the file in which it was saved.
    checksum: Option<String>,
    /// What a person should know besides.
    advice: Vec<Diagnostic>,
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
            count => format!(" for {}", counted(count, "live subscription")),
        };
        format!("{} `{}` {effect}{who}", it.kind, it.key)
    };
    let mut named: Vec<String> = worse.iter().take(NAMED).map(said).collect();
    let more = worse.len().saturating_sub(NAMED);
    named.extend((more > 0).then(|| format!("and {}", counted(more, "other resource"))));
    (!worse.is_empty()).then(|| Refusal {
        code: None,
        message: format!("`--fail-on worse`: {}", named.join(", ")),
        help: "change the files, or plan without `--fail-on` once somebody has agreed to it".to_owned(),
    })
}
