//! `wares apply`: applies a plan completely in one transaction, or changes nothing.

use super::allow_guards::Allow;
use super::command_error::CommandError;
use super::pipeline::Project;
use super::prompt::confirm;
use super::{Connection, Exit, Global, Output, TextOrJson, plan_file};
use crate::db::{Applied, Database};
use crate::diagnostic::{Diagnostic, counted};
use crate::plan::Plan;
use crate::plan::saved::{Origin, Saved};
use crate::report::{Detail, Envelope, plan_json, plan_text, plan_totals};
use crate::source::{Positions, Sources};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Applies a saved plan, or makes a plan, shows it, and applies it after confirmation. All changes are applied in one
/// transaction, or none are.
#[derive(Debug, Args)]
pub struct Apply {
    /// The file that `wares plan --out` wrote. The plan is applied exactly as saved, without reading the files of the
    /// catalog and without asking for confirmation.
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    allow: Allow,
    /// Applies without asking for confirmation. CI needs this unless it applies a saved plan.
    #[arg(long, env = "WARES_AUTO_APPROVE", value_parser = clap::builder::FalseyValueParser::new())]
    auto_approve: bool,
    /// Refuses the saved plan unless it has this checksum.
    #[arg(long, value_name = "SUM", requires = "plan")]
    checksum: Option<String>,
    /// How the plan and the outcome are printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// A plan, with the positions, the text and the findings of the files. All of these are needed to report the plan.
struct Planned<'a> {
    plan: &'a Plan,
    positions: &'a dyn Positions,
    sources: &'a Sources,
    /// The findings in the files. None of them stopped the plan.
    findings: &'a [Diagnostic],
}

impl Apply {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let as_json = self.format == TextOrJson::Json;
        let Some(path) = &self.plan else {
            // Without a saved plan the files are read, and their findings are part of what is reported.
            return Project::run("apply", as_json, global, output, |project| self.plan(project, output));
        };
        let outcome = self.saved(path, global, output);
        // No sources: a saved plan is applied without the files, so no message can quote a line of them.
        outcome.unwrap_or_else(|error| output.fail("apply", as_json, &error, &Sources::default()))
    }

    /// Makes a plan from the files and applies it.
    fn plan(&self, project: &Project, output: &Output) -> Result<Exit, CommandError> {
        let mut database = project.connect(&self.connection, output)?;
        // `false`: apply never counts foreign resources, since that reads rows which no statement of it concerns.
        let (plan, advice) = project.plan(&mut database, false, &self.allow.allow, output)?;
        // The JSON has one list of findings, whether they come from the files or from the comparison.
        let findings: Vec<Diagnostic> = project.loaded.findings.iter().cloned().chain(advice).collect();
        let sources = project.sources();
        let planned = Planned { plan: &plan, positions: sources, sources, findings: &findings };
        // A plan that only refreshes entries of the ledger needs no approval.
        self.show_and_apply(&planned, database, plan.needs_approval() && !self.auto_approve, output)
    }

    /// Applies a saved plan.
    fn saved(&self, path: &Path, global: &Global, output: &Output) -> Result<Exit, CommandError> {
        // The file is checked before anything connects, so that a wrong one is reported at once.
        let saved = &self.open(path, global)?;
        let Saved { plan, origin, places, .. } = saved;
        let database = self.connect_for_saved(path, origin, global, output)?;
        output.tell(&super::show::origin_words(origin));
        if plan.is_settled() {
            output
                .tell("There was nothing to do when this plan was made, so nothing is compared or written.");
        }
        // A saved plan carries its own positions (`places`), because the files may have changed or be absent by now.
        let sources = Sources::default();
        let planned = Planned { plan, positions: places, sources: &sources, findings: &[] };
        // A saved plan is not asked about: it has been reviewed.
        self.show_and_apply(&planned, database, false, output)
    }

    /// Reads a saved plan, and refuses it if the options contradict it.
    fn open(&self, path: &Path, global: &Global) -> Result<Saved, CommandError> {
        // WARES_ALLOW is not an error here: a pipeline may set it for all of its steps, and it is meant for `plan`.
        if !self.allow.allow.is_empty() && std::env::var_os("WARES_ALLOW").is_none() {
            let help = "apply it as it is, or plan again with --allow";
            return Err(CommandError::misused(
                "--allow does not apply to a saved plan, which records what was allowed when it was made",
                help,
            ));
        }
        let saved = plan_file::open(path, &global.kinds)?;
        let checksum = &saved.checksum;
        // Trimmed, since the checksum is often read from a file or a pipeline variable that ends in a line break.
        if let Some(wanted) = self.checksum.as_ref().filter(|wanted| wanted.trim() != checksum) {
            let message = format!("the plan {} has the checksum {checksum}, not {wanted}", path.display());
            return Err(CommandError::misused(message, "apply the plan that was reviewed"));
        }
        match plan_file::origin_mismatch(path, &saved.origin, global) {
            Some(error) => Err(error),
            None => Ok(saved),
        }
    }

    /// Connects to the database of a saved plan. Refuses any other database.
    fn connect_for_saved(
        &self,
        path: &Path,
        origin: &Origin,
        global: &Global,
        output: &Output,
    ) -> Result<Database, CommandError> {
        let location = self.connection.location_of_saved(global, origin)?;
        // The schema comes from the plan and not from a manifest, which need not exist where the plan is applied.
        let mut database = Database::connect(&location, &origin.database.schema, self.connection.timeouts())?;
        output.connected(&database);
        // The server is compared and not the URL: one database may be reached by several names.
        if let Some(why) = database.differs(&origin.database)? {
            let message = format!("the plan {} is for another database: {why}", path.display());
            return Err(CommandError::misused(
                message,
                "name the database that it was made for, or plan again",
            ));
        }
        Ok(database)
    }

    /// Prints the plan, applies it, and prints the outcome. `asks` says whether to ask for confirmation first.
    fn show_and_apply(
        &self,
        planned: &Planned<'_>,
        database: Database,
        asks: bool,
        output: &Output,
    ) -> Result<Exit, CommandError> {
        let Planned { plan, positions, sources, .. } = *planned;
        match self.format {
            // The plan is printed before it is applied, so that a log shows it even if the connection is lost
            // meanwhile.
            TextOrJson::Text => output.data(&plan_text(plan, positions, output.style(), Detail::Full)),
            TextOrJson::Json => output.write_raw(&json(planned, None, &CommandError::default(), output).0),
        }
        // A plan that could not be shown is not applied.
        if let Some(error) = output.unread_error("nothing was applied, because the plan could not be shown") {
            return Ok(output.report(&error, sources));
        }
        let outcome = apply(plan, database, positions, asks);
        match self.format {
            // As JSON the error must become part of the object that is half written, so `?` would leave it without its
            // end.
            TextOrJson::Text => tell(plan, outcome?, output),
            TextOrJson::Json => return Ok(finish(planned, outcome, output)),
        }
        Ok(Exit::Done)
    }
}

/// Applies the plan, after asking for confirmation if `asks` is set. Refuses a plan that must not be applied. Returns
/// `None` if there is nothing to write.
fn apply(
    plan: &Plan,
    database: Database,
    positions: &dyn Positions,
    asks: bool,
) -> Result<Option<Applied>, CommandError> {
    // Guards refuse before anybody is asked: a yes could not change the outcome.
    if let Some(refused) = CommandError::refused(plan) {
        return Err(refused);
    }
    // A settled plan opens no transaction, so it takes no locks and leaves no migration in the ledger.
    if plan.is_settled() {
        return Ok(None);
    }
    if asks {
        ask(plan)?;
    }
    // The error may be about a place in the files, and only `positions` knows the line of it.
    database.apply(plan).map(Some).map_err(|error| CommandError::placed(error, positions))
}

/// Writes the second part of the JSON, and returns the exit code. The first part was written before the plan was
/// applied.
fn finish(planned: &Planned<'_>, outcome: Result<Option<Applied>, CommandError>, output: &Output) -> Exit {
    // The findings did not stop the plan, but JSON reports them with any outcome, as `plan` does.
    let found = CommandError::found(planned.findings.to_vec());
    let (applied, exit, error) = match outcome {
        Ok(applied) => (applied, Exit::Done, found),
        Err(error) => (None, error.exit(), error.with_findings(found)),
    };
    // `ending` fixes the code: the findings alone would otherwise decide what `exit` says in the object.
    output.write_raw(&json(planned, applied, &CommandError { ending: Some(exit), ..error }, output).1);
    exit
}

/// Returns the JSON in two parts: everything up to the plan, and everything from the outcome on.
fn json(
    planned: &Planned<'_>,
    applied: Option<Applied>,
    error: &CommandError,
    output: &Output,
) -> (String, String) {
    let applied = applied.map(|a| json!({ "migration": a.migration.to_string(), "rows": a.rows }));
    let data = json!({ "plan": plan_json(planned.plan, planned.positions), "applied": applied });
    let envelope = output.envelope("apply", error.exit(), error, planned.sources);
    // Both parts are cut from one rendering, so that they fit together; only the second depends on the outcome.
    Envelope { data: vec![("apply", data)], ..envelope }.in_two("applied")
}

/// Reports what was applied.
fn tell(plan: &Plan, applied: Option<Applied>, output: &Output) {
    match applied {
        // Nothing to say: the printed plan has said already that there is nothing to do.
        None => {}
        Some(_) if !plan.needs_approval() => output.tell("The ledger was updated; no billing row changed."),
        Some(applied) => {
            let rows = counted(applied.rows, "row");
            output.tell(&format!("Applied as migration {}: {rows} written.", applied.migration));
        }
    }
}

/// Asks whether to apply the plan. The question repeats the totals, since the summary of a long plan has scrolled off
/// the screen.
///
/// # Errors
/// If the answer is not `yes`, or if stdin is not a terminal.
fn ask(plan: &Plan) -> Result<(), CommandError> {
    let question = format!("{}\nApply this plan?", plan_totals(plan));
    let instead = "review the plan, then apply it with --auto-approve";
    confirm(&question, "applies it", "nothing was written", instead)
}
