//! Transactions: begun here alone, so that every one of them has its settings.

use super::error::{During, Error};
use crate::plan::identifier;
use postgres::{Client, IsolationLevel, Transaction};
use std::time::Duration;

/// How long a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For locks that others hold.
    pub lock: Duration,
    /// For one statement.
    pub statement: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { lock: Duration::from_secs(10), statement: Duration::from_secs(600) }
    }
}

/// How the database spells times and doubles, whatever its settings and the user's are: plan and apply compare texts.
/// Row security would hide rows: better to fail than to work on half of them.
const READING: &str = "SET LOCAL \"TimeZone\" = 'UTC'; SET LOCAL \"DateStyle\" = 'ISO, YMD'; \
                       SET LOCAL extra_float_digits = 1; SET LOCAL row_security = off";

/// Begins to read one state of the database, in which nothing can be written.
pub fn read(client: &mut Client, timeouts: Timeouts) -> Result<Transaction<'_>, Error> {
    let reading = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let mut transaction = reading.start().map_err(|error| unstarted("starting to read", &error))?;
    transaction.batch_execute(&format!("{}; {READING}", settings(timeouts))).during("starting to read")?;
    Ok(transaction)
}

/// Begins to write, whatever isolation the database has by default.
pub fn write<'a>(client: &'a mut Client, timeouts: Timeouts, what: &str) -> Result<Transaction<'a>, Error> {
    writing(client, timeouts).map_err(|error| unstarted(what, &error))
}

/// The same, with the driver's own error.
pub fn writing(client: &mut Client, timeouts: Timeouts) -> Result<Transaction<'_>, postgres::Error> {
    let writing = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    let mut transaction = writing.start()?;
    transaction.batch_execute(&format!("{}; {READING}", settings(timeouts)))?;
    Ok(transaction)
}

/// Begins to make or alter tables.
pub fn alter<'a>(client: &'a mut Client, timeouts: Timeouts, what: &str) -> Result<Transaction<'a>, Error> {
    let altering = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    let mut transaction = altering.start().map_err(|error| unstarted(what, &error))?;
    transaction.batch_execute(&settings(timeouts)).during(what)?;
    Ok(transaction)
}

/// Why a transaction did not begin. Whoever closes the connection then has a reason, which the driver does not hear.
fn unstarted(what: &str, error: &postgres::Error) -> Error {
    if !error.is_closed() {
        return Error::during(what, error);
    }
    Error::new(
        format!(
            "{what} failed: the server, or a pooler before it, closed the connection when a transaction began"
        ),
        "nothing was written; see the log of the server or the pooler. A pooler in statement mode does not allow transactions: \
         use session or transaction mode",
    )
}

/// What every transaction has. An operator or function that somebody made in the schema of the tables would otherwise
/// be called in the place of the system's, as the role of whoever runs Wares. The settings go with the transaction, so
/// that they hold behind a pooler, and are left to nobody there.
fn settings(timeouts: Timeouts) -> String {
    format!(
        "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {}; \
         SET LOCAL idle_in_transaction_session_timeout = 0",
        timeouts.lock.as_millis(),
        timeouts.statement.as_millis()
    )
}

/// SQL in which `{schema}` stands for the schema of the billing tables.
pub fn in_schema(sql: &str, schema: &str) -> String {
    sql.replace("{schema}", &identifier(schema))
}
