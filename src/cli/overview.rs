//! `wares` without a command: lists the commands in groups, and suggests what to do next.

use super::catalog_root::nearest;
use super::command_line::command;
use super::{Exit, Global, Output};
use crate::catalog::MANIFEST;
use std::fmt::Write;

/// The commands in groups, in the order in which a new user needs them.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Write a catalog", &["init", "new", "import", "fmt"]),
    ("Check and explore", &["check", "explain", "describe", "quote", "list"]),
    ("Change a database", &["plan", "show", "apply", "db"]),
    ("Set up", &["schema", "completions", "man"]),
];

/// Prints the overview on stderr, because running `wares` without a command is a usage error.
pub fn print(global: &Global, output: &Output) -> Exit {
    // On stderr even with --quiet, since it is the message of a usage error.
    output.warn(&text(global));
    Exit::Usage
}

/// Returns the overview, with the beginning of each command's description.
fn text(global: &Global) -> String {
    let all = command(&global.kinds);
    let about = all.get_about().map(ToString::to_string).unwrap_or_default();
    let mut text = format!("{about}.\n\nUsage: wares [OPTIONS] COMMAND\n");
    for (group, names) in GROUPS {
        let _ = writeln!(text, "\n{group}:");
        for name in *names {
            let about = all.find_subcommand(name).and_then(clap::Command::get_about);
            let _ = writeln!(
                text,
                "  {name:<12} {}",
                sentence(&about.map(ToString::to_string).unwrap_or_default())
            );
        }
    }
    let _ = write!(
        text,
        "\nRun `wares COMMAND --help` to learn more about a command, or `wares --help` to list all of them.\n{}",
        next(global)
    );
    text
}

/// Returns the beginning of a description, up to the first period, semicolon or colon, so that it fits on a line.
fn sentence(text: &str) -> &str {
    // clap's text for one command may have several sentences, which would break the columns.
    let first = [". ", "; ", ": "]
        .iter()
        .fold(text, |text, end| text.split_once(end).map_or(text, |(first, _)| first));
    first.trim_end_matches('.')
}

/// Suggests what to do next, depending on whether the folder has a catalog.
fn next(global: &Global) -> String {
    let here = || nearest(&std::env::current_dir().ok()?);
    // `--dir` counts if it is given: whether the current folder has a catalog does not matter then.
    let named = global.dir.clone().map(|dir| dir.join(MANIFEST).is_file().then_some(dir));
    match named.unwrap_or_else(here) {
        Some(_) => {
            "Next, in this catalog: `wares check`, then `wares plan` (`--local` uses a private database)."
                .to_owned()
        }
        None => {
            "Next: `wares init` creates a small catalog; `wares import --out DIR` creates one from a database."
                .to_owned()
        }
    }
}
