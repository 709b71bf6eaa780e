//! How the database fails.

use crate::diagnostic::Diagnostic;
use postgres::error::SqlState;

/// Why the database could not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// It failed, or its state stops the run.
    Failed {
        /// What failed, and why.
        message: String,
        /// What to do.
        help: String,
    },
    /// What was read has changed before it could be written.
    Stale(Vec<String>),
    /// Names of the manifest that the database does not have.
    Findings(Vec<Diagnostic>),
}

impl Error {
    /// A failure with what to do about it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: help.into() }
    }

    /// A failure to send something, with what was being done.
    pub(super) fn failed(what: &str, error: &std::io::Error) -> Self {
        // What the database says of it is below the error of the stream.
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>());
        match inner {
            Some(inner) => Self::during(what, inner),
            None => Self::new(
                format!("{what} failed: {error}"),
                "nothing was written; check the connection and try again",
            ),
        }
    }

    /// A failure of a statement, with what was being done.
    pub(super) fn during(what: &str, error: &postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let cause =
                std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
            return Self::new(
                format!("{what} failed: {error}{cause}"),
                "nothing was written; check the connection and try again",
            );
        };
        let mut message = format!("{what} failed: {} ({})", db.message(), db.code().code());
        if let Some(detail) = db.detail() {
            message.push_str(&format!("; {detail}"));
        }
        if let Some(constraint) = db.constraint() {
            message.push_str(&format!("; constraint `{constraint}`"));
        }
        Self::new(message, help(db.code()))
    }
}

/// What to do about a fault that the database names.
fn help(code: &SqlState) -> String {
    let transient =
        [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE, SqlState::LOCK_NOT_AVAILABLE];
    let text = if transient.contains(code) {
        "nothing was written: others are at work on the same rows; try again"
    } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        "nothing was written; the user needs SELECT on the billing tables and those of the schema `wares` to plan, \
         INSERT, UPDATE and DELETE besides to apply, and USAGE on both schemas"
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        "nothing was written: the database takes no writes; it is a replica, or `default_transaction_read_only` is set"
    } else if *code == SqlState::QUERY_CANCELED {
        "nothing was written: the statement took longer than it may; raise --statement-timeout"
    } else {
        "nothing was written; the message is the database's own"
    };
    text.to_owned()
}

/// Names what was being done when a statement fails.
pub(super) trait During<T> {
    /// Says what was being done.
    fn during(self, what: &str) -> Result<T, Error>;
}

impl<T> During<T> for Result<T, postgres::Error> {
    fn during(self, what: &str) -> Result<T, Error> {
        self.map_err(|error| Error::during(what, &error))
    }
}

/// Why a transaction did not get to its end.
pub(super) enum Failed {
    /// Another apply holds the lock.
    Locked,
    /// A statement wrote another number of rows than planned.
    Counted(String),
    Error(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
