//! All commands and options as a page of Markdown.

use super::{Exit, command};
use crate::kinds::Kinds;
use clap::{Arg, Command};
use std::fmt::Write;

/// What stands above all of them.
const BEGIN: &str = "\
# Commands and options

This page lists every command, option and exit code. It is written by `wares man --format markdown`, from the texts that \
`wares COMMAND --help` shows.

Data goes to stdout, everything else to stderr. With `--format json` every command prints one JSON object of one shape, \
errors included; [`schemas/output.json`](../schemas/output.json) describes it. Only a command line that cannot be read is \
always reported as text.
";

/// The page.
pub fn page(kinds: &Kinds) -> String {
    let mut root = command(kinds);
    root.build();
    let mut page = BEGIN.to_owned();
    let _ = write!(
        page,
        "\n## Options of every command\n\n{}",
        options(root.get_arguments().filter(|arg| arg.is_global_set()))
    );
    page += &exit_codes();
    for inner in root.get_subcommands().filter(|inner| inner.get_name() != "help") {
        page += &section(inner, "wares");
    }
    page
}

/// What the exit codes mean, as a table.
fn exit_codes() -> String {
    let row = |(exit, meaning): &(Exit, &str)| format!("| {} | {meaning} |\n", *exit as u8);
    let rows: String = Exit::MEANINGS.iter().map(row).collect();
    let signals = "A command that a signal ends has no code of its own: a shell reports 130 for Ctrl-C and 143 for SIGTERM.";
    format!("\n## Exit codes\n\n| code | means |\n|---|---|\n{rows}\n{signals}\n")
}

/// A command, with those below it.
fn section(command: &Command, above: &str) -> String {
    let name = format!("{above} {}", command.get_name());
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string);
    let inner: Vec<&Command> = command.get_subcommands().filter(|it| it.get_name() != "help").collect();
    let mut text = format!("\n## {name}\n\n{}\n", sentence(&about.unwrap_or_default()));
    if inner.is_empty() {
        let usage = command.clone().render_usage().to_string();
        let _ = write!(text, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: "));
    }
    let own: Vec<&Arg> = command.get_arguments().filter(|arg| is_shown(arg)).collect();
    if !own.is_empty() {
        let _ = write!(text, "\n{}", options(own.into_iter()));
    }
    text.extend(inner.into_iter().map(|inner| section(inner, &name)));
    text
}

fn is_shown(arg: &Arg) -> bool {
    !arg.is_global_set() && !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str())
}

fn options<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    "| option | |\n|---|---|\n".to_owned() + &args.map(row).collect::<String>()
}

fn row(arg: &Arg) -> String {
    let about = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = sentence(&about.replace('\n', " "));
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|it| !it.is_hide_set())
        .map(|it| {
            let name = format!("`{}`", it.get_name());
            it.get_help().map_or(name.clone(), |help| format!("{name}: {help}"))
        })
        .collect();
    if !values.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, "<br>{}", values.join("<br>"));
    }
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !default.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, "<br>Default: `{}`", default.join(","));
    }
    if let Some(variable) = arg.get_env() {
        let _ = write!(text, "<br>Variable: `{}`", variable.to_string_lossy());
    }
    format!("| {} | {} |\n", called(arg), text.replace('|', "\\|"))
}

/// What is typed for an argument.
fn called(arg: &Arg) -> String {
    let names: Vec<String> = arg.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    let value = if arg.get_action().takes_values() { names.join(" ") } else { String::new() };
    let long = arg.get_long().map(|long| format!("`--{} {value}`", long).replace(" `", "`"));
    let short = arg.get_short().map(|short| format!("`-{short}`"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    if flags.is_empty() { format!("`{value}`") } else { flags.join(", ") }
}

/// A text that ends as a sentence does.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '`', ']', ')']) { text.to_owned() } else { format!("{text}.") }
}
