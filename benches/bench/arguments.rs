//! The command line.

use super::generate::Shape;
use clap::{Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Measures Wares beside what it is held against, in one run, and prints one table.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo bench --bench bench --")]
pub struct Arguments {
    /// How many resources the catalog has.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = positive)]
    resources: usize,
    /// How many resources stand in one file.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = positive)]
    per_file: usize,
    /// What the catalog is drawn from: the same seed gives the same files.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many articles that no catalog owns are listed.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = positive)]
    pub unowned: usize,
    /// How often each program is run; one more run before them is not counted.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = positive)]
    pub runs: usize,
    /// Measures this part alone; may be given several times.
    #[arg(long, value_name = "PART")]
    pub only: Vec<Part>,
    /// Measures this program instead of the one that was just built.
    #[arg(long, value_name = "PROGRAM", default_value = env!("CARGO_BIN_EXE_wares"))]
    pub wares: PathBuf,
    /// Writes the catalog into this folder, and measures nothing.
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
    /// What the bench starts itself for.
    #[command(subcommand)]
    pub inner: Option<Inner>,
}

/// A part of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// `wares check`.
    Check,
    /// The rules of `wares check`.
    Rules,
    /// `wares plan` where nothing changes.
    Plan,
    /// `wares apply` into an empty database.
    Apply,
    /// `wares list --unowned`.
    List,
}

/// What the bench starts itself for.
#[derive(Debug, Subcommand)]
pub enum Inner {
    /// Runs a program, and writes how long it took and how much memory it had.
    #[command(hide = true)]
    Supervise {
        /// Where that is written.
        report: PathBuf,
        /// The program and its arguments.
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
    /// Lists, reads and parses the files of a catalog.
    #[command(hide = true)]
    Floor {
        /// The catalog's folder.
        dir: PathBuf,
    },
    /// Times all rules, and the parsing of the files of a catalog.
    #[command(hide = true)]
    Rules {
        /// The catalog's folder.
        dir: PathBuf,
        /// How often.
        runs: usize,
    },
}

impl Arguments {
    /// What the catalog is to be like.
    pub fn shape(&self) -> Shape {
        Shape { resources: self.resources, per_file: self.per_file, seed: self.seed }
    }

    /// Whether a part is wanted.
    pub fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least 1 is needed".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}")),
    }
}
