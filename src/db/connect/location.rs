//! How the user names the database: as a private server, with a connection string, or with the `PG*` variables.

use std::fmt;
use std::path::PathBuf;

/// The database to connect to, as the user named it.
#[derive(Clone, Debug)]
pub enum Location {
    /// The private server (`--local`) for the catalog in this folder.
    Local(PathBuf),
    /// A connection string.
    Url(Url),
    /// The user gave no connection string, so libpq's `PG*` variables name the database.
    Environment,
}

/// A connection string, with a description of where it came from, such as the name of an option or a variable.
///
/// The string may contain a password, so messages quote only its origin.
#[derive(Clone)]
pub struct Url {
    pub(super) text: String,
    pub(super) from: String,
}

impl Url {
    /// Creates a connection string from `text`. `from` names the option or the variable that contains the string.
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
