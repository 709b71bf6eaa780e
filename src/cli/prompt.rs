//! Asks the user for confirmation on the terminal.

use super::Exit;
use super::command_error::CommandError;
use crate::progress::{self, Stage};
use std::io::{BufRead, IsTerminal, Write};

/// Asks a question on the terminal. Only the answer `yes` confirms. `does` completes the sentence "Only `yes` …".
///
/// # Errors
/// If the answer is not `yes`, or if there is no terminal to ask on. The help is `outcome`, such as "nothing was
/// written", or, without a terminal, `instead`.
pub fn confirm(question: &str, does: &str, outcome: &str, instead: &str) -> Result<(), CommandError> {
    // A pipeline would wait for an answer forever.
    if !std::io::stdin().is_terminal() {
        return Err(CommandError::misused("cannot ask for confirmation: stdin is not a terminal", instead));
    }
    let mut answer = String::new();
    // The stage before this has ended: an interruption of the question must not report it.
    progress::begin(Stage::Idle, 0);
    super::progress::clear();
    // On stderr, so that the question is visible when stdout is redirected.
    let _ = write!(std::io::stderr().lock(), "{question} Only `yes` {does}: ");
    let is_read = std::io::stdin().lock().read_line(&mut answer).is_ok();
    if !answer.ends_with('\n') {
        // Ctrl-D ends the input without ending the line.
        let _ = writeln!(std::io::stderr().lock());
    }
    // Only the whole word: a stray key press must not change a billing database.
    match is_read && answer.trim() == "yes" {
        true => Ok(()),
        false => Err(CommandError::failed("the answer was not `yes`", outcome).with_exit(Exit::Findings)),
    }
}
