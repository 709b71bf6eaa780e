//! `wares completions`: what a shell completes.

use super::{Cli, Exit, Output};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Prints the completions of a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub fn run(&self, output: &mut Output) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "wares", &mut script);
        output.data(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}
