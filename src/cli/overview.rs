//! `wares` alone: what there is to do, and what to do next here.

use super::catalog_root::nearest;
use super::{Exit, Global, Output, command};
use crate::catalog::MANIFEST;
use std::fmt::Write;

/// The commands by what they are for, in the order in which they are needed.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Write a catalog", &["init", "new", "import", "fmt"]),
    ("Check and ask", &["check", "explain", "describe", "quote", "list"]),
    ("Change a database", &["plan", "show", "apply", "db"]),
    ("Set up", &["schema", "completions", "man"]),
];

/// Prints a short help to somebody who named no command.
pub fn print(global: &Global, output: &Output) -> Exit {
    output.warn(&text(global));
    Exit::Usage
}

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
        "\n`wares COMMAND --help` tells more of a command, `wares --help` of all.\n{}",
        next(global)
    );
    text
}

/// The first part of a text that says something by itself.
fn sentence(text: &str) -> &str {
    let first = [". ", "; ", ": "]
        .iter()
        .fold(text, |text, end| text.split_once(end).map_or(text, |(first, _)| first));
    first.trim_end_matches('.')
}

/// What to do next in this folder.
fn next(global: &Global) -> String {
    let here = || nearest(&std::env::current_dir().ok()?);
    let named = global.dir.clone().map(|dir| dir.join(MANIFEST).is_file().then_some(dir));
    match named.unwrap_or_else(here) {
        Some(_) => {
            "Next, in this catalog: `wares check`, then `wares plan` (`--local` needs no database of yours)."
                .to_owned()
        }
        None => {
            "Next: `wares init` writes a small catalog; `wares import --out DIR` makes one from a database."
                .to_owned()
        }
    }
}
