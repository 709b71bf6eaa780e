//! The servers that are named, each with what it takes to connect to it.

use super::parameters::Parameters;
use super::password_file::{Login, Passwords, SOCKETS};
use super::target_session::TargetSession;
use super::tls::Tls;
use crate::db::error::Error;
use postgres::Config;
use postgres::config::ChannelBinding;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

/// How long it takes at most to reach a server, unless something else is said.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long what was sent may stay without an acknowledgement, and how soon a silent connection is tried.
const TCP_TIMEOUT: Duration = Duration::from_secs(30);
/// The port of a server of which none is said.
const PORT: u16 = 5432;

/// One server, and how to connect to it. It may hold a password and is never shown.
#[derive(Clone)]
pub struct Server {
    /// Everything but where it is.
    pub(super) config: Config,
    /// The host's name or address, or the folder of its socket, as it was said.
    pub(super) host: String,
    /// Its address, where that was said besides.
    pub(super) address: Option<IpAddr>,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) said: Parameters,
}

impl Server {
    /// Whether it is reached by a socket of this machine.
    pub fn is_local(&self) -> bool {
        self.address.is_none() && self.host.starts_with('/')
    }

    /// How long a connection may take to come about.
    pub fn patience(&self) -> Duration {
        self.config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT)
    }
}

/// The servers that are named, in their order, and what a session on one of them must be.
///
/// # Errors
/// What is said of them does not fit together, or a file that it names is not to be used.
pub fn servers(said: &Parameters) -> Result<(Vec<Server>, TargetSession), Error> {
    let (hosts, addresses) = (said.list("host"), said.list("hostaddr"));
    let count = hosts.len().max(addresses.len()).max(1);
    fits("hostaddr", ["address", "addresses"], addresses.len(), hosts.len())?;
    let ports = said.list("port");
    if ports.len() > 1 {
        fits("port", ["port", "ports"], ports.len(), count)?;
    }
    let passwords = match said.bytes("password") {
        Some(_) => Passwords::default(),
        None => Passwords::read(said)?,
    };
    let is_remote =
        !addresses.is_empty() || hosts.iter().any(|host| !host.is_empty() && !host.starts_with('/'));
    let tls = Tls::read(said, is_remote)?;
    let server = |at: usize| {
        let address: Option<IpAddr> = addresses.get(at).and_then(|text| text.parse().ok());
        let host = hosts.get(at).cloned().filter(|host| !host.is_empty());
        let host = host.or_else(|| address.map(|it| it.to_string())).unwrap_or_else(sockets);
        let port = ports.get(at).or(ports.first()).and_then(|port| port.trim().parse().ok()).unwrap_or(PORT);
        let mut config = general(said);
        if let Some(password) = found(said, &passwords, &host, port) {
            config.password(password);
        }
        Server { config, host, address, port, tls: tls.clone(), said: said.clone() }
    };
    Ok(((0..count).map(server).collect(), TargetSession::of(said)))
}

/// Holds that a list is as long as that of the hosts, where both are said.
fn fits(name: &str, [one, several]: [&str; 2], count: usize, hosts: usize) -> Result<(), Error> {
    if count == 0 || hosts == 0 || count == hosts {
        return Ok(());
    }
    let what = if count == 1 { one } else { several };
    let of = if hosts == 1 { "host" } else { "hosts" };
    Err(Error::new(
        format!("`{name}` lists {count} {what} for {hosts} {of}"),
        "list one for each host, separated by commas, in the same order",
    ))
}

/// The folder of the sockets, where no host is said.
fn sockets() -> String {
    if Path::new(SOCKETS).exists() { SOCKETS } else { "/tmp" }.to_owned()
}

/// The password that a password file has for a server.
fn found(said: &Parameters, passwords: &Passwords, host: &str, port: u16) -> Option<Vec<u8>> {
    let (database, user) = (said.text("dbname")?, said.text("user")?);
    passwords.find(&Login { host, port, database: &database, user: &user })
}

/// What holds for each server.
fn general(said: &Parameters) -> Config {
    let mut config = Config::new();
    config.application_name("wares");
    if let Some(user) = said.text("user") {
        config.user(&user);
    }
    if let Some(password) = said.bytes("password") {
        config.password(password);
    }
    if let Some(database) = said.text("dbname") {
        config.dbname(&database);
    }
    if let Some(options) = said.text("options") {
        config.options(&options);
    }
    config.channel_binding(match said.text("channel_binding").as_deref() {
        Some("disable") => ChannelBinding::Disable,
        Some("require") => ChannelBinding::Require,
        _ => ChannelBinding::Prefer,
    });
    limits(said, &mut config);
    config
}

/// How long a connection may be silent.
fn limits(said: &Parameters, config: &mut Config) {
    let seconds =
        |name: &str, default| said.number(name).filter(|it| *it > 0).map_or(default, Duration::from_secs);
    config.connect_timeout(seconds("connect_timeout", CONNECT_TIMEOUT));
    config.keepalives(said.number("keepalives") != Some(0));
    config.keepalives_idle(seconds("keepalives_idle", TCP_TIMEOUT));
    config.keepalives_interval(seconds("keepalives_interval", TCP_TIMEOUT / 3));
    config.keepalives_retries(
        said.number("keepalives_count").and_then(|it| it.try_into().ok()).filter(|it| *it > 0).unwrap_or(3),
    );
    config.tcp_user_timeout(
        said.number("tcp_user_timeout").filter(|it| *it > 0).map_or(TCP_TIMEOUT, Duration::from_millis),
    );
}
