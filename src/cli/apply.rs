//! `wares apply`: one transaction, or nothing.

use super::output::{Trouble, plural};
use super::project::Project;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::db::{Applied, Database, Timeouts};
use crate::kinds;
use crate::plan::Plan;
use crate::report::{plan_json, plan_text};
use crate::source::Sources;
use clap::Args;
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

/// Plans, shows the plan, asks, and applies it in one transaction.
#[derive(Debug, Args)]
pub struct Apply {
    #[command(flatten)]
    connection: Connection,
    /// Applies without asking, as CI must.
    #[arg(long, env = "WARES_AUTO_APPROVE", value_parser = clap::builder::FalseyValueParser::new())]
    auto_approve: bool,
    /// How long to wait for locks that others hold, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", env = "WARES_LOCK_TIMEOUT", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    lock_timeout: u32,
    /// How long one statement may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "600", env = "WARES_STATEMENT_TIMEOUT", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    statement_timeout: u32,
    /// How the plan and the outcome are printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// What became of a plan.
enum Outcome {
    Applied(Box<Plan>, Option<Applied>),
    Declined,
    NoTerminal,
}

impl Apply {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let project = match Project::load(global, output) {
            Ok(project) => project,
            Err(trouble) => return self.fail(&trouble, &Sources::default(), output),
        };
        let outcome = project
            .connect(&self.connection, output)
            .and_then(|mut database| self.apply(&project, &mut database, output));
        match outcome {
            Ok(outcome) => self.print(outcome, project.sources(), output),
            Err(trouble) => self.fail(&trouble, project.sources(), output),
        }
    }

    fn apply(&self, project: &Project, database: &mut Database, output: &Output) -> Result<Outcome, Trouble> {
        let plan = project.plan(database, false, output)?;
        if self.format == TextOrJson::Text {
            output.data(&plan_text(&plan, project.sources(), output.style()));
        }
        if plan.is_settled() {
            return Ok(Outcome::Applied(Box::new(plan), None));
        }
        if plan.needs_approval() && !self.auto_approve {
            if !std::io::stdin().is_terminal() {
                return Ok(Outcome::NoTerminal);
            }
            if !ask() {
                return Ok(Outcome::Declined);
            }
        }
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let timeouts =
            Timeouts { lock: seconds(self.lock_timeout), statement: seconds(self.statement_timeout) };
        let applied = database.apply(&plan, &kinds::tables(), timeouts)?;
        Ok(Outcome::Applied(Box::new(plan), Some(applied)))
    }

    fn fail(&self, trouble: &Trouble, sources: &Sources, output: &Output) -> Exit {
        match self.format {
            TextOrJson::Json => {
                output.data(&output.envelope("apply", trouble.exit(), trouble, sources).render());
                trouble.exit()
            }
            TextOrJson::Text => output.trouble(trouble, sources),
        }
    }

    fn print(&self, outcome: Outcome, sources: &Sources, output: &Output) -> Exit {
        let (plan, applied) = match outcome {
            Outcome::Applied(plan, applied) => (plan, applied),
            Outcome::Declined => {
                return self.unapplied(
                    "the plan was declined",
                    "nothing was written",
                    Exit::Findings,
                    output,
                );
            }
            Outcome::NoTerminal => {
                let help = "look at the plan, then apply with --auto-approve";
                return self.unapplied("there is no terminal to ask on", help, Exit::Usage, output);
            }
        };
        match self.format {
            TextOrJson::Text => tell(&plan, applied, output),
            TextOrJson::Json => {
                let mut envelope = output.envelope("apply", Exit::Done, &Trouble::default(), sources);
                let applied =
                    applied.map(|a| json!({ "migration": a.migration.to_string(), "rows": a.rows }));
                envelope.data =
                    vec![("apply", json!({ "plan": plan_json(&plan, sources), "applied": applied }))];
                output.data(&envelope.render());
            }
        }
        Exit::Done
    }
}

impl Apply {
    /// Says why a plan was not applied though nothing is wrong with it.
    fn unapplied(&self, message: &str, help: &str, exit: Exit, output: &Output) -> Exit {
        let trouble = Trouble::failed(message, help);
        match self.format {
            TextOrJson::Text => drop(output.trouble(&trouble, &Sources::default())),
            TextOrJson::Json => {
                output.data(&output.envelope("apply", exit, &trouble, &Sources::default()).render())
            }
        }
        exit
    }
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

fn ask() -> bool {
    let mut answer = String::new();
    let _ = write!(std::io::stderr().lock(), "Apply this? Only `yes` applies it: ");
    std::io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim() == "yes"
}
