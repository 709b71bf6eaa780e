//! Opens a connection to one server. Tries each of its addresses in turn, with and without TLS, as libpq does.

use super::endpoint::Endpoint;
use super::tls::Attempt;
use crate::db::deadline::within;
use crate::db::error::Error;
use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use rustls::pki_types::ServerName;
use std::error::Error as _;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Why a connection could not be opened.
pub enum ConnectFailure {
    /// No address was found for the host.
    Unknown,
    /// No server listens on this host and port, or the network cannot reach the host.
    Unreachable(postgres::Error),
    /// The server refused the connection, or the driver reported another error.
    Refused(postgres::Error),
    /// The TLS handshake failed.
    Insecure(rustls::Error),
    /// The server sent a TLS alert after the handshake, and closed the connection.
    TlsAfterHandshake(rustls::Error),
    /// The connection ended during the TLS handshake.
    Aborted(postgres::Error),
    /// The server does not offer TLS.
    Unencrypted,
    /// A file that TLS needs cannot be used.
    Unusable(Error),
    /// The server did not answer in time.
    Silent(Duration),
    /// The session does not satisfy `target_session_attrs`, for this reason.
    Unfit(&'static str),
    /// The attempts with and without TLS both failed. Holds both failures, in the order of the attempts.
    Both(Box<ConnectFailure>, Box<ConnectFailure>),
}

impl ConnectFailure {
    /// Whether TLS failed, or the connection ended during the TLS handshake.
    pub fn is_tls(&self) -> bool {
        matches!(self, Self::Insecure(_) | Self::TlsAfterHandshake(_) | Self::Aborted(_))
    }

    /// Whether the next host may be tried after this failure. As in libpq, this is so if the host could not be reached,
    /// if its server is starting or stopping, or if the session does not satisfy `target_session_attrs`.
    pub fn allows_next_host(&self) -> bool {
        match self {
            Self::Unknown | Self::Unreachable(_) | Self::Silent(_) | Self::Unfit(_) => true,
            Self::Refused(error) => is_unavailable(error),
            // Going on would hide a mistake in the TLS settings, or an attack.
            Self::Insecure(_) | Self::TlsAfterHandshake(_) | Self::Aborted(_) => false,
            Self::Unencrypted | Self::Unusable(_) => false,
            Self::Both(_, second) => second.allows_next_host(),
        }
    }

    /// Whether to try the same address again: without TLS if the failed attempt used TLS, or with TLS if not.
    fn allows_other_way(&self, attempt: Attempt, is_encrypted: bool) -> bool {
        match (self, attempt) {
            // It is either the only attempt or the second one, so there is no other way left.
            (_, Attempt::Encrypted) => false,
            // Some servers offer TLS and then fail at it (see `Tls::attempts`).
            (Self::Insecure(_) | Self::Aborted(_), _) => true,
            (Self::Refused(error), attempt) => {
                is_unauthenticated(error) && (is_encrypted || attempt == Attempt::Plain)
            }
            _ => false,
        }
    }

    /// Whether the server rejected the connection with SQLSTATE 28000, for example because `pg_hba.conf` has no entry
    /// for it.
    fn is_without_entry(&self) -> bool {
        // PostgreSQL reports a missing entry as `invalid_authorization_specification`.
        matches!(self, Self::Refused(error) if error.code().is_some_and(|code| code.code() == "28000"))
    }
}

/// Whether the server refused the connection before checking the password.
///
/// Once the password has been checked, there is no second attempt: a second attempt would send the password without
/// encryption.
fn is_unauthenticated(error: &postgres::Error) -> bool {
    let Some(db) = error.as_db_error() else { return false };
    // By the C function, because the code is the same for a role that does not exist, and its text is translated.
    db.code().code().starts_with("28") && db.routine() != Some("InitializeSessionUserId")
}

/// Whether the server is starting, stopping or recovering (`cannot_connect_now`).
fn is_unavailable(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code() == "57P03")
}

/// An open connection, with its encryption status.
pub struct Opened {
    pub client: Client,
    pub is_encrypted: bool,
    /// Why the attempt with TLS failed, if Wares then connected without TLS; `None` otherwise.
    pub fell_back: Option<ConnectFailure>,
}

impl Endpoint {
    /// Connects to the first address of the server that accepts the connection.
    pub fn open(&self) -> Result<Opened, ConnectFailure> {
        let mut failure = ConnectFailure::Unknown;
        for config in self.configs()? {
            match self.reach(&config) {
                Err(failed) if failed.allows_next_host() => failure = failed,
                done => return done,
            }
        }
        Err(failure)
    }

    /// Returns one driver configuration for each way to reach the server: its socket, or each of its addresses.
    fn configs(&self) -> Result<Vec<Config>, ConnectFailure> {
        let mut named = self.config.clone();
        // Set for the socket too: PostgreSQL puts the port into the name of the socket's file.
        named.port(self.port);
        if self.is_local() {
            named.host_path(&self.host);
            return Ok(vec![named]);
        }
        let addresses = match self.address {
            Some(address) => vec![address],
            // Resolved here and not by the driver, because each address gets its own attempts and time limit.
            None => self.addresses()?,
        };
        let is_name = ServerName::try_from(self.host.as_str()).is_ok();
        let config_for = |address: IpAddr| {
            let mut config = named.clone();
            // With `hostaddr` the host can be any text, but the driver needs a name or an address for TLS.
            let host = if is_name { self.host.clone() } else { address.to_string() };
            config.host(&host).hostaddr(address);
            config
        };
        Ok(addresses.into_iter().map(config_for).collect())
    }

    /// Looks up the addresses of the host, within the connect timeout. The system's resolver has no deadline.
    fn addresses(&self) -> Result<Vec<IpAddr>, ConnectFailure> {
        let (host, port, limit) = (self.host.clone(), self.port, self.connect_timeout());
        // In a thread with a limit, or an unreachable name server would hang the whole run.
        let resolved = within(limit, move || (host.as_str(), port).to_socket_addrs())
            .ok_or(ConnectFailure::Silent(limit))?;
        Ok(resolved.map_err(|_| ConnectFailure::Unknown)?.map(|address| address.ip()).collect())
    }

    /// Connects to one address or socket, with or without TLS as `sslmode` allows.
    fn reach(&self, config: &Config) -> Result<Opened, ConnectFailure> {
        let mut first = None;
        for attempt in self.tls.attempts(self.is_local(), self.is_bound()) {
            // The driver does not say whether TLS was used. The verifier sets this once it has seen a certificate.
            let shown = Arc::new(AtomicBool::new(false));
            match self.attempt(config.clone(), *attempt, &shown) {
                Err(failed) if failed.allows_other_way(*attempt, shown.load(Ordering::Relaxed)) => {
                    first = first.or(Some(failed));
                }
                // Any other failure would be the same in the other way, or must not be repeated without encryption.
                Err(failed) => return Err(both(first, failed)),
                Ok(client) => {
                    let is_encrypted = *attempt != Attempt::Plain && shown.load(Ordering::Relaxed);
                    return Ok(Opened { client, is_encrypted, fell_back: first.filter(|_| !is_encrypted) });
                }
            }
        }
        Err(first.unwrap_or(ConnectFailure::Unknown))
    }

    /// Whether `channel_binding=require` is set.
    fn is_bound(&self) -> bool {
        self.parameters.bytes("channel_binding") == Some(b"require")
    }

    /// Makes one attempt to connect, with or without TLS.
    fn attempt(
        &self,
        mut config: Config,
        attempt: Attempt,
        shown: &Arc<AtomicBool>,
    ) -> Result<Client, ConnectFailure> {
        // The driver's timeout covers only the TCP connection, not the handshake and the login that follow.
        let limit = self.connect_timeout();
        let connected = match attempt {
            Attempt::Plain => {
                config.ssl_mode(SslMode::Disable);
                within(limit, move || config.connect(NoTls))
            }
            Attempt::Offered | Attempt::Encrypted => {
                let is_needed = attempt == Attempt::Encrypted;
                config.ssl_mode(if is_needed { SslMode::Require } else { SslMode::Prefer });
                let tls = self.tls.config(&self.parameters, &self.host, shown.clone());
                let tls = MakeRustlsConnect::new(tls.map_err(ConnectFailure::Unusable)?);
                within(limit, move || config.connect(tls))
            }
        };
        connected.ok_or(ConnectFailure::Silent(limit))?.map_err(failure)
    }
}

/// Returns the failure to report when both attempts failed. If the second attempt failed because `pg_hba.conf` has no
/// entry for the connection, only the first failure is reported. The missing entry only means that the server does not
/// accept the fallback.
fn both(first: Option<ConnectFailure>, second: ConnectFailure) -> ConnectFailure {
    match first {
        None => second,
        Some(first) if second.is_without_entry() => first,
        Some(first) => ConnectFailure::Both(Box::new(first), Box::new(second)),
    }
}

/// Classifies an error of the driver.
fn failure(error: postgres::Error) -> ConnectFailure {
    if error.as_db_error().is_some() {
        return ConnectFailure::Refused(error);
    }
    // The driver's error kind is private, so its text is the only thing to go by.
    let text = error.to_string();
    // The same TLS error means something different during the handshake than after it; see `Insecure` and
    // `TlsAfterHandshake`.
    let is_handshake = text.starts_with("error performing TLS handshake");
    match error.source() {
        Some(source) if source.to_string().contains("does not support TLS") => ConnectFailure::Unencrypted,
        Some(source) => match tls_error(source) {
            Some(tls) if is_handshake => ConnectFailure::Insecure(tls.clone()),
            Some(tls) => ConnectFailure::TlsAfterHandshake(tls.clone()),
            None if is_handshake => ConnectFailure::Aborted(error),
            None => unreached(error, &text),
        },
        None => unreached(error, &text),
    }
}

/// Decides whether a driver error means that the server could not be reached or that the server refused the connection.
fn unreached(error: postgres::Error, text: &str) -> ConnectFailure {
    match text.starts_with("error connecting") || text.starts_with("timeout") {
        true => ConnectFailure::Unreachable(error),
        false => ConnectFailure::Refused(error),
    }
}

/// Returns the TLS error that caused `error`; `None` if there is none. I/O errors of the stream may wrap the TLS error.
fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut source = Some(error);
    while let Some(cause) = source {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        // `source` of an I/O error skips the error that it wraps and returns that error's source.
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        source = match inner {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    None
}
