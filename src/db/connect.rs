//! Connects to a database, as libpq does: what names it, the files that it may name, TLS, several hosts.

mod attempt;
mod certificate;
mod chain;
mod default_files;
mod endpoint;
mod errors;
mod parameters;
mod password_file;
mod redaction;
mod service_file;
mod settings;
mod target_session;
mod tls;
mod tls_errors;
mod tls_files;
mod trusted_roots;
mod url;
mod validation;
mod x509;

pub use attempt::Unopened;
pub use default_files::quoted;
pub use endpoint::Endpoint;

use super::deadline::within;
use super::error::Error;
use super::transaction::Timeouts;
use attempt::Opened;
use endpoint::endpoints;
use postgres::Client;
use redaction::{described, is_ordinary};
use std::fmt;
use std::path::PathBuf;
use target_session::TargetSession;

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
    text: String,
    from: String,
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
    pub(super) server: Endpoint,
    name: String,
    is_encrypted: bool,
    /// Why it is not encrypted although the server offers TLS.
    fell_back: Option<String>,
    is_private: bool,
}

impl Database {
    /// Connects to the first server that is reached and is what is asked for. The billing tables are looked for in the
    /// schema; no statement waits longer than it may.
    pub fn connect(location: &Location, schema: &str, timeouts: Timeouts) -> Result<Self, Error> {
        let parameters = settings::parameters(location)?;
        let is_private = matches!(location, Location::Local(_));
        let servers = endpoints(&parameters, is_private)?;
        let connected = first(&servers, TargetSession::of(&parameters));
        let (server, opened) = connected.map_err(|failed| errors::unconnected(failed, location))?;
        Ok(Self {
            name: described(server, location),
            client: opened.client,
            schema: schema.to_owned(),
            timeouts,
            server: server.clone(),
            is_encrypted: opened.is_encrypted,
            fell_back: opened.fell_back.map(|failure| server.words(&failure)),
            is_private,
        })
    }

    /// The database as a person would name it, without its password.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The connection as a person would describe it: the database, the port, the user, and whether it is encrypted.
    pub fn connection(&self) -> String {
        let port = if self.is_private { String::new() } else { format!(", port {}", self.server.port) };
        let user = self.server.parameters.text("user").filter(|user| is_ordinary(user));
        let user = user.map(|user| format!(" as `{user}`")).unwrap_or_default();
        let tls = match (self.is_encrypted, self.server.is_local()) {
            (true, _) => ", with TLS",
            (false, true) => "",
            (false, false) => ", without TLS",
        };
        format!("{}{port}{user}{tls}", self.name)
    }

    /// What a person should know of the connection: that it is not encrypted, though the server offers that.
    pub fn warning(&self) -> Option<String> {
        let why = self.fell_back.as_ref()?;
        Some(format!(
            "warning: the connection to {} is not encrypted: with TLS, {why}; sslmode prefer then goes on without it, and \
             verify-full never does",
            self.name
        ))
    }

    /// Whether it is the private server of a catalog, from which no billing system sells.
    pub fn is_private(&self) -> bool {
        self.is_private
    }
}

/// Connects to the first of some servers that is reached and fits; otherwise why each of those that were tried did not.
fn first(
    servers: &[Endpoint],
    wanted: TargetSession,
) -> Result<(&Endpoint, Opened), Vec<(&Endpoint, Unopened)>> {
    let mut failed = Vec::new();
    for round in wanted.rounds() {
        failed.clear();
        for server in servers {
            match fitting(server, *round) {
                Ok(opened) => return Ok((server, opened)),
                Err(failure) => {
                    let is_last = !failure.leaves_others();
                    failed.push((server, failure));
                    if is_last {
                        return Err(failed);
                    }
                }
            }
        }
    }
    Err(failed)
}

fn fitting(server: &Endpoint, wanted: TargetSession) -> Result<Opened, Unopened> {
    let Opened { mut client, is_encrypted, fell_back } = server.open()?;
    if wanted == TargetSession::Any {
        return Ok(Opened { client, is_encrypted, fell_back });
    }
    let limit = server.patience();
    let asked = within(limit, move || wanted.differs(&mut client).map(|differs| (differs, client)));
    match asked.ok_or(Unopened::Silent(limit))? {
        Ok((None, client)) => Ok(Opened { client, is_encrypted, fell_back }),
        Ok((Some(why), _)) => Err(Unopened::Unfit(why)),
        Err(error) => Err(Unopened::Refused(error)),
    }
}
