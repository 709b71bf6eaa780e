//! Builds the messages for a connection that could not be opened. Each has a help text that says what to check first.

use super::attempt::ConnectFailure;
use super::endpoint::Endpoint;
use super::location::Location;
use super::redaction::{described, is_quotable, origin, refusal};
use super::tls_errors;
use crate::db::error::Error;
use postgres::error::{DbError, SqlState};

/// Lists the settings that can name the database, for users who connect to a different database than intended.
const NAMED: &str = "the database is set by `--database-url`, `WARES_DATABASE_URL`, `DATABASE_URL`, a service or the `PG*` variables";

/// Returns the error for a connection that none of the servers accepted. The help is about the last server.
pub fn unconnected(failed: Vec<(&Endpoint, ConnectFailure)>, location: &Location) -> Error {
    let count = failed.len();
    let mut errors: Vec<Error> = failed.into_iter().map(|(server, it)| one(server, it, location)).collect();
    // The usual case, in which a count of servers would only be noise.
    if count == 1 {
        return errors.remove(0);
    }
    let (mut messages, mut last) = (Vec::new(), String::new());
    for error in errors {
        if let Error::Failed { message, help } = error {
            messages.push(message);
            // One help is enough, and the last server is the one that ended the search.
            last = help;
        }
    }
    Error::new(format!("none of the {count} servers accepted the connection: {}", messages.join("; ")), last)
}

/// Returns the error for one server that could not be used.
fn one(server: &Endpoint, failure: ConnectFailure, location: &Location) -> Error {
    let failure = match failure {
        ConnectFailure::Unusable(error) => return error,
        // Its message must not contain the host, so it is made elsewhere.
        ConnectFailure::Unknown => return unknown(server, location),
        failure => failure,
    };
    // A private server listens only on a socket, so its port would be confusing.
    let port = match location {
        Location::Local(_) => String::new(),
        _ => format!(", port {}", server.port),
    };
    let (database, reason) = (described(server, location), words(server, &failure, Some(location)));
    Error::new(format!("cannot connect to {database}{port}: {reason}"), help(server, &failure))
}

impl Endpoint {
    /// Explains why a connection to this server could not be opened, as a clause for a message.
    pub fn words(&self, failure: &ConnectFailure) -> String {
        words(self, failure, None)
    }
}

/// Explains a failure, as a clause for a message. With `location`, the clause also says where a rejected setting came
/// from.
fn words(server: &Endpoint, failure: &ConnectFailure, location: Option<&Location>) -> String {
    match failure {
        ConnectFailure::Unknown => "no address was found for the host".to_owned(),
        ConnectFailure::Silent(limit) => format!("the server did not answer within {} s", limit.as_secs()),
        ConnectFailure::Unencrypted => {
            format!("the server does not offer TLS, which {} requires", requires_tls(server))
        }
        ConnectFailure::Insecure(error) | ConnectFailure::TlsAfterHandshake(error) => {
            tls_errors::words(error, server)
        }
        ConnectFailure::Both(first, second) => both(server, first, second, location),
        ConnectFailure::Unusable(Error::Failed { message, .. }) => message.clone(),
        ConnectFailure::Unusable(_) => "a file that TLS needs cannot be used".to_owned(),
        ConnectFailure::Unfit(why) => {
            let wanted = server.parameters.text("target_session_attrs").unwrap_or_default();
            format!("{why}, but `target_session_attrs` requires `{wanted}`")
        }
        ConnectFailure::Aborted(error) => format!("the TLS handshake failed: {}", cause(error)),
        ConnectFailure::Unreachable(error) | ConnectFailure::Refused(error) => match error.as_db_error() {
            Some(db) => refusal(db, server, location),
            None => cause(error),
        },
    }
}

/// Returns the setting that requires TLS: `channel_binding=require` or the `sslmode`.
fn requires_tls(server: &Endpoint) -> String {
    match server.tls.mode() {
        // These modes work without TLS, so only the other setting can have required it.
        "allow" | "prefer" => "`channel_binding=require`".to_owned(),
        mode => format!("`sslmode={mode}`"),
    }
}

/// Explains why the attempts with and without TLS failed, as a clause for a message.
fn both(
    server: &Endpoint,
    first: &ConnectFailure,
    second: &ConnectFailure,
    location: Option<&Location>,
) -> String {
    let (first, second) = (words(server, first, location), words(server, second, location));
    match server.tls.mode() {
        // The same text twice would suggest two different problems.
        _ if first == second => first,
        "allow" => format!("without TLS: {first}; with TLS: {second}"),
        _ => format!("with TLS: {first}; without TLS: {second}"),
    }
}

/// Returns the cause of a driver error, without the driver's description of the failed operation.
fn cause(error: &postgres::Error) -> String {
    // The driver's own text starts with what it was doing, such as "error connecting to server: ", which the message
    // says.
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// Returns the error for a host that has no address. The host is not shown, because it may be part of the password.
fn unknown(server: &Endpoint, location: &Location) -> Error {
    let from = match origin(&server.parameters, location, "host") {
        from if matches!(location, Location::Url(named) if named.from == from) => {
            format!("the database URL in {from}")
        }
        from => from,
    };
    Error::new(
        format!("the host in {from} cannot be resolved: no address was found for it"),
        format!(
            "check its spelling, and that this machine can resolve its name; in a password, write `/`, `@` and `?` as `%2F`, \
             `%40` and `%3F`; {NAMED}"
        ),
    )
}

/// Says what to do about a failure, for the help of the error.
fn help(server: &Endpoint, failure: &ConnectFailure) -> String {
    let text = match failure {
        ConnectFailure::Silent(_) => {
            "check that a PostgreSQL server, not another program, listens there; to wait longer, raise `connect_timeout` \
             (`PGCONNECT_TIMEOUT`)"
        }
        ConnectFailure::Unencrypted => {
            "turn on TLS on the server (`ssl = on`); on a trusted network you can connect without TLS: use `sslmode=prefer`, \
             and not `channel_binding=require`"
        }
        ConnectFailure::Unfit(_) => "add a host that satisfies it, or change `target_session_attrs`",
        ConnectFailure::Insecure(error) | ConnectFailure::TlsAfterHandshake(error) => {
            tls_errors::help(error, server)
        }
        ConnectFailure::Both(first, second) => {
            // A failed handshake says less about what to fix than the other failure.
            return help(server, if first.is_tls() { second } else { first });
        }
        ConnectFailure::Aborted(_) => tls_errors::LISTENS,
        ConnectFailure::Refused(error) | ConnectFailure::Unreachable(error) => {
            return refused(server, error);
        }
        ConnectFailure::Unknown | ConnectFailure::Unusable(_) => {
            "check that the host and the port are correct"
        }
    };
    text.to_owned()
}

/// Says what to do about an error of the server or of the driver.
fn refused(server: &Endpoint, error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) if *db.code() == SqlState::INVALID_CATALOG_NAME => {
            format!(
                "create the database (`createdb`) and prepare it (`wares db init`), or connect to another one; {NAMED}"
            )
        }
        Some(db) => by_code(db, is_quotable(server)).to_owned(),
        None => by_cause(&cause(error)),
    }
}

/// Says what to do about an error of the server.
///
/// The advice depends on the SQLSTATE and the name of the C function, because the server's messages may be in any
/// language.
fn by_code(db: &DbError, is_quotable: bool) -> &'static str {
    match (db.code().code(), db.routine()) {
        ("28P01", _) => {
            "correct the password in the URL, in `PGPASSWORD` or in the password file; in a URL, write `%` and `@` in the \
             password as `%25` and `%40`"
        }
        ("28000", Some("InitializeSessionUserId")) => {
            "create the role (`CREATE ROLE … LOGIN`) or let it log in (`ALTER ROLE … LOGIN`), or name another user in the URL \
             or in `PGUSER`"
        }
        // After the two cases above, which belong to the same class but have advice of their own.
        (code, _) if code.starts_with("28") => {
            "name another user in the URL or in `PGUSER`, or change the server's `pg_hba.conf`: it says which users may connect \
             from where, and whether they need TLS or a client certificate (`sslcert`, `sslkey`)"
        }
        // `insufficient_privilege`: usually the role lacks CONNECT on the database.
        ("42501", _) => {
            "grant the role CONNECT on the database; `wares db grants` prints all the grants it needs"
        }
        // `too_many_connections`, whichever of the limits was reached.
        ("53300", _) => {
            "try again later, or raise the connection limit of the server, the database or the role"
        }
        ("57P03", _) => "try again once the server has started",
        _ if is_quotable => "the message comes from the server, or from a pooler in front of it",
        _ => {
            "correct what the server rejects; its message may contain a password, so it is only in the server's log"
        }
    }
}

/// Says what to do about an error of the driver. `cause` is the driver's message.
fn by_cause(cause: &str) -> String {
    // The driver has no codes for its own errors, so their text is all there is.
    if cause.contains("password missing") {
        return "give the password in the URL (`postgresql://user:password@host/database`), in `PGPASSWORD` or in the password \
                file (`~/.pgpass`)"
            .to_owned();
    }
    if cause.contains("unsupported authentication") {
        return "use `scram-sha-256` or `cert` in the server's `pg_hba.conf`; it now requires an authentication method \
                that Wares does not support, such as GSSAPI"
            .to_owned();
    }
    if cause.contains("channel binding") {
        return "channel binding needs TLS, a role whose password is stored for SCRAM, and no pooler in between; to connect \
                without it, use `channel_binding=prefer`"
            .to_owned();
    }
    format!(
        "check that the server is running, and that the host and the port are correct; `--local` uses a private database; {NAMED}"
    )
}
