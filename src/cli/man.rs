//! `wares man`: the manual pages.

use super::{Exit, Global, Output, command, markdown_reference};
use crate::progress;
use clap::{Args, ValueEnum};
use clap_mangen::Man as Page;
use std::path::{Path, PathBuf};

/// Prints the manual page of the program, or writes all pages into a folder.
#[derive(Debug, Args)]
pub struct Man {
    /// Writes wares.1 and one page for each command.
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
    /// How it is printed.
    #[arg(long, value_name = "FORMAT", default_value = "roff")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For `man`.
    Roff,
    /// All commands as one page, for people who read on the web.
    Markdown,
}

impl Man {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        if self.format == Format::Markdown {
            output.exact(&markdown_reference::page(&global.kinds));
            return Exit::Done;
        }
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
        progress::together(1, write).map_or_else(|error| output.unwritable(dir, &error), |()| Exit::Done)
    }
}
