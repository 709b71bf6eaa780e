//! Connects to a database.

use super::error::Error;
use super::named::{described, is_ordinary, is_quotable, refusal};
use super::patience::within;
use super::settings::{CONNECT_TIMEOUT, said, servers};
use super::transaction::Timeouts;
use postgres::config::Host;
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where a database is said to be.
#[derive(Clone, Debug)]
pub enum Location {
    /// Wares' own private server, kept for this project.
    Local(PathBuf),
    /// A connection string.
    Url(Url),
    /// What the `PG*` variables say.
    Environment,
}

/// A connection string, which may hold a password and is never shown, and the words for where it came from.
#[derive(Clone)]
pub struct Url {
    pub(super) text: String,
    pub(super) from: String,
}

impl Url {
    /// What an option or a variable holds.
    pub fn new(text: impl Into<String>, from: impl Into<String>) -> Self {
        Self { text: text.into(), from: from.into() }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Url").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A database and the schema of its billing tables.
pub struct Database {
    pub(super) client: Client,
    pub(super) schema: String,
    pub(super) timeouts: Timeouts,
    pub(super) server: Config,
    name: String,
    is_private: bool,
}

impl Database {
    /// Connects to the first server that lets it in. The billing tables are looked for in the schema; no statement waits
    /// longer than it may.
    pub fn connect(location: &Location, schema: &str, timeouts: Timeouts) -> Result<Self, Error> {
        let mut failed = Error::new("no database is named", "name its host");
        for server in servers(&said(location)?) {
            match open(&server) {
                Ok(mut client) => {
                    let name = name(&server, &mut client, location)?;
                    let (schema, is_private) = (schema.to_owned(), matches!(location, Location::Local(_)));
                    return Ok(Self { client, schema, timeouts, server, name, is_private });
                }
                Err(failure) => failed = unconnected(&server, &failure, location),
            }
        }
        Err(failed)
    }

    /// The database as a person would name it, without its password.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is the private server of a catalog, from which no billing system sells.
    pub fn is_private(&self) -> bool {
        self.is_private
    }
}

/// Why no connection came about.
pub enum Unopened {
    /// What the driver or the server says, and whether that may be repeated.
    Refused(postgres::Error, bool),
    /// No answer came in time.
    Silent(Duration),
}

/// Connects to one server, or gives up when the time is over. The driver's own timeout ends when the server takes the
/// connection; whether it says anything then is another matter.
pub fn open(server: &Config) -> Result<Client, Unopened> {
    // A name may stand for two addresses, of which one is not to be reached.
    let limit = 2 * server.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT);
    let config = server.clone();
    match within(limit, move || config.connect(NoTls)) {
        Some(connected) => connected.map_err(|error| Unopened::Refused(error, is_quotable(server))),
        None => Err(Unopened::Silent(limit)),
    }
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(None))
    }
}

impl Unopened {
    /// The reason, with where what is refused came from.
    fn words(&self, location: Option<&Location>) -> String {
        match self {
            Self::Silent(limit) => format!("the server did not answer within {} s", limit.as_secs()),
            Self::Refused(error, is_quotable) => {
                match (error.as_db_error(), std::error::Error::source(error)) {
                    (Some(db), _) => refusal(db, *is_quotable, location),
                    (None, Some(source)) => source.to_string(),
                    (None, None) => error.to_string(),
                }
            }
        }
    }
}

/// Why no connection came about, and what to look at first.
fn unconnected(server: &Config, failure: &Unopened, location: &Location) -> Error {
    let reason = failure.words(Some(location));
    if reason.contains("failed to lookup address") || reason.contains("could not resolve") {
        return unknown_host(location);
    }
    let port = match (server.get_hosts().first(), server.get_ports().first()) {
        (Some(Host::Tcp(_)), port) => format!(", port {}", port.unwrap_or(&5432)),
        _ => String::new(),
    };
    let lacks_password = server.get_password().is_none() && reason.contains("password");
    let help = match failure {
        Unopened::Refused(error, is_quotable) => remedy(error.code(), lacks_password, *is_quotable),
        Unopened::Silent(_) => {
            "see whether a PostgreSQL server listens there, and no other program; `connect_timeout` in the URL says how \
             many seconds to wait"
        }
    };
    let from =
        "the database is named by --database-url, WARES_DATABASE_URL, DATABASE_URL or the PG* variables";
    let database = described(server.get_dbname(), server, location);
    Error::new(format!("cannot connect to {database}{port}: {reason}"), format!("{help}; {from}"))
}

/// Why no server was found. A name that stands for no host may be a part of the password, and is not shown.
fn unknown_host(location: &Location) -> Error {
    let from = match location {
        Location::Url(url) => format!("the database's URL in {}", url.from),
        _ => "`PGHOST`".to_owned(),
    };
    Error::new(
        format!("the host in {from} is not known: no address was found for it"),
        "see whether it is spelt right, and whether this machine can look up its name; a `/`, an `@` or a `?` in a password is \
         written `%2F`, `%40` or `%3F`",
    )
}

fn remedy(code: Option<&SqlState>, lacks_password: bool, is_quotable: bool) -> &'static str {
    match code {
        Some(&SqlState::INVALID_CATALOG_NAME) => {
            "create it (`createdb`) and prepare it (`wares db init`), or name another database"
        }
        Some(&SqlState::INVALID_PASSWORD) => {
            "correct the password in the URL or in PGPASSWORD; `%` and `@` in a URL's password are written `%25` and `%40`"
        }
        Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
            "name a user that the server knows and lets in, in the URL or in PGUSER"
        }
        Some(_) if is_quotable => "the message is the server's own",
        Some(_) => {
            "correct what it refuses; the server's message is in its log, since it may quote a password"
        }
        None if lacks_password => {
            "give the password in the URL (postgresql://user:password@host/database) or in PGPASSWORD"
        }
        None => {
            "see whether the server runs and whether host and port are right; --local uses a private server"
        }
    }
}

/// The database by name and host. Where none is named the server chooses one.
fn name(server: &Config, client: &mut Client, location: &Location) -> Result<String, Error> {
    use super::error::During;
    if server.get_dbname().is_some() {
        return Ok(described(server.get_dbname(), server, location));
    }
    let row = client.query_one("SELECT pg_catalog.current_database()::text", &[]);
    let row = row.during("asking for the database's name")?;
    let name: &str = row.get(0);
    Ok(described(Some(name).filter(|name| is_ordinary(name)), server, location))
}
