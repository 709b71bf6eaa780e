//! The command line: one file for each command.

mod allow_guards;
mod apply;
mod arguments;
mod atomic_write;
mod catalog_root;
mod check;
mod check_online;
mod closed_stdout;
mod command_hints;
mod completions;
mod database;
mod database_url;
mod describe;
mod explain;
mod failure;
mod files;
mod fix;
mod fmt;
mod git_commit;
mod import;
mod init;
mod interrupt;
mod list;
mod local_names;
mod man;
mod markdown_reference;
mod named_resource;
mod new;
mod output;
mod overview;
mod pipeline;
mod plan;
mod plan_file;
mod progress;
mod prompt;
mod quote;
mod rule_levels;
mod schema;
mod schema_location;
mod show;

pub use files::Disk;

use crate::db::Timeouts;
use crate::kinds::{Kind, Kinds};
use crate::offer::is_priced;
use crate::source::Sources;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};
use output::{Output, Trouble};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a command ended, as its exit code (design.md §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// There are findings, a prompt was declined, or something generated is stale.
    Findings = 1,
    /// There are changes.
    Changes = 2,
    /// The plan is stale: what was read has changed.
    Stale = 3,
    /// A guard refused.
    Refused = 4,
    /// The database failed, or its state stops the plan.
    Database = 5,
    /// The command was called wrongly.
    Usage = 64,
}

impl Exit {
    /// What the exit codes mean.
    const MEANINGS: [(Self, &str); 7] = [
        (Self::Done, "done"),
        (
            Self::Findings,
            "errors among the findings, or the answer to a question was no, or something is stale or not formatted",
        ),
        (Self::Changes, "there are changes (`plan --detailed-exitcode`)"),
        (Self::Stale, "the database changed between plan and apply; nothing was written"),
        (
            Self::Refused,
            "refused: by a guard, by `--fail-on`, or for the sake of what is protected or referred to",
        ),
        (Self::Database, "the database failed, none is named, or its state stops the plan"),
        (Self::Usage, "the command was called wrongly"),
    ];
}

/// What the exit codes mean, for the help and the manual.
fn exit_codes() -> String {
    let meanings = Exit::MEANINGS.iter().map(|(exit, meaning)| format!("{} {meaning}", *exit as u8));
    format!("Exit codes: {}.", meanings.collect::<Vec<_>>().join("; "))
}

/// Compiles a catalog of YAML files into one migration of a billing database.
#[derive(Debug, Parser)]
#[command(name = "wares", version, propagate_version = true, after_help = exit_codes())]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
struct Global {
    /// The kinds that are in use.
    #[arg(skip = Kinds::standard())]
    kinds: Arc<Kinds>,
    /// The catalog's folder [default: the nearest one upwards that has a wares.yaml; for init, this one].
    #[arg(long, global = true, value_name = "DIR", env = "WARES_DIR")]
    dir: Option<PathBuf>,
    /// The environment of the manifest that is meant: another database of the same catalog.
    #[arg(long, global = true, value_name = "NAME", env = "WARES_ENV")]
    env: Option<String>,
    /// Whether to use colours; NO_COLOR is honoured.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "WARES_COLOR")]
    color: ColorChoice,
    /// Prints nothing but the data and what is wrong.
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Says what is being done.
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Check(Box<check::Check>),
    Describe(describe::Describe),
    Quote(quote::Quote),
    Explain(explain::Explain),
    Fmt(fmt::Fmt),
    Schema(schema::Schema),
    Plan(plan::Plan),
    Show(show::Show),
    Apply(apply::Apply),
    Import(Box<import::Import>),
    List(list::List),
    Db(database::Db),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    fn run(&self, global: &Global, output: &mut Output) -> Exit {
        match self {
            Self::Init(command) => command.run(global, output),
            Self::New(command) => command.run(global, output),
            Self::Check(command) => command.run(global, output),
            Self::Describe(command) => command.run(global, output),
            Self::Quote(command) => command.run(global, output),
            Self::Explain(command) => command.run(global, output),
            Self::Fmt(command) => command.run(global, output),
            Self::Schema(command) => command.run(global, output),
            Self::Plan(command) => command.run(global, output),
            Self::Show(command) => command.run(global, output),
            Self::Apply(command) => command.run(global, output),
            Self::Import(command) => command.run(global, output),
            Self::List(command) => command.run(global, output),
            Self::Db(command) => command.run(global, output),
            Self::Completions(command) => command.run(output),
            Self::Man(command) => command.run(global, output),
        }
    }
}

/// Which database, and how long to wait for it.
#[derive(Clone, Debug, Args)]
struct Connection {
    /// The database: postgresql://user:password@host:port/name [default: WARES_DATABASE_URL, DATABASE_URL, then
    /// the PG* variables].
    #[arg(long, value_name = "URL", conflicts_with = "local")]
    database_url: Option<String>,
    /// Uses Wares' own private PostgreSQL server, made on first use and kept for this catalog.
    #[arg(long)]
    local: bool,
    /// How long to wait for locks that others hold, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", env = "WARES_LOCK_TIMEOUT", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    lock_timeout: u32,
    /// How long one statement may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "600", env = "WARES_STATEMENT_TIMEOUT", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    statement_timeout: u32,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TextOrJson {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Connection {
    /// Whether the command line names a database.
    fn is_named(&self) -> bool {
        self.local || self.database_url.is_some()
    }

    fn timeouts(&self) -> Timeouts {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Timeouts { lock: seconds(self.lock_timeout), statement: seconds(self.statement_timeout) }
    }
}

impl Global {
    /// A kind by the name that was given for it.
    fn kind(&self, name: &str) -> Result<Arc<dyn Kind>, Trouble> {
        let unknown =
            || Trouble::misused(format!("there is no kind `{name}`"), "`wares explain` lists the kinds");
        self.kinds.find(name).cloned().ok_or_else(unknown)
    }
}

/// The command line, which knows the names of the kinds that are in use.
fn command(kinds: &Kinds) -> clap::Command {
    let is_sold = |name: &str| kinds.find(name).is_some_and(|kind| is_priced(&**kind));
    let all: Vec<PossibleValue> = kinds.names().map(|name| PossibleValue::new(name.to_owned())).collect();
    // What is not sold is refused with the reason, but not offered.
    let for_quote: Vec<PossibleValue> =
        kinds.names().map(|name| PossibleValue::new(name.to_owned()).hide(!is_sold(name))).collect();
    // Help names the variables; what they hold may be odd, and need not be seen.
    let plain = |arg: clap::Arg| arg.hide_env_values(true);
    let named = |arg: clap::Arg, kinds: &[PossibleValue]| match arg.get_id() == "kind" {
        true => arg.value_parser(PossibleValuesParser::new(kinds.to_vec())),
        false => plain(arg),
    };
    Cli::command().mut_args(plain).mut_subcommands(|subcommand| {
        let kinds = if subcommand.get_name() == "quote" { &for_quote } else { &all };
        subcommand.mut_args(|arg| named(arg, kinds))
    })
}

/// Runs a command line with the kinds that Wares brings, and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    run_with(&Kinds::standard(), arguments)
}

/// Runs a command line with some kinds, and returns its exit code.
pub fn run_with(kinds: &Arc<Kinds>, arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(exit) = completions::answered(kinds, &arguments) {
        return exit as u8;
    }
    let mut cli = match arguments::read(kinds, &arguments) {
        Ok(cli) => cli,
        Err(exit) => return exit as u8,
    };
    cli.global.kinds = kinds.clone();
    let mut output = Output::new(&cli.global);
    interrupt::listen();
    if !cli.global.quiet {
        progress::show();
    }
    let exit = match &cli.command {
        Some(command) => command.run(&cli.global, &mut output),
        None => overview::print(&cli.global, &output),
    };
    progress::finish();
    match (exit, output.lost("what the command does besides was done")) {
        (Exit::Done | Exit::Changes, Some(lost)) => output.trouble(&lost, &Sources::default()) as u8,
        _ => exit as u8,
    }
}
