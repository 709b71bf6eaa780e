//! Where a database is: a private server, a connection string, or the `PG*` variables.

use std::fmt;
use std::path::PathBuf;

/// How the user named the database.
#[derive(Clone, Debug)]
pub enum Location {
    /// The private server (`--local`) of the catalog in this folder.
    Local(PathBuf),
    /// A connection string.
    Url(Url),
    /// Nothing was given: libpq's `PG*` variables decide.
    Environment,
}

/// A connection string and a description of where it came from, such as the name of an option or a variable.
///
/// The string may contain a password, so nothing prints it: messages quote only its origin.
#[derive(Clone)]
pub struct Url {
    pub(super) text: String,
    pub(super) from: String,
}

impl Url {
    /// The connection string `text` that the option or variable `from` holds.
    pub fn new(text: impl Into<String>, from: impl Into<String>) -> Self {
        Self { text: text.into(), from: from.into() }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text is left out: debug output can end up in logs, and it may contain a password.
        f.debug_struct("Url").field("from", &self.from).finish_non_exhaustive()
    }
}
