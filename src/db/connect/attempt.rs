//! Opens a connection to one server, address by address, as libpq does.

use super::server::Server;
use super::tls::Attempt;
use crate::db::patience::within;
use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use std::error::Error as _;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Why no connection came about.
pub enum Unopened {
    /// No address is known of the host.
    Unknown,
    /// Nobody listens there, or the network does not lead there.
    Unreachable(postgres::Error),
    /// What the driver or the server says.
    Refused(postgres::Error),
    /// The two did not agree on TLS.
    Insecure(rustls::Error),
    /// The server does not offer TLS.
    Unencrypted,
    /// No answer came in time.
    Silent(Duration),
    /// It is not the session that is asked for.
    Unfit(&'static str),
}

impl Unopened {
    /// Whether another server may be tried: this one was not reached, takes nobody now, or is not what is asked for.
    pub fn leaves_others(&self) -> bool {
        match self {
            Self::Unknown | Self::Unreachable(_) | Self::Silent(_) | Self::Unfit(_) => true,
            Self::Refused(error) => error.code().is_some_and(|code| code.code() == "57P03"),
            Self::Insecure(_) | Self::Unencrypted => false,
        }
    }
}

/// A connection, and whether it is encrypted.
pub struct Opened {
    pub client: Client,
    pub is_encrypted: bool,
}

impl Server {
    /// Connects, or gives up when the time is over.
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

    /// What it is reached by: a socket, or each of its addresses.
    fn places(&self) -> Result<Vec<Config>, Unopened> {
        let mut named = self.config.clone();
        named.port(self.port);
        if self.is_local() {
            named.host_path(&self.host);
            return Ok(vec![named]);
        }
        named.host(&self.host);
        let addresses = match self.address {
            Some(address) => vec![address],
            None => self.addresses()?,
        };
        let at = |address: IpAddr| {
            let mut place = named.clone();
            place.hostaddr(address);
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

    /// Connects to one place, in each of the ways that `sslmode` allows until one leads there.
    fn reach(&self, place: &Config) -> Result<Opened, Unopened> {
        let mut failure = Unopened::Unknown;
        for attempt in self.tls.attempts(self.is_local()) {
            let (tried, may_go_on) = self.attempt(place.clone(), *attempt);
            match tried {
                Err(failed) if may_go_on => failure = failed,
                done => return done,
            }
        }
        Err(failure)
    }

    /// Connects in one way; and whether, if that fails, another one may do better.
    fn attempt(&self, mut place: Config, attempt: Attempt) -> (Result<Opened, Unopened>, bool) {
        let seen = Arc::new(AtomicBool::new(false));
        place.ssl_mode(match attempt {
            Attempt::Plain => SslMode::Disable,
            Attempt::Offered => SslMode::Prefer,
            Attempt::Encrypted => SslMode::Require,
        });
        let tls = match self.tls.config(seen.clone()) {
            Ok(tls) => MakeRustlsConnect::new(tls),
            Err(error) => return (Err(Unopened::Insecure(error)), false),
        };
        // The driver's own timeout ends when the server takes the connection; whether it says anything then is another
        // matter.
        let limit = 2 * self.patience();
        let connected = within(limit, move || match attempt {
            Attempt::Plain => place.connect(NoTls),
            _ => place.connect(tls),
        });
        let is_encrypted = seen.load(Ordering::Relaxed);
        let tried = match connected {
            None => Err(Unopened::Silent(limit)),
            Some(Ok(client)) => Ok(Opened { client, is_encrypted }),
            Some(Err(error)) => Err(failure(error)),
        };
        let may_go_on = match (&tried, attempt) {
            (Err(Unopened::Insecure(_) | Unopened::Unencrypted), Attempt::Offered) => true,
            (Err(Unopened::Refused(_)), Attempt::Offered) => is_encrypted,
            (Err(Unopened::Refused(_)), Attempt::Plain) => true,
            _ => false,
        };
        (tried, may_go_on)
    }
}

/// What a failure of the driver is.
fn failure(error: postgres::Error) -> Unopened {
    if error.as_db_error().is_some() {
        return Unopened::Refused(error);
    }
    if let Some(tls) = tls_error(&error) {
        return Unopened::Insecure(tls.clone());
    }
    // The driver says what sort of failure it is in words alone.
    let words = error.to_string();
    match error.source() {
        Some(source) if source.to_string().contains("does not support TLS") => Unopened::Unencrypted,
        _ if words.starts_with("error connecting") || words.starts_with("timeout") => {
            Unopened::Unreachable(error)
        }
        _ => Unopened::Refused(error),
    }
}

/// The error of TLS that is the cause, if it is one. It lies within errors of the stream.
fn tls_error(error: &postgres::Error) -> Option<&rustls::Error> {
    let mut source = error.source();
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
