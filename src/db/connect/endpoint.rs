//! The servers of a connection, each with its settings.

use super::parameters::Parameters;
use super::password_file::{Login, Passwords, SOCKETS};
use super::tls::Tls;
use crate::db::error::Error;
use postgres::Config;
use postgres::config::ChannelBinding;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

/// How long to wait for a server, unless `connect_timeout` says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long sent data may stay unacknowledged, and after how long a silent connection is probed.
const TCP_TIMEOUT: Duration = Duration::from_secs(30);
/// The port of a server, where none is given.
const PORT: u16 = 5432;

/// One server, and how to connect to it. It may hold a password and is never shown.
#[derive(Clone)]
pub struct Endpoint {
    /// Everything but the host, its address and the port.
    pub(super) config: Config,
    /// The host's name or address, or the folder of its socket, as it was given.
    pub(super) host: String,
    /// Its address, if `hostaddr` gives it.
    pub(super) address: Option<IpAddr>,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) parameters: Parameters,
}

impl Endpoint {
    /// Whether it is reached through a Unix socket.
    pub fn is_local(&self) -> bool {
        self.address.is_none() && self.host.starts_with('/')
    }

    /// How long a connection to one address may take: two seconds at least, as with libpq.
    pub fn patience(&self) -> Duration {
        self.config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT).max(Duration::from_secs(2))
    }
}

/// The servers of a connection, in order. The private server needs no password.
///
/// # Errors
/// The lists of hosts, addresses and ports have different lengths, or the password file cannot be used.
pub fn endpoints(parameters: &Parameters, is_private: bool) -> Result<Vec<Endpoint>, Error> {
    let (hosts, addresses, ports) =
        (parameters.list("host"), parameters.list("hostaddr"), parameters.list("port"));
    let count = hosts.len().max(addresses.len()).max(1);
    check_lengths("hostaddr", ["address", "addresses"], addresses.len(), hosts.len())?;
    if ports.len() > 1 {
        check_lengths("port", ["port", "ports"], ports.len(), count)?;
    }
    let passwords = match is_private || parameters.bytes("password").is_some() {
        true => Passwords::default(),
        false => Passwords::read(parameters)?,
    };
    let tls = Tls::new(parameters)?;
    let is_nameless = |at: usize| hosts.get(at).is_none_or(String::is_empty) && addresses.get(at).is_some();
    if tls.mode() == "verify-full" && (0..count).any(is_nameless) {
        let help = "name the host besides its address: `host=… hostaddr=…`";
        return Err(Error::new(
            "sslmode verify-full needs the host's name to check the server's certificate",
            help,
        ));
    }
    let endpoint = |at: usize| {
        // `validation` has refused everything else.
        let address: Option<IpAddr> = addresses.get(at).and_then(|text| text.parse().ok());
        let host = hosts.get(at).cloned().filter(|host| !host.is_empty());
        let host = host.or_else(|| address.map(|it| it.to_string())).unwrap_or_else(sockets);
        let port = ports.get(at).or(ports.first()).and_then(|port| port.trim().parse().ok()).unwrap_or(PORT);
        let mut config = general(parameters);
        if let Some(password) = password(parameters, &passwords, &host, port) {
            config.password(password);
        }
        Endpoint { config, host, address, port, tls: tls.clone(), parameters: parameters.clone() }
    };
    Ok((0..count).map(endpoint).collect())
}

/// Checks that a list is as long as that of the hosts, where both are given.
fn check_lengths(name: &str, [one, several]: [&str; 2], count: usize, hosts: usize) -> Result<(), Error> {
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

/// The folder of the sockets, where no host is given.
fn sockets() -> String {
    if Path::new(SOCKETS).exists() { SOCKETS } else { "/tmp" }.to_owned()
}

/// The password that a password file has for a server.
fn password(parameters: &Parameters, passwords: &Passwords, host: &str, port: u16) -> Option<Vec<u8>> {
    let (database, user) = (parameters.text("dbname")?, parameters.text("user")?);
    passwords.find(&Login { host, port, database: &database, user: &user })
}

/// The settings that all servers share.
fn general(parameters: &Parameters) -> Config {
    let mut config = Config::new();
    config.application_name("wares");
    if let Some(user) = parameters.text("user") {
        config.user(&user);
    }
    if let Some(password) = parameters.bytes("password") {
        config.password(password);
    }
    if let Some(database) = parameters.text("dbname") {
        config.dbname(&database);
    }
    if let Some(options) = parameters.text("options") {
        config.options(&options);
    }
    config.channel_binding(match parameters.text("channel_binding").as_deref() {
        Some("disable") => ChannelBinding::Disable,
        Some("require") => ChannelBinding::Require,
        _ => ChannelBinding::Prefer,
    });
    limits(parameters, &mut config);
    config
}

/// How long a connection may be silent.
fn limits(parameters: &Parameters, config: &mut Config) {
    let seconds = |name: &str, default| {
        parameters.number(name).filter(|it| *it > 0).map_or(default, Duration::from_secs)
    };
    config.connect_timeout(seconds("connect_timeout", CONNECT_TIMEOUT));
    config.keepalives(parameters.number("keepalives") != Some(0));
    config.keepalives_idle(seconds("keepalives_idle", TCP_TIMEOUT));
    config.keepalives_interval(seconds("keepalives_interval", TCP_TIMEOUT / 3));
    config.keepalives_retries(
        parameters
            .number("keepalives_count")
            .and_then(|it| it.try_into().ok())
            .filter(|it| *it > 0)
            .unwrap_or(3),
    );
    config.tcp_user_timeout(
        parameters.number("tcp_user_timeout").filter(|it| *it > 0).map_or(TCP_TIMEOUT, Duration::from_millis),
    );
}
