//! COMMIT, and what became of it.
//!
//! Only an answer that proves a rollback says that nothing was written. A pooler answers in the place of a server that
//! it lost, with an error that says nothing of the transaction; so does a server that ends a session after it has
//! committed. What is not known is asked of the same server, under the lock that the transaction holds until it ends.

use super::apply::Applied;
use super::connect::{Endpoint, Unopened};
use super::deadline::within;
use super::error::{During, Error};
use super::transaction::Timeouts;
use super::{LOCK, read_ledger, transaction};
use crate::plan::{Plan, literal};
use crate::progress::{self, Stage};
use postgres::Client;
use postgres::error::{Severity, SqlState};
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long an answer may take beyond what the server allows itself.
const MARGIN: Duration = Duration::from_secs(5);
/// How long to wait between two tries to connect.
const PAUSE: Duration = Duration::from_millis(500);

/// A migration that is about to be committed.
pub struct Commit {
    server: Endpoint,
    schema: String,
    id: Uuid,
    timeouts: Timeouts,
    identity: Identity,
}

/// What tells a server, and a database of it, from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The server's; none where the role may not read it.
    pub(super) system: Option<i64>,
    /// The database's number, which is its own as long as it exists.
    pub(super) database: u32,
    /// Which life of the server it is: another one begins when a standby takes over, which may lack what was committed
    /// last. None where it cannot be read.
    timeline: Option<String>,
    is_standby: bool,
}

/// What the server says of the migration.
enum Answer {
    /// It was committed, or not.
    Known(bool),
    /// It cannot be said.
    Unknown(String),
    /// It may be said later.
    Later(String),
}

impl Identity {
    /// That of the server at the other end.
    pub fn of(client: &mut Client) -> Result<Self, postgres::Error> {
        let select = "SELECT oid, pg_catalog.pg_is_in_recovery() FROM pg_catalog.pg_database \
                      WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()";
        // Outside a transaction a pooler may give each round trip another server, so that there is to be one alone.
        let row = client.query_typed_one(select, &[])?;
        let system = "SELECT system_identifier FROM pg_catalog.pg_control_system()";
        let timeline =
            "SELECT pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8)";
        // Roles, standbys and servers of other makes may have no answer to these.
        let system = client.query_typed_one(system, &[]).ok().and_then(|row| row.try_get(0).ok());
        let timeline = client.query_typed_one(timeline, &[]).ok().and_then(|row| row.try_get(0).ok());
        Ok(Self { system, database: row.get(0), timeline, is_standby: row.get(1) })
    }

    /// Why what another connection says is nothing to go by.
    fn differs(&self, other: &Self) -> Option<&'static str> {
        let is_other = self.database != other.database
            || self.system.zip(other.system).is_some_and(|(before, now)| before != now);
        match (is_other, other.is_standby) {
            (true, _) => Some("another database answers at its address now"),
            (false, true) => Some("a standby answers at its address now"),
            (false, false) => None,
        }
    }
}

impl Commit {
    /// What has to be known beforehand: where the server is, and which it is.
    pub fn new(
        server: &Endpoint,
        client: &mut Client,
        schema: &str,
        plan: &Plan,
        timeouts: Timeouts,
    ) -> Result<Self, Error> {
        let identity = Identity::of(client).during("asking which server it is")?;
        Ok(Self { server: server.clone(), schema: schema.to_owned(), id: plan.id, timeouts, identity })
    }

    /// Commits the transaction that is open on a connection.
    pub fn run(self, mut client: Client, rows: u64) -> Result<Applied, Error> {
        let limit = self.timeouts.statement + self.timeouts.lock + MARGIN;
        let applied = Applied { migration: self.id, rows };
        progress::committing(self.id.to_string());
        let lost = match within(limit, move || client.batch_execute("COMMIT")) {
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
                        "the connection was lost during COMMIT ({lost}), and the migration was not committed"
                    ),
                    "nothing was written; apply again",
                ))
            }
            Answer::Unknown(why) | Answer::Later(why) => Err(self.unknown(&lost, &why)),
        }
    }

    /// Finds out whether the migration is there; for as long as a lock is waited for, the server need not be reached.
    fn resolve(&self) -> Answer {
        let end = Instant::now() + self.timeouts.lock;
        loop {
            match self.ask() {
                Answer::Later(_) if Instant::now() + PAUSE < end => thread::sleep(PAUSE),
                answer => return answer,
            }
        }
    }

    fn ask(&self) -> Answer {
        let client = match self.server.open() {
            Ok(opened) => opened.client,
            Err(Unopened::Silent(limit)) => {
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
        let answer = within(limit, move || look(client, &identity, &schema, id, lock));
        answer.unwrap_or_else(|| {
            Answer::Unknown(format!("the server did not say so within {} s", limit.as_secs()))
        })
    }

    /// What is known, and how to find out the rest.
    fn unknown(&self, lost: &str, why: &str) -> Error {
        let (schema, id) = (literal(&self.schema), self.id);
        let lock = LOCK.replace("$1", &schema);
        Error::new(
            format!("the connection was lost during COMMIT ({lost}); the outcome is unknown: {why}"),
            format!(
                "look for the migration {id} in the database that it was written to: `SELECT pg_advisory_lock({lock})` waits \
                 until the lost transaction has ended; then `SELECT applied_at FROM wares.migration WHERE id = '{id}'` has \
                 a row if it was applied, and none if nothing was written"
            ),
        )
    }
}

/// The migration is there.
fn committed(applied: Applied) -> Applied {
    progress::begin(Stage::Committed, 0);
    applied
}

/// Asks, under the lock that the lost transaction holds until it has ended.
fn look(mut client: Client, before: &Identity, schema: &str, id: Uuid, lock: Duration) -> Answer {
    let now = match Identity::of(&mut client) {
        Ok(now) => now,
        Err(error) => return Answer::Later(words(&error)),
    };
    if let Some(why) = before.differs(&now) {
        return Answer::Unknown(why.to_owned());
    }
    match find(&mut client, schema, id, lock) {
        Ok(false) if before.timeline != now.timeline => {
            Answer::Unknown("a standby has taken over, which may lack what was committed last".to_owned())
        }
        Ok(is_there) => Answer::Known(is_there),
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
            let waited = lock.as_secs();
            Answer::Unknown(format!(
                "the lost transaction had not ended within {waited} s, or another apply was at work"
            ))
        }
        Err(error) => Answer::Later(words(&error)),
    }
}

fn find(client: &mut Client, schema: &str, id: Uuid, lock: Duration) -> Result<bool, postgres::Error> {
    // What is waited for here is the lock, and that has its own end.
    let timeouts = Timeouts { lock, statement: Duration::ZERO };
    let mut transaction = transaction::writing(client, timeouts)?;
    transaction.execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"), &[&schema])?;
    read_ledger::has(&mut transaction, id)
}

/// Whether the answer to COMMIT says that the transaction was rolled back: an error of the statement, of a class that
/// no pooler uses for its own and that no server uses once it has committed.
pub fn proves_rollback(error: &postgres::Error) -> bool {
    let Some(db) = error.as_db_error() else { return false };
    let is_error = match db.parsed_severity() {
        Some(severity) => severity == Severity::Error,
        None => db.severity() == "ERROR",
    };
    let code = db.code();
    let classes = ["0A", "21", "22", "23", "25", "2D", "40", "42", "44", "54", "55", "P0"];
    let is_proof = classes.iter().any(|class| code.code().starts_with(class))
        && *code != SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN;
    is_error && (is_proof || *code == SqlState::QUERY_CANCELED)
}

/// What the driver, the server or a pooler says.
fn words(error: &postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(db), _) => format!("{}: {} ({})", db.severity(), db.message(), db.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}
