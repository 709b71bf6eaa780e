//! Sends COMMIT. If the connection is lost, finds out whether the COMMIT took effect.
//!
//! "Nothing was written" is reported only if the answer to COMMIT proves a rollback. Some errors prove nothing: a
//! pooler that has lost its server sends an error of its own, and a server may end a session just after it has
//! committed. In these cases, Wares asks the same server whether the migration was committed. This query first waits
//! for the advisory lock, which the lost transaction holds until it ends.

use super::advisory_lock::LOCK;
use super::connect::{ConnectFailure, Endpoint};
use super::deadline::within;
use super::error::{During, Error};
use super::transaction::Timeouts;
use super::{read_ledger, transaction};
use crate::plan::{Plan, literal};
use crate::progress::{self, Stage};
use postgres::Client;
use postgres::error::{Severity, SqlState};
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How much longer to wait for an answer than the server's own timeouts allow.
const MARGIN: Duration = Duration::from_secs(5);
/// How long to wait between two attempts to reach the server.
const PAUSE: Duration = Duration::from_millis(500);

/// A migration that was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The id of the migration in the ledger.
    pub migration: Uuid,
    /// The number of rows that were written.
    pub rows: u64,
}

/// A migration that is about to be committed. Holds what is needed to find out later whether it was committed.
pub struct Commit {
    server: Endpoint,
    schema: String,
    id: Uuid,
    timeouts: Timeouts,
    identity: Identity,
}

/// Identifies a database and its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The system identifier of the server; `None` if the role may not read it.
    pub(super) system: Option<i64>,
    /// The OID of the database. It changes if the database is dropped and created again.
    pub(super) database: u32,
    /// The timeline of the server's write-ahead log; `None` if it cannot be read. A standby that is promoted starts a
    /// new timeline, and may lack the last transactions of the old primary.
    timeline: Option<String>,
    is_standby: bool,
}

/// The server's answer to the question whether the migration was committed.
enum Answer {
    /// `true` if the migration was committed, `false` if it was rolled back.
    Known(bool),
    /// The outcome cannot be determined, for this reason.
    Unknown(String),
    /// The server could not be asked, for this reason. A later attempt may succeed.
    Later(String),
}

impl Identity {
    /// Queries the identity of the database to which `client` is connected.
    pub fn of(client: &mut Client) -> Result<Self, postgres::Error> {
        let select = "SELECT oid, pg_catalog.pg_is_in_recovery() FROM pg_catalog.pg_database \
                      WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()";
        // Outside a transaction, a pooler may send each round trip to another server, so these queries take one each.
        let row = client.query_typed_one(select, &[])?;
        // The OID of a database is unique only within a server, so the server must be identified too.
        let system = "SELECT system_identifier FROM pg_catalog.pg_control_system()";
        let timeline =
            "SELECT pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8)";
        // Some roles, standbys and PostgreSQL-compatible servers cannot answer these two.
        let system = client.query_typed_one(system, &[]).ok().and_then(|row| row.try_get(0).ok());
        let timeline = client.query_typed_one(timeline, &[]).ok().and_then(|row| row.try_get(0).ok());
        Ok(Self { system, database: row.get(0), timeline, is_standby: row.get(1) })
    }

    /// Returns the reason why a connection to `other` cannot show what became of the transaction; `None` if it can.
    fn differs(&self, other: &Self) -> Option<&'static str> {
        // An identifier that one side could not read proves nothing, so it is not counted as a difference.
        let is_other = self.database != other.database
            || self.system.zip(other.system).is_some_and(|(before, now)| before != now);
        match (is_other, other.is_standby) {
            (true, _) => Some("another database now answers at the server's address"),
            (false, true) => Some("a standby now answers at the server's address"),
            (false, false) => None,
        }
    }
}

impl Commit {
    /// Records the server and the database in which the migration will be committed. Must be called before the
    /// transaction starts.
    pub fn new(
        server: &Endpoint,
        client: &mut Client,
        schema: &str,
        plan: &Plan,
        timeouts: Timeouts,
    ) -> Result<Self, Error> {
        // Asked now, because after a lost connection another server may answer at the same address.
        let identity = Identity::of(client).during("identifying the server")?;
        Ok(Self { server: server.clone(), schema: schema.to_owned(), id: plan.id, timeouts, identity })
    }

    /// Commits the transaction that is open on `client`. `rows` is the number of rows that the transaction wrote.
    ///
    /// # Errors
    /// The transaction was rolled back, or its outcome is unknown; the message says which.
    pub fn run(self, mut client: Client, rows: u64) -> Result<Applied, Error> {
        // The server may use up both of its own timeouts before it answers.
        let limit = self.timeouts.statement + self.timeouts.lock + MARGIN;
        let applied = Applied { migration: self.id, rows };
        // From here on, an interruption must not claim that nothing was written.
        progress::committing(self.id.to_string());
        let failure = match within(limit, move || client.batch_execute("COMMIT")) {
            Some(Ok(())) => return Ok(committed(applied)),
            Some(Err(error)) if proves_rollback(&error) => {
                progress::begin(Stage::Idle, 0);
                return Err(Error::during("committing the migration", &error));
            }
            Some(Err(error)) => words(&error),
            None => format!("no answer came within {} s", limit.as_secs()),
        };
        match self.resolve() {
            Answer::Known(true) => Ok(committed(applied)),
            Answer::Known(false) => {
                progress::begin(Stage::Idle, 0);
                Err(Error::new(
                    format!(
                        "the connection was lost during COMMIT ({failure}), and the migration was not committed"
                    ),
                    "nothing was written; apply again",
                ))
            }
            Answer::Unknown(why) | Answer::Later(why) => Err(self.unknown(&failure, &why)),
        }
    }

    /// Finds out whether the migration was committed. Tries to reach the server until the lock timeout has passed.
    fn resolve(&self) -> Answer {
        // The user has already agreed to wait as long as this for other sessions.
        let end = Instant::now() + self.timeouts.lock;
        loop {
            match self.ask() {
                Answer::Later(_) if Instant::now() + PAUSE < end => thread::sleep(PAUSE),
                answer => return answer,
            }
        }
    }

    /// Connects to the server and asks once whether the migration was committed.
    fn ask(&self) -> Answer {
        let client = match self.server.open() {
            Ok(opened) => opened.client,
            // A server that is silent has used up a whole timeout already, so it is not asked again.
            Err(ConnectFailure::Silent(limit)) => {
                return Answer::Unknown(format!("the server did not answer within {} s", limit.as_secs()));
            }
            Err(refused) => {
                return Answer::Later(format!(
                    "the database cannot be reached: {}",
                    self.server.words(&refused)
                ));
            }
        };
        let (schema, id, lock) = (self.schema.clone(), self.id, self.timeouts.lock);
        let identity = self.identity.clone();
        let limit = lock + MARGIN;
        // In a thread with a deadline: a server that hangs must not keep the user from learning that the outcome is
        // open.
        let answer = within(limit, move || look(client, &identity, &schema, id, lock));
        answer.unwrap_or_else(|| {
            Answer::Unknown(format!("the server did not answer the query within {} s", limit.as_secs()))
        })
    }

    /// Returns the error for an unknown outcome. The help says how to find out by hand whether the migration was
    /// applied.
    fn unknown(&self, failure: &str, why: &str) -> Error {
        let (schema, id) = (literal(&self.schema), self.id);
        let lock = LOCK.replace("$1", &schema);
        Error::new(
            format!("the connection was lost during COMMIT ({failure}); the outcome is unknown: {why}"),
            format!(
                "look for the migration {id} in the database that it was written to. First run \
                 `SELECT pg_advisory_lock({lock})`, which waits until the transaction of the lost \
                 connection has ended. Then run `SELECT applied_at FROM wares.migration WHERE id = '{id}'`: it returns \
                 a row if the migration was applied, and no row if nothing was written"
            ),
        )
    }
}

/// Marks the migration as committed in the progress display.
fn committed(applied: Applied) -> Applied {
    progress::begin(Stage::Committed, 0);
    applied
}

/// Looks for the migration in the ledger, after checking that the client is connected to the same database as before.
fn look(mut client: Client, before: &Identity, schema: &str, id: Uuid, lock: Duration) -> Answer {
    let now = match Identity::of(&mut client) {
        Ok(now) => now,
        Err(error) => return Answer::Later(words(&error)),
    };
    if let Some(why) = before.differs(&now) {
        return Answer::Unknown(why.to_owned());
    }
    match find(&mut client, schema, id, lock) {
        // If the migration is there, a new timeline does not matter. Its absence proves nothing.
        Ok(false) if before.timeline != now.timeline => {
            Answer::Unknown("a standby that may lack the last transactions has taken over".to_owned())
        }
        Ok(is_there) => Answer::Known(is_there),
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
            let waited = lock.as_secs();
            Answer::Unknown(format!(
                "the transaction of the lost connection did not end within {waited} s, or another apply was running"
            ))
        }
        Err(error) => Answer::Later(words(&error)),
    }
}

/// Whether the ledger contains the migration. First waits for the lost transaction to end, by taking the lock that this
/// transaction holds.
fn find(client: &mut Client, schema: &str, id: Uuid, lock: Duration) -> Result<bool, postgres::Error> {
    // The lock timeout limits the wait. A statement timeout could end it earlier.
    let timeouts = Timeouts { lock, statement: Duration::ZERO };
    let mut transaction = transaction::writing(client, timeouts)?;
    // Without the wait, a COMMIT that is still in progress would look like a rollback.
    transaction.execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"), &[&schema])?;
    read_ledger::has(&mut transaction, id)
}

/// Whether an error in answer to COMMIT proves that the transaction was rolled back.
///
/// The error must have the severity `ERROR`, and its SQLSTATE must be in certain classes. Poolers do not use these
/// classes for their own errors, and servers do not use these classes after a commit.
pub fn proves_rollback(error: &postgres::Error) -> bool {
    let Some(db) = error.as_db_error() else { return false };
    // A FATAL error ends the session, and may arrive after the transaction was committed.
    let is_error = match db.parsed_severity() {
        Some(severity) => severity == Severity::Error,
        None => db.severity() == "ERROR",
    };
    let code = db.code();
    // No feature, cardinality, data, constraint, transaction state, termination, rollback, syntax or privilege, check
    // option, program limit, object state, PL/pgSQL. Connection errors (08) and shutdowns (57) are missing on purpose.
    let classes = ["0A", "21", "22", "23", "25", "2D", "40", "42", "44", "54", "55", "P0"];
    // 40003 is in the class of rollbacks, but means that the outcome is unknown.
    let is_proof = classes.iter().any(|class| code.code().starts_with(class))
        && *code != SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN;
    // A canceled statement (57014) is in the class of shutdowns, but ends only the statement.
    is_error && (is_proof || *code == SqlState::QUERY_CANCELED)
}

/// Returns the message of an error from the driver, the server or a pooler, with its cause or its SQLSTATE.
fn words(error: &postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(db), _) => format!("{}: {} ({})", db.severity(), db.message(), db.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}
