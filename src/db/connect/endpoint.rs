//! The servers that a connection may use, each with its settings.

use super::parameters::Parameters;
use super::password_file::{Login, Passwords, SOCKETS};
use super::tls::Tls;
use crate::db::error::Error;
use postgres::Config;
use postgres::config::ChannelBinding;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

/// How long to wait for a server if `connect_timeout` is not set.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long sent data may stay unacknowledged. Also how long a connection may be idle before it is probed.
const TCP_TIMEOUT: Duration = Duration::from_secs(30);
/// The port of a server if no port is given.
const PORT: u16 = 5432;

/// One server, and how to connect to it. `Debug` is not implemented, because the settings may contain a password.
#[derive(Clone)]
pub struct Endpoint {
    /// The driver's settings, without the host, the address and the port.
    pub(super) config: Config,
    /// The host name, the address, or the folder of the socket, as the user wrote it.
    pub(super) host: String,
    /// The address that `hostaddr` sets; `None` if it is not set.
    pub(super) address: Option<IpAddr>,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) parameters: Parameters,
}

impl Endpoint {
    /// Whether the server is reached through a Unix socket.
    pub fn is_local(&self) -> bool {
        self.address.is_none() && self.host.starts_with('/')
    }

    /// How long an attempt to connect to one address may take. As in libpq, this is at least two seconds.
    pub fn connect_timeout(&self) -> Duration {
        self.config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT).max(Duration::from_secs(2))
    }
}

/// Returns the servers that the parameters name, in the order in which they are tried.
///
/// # Errors
/// The lists of hosts, addresses and ports have different lengths, `verify-full` has no host name to check, or the
/// password file cannot be used.
pub fn endpoints(parameters: &Parameters, is_private: bool) -> Result<Vec<Endpoint>, Error> {
    let (hosts, addresses, ports) =
        (parameters.list("host"), parameters.list("hostaddr"), parameters.list("port"));
    // Without any host there is still one server, behind the default socket.
    let count = hosts.len().max(addresses.len()).max(1);
    check_lengths("hostaddr", ["address", "addresses"], addresses.len(), hosts.len())?;
    // As in libpq, a single port is for all hosts.
    if ports.len() > 1 {
        check_lengths("port", ["port", "ports"], ports.len(), count)?;
    }
    // The private server needs no password (it is made with `initdb -A trust`).
    let passwords = match is_private || parameters.bytes("password").is_some() {
        true => Passwords::default(),
        false => Passwords::read(parameters)?,
    };
    let tls = Tls::new(parameters)?;
    if tls.mode() == "verify-full" {
        check_names(&hosts, &addresses)?;
    }
    let names = Names { hosts, addresses, ports };
    let endpoint = |index| names.endpoint(index, parameters, &passwords, &tls);
    Ok((0..count).map(endpoint).collect())
}

/// The hosts, addresses and ports of the servers, in the same order. Each list may be empty.
struct Names {
    hosts: Vec<String>,
    addresses: Vec<String>,
    ports: Vec<String>,
}

impl Names {
    /// Returns the server at the given index.
    fn endpoint(&self, index: usize, parameters: &Parameters, passwords: &Passwords, tls: &Tls) -> Endpoint {
        let Self { hosts, addresses, ports } = self;
        // `validation` has already rejected everything that does not parse.
        let address: Option<IpAddr> = addresses.get(index).and_then(|text| text.parse().ok());
        let host = hosts.get(index).cloned().filter(|host| !host.is_empty());
        // As in libpq, the address also stands in for the name in the password file.
        let host = host.or_else(|| address.map(|it| it.to_string())).unwrap_or_else(socket_folder);
        // One port counts for all hosts.
        let port =
            ports.get(index).or(ports.first()).and_then(|port| port.trim().parse().ok()).unwrap_or(PORT);
        let mut config = general(parameters);
        // Per server, because each host may have its own line in the password file.
        if let Some(password) = password(parameters, passwords, &host, port) {
            config.password(password);
        }
        Endpoint { config, host, address, port, tls: tls.clone(), parameters: parameters.clone() }
    }
}

/// Checks that every server has a host name. `verify-full` compares this name with the certificate.
fn check_names(hosts: &[String], addresses: &[String]) -> Result<(), Error> {
    let is_nameless = |index: usize| hosts.get(index).is_none_or(String::is_empty);
    // Without `hostaddr` every server has a host name or is a socket, which has no TLS.
    match (0..addresses.len()).any(is_nameless) {
        false => Ok(()),
        true => Err(Error::new(
            "`sslmode=verify-full` needs the host name to check the server's certificate",
            "give the host name in addition to its address: `host=… hostaddr=…`",
        )),
    }
}

/// Checks that a list with `count` elements is as long as the list of hosts. An empty list is always accepted.
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

/// Returns the folder of the server's socket for a connection without a host. This is Debian's folder if it exists,
/// otherwise PostgreSQL's default.
fn socket_folder() -> String {
    // libpq has the folder compiled in, and Debian's packages use another one than PostgreSQL's own build.
    if Path::new(SOCKETS).exists() { SOCKETS } else { "/tmp" }.to_owned()
}

/// Returns the password for a server from the password file; `None` if the file has none.
fn password(parameters: &Parameters, passwords: &Passwords, host: &str, port: u16) -> Option<Vec<u8>> {
    let (database, user) = (parameters.text("dbname")?, parameters.text("user")?);
    passwords.find(&Login { host, port, database: &database, user: &user })
}

/// Returns the driver's settings that are the same for all servers of a connection.
fn general(parameters: &Parameters) -> Config {
    let mut config = Config::new();
    // Administrators find the sessions of Wares in `pg_stat_activity` by this name (docs/dba.md).
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
    // Anything else is `prefer`, libpq's default. `validation` has already rejected unknown values.
    config.channel_binding(match parameters.text("channel_binding").as_deref() {
        Some("disable") => ChannelBinding::Disable,
        Some("require") => ChannelBinding::Require,
        _ => ChannelBinding::Prefer,
    });
    limits(parameters, &mut config);
    config
}

/// Sets the timeouts and the keepalive probes. As in libpq, 0 selects the default.
fn limits(parameters: &Parameters, config: &mut Config) {
    let seconds = |name: &str, default| {
        parameters.number(name).filter(|it| *it > 0).map_or(default, Duration::from_secs)
    };
    config.connect_timeout(seconds("connect_timeout", CONNECT_TIMEOUT));
    // On by default, as in libpq.
    config.keepalives(parameters.number("keepalives") != Some(0));
    config.keepalives_idle(seconds("keepalives_idle", TCP_TIMEOUT));
    // With three probes, a dead connection is noticed after another 30 seconds.
    config.keepalives_interval(seconds("keepalives_interval", TCP_TIMEOUT / 3));
    config.keepalives_retries(
        parameters
            .number("keepalives_count")
            .and_then(|it| it.try_into().ok())
            .filter(|it| *it > 0)
            .unwrap_or(3),
    );
    // Without it, the kernel may repeat unacknowledged data for many minutes.
    config.tcp_user_timeout(
        parameters.number("tcp_user_timeout").filter(|it| *it > 0).map_or(TCP_TIMEOUT, Duration::from_millis),
    );
}
