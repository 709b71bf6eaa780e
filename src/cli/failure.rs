//! Turns errors into [`CommandError`]: those of the database, and those found by comparing the files with the database.

use super::Exit;
use super::command_error::CommandError;
use crate::db::Error;
use crate::diff::{Problems, Refusal};
use crate::source::Positions;

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        match error {
            Error::Failed { message, help } => Self::failed(message, help),
            Error::Refused { message, help, place: None } => Self::failed(message, help),
            Error::Refused { message, help, place: Some(place) } => {
                // Without positions, only the file can be named; if positions are known, `CommandError::placed` gives
                // the line.
                Self::failed(format!("{}: {message}", place.document.file.path()), help)
            }
            Error::Stale(stale) => Self { stale, ..Self::default() },
            Error::Applied { at, by } => {
                let message = format!("this plan was already applied on {at} by {by}");
                // Exit 3, as for any plan that the database has left behind.
                Self::failed(message, "there is nothing left to do; nothing was written")
                    .with_exit(Exit::Stale)
            }
            Error::Findings(findings) => Self::found(findings),
            Error::Forbidden(refusals, tripped) => Self { refusals, tripped, ..Self::default() },
        }
    }
}

impl CommandError {
    /// Turns an error of the database into a [`CommandError`]. If the error is about a place in the files, the message
    /// begins with the position of this place.
    pub fn placed(error: Error, positions: &dyn Positions) -> Self {
        match error {
            Error::Refused { message, help, place: Some(place) } => {
                // Without the files, as for a saved plan, the position is the one that was saved with the plan.
                let at = positions.position(place);
                let file = place.document.file.path();
                Self::failed(format!("{file}:{}:{}: {message}", at.line, at.column), help)
            }
            other => other.into(),
        }
    }
}

impl From<Problems> for CommandError {
    fn from(problems: Problems) -> Self {
        // One error can be reported, so several problems that stop the plan become one message.
        let join = |stops: &[Refusal], part: fn(&Refusal) -> &str| {
            stops.iter().map(part).collect::<Vec<_>>().join("; ")
        };
        let error = (!problems.fatal.is_empty()).then(|| Refusal {
            code: None,
            message: join(&problems.fatal, |stop| &stop.message),
            help: join(&problems.fatal, |stop| &stop.help),
        });
        let error = error.map(Box::new);
        Self { findings: problems.findings, refusals: problems.refusals, error, ..Self::default() }
    }
}
