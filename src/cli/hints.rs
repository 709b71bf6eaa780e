//! What people type who know other programs, and what Wares calls it.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use std::ffi::OsString;

/// Words for a command, and the call that does it here.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["validate", "lint", "verify", "test"], "wares check"),
    (&["diff", "preview", "drift", "dry-run"], "wares plan"),
    (&["format"], "wares fmt"),
    (&["deploy", "migrate", "push", "up", "sync"], "wares apply"),
    (&["status"], "wares db status"),
    (&["start"], "wares db start"),
    (&["stop"], "wares db stop"),
    (&["destroy"], "wares db destroy"),
    (&["grants"], "wares db grants"),
    (&["create", "add", "generate"], "wares new KIND"),
    (&["pull", "export", "dump"], "wares import --out DIR"),
    (&["get", "view", "inspect"], "wares describe NAME"),
    (&["price", "cost"], "wares quote NAME"),
    (&["graph"], "wares describe GROUP --format mermaid"),
    (&["ls"], "wares list"),
    (&["docs", "rule"], "wares explain"),
    (&["fix"], "wares check --fix"),
    (&["schemas"], "wares schema --out schemas"),
    (&["completion"], "wares completions"),
    (&["version"], "wares --version"),
];

/// The same for the commands of `db`.
const DB_COMMANDS: &[(&[&str], &str)] = &[
    (&["create", "migrate", "upgrade", "setup"], "wares db init"),
    (&["up", "run"], "wares db start"),
    (&["down"], "wares db stop"),
    (&["delete", "drop", "remove", "rm", "reset"], "wares db destroy"),
    (&["url", "connect"], "wares db start"),
    (&["info"], "wares db status"),
    (&["grant"], "wares db grants"),
];

/// Words for an option, what is written here, and the option that a command must have for it.
const OPTIONS: &[(&[&str], &str, &str)] = &[
    (&["--json", "-o", "--output-format", "-j"], "--format json", "format"),
    (&["--yes", "-y", "--auto-approve=true", "--assume-yes", "--no-input"], "--auto-approve", "auto_approve"),
    (&["--url", "--db", "--database", "--dsn"], "--database-url URL", "database_url"),
    (&["--output", "-o"], "--out", "out"),
    (&["--force", "-f"], "--allow CATEGORY", "allow"),
    (&["--no-color", "--no-colour"], "--color never", "color"),
    (&["--environment", "-e", "--stage"], "--env NAME", "env"),
    (&["--directory", "-C", "--cwd", "--chdir"], "--dir DIR", "dir"),
];

/// The message for what another program would understand, where it is that.
pub fn hint(error: &clap::Error, arguments: &[OsString], command: &Command) -> Option<String> {
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand)?;
            let is_of_db = called(arguments, command).get_name() == "db";
            let call = find(if is_of_db { DB_COMMANDS } else { COMMANDS }, word)?;
            let place = if is_of_db { "`wares db` has no" } else { "there is no" };
            Some(format!("error: {place} command `{word}`\n  help: write `{call}`\n"))
        }
        ErrorKind::UnknownArgument => option(context(error, ContextKind::InvalidArg)?, arguments, command),
        _ => None,
    }
}

/// The message for an option of another program, where this command has one that does the same.
fn option(word: &str, arguments: &[OsString], command: &Command) -> Option<String> {
    let called = called(arguments, command);
    let name = called.get_name();
    if word == "--dry-run" && name == "apply" {
        return Some("error: `apply` has no option `--dry-run`\n  help: `wares plan` shows what apply would do, and never writes\n".to_owned());
    }
    // Other programs have long options behind a single dash.
    let is_single = || arguments.iter().any(|it| it == "-auto-approve");
    let is_json = || arguments.windows(2).any(|pair| pair[0] == "-o" && pair[1] == "json");
    let meant = match word {
        "-a" if is_single() => "-auto-approve",
        // The option is for a format here and for a file there.
        "-o" if !is_json() => "--output",
        word => word,
    };
    let takes = |id: &str| called.get_arguments().chain(command.get_arguments()).any(|arg| fits(arg, id));
    let matching = |(words, _, id): &&(&[&str], &str, &str)| {
        (words.contains(&meant) || meant == "-auto-approve" && *id == "auto_approve") && takes(id)
    };
    let (_, right, _) = OPTIONS.iter().find(matching)?;
    let typed = if meant == "-auto-approve" { meant } else { word };
    Some(format!("error: `{name}` has no option `{typed}`\n  help: write `{right}`\n"))
}

/// Whether an argument is the one that is looked for; a format only where it can be JSON.
fn fits(arg: &Arg, id: &str) -> bool {
    arg.get_id() == id
        && (id != "format" || arg.get_possible_values().iter().any(|it| it.get_name() == "json"))
}

/// The innermost command that the arguments name.
fn called<'a>(arguments: &[OsString], command: &'a Command) -> &'a Command {
    let words = arguments.iter().skip(1).filter_map(|it| it.to_str());
    words.fold(command, |at, word| at.find_subcommand(word).unwrap_or(at))
}

fn find(table: &[(&[&str], &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(words, _)| words.contains(&word.to_lowercase().as_str())).map(|(_, call)| *call)
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}
