//! Why no connection came about, and what to look at first.

use super::Location;
use super::attempt::Unopened;
use super::redaction::{described, is_quotable, origin, refusal};
use super::server::Server;
use super::tls_errors;
use crate::db::error::Error;
use postgres::error::SqlState;
use std::fmt::Write as _;

/// How a database is named, for those who look at another one than they meant.
const NAMED: &str = "the database is named by --database-url, WARES_DATABASE_URL, DATABASE_URL, a service or the PG* variables";

/// Why none of the servers that were tried took the connection.
pub fn unconnected(failed: &[(&Server, Unopened)], location: &Location) -> Error {
    let Some((server, last)) = failed.last() else {
        return Error::new("no database is named", "name its host");
    };
    let (message, help) = one(server, last, location);
    let before = &failed[..failed.len() - 1];
    if before.is_empty() {
        return Error::new(message, help);
    }
    let mut all = format!("none of the {} servers that were tried will do", failed.len());
    for (server, failure) in failed {
        let _ = write!(all, "; {}", one(server, failure, location).0);
    }
    Error::new(all, help)
}

/// What is wrong with one server, and what to do.
fn one(server: &Server, failure: &Unopened, location: &Location) -> (String, String) {
    if matches!(failure, Unopened::Unknown) {
        return unknown(server, location);
    }
    let port = if server.is_local() { String::new() } else { format!(", port {}", server.port) };
    let (database, reason) = (described(server, location), words(server, failure, Some(location)));
    let message = format!("cannot connect to {database}{port}: {reason}");
    match failure {
        Unopened::Insecure(error) => (message, tls_errors::help(error, server).to_owned()),
        _ => (message, format!("{}; {NAMED}", help(server, failure))),
    }
}

impl Server {
    /// Why no connection to it came about, in words.
    pub fn words(&self, failure: &Unopened) -> String {
        words(self, failure, None)
    }
}

/// The reason, with where what is refused came from.
fn words(server: &Server, failure: &Unopened, location: Option<&Location>) -> String {
    match failure {
        Unopened::Unknown => "no address was found for its host".to_owned(),
        Unopened::Silent(limit) => format!("the server did not answer within {} s", limit.as_secs()),
        Unopened::Unencrypted => {
            format!("the server does not offer TLS, and sslmode {} asks for it", server.tls.mode())
        }
        Unopened::Insecure(error) => tls_errors::words(error, server),
        Unopened::Unfit(why) => {
            let wanted = server.said.text("target_session_attrs").unwrap_or_default();
            format!("{why}, and `target_session_attrs` asks for {wanted}")
        }
        Unopened::Unreachable(error) | Unopened::Refused(error) => {
            match (error.as_db_error(), std::error::Error::source(error)) {
                (Some(db), _) => refusal(db, server, location),
                (None, Some(source)) => source.to_string(),
                (None, None) => error.to_string(),
            }
        }
    }
}

/// Why no server was found. A name that no address is known of may be a part of the password, and is not shown.
fn unknown(server: &Server, location: &Location) -> (String, String) {
    let from = match origin(&server.said, location, "host") {
        from if matches!(location, Location::Url(named) if named.from == from) => {
            format!("the database's URL in {from}")
        }
        from => from,
    };
    (
        format!("the host in {from} is not known: no address was found for it"),
        "see whether it is spelt right, and whether this machine can look up its name; a `/`, an `@` or a `?` in a password is \
         written `%2F`, `%40` or `%3F`"
            .to_owned(),
    )
}

fn help(server: &Server, failure: &Unopened) -> &'static str {
    match failure {
        Unopened::Silent(_) => {
            "see whether a PostgreSQL server listens there, and no other program; `connect_timeout` in the URL says how \
             many seconds to wait"
        }
        Unopened::Unencrypted => {
            "turn TLS on at the server (`ssl = on`), or connect with sslmode prefer or disable, if the network is trusted"
        }
        Unopened::Unfit(_) => "name a server that is, or ask for another sort of session",
        Unopened::Refused(error) | Unopened::Unreachable(error) => refused(server, error),
        Unopened::Unknown | Unopened::Insecure(_) => "see whether host and port are right",
    }
}

fn refused(server: &Server, error: &postgres::Error) -> &'static str {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match error.code() {
        Some(&SqlState::INVALID_CATALOG_NAME) => {
            "create it (`createdb`) and prepare it (`wares db init`), or name another database"
        }
        Some(&SqlState::INVALID_PASSWORD) => {
            "correct the password in the URL, in PGPASSWORD or in the password file; `%` and `@` in a URL's password are \
             written `%25` and `%40`"
        }
        Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
            "name a user that the server knows and lets in, in the URL or in PGUSER; `pg_hba.conf` says whom it lets in, \
             from where, and whether they need TLS or a client certificate (`sslcert`, `sslkey`)"
        }
        Some(_) if is_quotable(server) => "the message is the server's own",
        Some(_) => {
            "correct what it refuses; the server's message is in its log, since it may quote a password"
        }
        None if cause.contains("password missing") => {
            "give the password in the URL (postgresql://user:password@host/database), in PGPASSWORD or in the password file \
             (`~/.pgpass`)"
        }
        None if cause.contains("channel binding") => {
            "channel binding needs TLS, a role whose password the server keeps for SCRAM, and no pooler in between; \
             `channel_binding=prefer` goes without it"
        }
        None => {
            "see whether the server runs and whether host and port are right; --local uses a private server"
        }
    }
}
