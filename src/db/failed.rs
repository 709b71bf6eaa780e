//! The ways in which the transaction of an apply can fail, before they are turned into an error for the user.

use super::error::{Error, WRONG_PATH, help, inside, said};
use super::search_path::is_off_path;
use crate::diff::Action;
use postgres::error::{DbError, SqlState};

/// Why a transaction that writes did not succeed.
pub(super) enum Failed {
    /// Another apply holds the lock.
    Locked,
    /// The database did something other than planned.
    Doubted(Doubt),
    /// The database rejects a row.
    Refused(Refusal),
    /// Any other error.
    Error(Error),
}

/// The database's error for a row that it rejects.
pub(super) struct Refusal {
    /// What was being done, such as ``writing `item` ``.
    pub what: String,
    /// The error.
    pub fault: Box<DbError>,
}

impl Refusal {
    /// The error to report if it is not known which row was rejected.
    pub fn error(&self) -> Error {
        Error::new(format!("{} failed: {}", self.what, said(&self.fault)), help(&self.fault))
    }
}

impl Failed {
    /// The failure of a statement that writes. `what` says what was being done.
    pub fn during(what: &str, error: &postgres::Error) -> Self {
        match error.as_db_error() {
            // The caller searches for the row, so the error is kept as it is.
            Some(db) if is_refusal(db.code()) => {
                Self::Refused(Refusal { what: what.to_owned(), fault: Box::new(db.clone()) })
            }
            Some(db) if is_off_path(db) && inside(db).is_none() => {
                let help = format!(
                    "{WRONG_PATH}: in a default, a constraint or a rule of the table, write every name with its schema"
                );
                Self::Error(Error::new(format!("{what} failed: {}", said(db)), help))
            }
            _ => Self::Error(Error::during(what, error)),
        }
    }

    /// The failure to send rows to the database. `what` says what was being done.
    pub fn sending(what: &str, error: &std::io::Error) -> Self {
        // The driver wraps the database's error in an I/O error of the stream.
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>());
        let help = "nothing was written; check the connection and try again";
        inner.map_or_else(
            || Error::new(format!("{what} failed: {error}"), help).into(),
            |inner| Self::during(what, inner),
        )
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Whether the database rejects the values of a row: data exceptions (22), constraints (23), check options of views
/// (44) and errors that functions raise (P0).
fn is_refusal(code: &SqlState) -> bool {
    ["22", "23", "44", "P0"].iter().any(|class| code.code().starts_with(class))
}

/// A sign that the database did something other than planned.
pub(super) enum Doubt {
    /// A statement wrote more or fewer rows than planned.
    Counted(Count),
    /// The rows that were read back differ. Holds one line for each difference.
    Different(Vec<String>),
}

/// What a statement does to a table: the schema, the name of the table, and the type of statement.
pub(super) type Work = (String, String, Action);

/// How many rows a statement wrote, and how many it should have written.
pub(super) struct Count {
    /// What the statement did.
    pub work: Work,
    /// The number of rows that it wrote.
    pub written: u64,
    /// The number of rows according to the plan.
    pub planned: u64,
}

impl Count {
    /// Checks that a statement wrote as many rows of a table as planned.
    ///
    /// # Errors
    /// The numbers differ.
    pub fn hold(
        (schema, table): (&str, &str),
        action: Action,
        written: u64,
        planned: u64,
    ) -> Result<(), Failed> {
        let work = (schema.to_owned(), table.to_owned(), action);
        match written == planned {
            true => Ok(()),
            false => Err(Failed::Doubted(Doubt::Counted(Self { work, written, planned }))),
        }
    }
}
