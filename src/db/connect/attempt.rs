//! Opens a connection to one server, address by address, as libpq does.

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

/// Why no connection came about.
pub enum Unopened {
    /// The host has no known address.
    Unknown,
    /// No server listens there, or the network cannot reach it.
    Unreachable(postgres::Error),
    /// The server refused the connection, or the driver gave up.
    Refused(postgres::Error),
    /// The TLS handshake failed.
    Insecure(rustls::Error),
    /// The server closed the connection after the TLS handshake, with an alert.
    Expelled(rustls::Error),
    /// The connection ended during the TLS handshake.
    Aborted(postgres::Error),
    /// The server does not offer TLS.
    Unencrypted,
    /// A file that TLS needs cannot be used.
    Unusable(Error),
    /// The server did not answer in time.
    Silent(Duration),
    /// The session is not what `target_session_attrs` asks for.
    Unfit(&'static str),
    /// Both ways failed, with TLS and without, in the order of `sslmode`.
    Both(Box<Unopened>, Box<Unopened>),
}

impl Unopened {
    /// Whether the next host may be tried, as in libpq: this one was not reached, is starting or stopping, or does not fit.
    pub fn leaves_others(&self) -> bool {
        match self {
            Self::Unknown | Self::Unreachable(_) | Self::Silent(_) | Self::Unfit(_) => true,
            Self::Refused(error) => takes_nobody_now(error),
            Self::Insecure(_) | Self::Expelled(_) | Self::Aborted(_) => false,
            Self::Unencrypted | Self::Unusable(_) => false,
            Self::Both(_, second) => second.leaves_others(),
        }
    }

    /// Whether the other way may succeed, with TLS or without it.
    fn leaves_other_way(&self, attempt: Attempt, is_encrypted: bool) -> bool {
        match (self, attempt) {
            (_, Attempt::Encrypted) => false,
            (Self::Insecure(_) | Self::Aborted(_), _) => true,
            (Self::Refused(error), attempt) => {
                is_unauthenticated(error) && (is_encrypted || attempt == Attempt::Plain)
            }
            _ => false,
        }
    }

    /// Whether `pg_hba.conf` has no entry for such a connection.
    fn is_without_entry(&self) -> bool {
        matches!(self, Self::Refused(error) if error.code().is_some_and(|code| code.code() == "28000"))
    }
}

/// Whether a server refused before it had checked who logs in. Afterwards nobody logs in once more, since the password would
/// be sent without encryption.
fn is_unauthenticated(error: &postgres::Error) -> bool {
    let Some(db) = error.as_db_error() else { return false };
    db.code().code().starts_with("28") && db.routine() != Some("InitializeSessionUserId")
}

/// Whether a server is starting, stopping or recovering.
fn takes_nobody_now(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code() == "57P03")
}

/// A connection, and whether it is encrypted.
pub struct Opened {
    pub client: Client,
    pub is_encrypted: bool,
    /// Why it is not encrypted although the server offers TLS.
    pub fell_back: Option<Unopened>,
}

impl Endpoint {
    /// Connects to the first address that accepts the connection.
    pub fn open(&self) -> Result<Opened, Unopened> {
        let mut failure = Unopened::Unknown;
        for place in self.places()? {
            match self.reach(&place) {
                Err(failed) if failed.leaves_others() => failure = failed,
                done => return done,
            }
        }
        Err(failure)
    }

    /// The places where it can be reached: a socket, or each of its addresses.
    fn places(&self) -> Result<Vec<Config>, Unopened> {
        let mut named = self.config.clone();
        named.port(self.port);
        if self.is_local() {
            named.host_path(&self.host);
            return Ok(vec![named]);
        }
        let addresses = match self.address {
            Some(address) => vec![address],
            None => self.addresses()?,
        };
        let is_name = ServerName::try_from(self.host.as_str()).is_ok();
        let at = |address: IpAddr| {
            let mut place = named.clone();
            // With `hostaddr` the host can be any text, but the driver needs a name or an address for TLS.
            let host = if is_name { self.host.clone() } else { address.to_string() };
            place.host(&host).hostaddr(address);
            place
        };
        Ok(addresses.into_iter().map(at).collect())
    }

    fn addresses(&self) -> Result<Vec<IpAddr>, Unopened> {
        let (host, port, limit) = (self.host.clone(), self.port, self.patience());
        let found =
            within(limit, move || (host.as_str(), port).to_socket_addrs()).ok_or(Unopened::Silent(limit))?;
        Ok(found.map_err(|_| Unopened::Unknown)?.map(|address| address.ip()).collect())
    }

    /// Connects to one place, with TLS or without it, as `sslmode` allows.
    fn reach(&self, place: &Config) -> Result<Opened, Unopened> {
        let mut first = None;
        for attempt in self.tls.attempts(self.is_local(), self.is_bound()) {
            let shown = Arc::new(AtomicBool::new(false));
            match self.attempt(place.clone(), *attempt, &shown) {
                Err(failed) if failed.leaves_other_way(*attempt, shown.load(Ordering::Relaxed)) => {
                    first = first.or(Some(failed));
                }
                Err(failed) => return Err(both(first, failed)),
                Ok(client) => {
                    let is_encrypted = *attempt != Attempt::Plain && shown.load(Ordering::Relaxed);
                    return Ok(Opened { client, is_encrypted, fell_back: first.filter(|_| !is_encrypted) });
                }
            }
        }
        Err(first.unwrap_or(Unopened::Unknown))
    }

    /// Whether the password must be bound to the channel.
    fn is_bound(&self) -> bool {
        self.parameters.bytes("channel_binding") == Some(b"require")
    }

    /// Connects with TLS or without it.
    fn attempt(
        &self,
        mut place: Config,
        attempt: Attempt,
        shown: &Arc<AtomicBool>,
    ) -> Result<Client, Unopened> {
        // The timeout of the driver covers only the TCP connection, not what the server says afterwards.
        let limit = self.patience();
        let connected = match attempt {
            Attempt::Plain => {
                place.ssl_mode(SslMode::Disable);
                within(limit, move || place.connect(NoTls))
            }
            Attempt::Offered | Attempt::Encrypted => {
                let is_needed = attempt == Attempt::Encrypted;
                place.ssl_mode(if is_needed { SslMode::Require } else { SslMode::Prefer });
                let config = self.tls.config(&self.parameters, &self.host, shown.clone());
                let tls = MakeRustlsConnect::new(config.map_err(Unopened::Unusable)?);
                within(limit, move || place.connect(tls))
            }
        };
        connected.ok_or(Unopened::Silent(limit))?.map_err(failure)
    }
}

/// The failure to report when both ways failed. That `pg_hba.conf` has no entry for the second says nothing new.
fn both(first: Option<Unopened>, second: Unopened) -> Unopened {
    match first {
        None => second,
        Some(first) if second.is_without_entry() => first,
        Some(first) => Unopened::Both(Box::new(first), Box::new(second)),
    }
}

/// Classifies a failure of the driver, which tells its sort only in words.
fn failure(error: postgres::Error) -> Unopened {
    if error.as_db_error().is_some() {
        return Unopened::Refused(error);
    }
    let words = error.to_string();
    let is_handshake = words.starts_with("error performing TLS handshake");
    match error.source() {
        Some(source) if source.to_string().contains("does not support TLS") => Unopened::Unencrypted,
        Some(source) => match tls_error(source) {
            Some(tls) if is_handshake => Unopened::Insecure(tls.clone()),
            Some(tls) => Unopened::Expelled(tls.clone()),
            None if is_handshake => Unopened::Aborted(error),
            None => unreached(error, &words),
        },
        None => unreached(error, &words),
    }
}

fn unreached(error: postgres::Error, words: &str) -> Unopened {
    match words.starts_with("error connecting") || words.starts_with("timeout") {
        true => Unopened::Unreachable(error),
        false => Unopened::Refused(error),
    }
}

/// The TLS error behind a failure, if there is one: errors of the stream wrap it.
fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut source = Some(error);
    while let Some(cause) = source {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        source = match inner {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    None
}
