//! Finds the session that holds a lock for which an apply waits.
//!
//! Once the wait has ended in an error, the server no longer knows which session held the lock. Therefore the server is
//! asked during the wait, on a second connection. This connection is opened only if an apply takes a long time.

use super::connect::Endpoint;
use postgres::Client;
use postgres::types::Type;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The time between two queries.
const PAUSE: Duration = Duration::from_millis(200);

/// Watches which session blocks another session, until this value is dropped.
pub struct LockWatch {
    holder: Arc<Mutex<Option<String>>>,
    /// Dropping this sender ends the thread that watches.
    _end: Sender<()>,
}

impl LockWatch {
    /// Starts to watch the session with the process id `pid`, which waits for each lock for at most `limit`.
    pub fn start(server: &Endpoint, pid: i32, limit: Duration) -> Self {
        let last = Arc::new(Mutex::new(None));
        let (end, ended) = mpsc::channel::<()>();
        // The thread may outlive the watch by one query, so it has its own copies.
        let (server, holder) = (server.clone(), last.clone());
        // The channel never carries a message: waiting on it is a sleep that ends early when the watch is dropped.
        let is_watching = move |pause| ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout);
        thread::spawn(move || {
            // Most applies have ended by then, and need no second connection.
            let mut client =
                if is_watching(limit / 2) { server.open().ok().map(|it| it.client) } else { None };
            while let Some(Ok(found)) = client.as_mut().map(|client| blocker(client, pid)) {
                // The last holder is kept: when the wait ends in an error, nobody blocks the session any more.
                if found.is_some() {
                    // A poisoned lock still has a valid value, and this is only an addition to an error message.
                    *holder.lock().unwrap_or_else(PoisonError::into_inner) = found;
                }
                if !is_watching(PAUSE) {
                    return;
                }
            }
        });
        Self { holder: last, _end: end }
    }

    /// Describes the session that last blocked the watched session; `None` if no such session was seen.
    pub fn holder(&self) -> Option<String> {
        self.holder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Describes a session that currently blocks the session `pid`; `None` if there is none.
fn blocker(client: &mut Client, pid: i32) -> Result<Option<String>, postgres::Error> {
    // Every name has its schema, because this connection has not set a search path.
    let select = "SELECT a.pid, coalesce(a.usename::text, ''), coalesce(pg_catalog.host(a.client_addr), 'this machine'), \
                  coalesce(pg_catalog.to_char(a.xact_start, 'HH24:MI:SS'), '') FROM pg_catalog.pg_stat_activity a \
                  WHERE a.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids($1)) LIMIT 1";
    // One round trip: outside a transaction, a pooler may send each one to another server.
    let row = client.query_typed_opt(select, &[(&pid, Type::INT4)])?;
    Ok(row.map(|row| {
        let (pid, user, host, since): (i32, String, String, String) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        described(pid, &user, &host, &since)
    }))
}

/// Describes a session for messages. `since` is the start time of the session's transaction.
pub fn described(pid: i32, user: &str, host: &str, since: &str) -> String {
    format!("{user} from {host} (process {pid}, since {since})")
}
