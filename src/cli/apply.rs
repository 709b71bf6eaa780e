//! `wares apply`: one transaction, or nothing.

use super::output::{Trouble, plural};
use super::project::Project;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::db::{Applied, Database};
use crate::plan::Plan;
use crate::report::{Envelope, plan_json, plan_text};
use crate::source::Sources;
use clap::Args;
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};

/// Plans, shows the plan, asks, and applies it in one transaction.
#[derive(Debug, Args)]
pub struct Apply {
    #[command(flatten)]
    connection: Connection,
    /// Applies without asking, as CI must.
    #[arg(long, env = "WARES_AUTO_APPROVE", value_parser = clap::builder::FalseyValueParser::new())]
    auto_approve: bool,
    /// How the plan and the outcome are printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

impl Apply {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("apply", self.format == TextOrJson::Json, global, output, |project| {
            let mut database = project.connect(&self.connection, output)?;
            let plan = project.plan(&mut database, false, output)?;
            match self.format {
                TextOrJson::Text => output.data(&plan_text(&plan, project.sources(), output.style())),
                TextOrJson::Json => output.exact(&json(&plan, None, &Trouble::default(), project, output).0),
            }
            // What nobody could read is not applied.
            if let Some(trouble) = output.unread("nothing was applied, since nobody could read the plan") {
                return Ok(output.trouble(&trouble, project.sources()));
            }
            let outcome = self.apply(&plan, database, project.sources());
            match self.format {
                TextOrJson::Text => tell(&plan, outcome?, output),
                TextOrJson::Json => return Ok(finish(&plan, outcome, project, output)),
            }
            Ok(Exit::Done)
        })
    }

    /// Asks and writes, where there is anything to write.
    fn apply(&self, plan: &Plan, database: Database, sources: &Sources) -> Result<Option<Applied>, Trouble> {
        if plan.is_settled() {
            return Ok(None);
        }
        if plan.needs_approval() && !self.auto_approve {
            ask()?;
        }
        database.apply(plan).map(Some).map_err(|error| Trouble::placed(error, sources))
    }
}

/// Writes the rest of the JSON, whose beginning was written before anything was applied.
fn finish(
    plan: &Plan,
    outcome: Result<Option<Applied>, Trouble>,
    project: &Project,
    output: &Output,
) -> Exit {
    let (applied, exit, trouble) = match outcome {
        Ok(applied) => (applied, Exit::Done, project.trouble()),
        Err(trouble) => (None, trouble.exit(), trouble),
    };
    output.exact(&json(plan, applied, &Trouble { ending: Some(exit), ..trouble }, project, output).1);
    exit
}

/// The JSON in two parts: as far as the plan, and from the outcome on.
fn json(
    plan: &Plan,
    applied: Option<Applied>,
    trouble: &Trouble,
    project: &Project,
    output: &Output,
) -> (String, String) {
    let applied = applied.map(|a| json!({ "migration": a.migration.to_string(), "rows": a.rows }));
    let data = json!({ "plan": plan_json(plan, project.sources()), "applied": applied });
    let envelope = output.envelope("apply", trouble.exit(), trouble, project.sources());
    Envelope { data: vec![("apply", data)], ..envelope }.in_two("applied")
}

fn tell(plan: &Plan, applied: Option<Applied>, output: &Output) {
    match applied {
        None => {}
        Some(_) if !plan.needs_approval() => {
            output.tell("The ledger was brought up to date; no billing row changed.")
        }
        Some(applied) => {
            let rows = plural(usize::try_from(applied.rows).unwrap_or(usize::MAX), "row");
            output.tell(&format!("Applied as migration {}: {rows} written.", applied.migration));
        }
    }
}

/// Asks whether to apply; why not, where that is the answer.
fn ask() -> Result<(), Trouble> {
    if !std::io::stdin().is_terminal() {
        let help = "look at the plan, then apply with --auto-approve";
        return Err(Trouble::misused("there is no terminal to ask on", help));
    }
    let mut answer = String::new();
    let _ = write!(std::io::stderr().lock(), "Apply this? Only `yes` applies it: ");
    let is_read = std::io::stdin().lock().read_line(&mut answer).is_ok();
    if is_read && answer.trim() == "yes" {
        return Ok(());
    }
    Err(Trouble::failed("the plan was declined", "nothing was written").ending(Exit::Findings))
}
