//! `wares plan`: shows what `wares apply` would do, and can save it.

use super::allow_guards::Allow;
use super::command_error::CommandError;
use super::pipeline::Project;
use super::{Connection, Exit, Global, Output, plan_file};
use crate::db::Database;
use crate::diagnostic::{Diagnostic, counted, printable};
use crate::diff::{Refusal, ResourceChange};
use crate::plan::{self, script};
use crate::progress;
use crate::report::{Detail, plan_json, plan_text};
use crate::table::Effect;
use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Shows what apply would do. Reads the database in one read-only transaction and never writes to it, except that
/// --local first prepares the private database.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    connection: Connection,
    /// Saves the plan in this file, for `wares show` and `wares apply`. A refused plan is not saved.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    allow: Allow,
    /// Exits with 2 if there are changes, for use in scripts.
    #[arg(long)]
    detailed_exitcode: bool,
    /// Exits with 4 if the plan has this effect on existing subscribers. `worse` includes changes whose effect
    /// Wares cannot judge.
    #[arg(long, value_name = "EFFECT")]
    fail_on: Option<FailOn>,
    /// Counts the resources in the database that the catalog does not name. This reads whole tables.
    #[arg(long)]
    count_foreign: bool,
    /// Prints one line for each resource instead of everything that changes in it.
    #[arg(long)]
    summary: bool,
    /// How the plan is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Human-readable text.
    Text,
    /// JSON for programs.
    Json,
    /// An SQL script that a database administrator can read and run.
    Sql,
    /// Only the checksum of the saved plan.
    Checksum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// The plan makes something worse for existing subscribers, or may do so.
    Worse,
}

impl Plan {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("plan", self.format == Format::Json, global, output, |project| {
            // Before the database is read, so that the error comes at once.
            if let Some(error) = self.misuse() {
                return Err(error);
            }
            let mut database = project.connect(&self.connection, output)?;
            let (plan, advice) =
                project.plan(&mut database, self.count_foreign, &self.allow.allow, output)?;
            let refused = self.refusal(&plan);
            // A refused plan is not saved, so that nobody can apply it by its file.
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

    /// Returns the error if the options contradict each other. `None` if they do not.
    fn misuse(&self) -> Option<CommandError> {
        // Other formats have one shape each, which programs rely on.
        if self.summary && self.format != Format::Text {
            let help = "leave out --summary, or --format";
            return Some(CommandError::misused("--summary applies only to --format text", help));
        }
        match &self.out {
            Some(path) => plan_file::refuse(path),
            None if self.format == Format::Checksum => {
                let message = "a plan that is not saved has no checksum";
                Some(CommandError::misused(message, "save it with --out FILE"))
            }
            None => None,
        }
    }

    /// Saves the plan if `--out` is given. Returns the checksum of the saved plan.
    fn save(
        &self,
        plan: &plan::Plan,
        database: &mut Database,
        project: &Project,
    ) -> Result<Option<String>, CommandError> {
        let Some(path) = &self.out else { return Ok(None) };
        let origin = project.origin(plan, database)?;
        // Together: an interruption waits until the plan is saved completely or not at all.
        progress::together(1, || plan_file::save(path, plan, &origin, project.sources())).map(Some)
    }

    /// If the file of `--out` exists, mentions that it still has an earlier plan. Called if this plan is not saved.
    fn tell_of_older(&self, output: &Output) {
        if let Some(path) = self.out.as_ref().filter(|path| path.exists()) {
            let path = printable(&path.to_string_lossy());
            output.tell(&format!(
                "note: {path} still has an earlier plan, because a refused plan is not saved"
            ));
        }
    }

    /// Returns the reason if the plan is refused: by guards, because of references, or by `--fail-on`. `None` if it is
    /// not refused.
    fn refusal(&self, plan: &plan::Plan) -> Option<CommandError> {
        // By effect and not by guards: a plan may be within all thresholds and still be worse for somebody.
        let harm = self.fail_on.and_then(|FailOn::Worse| worse_refusal(plan));
        let refused = CommandError::refused(plan);
        // Both reasons are reported, so that a plan need not be made again to see the second.
        let refusals = refused.iter().flat_map(|refused| &refused.refusals).cloned().chain(harm.clone());
        let refusals = refusals.collect();
        (refused.is_some() || harm.is_some())
            .then(|| CommandError { refusals, ..refused.unwrap_or_default() })
    }

    fn exit(&self, plan: &plan::Plan, refused: Option<&CommandError>) -> Exit {
        match refused {
            Some(refused) => refused.exit(),
            // Refreshing the ledger is no change: the exit code 2 is about billing rows.
            None if self.detailed_exitcode && !plan.is_empty() => Exit::Changes,
            None => Exit::Done,
        }
    }

    /// Prints the plan and its outcome, and returns the exit code.
    fn print(&self, plan: &plan::Plan, outcome: Outcome, project: &Project, output: &Output) -> Exit {
        let (sources, Outcome { refused, checksum, advice }) = (project.sources(), outcome);
        let exit = self.exit(plan, refused.as_ref());
        let saved = self.out.as_ref().zip(checksum);
        match (self.format, &saved) {
            (Format::Text, _) => {
                let detail = if self.summary { Detail::Summary } else { Detail::Full };
                output.data(&plan_text(plan, sources, output.style(), detail));
            }
            (Format::Json, _) => {
                let mut data = plan_json(plan, sources);
                // `null` and not absent if it is not saved, so that programs find the key in any case.
                data["saved"] = saved.map_or(Json::Null, |(path, sum)| saved_json(path, &sum));
                let found = project.findings().with_findings(CommandError::found(advice));
                let error = refused.unwrap_or_default().with_findings(found);
                output.json_of("plan", exit, &error, sources, vec![("plan", data)]);
                // JSON on stdout contains the refusals; text on stderr would repeat them.
                return exit;
            }
            (Format::Checksum, Some((_, checksum))) => output.write_raw(&format!("{checksum}\n")),
            (Format::Sql, _) if refused.is_none() => output.write_raw(&script(plan)),
            // A script that must not be run is not printed, and a plan that is not saved has no checksum.
            (Format::Sql | Format::Checksum, _) => {}
        }
        if let Some(refused) = refused {
            output.report(&refused, sources);
        }
        if let Some((path, checksum)) = saved {
            output.tell(&format!("Saved the plan as {} with the checksum {checksum}.", path.display()));
        }
        exit
    }
}

/// The outcome of making a plan.
struct Outcome {
    /// The reason, if the plan is refused.
    refused: Option<CommandError>,
    /// The checksum of the plan, if it was saved.
    checksum: Option<String>,
    /// The findings that did not stop the plan.
    advice: Vec<Diagnostic>,
}

/// Returns the path and the checksum of a saved plan as JSON.
fn saved_json(path: &Path, checksum: &str) -> Json {
    json!({ "path": path.to_string_lossy(), "checksum": checksum })
}

/// The maximum number of resources that the message of `--fail-on` names.
// A plan can have thousands; the plan itself lists all of them.
const NAMED: usize = 20;

/// Returns the refusal of `--fail-on worse`. It names the resources that get worse, or may get worse, for existing
/// subscribers. `None` if there are none.
fn worse_refusal(plan: &plan::Plan) -> Option<Refusal> {
    let worse: Vec<&ResourceChange> = plan.resources.iter().filter(|it| it.effect.is_worse()).collect();
    let words = |it: &&ResourceChange| {
        // An effect that cannot be judged counts as worse, since `--fail-on` is there to be safe.
        let effect = if it.effect == Effect::Unknown { "may be worse" } else { "is worse" };
        let who = match it.impact.affected() {
            0 => String::new(),
            count => format!(" for {}", counted(count, "live subscription")),
        };
        format!("{} `{}` {effect}{who}", it.kind, it.key)
    };
    let mut named: Vec<String> = worse.iter().take(NAMED).map(words).collect();
    let more = worse.len().saturating_sub(NAMED);
    named.extend((more > 0).then(|| format!("and {}", counted(more, "other resource"))));
    (!worse.is_empty()).then(|| Refusal {
        code: None,
        message: format!("`--fail-on worse`: {}", named.join(", ")),
        help: "change the files, or plan without `--fail-on` once the change has been approved".to_owned(),
    })
}
