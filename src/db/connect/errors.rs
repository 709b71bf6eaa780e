//! Why no connection came about, and what to look at first.

use super::Location;
use super::attempt::Unopened;
use super::endpoint::Endpoint;
use super::redaction::{described, is_quotable, origin, refusal};
use super::tls_errors;
use crate::db::error::Error;
use postgres::error::{DbError, SqlState};

/// How a database is named, for those who look at another one than they meant.
const NAMED: &str = "the database is named by --database-url, WARES_DATABASE_URL, DATABASE_URL, a service or the PG* variables";

/// Why none of the servers that were tried took the connection.
pub fn unconnected(failed: Vec<(&Endpoint, Unopened)>, location: &Location) -> Error {
    let count = failed.len();
    let mut errors: Vec<Error> = failed.into_iter().map(|(server, it)| one(server, it, location)).collect();
    if count == 1 {
        return errors.remove(0);
    }
    let (mut messages, mut last) = (Vec::new(), String::new());
    for error in errors {
        if let Error::Failed { message, help } = error {
            messages.push(message);
            last = help;
        }
    }
    Error::new(format!("none of the {count} servers accepted the connection: {}", messages.join("; ")), last)
}

/// What is wrong with one server, and what to do.
fn one(server: &Endpoint, failure: Unopened, location: &Location) -> Error {
    let failure = match failure {
        Unopened::Unusable(error) => return error,
        Unopened::Unknown => return unknown(server, location),
        failure => failure,
    };
    let port = match location {
        Location::Local(_) => String::new(),
        _ => format!(", port {}", server.port),
    };
    let (database, reason) = (described(server, location), words(server, &failure, Some(location)));
    Error::new(format!("cannot connect to {database}{port}: {reason}"), help(server, &failure))
}

impl Endpoint {
    /// Why no connection to it came about, in words.
    pub fn words(&self, failure: &Unopened) -> String {
        words(self, failure, None)
    }
}

/// The reason, with where what is refused came from.
fn words(server: &Endpoint, failure: &Unopened, location: Option<&Location>) -> String {
    match failure {
        Unopened::Unknown => "no address was found for its host".to_owned(),
        Unopened::Silent(limit) => format!("the server did not answer within {} s", limit.as_secs()),
        Unopened::Unencrypted => {
            format!("the server does not offer TLS, which {} requires", requires_tls(server))
        }
        Unopened::Insecure(error) | Unopened::Expelled(error) => tls_errors::words(error, server),
        Unopened::Both(first, second) => both(server, first, second, location),
        Unopened::Unusable(Error::Failed { message, .. }) => message.clone(),
        Unopened::Unusable(_) => "a file that TLS needs cannot be used".to_owned(),
        Unopened::Unfit(why) => {
            let wanted = server.parameters.text("target_session_attrs").unwrap_or_default();
            format!("{why}, and `target_session_attrs` asks for {wanted}")
        }
        Unopened::Aborted(error) => format!("the TLS handshake failed: {}", cause(error)),
        Unopened::Unreachable(error) | Unopened::Refused(error) => match error.as_db_error() {
            Some(db) => refusal(db, server, location),
            None => cause(error),
        },
    }
}

/// The parameter that requires TLS.
fn requires_tls(server: &Endpoint) -> String {
    match server.tls.mode() {
        "allow" | "prefer" => "`channel_binding=require`".to_owned(),
        mode => format!("sslmode {mode}"),
    }
}

/// Why both ways failed.
fn both(server: &Endpoint, first: &Unopened, second: &Unopened, location: Option<&Location>) -> String {
    let (first, second) = (words(server, first, location), words(server, second, location));
    match server.tls.mode() {
        _ if first == second => first,
        "allow" => format!("without TLS: {first}; with TLS: {second}"),
        _ => format!("with TLS: {first}; without TLS: {second}"),
    }
}

/// What the driver says, without what it was doing.
fn cause(error: &postgres::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// Why no server was found. A name that no address is known of may be a part of the password, and is not shown.
fn unknown(server: &Endpoint, location: &Location) -> Error {
    let from = match origin(&server.parameters, location, "host") {
        from if matches!(location, Location::Url(named) if named.from == from) => {
            format!("the database's URL in {from}")
        }
        from => from,
    };
    Error::new(
        format!("the host in {from} is not known: no address was found for it"),
        format!(
            "check its spelling, and whether this machine can look up its name; a `/`, an `@` or a `?` in a password is \
             written `%2F`, `%40` or `%3F`; {NAMED}"
        ),
    )
}

fn help(server: &Endpoint, failure: &Unopened) -> String {
    let text = match failure {
        Unopened::Silent(_) => {
            "check whether a PostgreSQL server listens there, and no other program; `connect_timeout` (PGCONNECT_TIMEOUT) \
             says how many seconds to wait"
        }
        Unopened::Unencrypted => {
            "turn TLS on at the server (`ssl = on`), or do without, if the network is trusted: `sslmode=prefer`, without \
             `channel_binding=require`"
        }
        Unopened::Unfit(_) => "add a host that is, or change `target_session_attrs`",
        Unopened::Insecure(error) | Unopened::Expelled(error) => tls_errors::help(error, server),
        Unopened::Both(first, second) => {
            let is_tls =
                matches!(**first, Unopened::Insecure(_) | Unopened::Expelled(_) | Unopened::Aborted(_));
            return help(server, if is_tls { second } else { first });
        }
        Unopened::Aborted(_) => tls_errors::LISTENS,
        Unopened::Refused(error) | Unopened::Unreachable(error) => return refused(server, error),
        Unopened::Unknown | Unopened::Unusable(_) => "check whether host and port are right",
    };
    text.to_owned()
}

fn refused(server: &Endpoint, error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) if *db.code() == SqlState::INVALID_CATALOG_NAME => {
            format!(
                "create it (`createdb`) and prepare it (`wares db init`), or name another database; {NAMED}"
            )
        }
        Some(db) => by_code(db, is_quotable(server)).to_owned(),
        None => by_cause(&cause(error)),
    }
}

/// What to do about what the server says. Its messages are in its language; codes and routines are not.
fn by_code(db: &DbError, is_quotable: bool) -> &'static str {
    match (db.code().code(), db.routine()) {
        ("28P01", _) => {
            "correct the password in the URL, in PGPASSWORD or in the password file; `%` and `@` in a URL's password are \
             written `%25` and `%40`"
        }
        ("28000", Some("InitializeSessionUserId")) => {
            "create the role (`CREATE ROLE … LOGIN`) or let it log in (`ALTER ROLE … LOGIN`), or name another user in the URL \
             or in PGUSER"
        }
        (code, _) if code.starts_with("28") => {
            "`pg_hba.conf` of the server says which users it lets in from where, and whether they need TLS or a client \
             certificate (`sslcert`, `sslkey`); name another user in the URL or in PGUSER, or change that file"
        }
        ("42501", _) => "grant the role CONNECT on the database; `wares db grants` prints all that it needs",
        ("53300", _) => "try again later, or raise the limit of the server, the database or the role",
        ("57P03", _) => "try again once the server has started",
        _ if is_quotable => "the message is that of the server, or of a pooler before it",
        _ => "correct what it refuses; the server's message is in its log, since it may quote a password",
    }
}

/// What to do about what the driver says.
fn by_cause(cause: &str) -> String {
    if cause.contains("password missing") {
        return "give the password in the URL (postgresql://user:password@host/database), in PGPASSWORD or in the password \
                file (`~/.pgpass`)"
            .to_owned();
    }
    if cause.contains("unsupported authentication") {
        return "the server asks for a way to log in that Wares does not support, such as GSSAPI; `pg_hba.conf` can ask for \
                `scram-sha-256` or `cert`"
            .to_owned();
    }
    if cause.contains("channel binding") {
        return "channel binding needs TLS, a role whose password is stored for SCRAM, and no pooler in between; \
                `channel_binding=prefer` does without"
            .to_owned();
    }
    format!(
        "check whether the server runs, and whether host and port are right; --local uses a private server; {NAMED}"
    )
}
