//! Connects to a database.

use super::error::Error;
use super::local::Server;
use super::transaction::Timeouts;
use postgres::config::{Host, SslMode};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use std::path::PathBuf;
use std::time::Duration;

/// Where a database is said to be.
#[derive(Clone, Debug)]
pub enum Location {
    /// Wares' own private server, kept for this project.
    Local(PathBuf),
    /// A connection string.
    Url(String),
    /// What the `PG*` variables say.
    Environment,
}

/// A database and the schema of its billing tables.
pub struct Database {
    pub(super) client: Client,
    pub(super) schema: String,
    pub(super) timeouts: Timeouts,
    config: Config,
    name: String,
}

/// What libpq knows and this version does not, by the environment variable that asks for it.
const REFUSED_VARIABLES: &[&str] = &[
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGPASSFILE",
    "PGSSLROOTCERT",
    "PGSSLCERT",
    "PGSSLKEY",
    "PGSSLCRL",
    "PGREQUIRESSL",
    "PGCHANNELBINDING",
    "PGREQUIREAUTH",
    "PGKRBSRVNAME",
    "PGGSSENCMODE",
    "PGTARGETSESSIONATTRS",
];

impl Database {
    /// Connects. The billing tables are looked for in the schema; no statement waits longer than it may.
    pub fn connect(location: &Location, schema: &str, timeouts: Timeouts) -> Result<Self, Error> {
        let config = config(location)?;
        let name = describe(&config);
        let client = config.connect(NoTls).map_err(|error| unconnected(&config, &name, &error))?;
        Ok(Self { client, schema: schema.to_owned(), timeouts, config, name })
    }

    /// The database as a person would name it, without its password.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Connects once more, after the connection was lost.
    pub(super) fn reconnect(&self) -> Result<Client, postgres::Error> {
        self.config.connect(NoTls)
    }
}

/// Why no connection came about, and what to look at first.
fn unconnected(config: &Config, name: &str, error: &postgres::Error) -> Error {
    let reason = match error.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string),
    };
    let port = match (config.get_hosts().first(), config.get_ports().first()) {
        (Some(Host::Tcp(_)), port) => format!(", port {}", port.unwrap_or(&5432)),
        _ => String::new(),
    };
    let lacks_password = config.get_password().is_none() && reason.contains("password");
    let help = remedy(error.code(), lacks_password);
    let from =
        "the database is named by --database-url, WARES_DATABASE_URL, DATABASE_URL or the PG* variables";
    Error::new(format!("cannot connect to {name}{port}: {reason}"), format!("{help}; {from}"))
}

fn remedy(code: Option<&SqlState>, lacks_password: bool) -> &'static str {
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
        Some(_) => "the message is the server's own",
        None if lacks_password => {
            "give the password in the URL (postgresql://user:password@host/database) or in PGPASSWORD"
        }
        None => {
            "see whether the server runs and whether host and port are right; --local uses a private server"
        }
    }
}

fn config(location: &Location) -> Result<Config, Error> {
    let mut config = match location {
        Location::Local(root) => return local(root),
        Location::Url(url) => parse(url)?,
        Location::Environment => Config::new(),
    };
    fill(&mut config, matches!(location, Location::Environment))?;
    config.application_name("wares");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    match config.get_ssl_mode() {
        SslMode::Disable | SslMode::Prefer => Ok(config),
        _ => Err(refused("sslmode=require")),
    }
}

fn local(root: &std::path::Path) -> Result<Config, Error> {
    let server = Server::of(root)?;
    server.start()?;
    let mut config = parse(&server.url())?;
    config.application_name("wares");
    Ok(config)
}

fn refused(what: &str) -> Error {
    let help = match what {
        "PGPASSFILE" | "passfile" => "take it out; PGPASSWORD or the URL has the password",
        "PGSERVICE" | "PGSERVICEFILE" | "service" => {
            "take it out; a URL or the PG* variables name the database"
        }
        _ => {
            "connect by a URL or the PG* variables, with sslmode disable or prefer; through a tunnel if the network is not trusted"
        }
    };
    Error::new(format!("`{what}` is not supported by this version of Wares"), help)
}

fn parse(url: &str) -> Result<Config, Error> {
    let fault = |reason: String| {
        let message = format!("the database's URL cannot be read: {reason}");
        Error::new(message, "write it as postgresql://user:password@host:5432/database")
    };
    for (name, value) in parameters(url) {
        match (name, value) {
            ("sslmode", "disable" | "prefer") => {}
            ("sslmode", mode) => return Err(refused(&format!("sslmode={mode}"))),
            ("service" | "passfile" | "sslrootcert" | "sslcert" | "sslkey" | "sslcrl" | "requiressl", _) => {
                return Err(refused(name));
            }
            _ => {}
        }
    }
    let is_url = url.starts_with("postgresql://") || url.starts_with("postgres://");
    if !is_url && !url.contains('=') {
        return Err(fault("it does not begin with postgresql://".to_owned()));
    }
    if is_url && authority(url).matches('@').count() > 1 {
        // Of `user:p@ss@host` the driver would take `ss@host` for the host, and messages name hosts.
        return Err(fault(
            "it has more than one `@` before the database; one in a password is written `%40`".to_owned(),
        ));
    }
    url.parse::<Config>().map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        fault(format!("{error}{cause}"))
    })
}

/// What of a URL names user, password and hosts.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// The parameters of a URL, or the words of a key-value string.
fn parameters(url: &str) -> Vec<(&str, &str)> {
    let is_url = url.starts_with("postgresql://") || url.starts_with("postgres://");
    let query = if is_url { url.split_once('?').map_or("", |(_, query)| query) } else { url };
    let pairs = query.split(|c: char| if is_url { c == '&' } else { c.is_whitespace() });
    pairs.filter_map(|pair| pair.split_once('=')).collect()
}

/// Fills what the URL leaves open from the `PG*` variables, as libpq does.
fn fill(config: &mut Config, from_environment: bool) -> Result<(), Error> {
    if let Some(name) = REFUSED_VARIABLES.iter().find(|name| std::env::var_os(name).is_some()) {
        return Err(refused(name));
    }
    let names = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT"];
    if from_environment && !names.iter().any(|name| variable(name).is_some()) {
        return Err(Error::new(
            "no database is named",
            "give --database-url URL, set WARES_DATABASE_URL, DATABASE_URL or the PG* variables, or use --local for a private server",
        ));
    }
    address(config)?;
    if config.get_user().is_none() {
        config.user(&variable("PGUSER").or_else(user).unwrap_or_else(|| "postgres".to_owned()));
    }
    if let (None, Some(password)) = (config.get_password(), variable("PGPASSWORD")) {
        config.password(password);
    }
    if let (None, Some(database)) = (config.get_dbname(), variable("PGDATABASE")) {
        config.dbname(&database);
    }
    if let (None, Some(options)) = (config.get_options(), variable("PGOPTIONS")) {
        config.options(&options);
    }
    match variable("PGSSLMODE").as_deref() {
        None | Some("prefer") => {}
        Some("disable") => drop(config.ssl_mode(SslMode::Disable)),
        Some(other) => return Err(refused(&format!("PGSSLMODE={other}"))),
    }
    Ok(())
}

/// Fills in where the server listens.
fn address(config: &mut Config) -> Result<(), Error> {
    if let (true, Some(address)) = (config.get_hosts().is_empty(), variable("PGHOSTADDR")) {
        let fault = |_| {
            Error::new(format!("PGHOSTADDR is `{address}`, which is no address"), "set it to an IP address")
        };
        config.hostaddr(address.parse().map_err(fault)?);
    }
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host(variable("PGHOST").as_deref().unwrap_or("/var/run/postgresql"));
    }
    if let (true, Some(port)) = (config.get_ports().is_empty(), variable("PGPORT")) {
        let fault = |_| Error::new(format!("PGPORT is `{port}`, which is no port"), "set it to a number");
        config.port(port.parse().map_err(fault)?);
    }
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn user() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}

/// The database by name and host, without a password.
fn describe(config: &Config) -> String {
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    let database = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
    format!("`{database}` on {}", host.unwrap_or_else(|| "its host".to_owned()))
}
