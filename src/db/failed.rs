//! The reasons why the transaction of an apply can fail. After the rollback, each reason is turned into an error for
//! the user.

use super::error::{Error, WRONG_PATH, help, inside, one_line};
use super::search_path::is_off_path;
use crate::diff::Action;
use postgres::error::{DbError, SqlState};

/// Why the transaction of an apply failed.
pub(super) enum Failed {
    /// Another apply holds the lock.
    Locked,
    /// The database did something that was not planned.
    Unplanned(UnplannedChange),
    /// The database rejected a row.
    Refused(Refusal),
    /// Any other error.
    Error(Error),
}

/// The database's error for a row that it rejects.
pub(super) struct Refusal {
    /// The operation that failed, such as ``writing `item` ``.
    pub what: String,
    /// The database's error.
    pub fault: Box<DbError>,
}

impl Refusal {
    /// Returns the error to report if it is not known which row the database rejected.
    pub fn error(&self) -> Error {
        Error::new(format!("{} failed: {}", self.what, one_line(&self.fault)), help(&self.fault))
    }
}

impl Failed {
    /// Classifies the error of a statement that writes. `what` is the operation, for messages.
    pub fn during(what: &str, error: &postgres::Error) -> Self {
        match error.as_db_error() {
            // The caller searches for the row, so the error is kept as it is.
            Some(db) if is_refusal(db.code()) => {
                Self::Refused(Refusal { what: what.to_owned(), fault: Box::new(db.clone()) })
            }
            Some(db) if is_off_path(db) && inside(db).is_none() => {
                let help = format!(
                    "{WRONG_PATH}. In the defaults, constraints and rules of the table, write every name with its schema"
                );
                Self::Error(Error::new(format!("{what} failed: {}", one_line(db)), help))
            }
            _ => Self::Error(Error::during(what, error)),
        }
    }

    /// Classifies an error that occurred while rows were sent to the database. `what` is the operation, for messages.
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

/// Whether the database rejected the values of a row. The code must be a data exception (22), a constraint (23), the
/// check option of a view (44), or an error that a function raised (P0).
fn is_refusal(code: &SqlState) -> bool {
    ["22", "23", "44", "P0"].iter().any(|class| code.code().starts_with(class))
}

/// Evidence that the database did something that was not planned.
pub(super) enum UnplannedChange {
    /// A statement wrote more or fewer rows than planned.
    Counted(Count),
    /// The rows that were read back differ from the planned rows. Holds one line for each difference.
    Different(Vec<String>),
}

/// A type of statement on a table. Holds the table's schema, the table's name, and the type.
pub(super) type TableStatement = (String, String, Action);

/// The number of rows that a statement wrote, and the planned number.
pub(super) struct Count {
    /// The table, and the type of statement.
    pub work: TableStatement,
    /// The number of rows that the statement wrote.
    pub written: u64,
    /// The number of rows according to the plan.
    pub planned: u64,
}

impl Count {
    /// Checks that a statement wrote the planned number of rows of a table.
    ///
    /// # Errors
    /// The numbers differ.
    pub fn check(
        (schema, table): (&str, &str),
        action: Action,
        written: u64,
        planned: u64,
    ) -> Result<(), Failed> {
        let work = (schema.to_owned(), table.to_owned(), action);
        match written == planned {
            true => Ok(()),
            false => Err(Failed::Unplanned(UnplannedChange::Counted(Self { work, written, planned }))),
        }
    }
}
