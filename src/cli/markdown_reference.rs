//! Renders all commands and options as one page of Markdown.

use super::Exit;
use clap::{Arg, Command};
use std::fmt::Write;

/// The introduction of the page.
const BEGIN: &str = "\
# Commands and options

This page lists every command, option and exit code. `wares man --format markdown` writes it from the texts that \
`wares COMMAND --help` shows.

Data goes to stdout, everything else to stderr. With `--format json`, a command prints one JSON object, even \
if it fails; [`schemas/output.json`](../schemas/output.json) describes its structure. (`wares schema` prints a schema \
instead.) Only errors in the command line itself are always reported as text.
";

/// Returns the page for the given command line.
pub fn page(mut root: Command) -> String {
    // Only a built command has the full names of its subcommands, which their usage lines begin with.
    root.build();
    let mut page = BEGIN.to_owned();
    let _ = write!(
        page,
        "\n## Global options\n\n{}",
        options(root.get_arguments().filter(|arg| arg.is_global_set()))
    );
    page += &exit_codes();
    // clap adds `help` to every command that has subcommands; the page does not need it.
    for inner in root.get_subcommands().filter(|inner| inner.get_name() != "help") {
        page += &section(inner, "wares");
    }
    page
}

/// Returns the exit codes as a table.
fn exit_codes() -> String {
    let row = |(exit, meaning): &(Exit, &str)| format!("| {} | {meaning} |\n", *exit as u8);
    let rows: String = Exit::MEANINGS.iter().map(row).collect();
    // Not in `MEANINGS`: these codes come from the shell, which no command returns itself.
    let signals = "If a signal ends a command, the shell reports 130 for Ctrl-C and 143 for SIGTERM.";
    format!("\n## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}\n{signals}\n")
}

/// Returns the section of a command, followed by the sections of its subcommands.
fn section(command: &Command, above: &str) -> String {
    let name = format!("{above} {}", command.get_name());
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string);
    let inner: Vec<&Command> = command.get_subcommands().filter(|it| it.get_name() != "help").collect();
    let mut text = format!("\n## {name}\n\n{}\n", sentence(&about.unwrap_or_default()));
    // A command with subcommands does nothing itself, so its usage would only say that one must be named.
    if inner.is_empty() {
        // A clone, since rendering needs a mutable command.
        let usage = command.clone().render_usage().to_string();
        let _ = write!(text, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: "));
    }
    let shown: Vec<&Arg> = command.get_arguments().filter(|arg| is_shown(arg)).collect();
    if !shown.is_empty() {
        let _ = write!(text, "\n{}", options(shown.into_iter()));
    }
    text.extend(inner.into_iter().map(|inner| section(inner, &name)));
    text
}

/// Whether an argument is listed with its command. Hidden arguments are not listed. Global options have their own
/// section.
fn is_shown(arg: &Arg) -> bool {
    !arg.is_global_set() && !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str())
}

/// Returns arguments as a table.
fn options<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    "| option | |\n|---|---|\n".to_owned() + &args.map(row).collect::<String>()
}

/// Returns an argument as a row of the table: its name, and its description with its values, default and variable.
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
        // A cell of a Markdown table cannot contain a list.
        let _ = write!(text, "<br>{}", values.join("<br>"));
    }
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !default.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, "<br>Default: `{}`", default.join(","));
    }
    if let Some(variable) = arg.get_env() {
        let _ = write!(text, "<br>Variable: `{}`", variable.to_string_lossy());
    }
    // `|` would end the cell.
    format!("| {} | {} |\n", called(arg), text.replace('|', "\\|"))
}

/// Returns the name of an argument and of its value: `-q`, `--quiet` or `--dir DIR`.
fn called(arg: &Arg) -> String {
    let names: Vec<String> = arg.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    let value = if arg.get_action().takes_values() { names.join(" ") } else { String::new() };
    // A flag has no value, and no space before the closing backtick.
    let long = arg.get_long().map(|long| format!("`--{} {value}`", long).replace(" `", "`"));
    let short = arg.get_short().map(|short| format!("`-{short}`"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    if flags.is_empty() { format!("`{value}`") } else { flags.join(", ") }
}

/// Adds a missing period to the end of a sentence. clap removes the period of a doc comment that is a single paragraph.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '`', ']', ')']) { text.to_owned() } else { format!("{text}.") }
}
