//! How the database fails.

use super::search_path::is_off_path;
use super::unexpected_change::Doubt;
use crate::diagnostic::{Diagnostic, Place};
use crate::diff::Refusal as Refused;
use crate::plan::Tripped;
use postgres::error::{DbError, SqlState};

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
    /// The database does not take a row.
    Refused {
        /// What it does not take, and why.
        message: String,
        /// What to do.
        help: String,
        /// The place that asks for it.
        place: Option<Place>,
    },
    /// What was read has changed before it could be written.
    Stale(Vec<String>),
    /// The plan was applied already.
    Applied {
        /// When, in UTC.
        at: String,
        /// By whom.
        by: String,
    },
    /// Names of the manifest that the database does not have.
    Findings(Vec<Diagnostic>),
    /// What is refused, whatever is allowed, and what guards refuse.
    Forbidden(Vec<Refused>, Vec<Tripped>),
}

/// How messages end that a lock was not to be had in time.
const LOCKED: &str = "(55P03)";
/// How messages end that a statement took longer than it may.
const CANCELED: &str = "(57014)";

impl Error {
    /// A failure with what to do about it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: help.into() }
    }

    /// The same with who held what was waited for, if it is that a wait was too long.
    pub(super) fn held_by(self, holder: Option<String>) -> Self {
        let waited = |message: &str| [LOCKED, CANCELED].iter().any(|code| message.contains(code));
        match (self, holder) {
            (Self::Failed { message, help }, Some(holder)) if waited(&message) => {
                Self::Failed { message: format!("{message}; {holder} holds what this waits for"), help }
            }
            (other, _) => other,
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
        Self::new(format!("{what} failed: {}", said(db)), help(db))
    }
}

/// All that the database says of a fault.
pub(super) fn said(db: &DbError) -> String {
    let mut said = format!("{} ({})", db.message(), db.code().code());
    if let Some(detail) = db.detail() {
        said.push_str(&format!("; {detail}"));
    }
    if let Some(constraint) = db.constraint() {
        said.push_str(&format!("; constraint `{constraint}`"));
    }
    if let Some(line) = inside(db) {
        said.push_str(&format!("; in {line}"));
    }
    said
}

/// The first line of where an error came about in code of the database: the function that failed.
fn inside(db: &DbError) -> Option<&str> {
    let line = db.where_()?.lines().next()?;
    // `COPY` says which line it was at, which names no code.
    (!line.starts_with("COPY ")).then_some(line)
}

/// What to do about a fault that the database names.
fn help(fault: &DbError) -> String {
    let text = match fault.code() {
        &SqlState::T_R_DEADLOCK_DETECTED | &SqlState::T_R_SERIALIZATION_FAILURE => {
            "nothing was written: others are at work on the same rows; try again"
        }
        &SqlState::LOCK_NOT_AVAILABLE => {
            "nothing was written: others hold what this waits for; try again, or wait longer with --lock-timeout"
        }
        &SqlState::INSUFFICIENT_PRIVILEGE => denied(fault),
        &SqlState::READ_ONLY_SQL_TRANSACTION => {
            "nothing was written: the database takes no writes; it is a replica, or `default_transaction_read_only` is set"
        }
        &SqlState::DUPLICATE_PSTATEMENT | &SqlState::INVALID_SQL_STATEMENT_NAME => {
            "nothing was written: a pooler gave Wares a connection on which others left prepared statements, or changed it in \
             between; connect past the pooler, or to one in session mode"
        }
        &SqlState::QUERY_CANCELED => {
            "nothing was written: the statement took longer than it may, or somebody cancelled it; try again, or give it \
             longer with --statement-timeout"
        }
        _ if is_off_path(fault) && inside(fault).is_some() => {
            "nothing was written. Wares works with the search path `pg_catalog, pg_temp`, so that nobody's function is \
             called as its role: write the names in that function with their schemas, or give it a search path of its \
             own (`ALTER FUNCTION … SET search_path = …, pg_temp`)"
        }
        _ => "nothing was written; the message is the database's own",
    };
    text.to_owned()
}

/// Whether the fault is that row-level security would hide rows. The messages are in the server's language; the routine
/// is not.
pub(super) fn hides(fault: &DbError) -> bool {
    fault.routine() == Some("check_enable_rls")
}

/// What the user lacks. The messages are in the server's language; the routine that denies is not.
fn denied(fault: &DbError) -> &'static str {
    match fault.routine() {
        _ if hides(fault) => {
            "nothing was written: row-level security would hide rows of this table from the user, and no grant changes that; \
             connect as a role that has BYPASSRLS, or as the table's owner"
        }
        Some("ExecWithCheckOptions") => {
            "nothing was written: row-level security forbids the row, and no grant changes that; connect as a role that has \
             BYPASSRLS, or as the table's owner"
        }
        Some("InitTempTableNamespace") => {
            "nothing was written; the user needs TEMPORARY on the database: apply writes through temporary tables"
        }
        _ => {
            "nothing was written; the user needs SELECT on the billing tables, on those of the schema `wares` and on every \
             table with a foreign key to a billing table to plan, INSERT, UPDATE and DELETE on the first two besides and \
             TEMPORARY on the database to apply, and USAGE on the schemas; `wares db grants` prints the statements"
        }
    }
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
    /// Something else was written than planned.
    Doubted(Doubt),
    /// The database does not take a row.
    Refused(Refusal),
    Error(Error),
}

/// What the database says of a row that it does not take.
pub(super) struct Refusal {
    /// What was being done.
    pub what: String,
    /// What it says.
    pub said: Box<DbError>,
}

impl Refusal {
    /// The refusal of a row that nothing more is known of.
    pub fn error(&self) -> Error {
        Error::new(format!("{} failed: {}", self.what, said(&self.said)), help(&self.said))
    }
}

impl Failed {
    /// A failure of a statement that writes, with what was being done.
    pub fn during(what: &str, error: &postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) if is_refusal(db.code()) => {
                Self::Refused(Refusal { what: what.to_owned(), said: Box::new(db.clone()) })
            }
            Some(db) if is_off_path(db) && inside(db).is_none() => {
                let help = "nothing was written. Wares works with the search path `pg_catalog, pg_temp`, so that nobody's \
                            function is called as its role: a default, a constraint or a rule of the table names something \
                            without its schema";
                Self::Error(Error::new(format!("{what} failed: {}", said(db)), help))
            }
            _ => Self::Error(Error::during(what, error)),
        }
    }

    /// A failure to send rows, with what was being done.
    pub fn sending(what: &str, error: &std::io::Error) -> Self {
        // What the database says of it is below the error of the stream.
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>());
        let help = "nothing was written; check the connection and try again";
        inner.map_or_else(
            || Error::new(format!("{what} failed: {error}"), help).into(),
            |inner| Self::during(what, inner),
        )
    }
}

/// Whether it is the value of a row that the database does not take: data exceptions, constraints, check options of
/// views, and errors that functions raise.
fn is_refusal(code: &SqlState) -> bool {
    ["22", "23", "44", "P0"].iter().any(|class| code.code().starts_with(class))
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
