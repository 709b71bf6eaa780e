//! Starts transactions. Every transaction is started here, so that each has the right settings.

use super::error::{During, Error};
use crate::table::identifier;
use postgres::{Client, IsolationLevel, Transaction};
use std::time::Duration;

/// How long Wares waits for the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The maximum time to wait for a lock that another session holds.
    pub lock: Duration,
    /// The maximum time for one statement.
    pub statement: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        // The defaults of `--lock-timeout` and `--statement-timeout` in docs/dba.md.
        Self { lock: Duration::from_secs(10), statement: Duration::from_secs(600) }
    }
}

/// The settings for transactions that read rows.
///
/// Times and floating-point numbers always have the same format, because plan and apply compare them as text. With
/// `row_security = off`, a statement fails if row-level security would hide rows.
const READING: &str = "SET LOCAL \"TimeZone\" = 'UTC'; SET LOCAL \"DateStyle\" = 'ISO, YMD'; \
                       SET LOCAL extra_float_digits = 1; SET LOCAL row_security = off";

/// Starts a read-only transaction that sees one consistent state of the database.
pub fn read(client: &mut Client, timeouts: Timeouts) -> Result<Transaction<'_>, Error> {
    // A plan compares tables that are read one after the other, so all of them must be from one state.
    let reading = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let mut transaction =
        reading.start().map_err(|error| unstarted("starting a transaction for reading", &error))?;
    transaction
        .batch_execute(&format!("{}; {READING}", settings(timeouts)))
        .during("starting a transaction for reading")?;
    Ok(transaction)
}

/// Starts a transaction that writes, at the isolation level READ COMMITTED. `what` is the current operation, for
/// messages.
pub fn write<'a>(client: &'a mut Client, timeouts: Timeouts, what: &str) -> Result<Transaction<'a>, Error> {
    writing(client, timeouts).map_err(|error| unstarted(what, &error))
}

/// Starts a transaction that writes. Unlike [`write()`], returns the driver's error on failure.
pub fn writing(client: &mut Client, timeouts: Timeouts) -> Result<Transaction<'_>, postgres::Error> {
    // At this level, a row that another session has changed makes the number of written rows fall short, which is
    // checked. At a higher level it would raise an error that does not name the row.
    let writing = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    let mut transaction = writing.start()?;
    transaction.batch_execute(&format!("{}; {READING}", settings(timeouts)))?;
    Ok(transaction)
}

/// Starts a transaction that creates or alters tables. `what` is the current operation, for messages.
pub fn alter<'a>(client: &'a mut Client, timeouts: Timeouts, what: &str) -> Result<Transaction<'a>, Error> {
    let altering = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    let mut transaction = altering.start().map_err(|error| unstarted(what, &error))?;
    transaction.batch_execute(&settings(timeouts)).during(what)?;
    Ok(transaction)
}

/// Returns the error for a transaction that could not be started. A pooler that does not allow transactions closes the
/// connection when one is started, and the driver does not report the reason.
fn unstarted(what: &str, error: &postgres::Error) -> Error {
    if !error.is_closed() {
        return Error::during(what, error);
    }
    Error::new(
        format!(
            "{what} failed: the server, or a pooler in front of it, closed the connection when a transaction was started"
        ),
        "nothing was written; see the log of the server or of the pooler. A pooler in statement mode does not allow \
         transactions: use session or transaction mode",
    )
}

/// Returns the statements that set the search path and the timeouts of a transaction.
///
/// The search path prevents calls of operators and functions that other users have created instead of the system's.
/// Such calls would run with the privileges of the role that runs Wares.
///
/// The settings are local to the transaction. Therefore they work with a pooler, and do not affect the pooler's other
/// clients.
fn settings(timeouts: Timeouts) -> String {
    // The server must not close the connection while Wares computes between two statements.
    format!(
        "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {}; \
         SET LOCAL idle_in_transaction_session_timeout = 0",
        timeouts.lock.as_millis(),
        timeouts.statement.as_millis()
    )
}

/// Replaces `{schema}` in a statement with the billing schema.
pub fn in_schema(sql: &str, schema: &str) -> String {
    sql.replace("{schema}", &identifier(schema))
}
