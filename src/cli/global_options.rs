//! The options that several commands share: the global options, the connection, and the format of a report.

use super::command_error::CommandError;
use crate::db::Timeouts;
use crate::kinds::{Kind, Kinds};
use clap::{Args, ColorChoice, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The options that every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The kinds that are in use.
    #[arg(skip = Kinds::standard())]
    pub kinds: Arc<Kinds>,
    /// The catalog's folder [default: the current folder or the nearest parent folder that has a wares.yaml; for init,
    /// the current folder].
    #[arg(long, global = true, value_name = "DIR", env = "WARES_DIR")]
    pub dir: Option<PathBuf>,
    /// The environment to use, as defined in the manifest. It selects another database for the same catalog.
    #[arg(long, global = true, value_name = "NAME", env = "WARES_ENV")]
    pub env: Option<String>,
    /// When to use colors; NO_COLOR is honored.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "WARES_COLOR")]
    pub color: ColorChoice,
    /// Prints only data, warnings and errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Also reports what was read, how long that took, and which database is used.
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

impl Global {
    /// Returns the kind with the given name.
    ///
    /// # Errors
    /// A usage error if no kind in use has the name.
    pub fn kind(&self, name: &str) -> Result<Arc<dyn Kind>, CommandError> {
        let unknown =
            || CommandError::misused(format!("there is no kind `{name}`"), "`wares explain` lists the kinds");
        // Not a clap value: the kinds are those in use, which `run_with` decides, not the type.
        self.kinds.find(name).cloned().ok_or_else(unknown)
    }
}

/// Which database to use, and how long to wait for it.
#[derive(Clone, Debug, Args)]
pub struct Connection {
    /// The URL of the database: postgresql://user:password@host:port/name [default: the variable that
    /// `database.url_from` in the manifest names; without this key, WARES_DATABASE_URL, DATABASE_URL, then the PG*
    /// variables].
    // No `env`: the manifest may name another variable, which comes before these (`database_url.rs`).
    #[arg(long, value_name = "URL", conflicts_with = "local")]
    pub database_url: Option<String>,
    /// Uses Wares' own private PostgreSQL server, created on first use and kept for this catalog.
    #[arg(long)]
    pub local: bool,
    /// The maximum time to wait for locks that other sessions hold, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", env = "WARES_LOCK_TIMEOUT", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    lock_timeout: u32,
    /// The maximum time that one statement may run, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "600", env = "WARES_STATEMENT_TIMEOUT", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    statement_timeout: u32,
}

impl Connection {
    /// Whether the command line names a database.
    pub fn is_named(&self) -> bool {
        self.local || self.database_url.is_some()
    }

    /// Returns the two timeouts as durations.
    pub fn timeouts(&self) -> Timeouts {
        // Limited to a day by the parser, so the milliseconds fit PostgreSQL's 32-bit settings.
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Timeouts { lock: seconds(self.lock_timeout), statement: seconds(self.statement_timeout) }
    }
}

/// The format of a report, for commands that have no other formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// Human-readable text.
    Text,
    /// JSON for programs.
    Json,
}
