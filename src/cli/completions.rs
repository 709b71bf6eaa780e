//! `wares completions`: what a shell completes.

use super::{Exit, Global, Output, command};
use clap::Args;
use clap_complete::Shell;

/// Prints the completions of a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(&global.kinds), "wares", &mut script);
        output.exact(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}
