//! Connects to PostgreSQL the way libpq does. Supports connection strings, `PG*` variables, service and password files,
//! TLS, and lists of hosts.

mod attempt;
mod certificate;
mod chain;
mod default_files;
mod endpoint;
mod errors;
mod location;
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

pub use attempt::ConnectFailure;
pub use default_files::quoted;
pub use endpoint::Endpoint;
pub use location::{Location, Url};

use super::deadline::within;
use super::error::Error;
use super::transaction::Timeouts;
use attempt::Opened;
use endpoint::endpoints;
use postgres::Client;
use redaction::{described, is_ordinary};
use target_session::TargetSession;

/// An open connection to a database, and the schema that contains the billing tables.
pub struct Database {
    pub(super) client: Client,
    pub(super) schema: String,
    pub(super) timeouts: Timeouts,
    pub(super) server: Endpoint,
    name: String,
    is_encrypted: bool,
    /// Why the attempt with TLS failed, if Wares then connected without TLS; `None` otherwise.
    fell_back: Option<String>,
    is_private: bool,
}

impl Database {
    /// Connects to the first server in `location` that accepts the connection and satisfies `target_session_attrs`.
    ///
    /// `schema` is the schema with the billing tables. `timeouts` limits every later statement and lock wait.
    ///
    /// # Errors
    /// The settings are invalid, or no server could be used. The message never contains a password.
    pub fn connect(location: &Location, schema: &str, timeouts: Timeouts) -> Result<Self, Error> {
        // The parameters are checked before any server is contacted, so that an outage does not hide a mistake.
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

    /// Returns the description of the database for messages, for example `` `shop` on db.example.com ``. It never
    /// contains a password.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Describes the connection for users: the database, the port, the user, and whether TLS is used.
    pub fn connection(&self) -> String {
        // The private server has a socket of its own, so its port says nothing to users.
        let port = if self.is_private { String::new() } else { format!(", port {}", self.server.port) };
        // A user name with unusual characters may be a misplaced part of the password, so it is left out.
        let user = self.server.parameters.text("user").filter(|user| is_ordinary(user));
        let user = user.map(|user| format!(" as `{user}`")).unwrap_or_default();
        let tls = match (self.is_encrypted, self.server.is_local()) {
            (true, _) => ", with TLS",
            // Sockets are never encrypted, so it would be misleading to point it out.
            (false, true) => "",
            (false, false) => ", without TLS",
        };
        format!("{}{port}{user}{tls}", self.name)
    }

    /// Returns a warning to print if the attempt with TLS failed and the connection is therefore not encrypted; `None`
    /// otherwise.
    pub fn warning(&self) -> Option<String> {
        let why = self.fell_back.as_ref()?;
        Some(format!(
            "warning: the connection to {} is not encrypted: with TLS, {why}; `sslmode=prefer` falls back to a connection \
             without TLS, whereas `sslmode=verify-full` never does",
            self.name
        ))
    }

    /// Whether this is a private database (`--local`). No billing system uses a private database.
    pub fn is_private(&self) -> bool {
        self.is_private
    }
}

/// Connects to the first server that can be reached and satisfies `wanted`.
///
/// # Errors
/// Returns every server that was tried, with the reason why it could not be used.
fn first(
    servers: &[Endpoint],
    wanted: TargetSession,
) -> Result<(&Endpoint, Opened), Vec<(&Endpoint, ConnectFailure)>> {
    let mut failed = Vec::new();
    for round in wanted.rounds() {
        // `prefer-standby` makes two rounds. The second accepts any server, so only its failures explain the result.
        failed.clear();
        for server in servers {
            match open_if_wanted(server, *round) {
                Ok(opened) => return Ok((server, opened)),
                Err(failure) => {
                    // A server that refuses the login ends the search, as in libpq.
                    let is_last = !failure.allows_next_host();
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

/// Opens a connection, and closes the connection again if the session does not satisfy `wanted`.
fn open_if_wanted(server: &Endpoint, wanted: TargetSession) -> Result<Opened, ConnectFailure> {
    let Opened { mut client, is_encrypted, fell_back } = server.open()?;
    // The default asks nothing, which saves a round trip.
    if wanted == TargetSession::Any {
        return Ok(Opened { client, is_encrypted, fell_back });
    }
    // A pooler may accept the connection and then wait for a server, so the question needs a deadline of its own.
    let limit = server.connect_timeout();
    let answer = within(limit, move || wanted.differs(&mut client).map(|differs| (differs, client)));
    match answer.ok_or(ConnectFailure::Silent(limit))? {
        Ok((None, client)) => Ok(Opened { client, is_encrypted, fell_back }),
        Ok((Some(why), _)) => Err(ConnectFailure::Unfit(why)),
        Err(error) => Err(ConnectFailure::Refused(error)),
    }
}
