//! A question that only a person can answer.

use super::Exit;
use super::output::Trouble;
use crate::progress::{self, Stage};
use std::io::{BufRead, IsTerminal, Write};

/// Asks, on the terminal, a question to which only `yes` is a yes.
///
/// # Errors
/// Anything but a yes: then it is said that `outcome`. Without a terminal nobody is asked, and `instead` is what to do.
pub fn confirm(question: &str, does: &str, outcome: &str, instead: &str) -> Result<(), Trouble> {
    if !std::io::stdin().is_terminal() {
        return Err(Trouble::misused("there is no terminal to ask on", instead));
    }
    let mut answer = String::new();
    progress::begin(Stage::Idle, 0);
    super::progress::clear();
    let _ = write!(std::io::stderr().lock(), "{question} Only `yes` {does}: ");
    let is_read = std::io::stdin().lock().read_line(&mut answer).is_ok();
    if !answer.ends_with('\n') {
        // Whoever ends the input leaves the line unfinished.
        let _ = writeln!(std::io::stderr().lock());
    }
    match is_read && answer.trim() == "yes" {
        true => Ok(()),
        false => Err(Trouble::failed("the answer was not `yes`", outcome).ending(Exit::Findings)),
    }
}
