//! The command line as clap parses it: the global options and one variant for each command.

use super::exit_code::exit_codes;
use super::{Exit, Global, Output};
use super::{
    apply, check, completions, database, describe, explain, fmt, import, init, list, man, new, plan, quote,
    schema, show,
};
use crate::kinds::Kinds;
use crate::offer::is_priced;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{CommandFactory, Parser, Subcommand};

/// Compiles a catalog of YAML files into one migration of a billing database.
#[derive(Debug, Parser)]
#[command(name = "wares", version, propagate_version = true, after_help = exit_codes())]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Init),
    New(new::New),
    // Boxed, since their options take much more room than those of the other commands.
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
    /// Runs the command and returns its exit code.
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
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
            // The manual documents every command, itself included, so it gets the command line instead of importing it.
            Self::Man(command) => command.run(self::command(&global.kinds), output),
        }
    }
}

/// Returns the command line for the given kinds. Arguments that name a kind accept only these.
pub fn command(kinds: &Kinds) -> clap::Command {
    let is_sold = |name: &str| kinds.find(name).is_some_and(|kind| is_priced(&**kind));
    let every_kind: Vec<PossibleValue> =
        kinds.names().map(|name| PossibleValue::new(name.to_owned())).collect();
    // `quote` accepts every kind, so that it can say why one is not sold, but its help lists only what is sold.
    let for_quote: Vec<PossibleValue> =
        kinds.names().map(|name| PossibleValue::new(name.to_owned()).hide(!is_sold(name))).collect();
    // Kinds are known only at run time (tests add their own), so derive cannot list them.
    Cli::command().mut_args(without_env_value).mut_subcommands(|subcommand| {
        let kinds = if subcommand.get_name() == "quote" { &for_quote } else { &every_kind };
        subcommand.mut_args(|arg| with_kinds(arg, kinds))
    })
}

/// If an argument names a kind, makes it accept only the given kinds. For any other argument, hides the value of its
/// environment variable.
fn with_kinds(arg: clap::Arg, kinds: &[PossibleValue]) -> clap::Arg {
    // The id `kind` is that of `describe`, `quote`, `new` and others; `--kind` of `list` has it too.
    match arg.get_id() == "kind" {
        true => arg.value_parser(PossibleValuesParser::new(kinds.to_vec())),
        false => without_env_value(arg),
    }
}

/// Hides the value of an argument's environment variable in the help. The value may be a secret.
fn without_env_value(arg: clap::Arg) -> clap::Arg {
    arg.hide_env_values(true)
}
