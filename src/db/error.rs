//! The errors of the database, with advice on what to do about each.

use super::search_path::is_off_path;
use crate::diagnostic::{Diagnostic, Place};
use crate::diff::Refusal as Refused;
use crate::plan::GuardRefusal;
use postgres::error::{DbError, SqlState};

/// An error that occurred while Wares used the database.
#[derive(Debug)]
pub enum Error {
    /// A statement failed, or the state of the database does not allow the requested operation.
    Failed {
        /// What failed and why.
        message: String,
        /// What to do about the error.
        help: String,
    },
    /// The database rejects a row, or would reject it if it were written.
    Refused {
        /// What the database rejects and why.
        message: String,
        /// What to do about the row.
        help: String,
        /// The location of the row or the rejected value in the files; `None` if the files do not describe
        /// the row.
        place: Option<Place>,
    },
    /// The database has changed since the plan was made. Holds one line for each change.
    Stale(Vec<String>),
    /// The plan has already been applied.
    Applied {
        /// When the plan was applied, in UTC.
        at: String,
        /// The role that applied the plan.
        by: String,
    },
    /// The manifest names something that does not exist in the database. Holds the findings.
    Findings(Vec<Diagnostic>),
    /// The plan is refused. Holds the reasons that no option can override, and the guards whose findings were not
    /// allowed.
    Forbidden(Vec<Refused>, Vec<GuardRefusal>),
}

/// The SQLSTATE for a lock that could not be taken in time, as [`one_line`] formats it.
const LOCKED: &str = "(55P03)";
/// The SQLSTATE for a statement that took too long or was canceled, as [`one_line`] formats it.
const CANCELED: &str = "(57014)";

/// The beginning of the help for an error caused by a function or table definition that relies on the search path.
pub(super) const WRONG_PATH: &str = "nothing was written. Wares sets the search path to `pg_catalog, pg_temp`, so that \
                                     it never runs another user's function with its own privileges";

impl Error {
    /// Creates an [`Error::Failed`].
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: help.into() }
    }

    /// Adds `holder`, the session that held the lock, to the error of a lock or statement timeout. Returns all other
    /// errors unchanged.
    pub(super) fn held_by(self, holder: Option<String>) -> Self {
        // By now only the message says which SQLSTATE the database reported.
        let has_waited = |message: &str| [LOCKED, CANCELED].iter().any(|code| message.contains(code));
        match (self, holder) {
            (Self::Failed { message, help }, Some(holder)) if has_waited(&message) => {
                Self::Failed { message: format!("{message}; the lock is held by {holder}"), help }
            }
            (other, _) => other,
        }
    }

    /// Returns the error for a statement that failed. `what` is the operation, as in ``reading `item` ``.
    pub(super) fn during(what: &str, error: &postgres::Error) -> Self {
        // Without an error of the database, the connection is the problem.
        let Some(db) = error.as_db_error() else {
            let cause =
                std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
            return Self::new(
                format!("{what} failed: {error}{cause}"),
                "nothing was written; check the connection and try again",
            );
        };
        Self::new(format!("{what} failed: {}", one_line(db)), help(db))
    }
}

/// Formats an error from the database in one line: message, SQLSTATE, detail, constraint and function.
pub(super) fn one_line(db: &DbError) -> String {
    let mut text = format!("{} ({})", db.message(), db.code().code());
    if let Some(detail) = db.detail() {
        text.push_str(&format!("; {detail}"));
    }
    if let Some(constraint) = db.constraint() {
        text.push_str(&format!("; constraint `{constraint}`"));
    }
    if let Some(line) = inside(db) {
        text.push_str(&format!("; in {line}"));
    }
    text
}

/// Returns the innermost line of the error's context, which names the database function that failed. `None` if the
/// error did not come from a function.
pub(super) fn inside(db: &DbError) -> Option<&str> {
    let line = db.where_()?.lines().next()?;
    // For `COPY` the context is a line of the input, not a function.
    (!line.starts_with("COPY ")).then_some(line)
}

/// Says what to do about an error of the database. The help always begins with "nothing was written". It is therefore
/// wrong for an error of COMMIT that leaves the outcome open.
// Longer than other functions because it has one arm for each error.
pub(super) fn help(fault: &DbError) -> String {
    if is_off_path(fault) && inside(fault).is_some() {
        return format!(
            "{WRONG_PATH}. In the function that failed, write every name with its schema, or give that function its own \
             search path (`ALTER FUNCTION … SET search_path = …, pg_temp`)"
        );
    }
    let text = match fault.code() {
        &SqlState::T_R_DEADLOCK_DETECTED | &SqlState::T_R_SERIALIZATION_FAILURE => {
            "nothing was written: another session was working on the same rows; try again"
        }
        &SqlState::LOCK_NOT_AVAILABLE => {
            "nothing was written: another session holds a lock that Wares needs; try again, or wait longer with \
             `--lock-timeout`"
        }
        &SqlState::INSUFFICIENT_PRIVILEGE => denied(fault),
        &SqlState::READ_ONLY_SQL_TRANSACTION => {
            "nothing was written: the database is read-only; connect to the primary if this is a replica, or turn off \
             `default_transaction_read_only`"
        }
        &SqlState::DUPLICATE_PSTATEMENT | &SqlState::INVALID_SQL_STATEMENT_NAME => {
            "nothing was written: a pooler gave Wares a connection with another client's prepared statements, or \
             switched connections in between; connect directly to the server, or use a pooler in session mode"
        }
        // The same code stands for a timeout and for `pg_cancel_backend`, so the help mentions both.
        &SqlState::QUERY_CANCELED => {
            "nothing was written: the statement took too long, or someone canceled it; try again, or allow more time with \
             `--statement-timeout`"
        }
        _ => "nothing was written; the message comes from the database",
    };
    text.to_owned()
}

/// Whether the database refused a query because row-level security would hide rows.
///
/// The name of the C function identifies this error, because the server's messages may be in any language.
pub(super) fn hides(fault: &DbError) -> bool {
    fault.routine() == Some("check_enable_rls")
}

/// Says what to do about a missing privilege. The advice depends on the C function that reports the error.
fn denied(fault: &DbError) -> &'static str {
    match fault.routine() {
        _ if hides(fault) => {
            "nothing was written: row-level security would hide rows of this table from the user, and granting privileges \
             does not help; connect as a role that has BYPASSRLS, or as the table's owner"
        }
        Some("ExecWithCheckOptions") => {
            "nothing was written: row-level security forbids the row, and granting privileges does not help; connect as a role \
             that has BYPASSRLS, or as the table's owner"
        }
        // `wares db grants` includes this privilege, but roles that were set up by hand often lack it.
        Some("InitTempTableNamespace") => {
            "nothing was written; grant the user TEMPORARY on the database: apply writes through temporary tables"
        }
        _ => {
            "nothing was written; run the statements that `wares db grants` prints. To plan, the user needs USAGE on the \
             schemas and SELECT on the billing tables, on the tables of the schema `wares` and on every table with a foreign \
             key to a billing table; to apply, also INSERT, UPDATE and DELETE on the first two and TEMPORARY on the database"
        }
    }
}

/// Adds the failed operation to the error of a statement.
pub(super) trait During<T> {
    /// Turns the driver's error into an [`Error`] that names the operation `what`, as in ``reading `item` ``.
    fn during(self, what: &str) -> Result<T, Error>;
}

impl<T> During<T> for Result<T, postgres::Error> {
    fn during(self, what: &str) -> Result<T, Error> {
        self.map_err(|error| Error::during(what, &error))
    }
}
