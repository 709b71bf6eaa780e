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

/// Words for what no command does, and how it is done.
const ADVICE: &[(&[&str], &str)] = &[
    (&["delete", "rm", "remove"], "take the document out of its file; `wares plan` shows what that deletes"),
    (&["undo", "rollback", "revert"], "put the files back, as by `git revert`, and apply them"),
    (&["refresh", "state"], "there is no state to refresh: every plan reads the database"),
    (
        &["update", "upgrade"],
        "edit the files, then `wares plan`; `wares db init` updates what Wares made in a database",
    ),
    (&["log", "history"], "every migration is in the table `wares.migration` of the database"),
    (&["commit"], "commit the files with git; `wares apply` brings the database up to date"),
    (&["install"], "`wares init` writes a catalog; `wares completions` says how to install completions"),
];

/// The same for `db`.
const DB_ADVICE: &[(&[&str], &str)] = &[
    (&["psql", "shell", "sql"], "run `psql \"$(wares db start)\"`"),
    (&["logs", "log"], "the log lies beside the data; `wares db status` says where these are"),
];

/// The same for the commands of `db`.
const DB_COMMANDS: &[(&[&str], &str)] = &[
    (&["create", "migrate", "upgrade", "update", "setup"], "wares db init"),
    (&["up", "run"], "wares db start"),
    (&["down"], "wares db stop"),
    (&["delete", "drop", "remove", "rm", "reset"], "wares db destroy"),
    (&["url", "connect"], "wares db start"),
    (&["info"], "wares db status"),
    (&["grant"], "wares db grants"),
];

/// Words for an option, what is written here, and the option that a command must have for it.
const OPTIONS: &[(&[&str], &str, &str)] = &[
    (&["--json", "--output-format", "-j"], "--format json", "format"),
    (&["--yes", "-y", "--assume-yes", "--no-input"], "--auto-approve", "auto_approve"),
    (&["--url", "--db", "--database", "--dsn"], "--database-url URL", "database_url"),
    (&["--output"], "--out", "out"),
    (&["--force"], "--allow CATEGORY", "allow"),
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
            let (calls, advice) = if is_of_db { (DB_COMMANDS, DB_ADVICE) } else { (COMMANDS, ADVICE) };
            let help = find(calls, word).map(|call| format!("write `{call}`"));
            let help = help.or_else(|| find(advice, word).map(str::to_owned))?;
            let place = if is_of_db { "`wares db` has no" } else { "there is no" };
            Some(format!("error: {place} command `{word}`\n  help: {help}\n"))
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
        return Some(
            "error: `apply` has no option `--dry-run`\n  help: `wares plan` shows what apply would do\n"
                .to_owned(),
        );
    }
    let meant = meant(word, arguments);
    let takes = |id: &str| called.get_arguments().chain(command.get_arguments()).any(|arg| fits(arg, id));
    let matching = |(words, _, id): &&(&[&str], &str, &str)| {
        (words.contains(&meant) || meant == "-auto-approve" && *id == "auto_approve") && takes(id)
    };
    let (_, right, _) = OPTIONS.iter().find(matching)?;
    let typed = if meant == "-auto-approve" { meant } else { word };
    Some(format!("error: `{name}` has no option `{typed}`\n  help: write `{right}`\n"))
}

/// The word by which the table knows what was typed.
fn meant<'a>(word: &'a str, arguments: &[OsString]) -> &'a str {
    let has = |text: &str| arguments.iter().any(|it| it == text);
    let is_format = |pair: &[OsString]| (pair[0] == "-o" || pair[0] == "--output") && pair[1] == "json";
    let is_json = || has("-ojson") || arguments.windows(2).any(is_format);
    match word {
        // Other programs have long options behind a single dash.
        "-a" if has("-auto-approve") => "-auto-approve",
        // The option is for a format here and for a file there.
        "-o" | "--output" if is_json() => "--json",
        "-o" => "--output",
        word => word,
    }
}

/// Whether an argument is the one that is looked for: a format only where it can be JSON, what is allowed only where it is
/// by category.
fn fits(arg: &Arg, id: &str) -> bool {
    let takes = |value: &str| arg.get_possible_values().iter().any(|it| it.get_name() == value);
    arg.get_id() == id
        && match id {
            "format" => takes("json"),
            "allow" => takes("mass-change"),
            _ => true,
        }
}

/// The innermost command that the arguments name.
fn called<'a>(arguments: &[OsString], command: &'a Command) -> &'a Command {
    let mut words = arguments.iter().skip(1).filter_map(|it| it.to_str());
    let mut at = command;
    while let Some(word) = words.next() {
        let is_option = |arg: &&Arg| arg.get_long().is_some_and(|long| word.strip_prefix("--") == Some(long));
        let option = at.get_arguments().chain(command.get_arguments()).find(is_option);
        if option.is_some_and(|arg| arg.get_action().takes_values()) {
            words.next();
        }
        at = at.find_subcommand(word).unwrap_or(at);
    }
    at
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

#[cfg(test)]
mod tests {
    use super::{COMMANDS, DB_COMMANDS, OPTIONS, fits};
    use crate::cli::command;
    use crate::kinds::Kinds;
    use clap::Command;

    fn all(command: &Command) -> Vec<&Command> {
        command.get_subcommands().flat_map(|inner| [vec![inner], all(inner)].concat()).collect()
    }

    #[test]
    fn what_a_hint_says_to_write_is_understood() {
        let root = command(&Kinds::standard());
        for (words, call) in COMMANDS.iter().chain(DB_COMMANDS) {
            let call = call.replace("KIND", "package").replace("DIR", "dir").replace("GROUP", "group");
            let read = root.clone().try_get_matches_from(format!("{call} --help").split(' '));
            let kind = read.err().map(|error| error.kind());
            let is_help = |kind| {
                [clap::error::ErrorKind::DisplayHelp, clap::error::ErrorKind::DisplayVersion].contains(&kind)
            };
            assert!(kind.is_some_and(is_help), "{words:?}: {call}: {kind:?}");
        }
    }

    #[test]
    fn an_option_that_is_offered_is_one_that_the_command_has() {
        let root = command(&Kinds::standard());
        for (words, right, id) in OPTIONS {
            let long = right.split(' ').next().and_then(|it| it.strip_prefix("--")).expect("an option");
            let having: Vec<&Command> =
                all(&root).into_iter().filter(|it| it.get_arguments().any(|arg| fits(arg, id))).collect();
            let is_global = root.get_arguments().any(|arg| fits(arg, id));
            assert!(is_global || !having.is_empty(), "{words:?}: no command has {id}");
            for command in having {
                let is_it = |arg: &clap::Arg| fits(arg, id) && arg.get_long() == Some(long);
                assert!(
                    command.get_arguments().any(is_it),
                    "{words:?}: {} has no --{long}",
                    command.get_name()
                );
            }
        }
    }
}
