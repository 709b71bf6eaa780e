//! `wares man`: the manual pages.

use super::{Exit, Global, Output, command};
use clap::Args;
use clap_mangen::Man as Page;
use std::path::{Path, PathBuf};

/// Prints the manual page of the program, or writes all pages into a folder.
#[derive(Debug, Args)]
pub struct Man {
    /// Writes wares.1 and one page for each command.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let Some(dir) = &self.out else {
            let mut page = Vec::new();
            return match Page::new(command(&global.kinds).disable_help_subcommand(true)).render(&mut page) {
                Ok(()) => {
                    output.exact(&String::from_utf8_lossy(&page));
                    Exit::Done
                }
                Err(error) => output.unwritable(Path::new("wares.1"), &error),
            };
        };
        let write = || {
            std::fs::create_dir_all(dir)?;
            clap_mangen::generate_to(command(&global.kinds), dir)
        };
        write().map_or_else(|error| output.unwritable(dir, &error), |()| Exit::Done)
    }
}
