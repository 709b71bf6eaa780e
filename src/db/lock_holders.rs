//! Who holds what an apply waits for.
//!
//! When a wait has ended in an error, the server no longer says what it was for. So it is asked meanwhile, on a second
//! connection, which only an apply needs that takes long.

use super::connect::Endpoint;
use postgres::Client;
use postgres::types::Type;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// Watches what a session waits for, until it is dropped.
pub struct Watch {
    found: Arc<Mutex<Option<String>>>,
    /// The thread ends when this does.
    _end: Sender<()>,
}

impl Watch {
    /// Watches a session that may wait so long for a lock.
    pub fn start(server: &Endpoint, pid: i32, limit: Duration) -> Self {
        let found = Arc::new(Mutex::new(None));
        let (end, ended) = mpsc::channel::<()>();
        let (server, last) = (server.clone(), found.clone());
        let goes_on = move |pause| ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout);
        thread::spawn(move || {
            // Most applies have ended by then.
            let mut client = if goes_on(limit / 2) { server.open().ok().map(|it| it.client) } else { None };
            while let Some(Ok(holder)) = client.as_mut().map(|client| holder(client, pid)) {
                if holder.is_some() {
                    *last.lock().unwrap_or_else(PoisonError::into_inner) = holder;
                }
                if !goes_on(PAUSE) {
                    return;
                }
            }
        });
        Self { found, _end: end }
    }

    /// Who was seen last to hold what the session waited for.
    pub fn holder(&self) -> Option<String> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Who holds what a session waits for now.
fn holder(client: &mut Client, pid: i32) -> Result<Option<String>, postgres::Error> {
    let select = "SELECT a.pid, coalesce(a.usename::text, ''), coalesce(pg_catalog.host(a.client_addr), 'this machine'), \
                  coalesce(pg_catalog.to_char(a.xact_start, 'HH24:MI:SS'), '') FROM pg_catalog.pg_stat_activity a \
                  WHERE a.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids($1)) LIMIT 1";
    let row = client.query_typed_opt(select, &[(&pid, Type::INT4)])?;
    Ok(row.map(|row| {
        let (pid, user, host, since): (i32, String, String, String) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        described(pid, &user, &host, &since)
    }))
}

/// A session, as a person would name it.
pub fn described(pid: i32, user: &str, host: &str, since: &str) -> String {
    format!("{user} from {host} (process {pid}, since {since})")
}
