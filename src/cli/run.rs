//! Runs a command line: parses it, runs the command, and reports output that was lost.

use super::command_line::command;
use super::{Exit, Output};
use super::{arguments, completions, interrupt, overview, progress};
use crate::kinds::Kinds;
use crate::source::Sources;
use std::ffi::OsString;
use std::sync::Arc;

/// Runs a command line with the standard kinds. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    run_with(&Kinds::standard(), arguments)
}

/// Runs a command line with the given kinds. Returns the exit code.
pub fn run_with(kinds: &Arc<Kinds>, arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // First of all: a shell asks for completions of a command line that is not finished, so it may not parse.
    if let Some(exit) = completions::answered(kinds, &arguments, || command(kinds)) {
        return exit as u8;
    }
    let mut cli = match arguments::read(kinds, &arguments) {
        Ok(cli) => cli,
        Err(exit) => return exit as u8,
    };
    // clap has filled in the standard kinds, which a caller may have replaced.
    cli.global.kinds = kinds.clone();
    let mut output = Output::new(&cli.global);
    // After parsing: help and errors end at once and need no handler.
    interrupt::listen();
    // Progress is no data, warning or error, so --quiet hides it.
    if !cli.global.quiet {
        progress::show();
    }
    let exit = match &cli.command {
        Some(command) => command.run(&cli.global, &mut output),
        None => overview::print(&cli.global, &output),
    };
    // Before the last messages, so that the line is not drawn between them.
    progress::finish();
    // The exit code of a command that failed stays: it says more than that the output got lost.
    match (exit, output.take_stdout_error("the command has done everything else")) {
        (Exit::Done | Exit::Changes, Some(lost)) => output.report(&lost, &Sources::default()) as u8,
        _ => exit as u8,
    }
}
