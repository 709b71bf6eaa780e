//! Gives hints to people who type commands and options of other programs.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use std::ffi::OsString;

/// Commands of other programs, each with the Wares command that does the same.
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

/// Commands of other programs that Wares has no equivalent for, each with advice on what to do instead.
const ADVICE: &[(&[&str], &str)] = &[
    (&["delete", "rm", "remove"], "remove the document from its file; `wares plan` shows what that deletes"),
    (&["undo", "rollback", "revert"], "restore the files, for example with `git revert`, and apply them"),
    (&["refresh", "state"], "there is no state to refresh: every plan reads the database"),
    (
        &["update", "upgrade"],
        "edit the files, then run `wares plan`; `wares db init` updates the tables that Wares created in a database",
    ),
    (&["log", "history"], "the table `wares.migration` of the database lists every migration"),
    (&["commit"], "commit the files with git; `wares apply` writes them to the database"),
    (&["install"], "`wares init` creates a catalog; `wares completions` says how to install completions"),
];

/// Subcommands that `wares db` does not have, each with advice on what to do instead.
const DB_ADVICE: &[(&[&str], &str)] = &[
    (&["psql", "shell", "sql"], "run `psql \"$(wares db start)\"`"),
    (&["logs", "log"], "the log is next to the data; `wares db status` says where that is"),
];

/// Subcommands of other programs, each with the subcommand of `wares db` that does the same.
const DB_COMMANDS: &[(&[&str], &str)] = &[
    (&["create", "migrate", "upgrade", "update", "setup"], "wares db init"),
    (&["up", "run"], "wares db start"),
    (&["down"], "wares db stop"),
    (&["delete", "drop", "remove", "rm", "reset"], "wares db destroy"),
    (&["url", "connect"], "wares db start"),
    (&["info"], "wares db status"),
    (&["grant"], "wares db grants"),
];

/// Options of other programs, each with what to write instead and the id of an option. The hint applies only to
/// commands that have the option with this id.
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

/// Returns the message for a command or an option that another program has. `None` for all other errors.
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
        // `None` leaves the message to clap, which suggests similar spellings.
        _ => None,
    }
}

/// Returns the message for an option of another program. `None` if this command has no option that does the same.
fn option(word: &str, arguments: &[OsString], command: &Command) -> Option<String> {
    let called = called(arguments, command);
    let name = called.get_name();
    // Not in the table: the answer is another command and not another option.
    if word == "--dry-run" && name == "apply" {
        return Some(
            "error: `apply` has no option `--dry-run`\n  help: `wares plan` shows what apply would do\n"
                .to_owned(),
        );
    }
    let option = option_typed(word, arguments);
    // Global options are those of the root command, so both are searched.
    let takes = |id: &str| called.get_arguments().chain(command.get_arguments()).any(|arg| fits(arg, id));
    let matching = |(words, _, id): &&(&[&str], &str, &str)| {
        (words.contains(&option) || option == "-auto-approve" && *id == "auto_approve") && takes(id)
    };
    let (_, right, _) = OPTIONS.iter().find(matching)?;
    let typed = if option == "-auto-approve" { option } else { word };
    Some(format!("error: `{name}` has no option `{typed}`\n  help: write `{right}`\n"))
}

/// Returns the option that was typed, as [`OPTIONS`] spells it. clap reports only the first letter of `-auto-approve`.
/// In some programs `-o` and `--output` select a format, in others they name a file; the value shows which is meant.
fn option_typed<'a>(word: &'a str, arguments: &[OsString]) -> &'a str {
    let has = |text: &str| arguments.iter().any(|it| it == text);
    let is_format = |pair: &[OsString]| (pair[0] == "-o" || pair[0] == "--output") && pair[1] == "json";
    let is_json = || has("-ojson") || arguments.windows(2).any(is_format);
    match word {
        // Other programs, such as terraform, write long options with a single dash.
        "-a" if has("-auto-approve") => "-auto-approve",
        // Some programs use these options for a format, others for a file; the value tells.
        "-o" | "--output" if is_json() => "--json",
        "-o" => "--output",
        word => word,
    }
}

/// Whether an argument has the given id and takes the values that the hint is about. `--format` must accept `json`.
/// `--allow` must accept a category, unlike the `--allow` of `check`, which accepts a rule.
fn fits(arg: &Arg, id: &str) -> bool {
    let takes = |value: &str| arg.get_possible_values().iter().any(|it| it.get_name() == value);
    arg.get_id() == id
        && match id {
            "format" => takes("json"),
            "allow" => takes("mass-change"),
            _ => true,
        }
}

/// Returns the innermost subcommand that the arguments name. If they name none, returns `command` itself.
fn called<'a>(arguments: &[OsString], command: &'a Command) -> &'a Command {
    let mut words = arguments.iter().skip(1).filter_map(|it| it.to_str());
    let mut innermost = command;
    // Options and values may stand before the subcommand: `wares --dir x db up`.
    while let Some(word) = words.next() {
        let is_option = |arg: &&Arg| arg.get_long().is_some_and(|long| word.strip_prefix("--") == Some(long));
        let option = innermost.get_arguments().chain(command.get_arguments()).find(is_option);
        if option.is_some_and(|arg| arg.get_action().takes_values()) {
            // The value of the option is not a command.
            words.next();
        }
        innermost = innermost.find_subcommand(word).unwrap_or(innermost);
    }
    innermost
}

fn find(table: &[(&[&str], &'static str)], word: &str) -> Option<&'static str> {
    // Without case: `wares Deploy` is the same mistake.
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
    use crate::cli::command_line::command;
    use crate::kinds::Kinds;
    use clap::Command;

    /// The subcommands of a command, at every level.
    fn subcommands(command: &Command) -> Vec<&Command> {
        command.get_subcommands().flat_map(|inner| [vec![inner], subcommands(inner)].concat()).collect()
    }

    #[test]
    fn commands_suggested_by_hints_are_accepted() {
        let root = command(&Kinds::standard());
        for (words, suggestion) in COMMANDS.iter().chain(DB_COMMANDS) {
            let suggestion =
                suggestion.replace("KIND", "package").replace("DIR", "dir").replace("GROUP", "group");
            let parsed = root.clone().try_get_matches_from(format!("{suggestion} --help").split(' '));
            let kind = parsed.err().map(|error| error.kind());
            let is_help = |kind| {
                [clap::error::ErrorKind::DisplayHelp, clap::error::ErrorKind::DisplayVersion].contains(&kind)
            };
            assert!(kind.is_some_and(is_help), "{words:?}: {suggestion}: {kind:?}");
        }
    }

    #[test]
    fn options_suggested_by_hints_exist_in_their_commands() {
        let root = command(&Kinds::standard());
        for (words, suggestion, id) in OPTIONS {
            let long = suggestion.split(' ').next().and_then(|it| it.strip_prefix("--")).expect("an option");
            let matching: Vec<&Command> = subcommands(&root)
                .into_iter()
                .filter(|it| it.get_arguments().any(|arg| fits(arg, id)))
                .collect();
            let is_global = root.get_arguments().any(|arg| fits(arg, id));
            assert!(is_global || !matching.is_empty(), "{words:?}: no command has {id}");
            for command in matching {
                let is_suggested = |arg: &clap::Arg| fits(arg, id) && arg.get_long() == Some(long);
                assert!(
                    command.get_arguments().any(is_suggested),
                    "{words:?}: {} has no --{long}",
                    command.get_name()
                );
            }
        }
    }
}
