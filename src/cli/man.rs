//! `wares man`: prints the manual as man pages or Markdown.

use super::{Exit, Output, markdown_reference};
use crate::progress;
use clap::{Args, Command, ValueEnum};
use clap_mangen::Man as Page;
use std::path::{Path, PathBuf};

/// Prints the manual page of the program, or writes all pages into a folder.
#[derive(Debug, Args)]
pub struct Man {
    /// Writes wares.1 and one page for each command into this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
    /// How the manual is printed.
    #[arg(long, value_name = "FORMAT", default_value = "roff")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page for `man`.
    Roff,
    /// All commands on one page, for the web.
    Markdown,
}

impl Man {
    /// Prints the manual of the given command line, or writes it into a folder.
    pub fn run(&self, command: Command, output: &mut Output) -> Exit {
        if self.format == Format::Markdown {
            output.write_raw(&markdown_reference::page(command));
            return Exit::Done;
        }
        let Some(dir) = &self.out else {
            let mut page = Vec::new();
            // Without the `help` subcommand, since clap_mangen would list it like a command of ours.
            return match Page::new(command.disable_help_subcommand(true)).render(&mut page) {
                Ok(()) => {
                    output.write_raw(&String::from_utf8_lossy(&page));
                    Exit::Done
                }
                Err(error) => output.unwritable(Path::new("wares.1"), &error),
            };
        };
        let write = || {
            std::fs::create_dir_all(dir)?;
            clap_mangen::generate_to(command, dir)
        };
        // 1, since how many pages there are is known only to clap_mangen.
        progress::together(1, write).map_or_else(|error| output.unwritable(dir, &error), |()| Exit::Done)
    }
}
