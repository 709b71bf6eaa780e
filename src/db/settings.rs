//! Where a database is said to be, as the driver takes it: what a connection string says, then the `PG*` variables.

use super::connect::Location;
use super::error::Error;
use super::local::Server;
use super::said::{Fault, Said};
use super::url;
use postgres::Config;
use postgres::config::{SslMode, TargetSessionAttrs};
use std::time::Duration;

/// How long it takes at most to reach a server, unless something else is said.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long what was sent may stay without an acknowledgement, and how soon a silent connection is tried.
const TCP_TIMEOUT: Duration = Duration::from_secs(30);

/// The variables that fill what a connection string leaves open, and what each stands for.
const VARIABLES: &[(&str, &str)] = &[
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGOPTIONS", "options"),
    ("PGSSLMODE", "sslmode"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
];

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

/// All that is said of the database, by a connection string and by variables.
pub fn said(location: &Location) -> Result<Said, Error> {
    let mut said = match location {
        Location::Local(root) => {
            let server = Server::of(root)?;
            server.start()?;
            return url::read(&server.url()).map_err(|fault| unread("the private server's folder", fault));
        }
        Location::Url(named) => url::read(&named.text)
            .map_err(|fault| unread(&format!("the database's URL in {}", named.from), fault))?,
        Location::Environment => Said::default(),
    };
    fill(&mut said, matches!(location, Location::Environment))?;
    Ok(said)
}

/// Why a connection string cannot be read.
fn unread(what: &str, fault: Fault) -> Error {
    match fault {
        Fault::Unsupported(name) => refused(name),
        fault => Error::new(
            format!("{what} cannot be read: {fault}"),
            "write it as postgresql://user:password@host:5432/database; in a user, a password and a name the signs \
             `@ : / ? # % &` and blanks are written with a `%`: `%40 %3A %2F %3F %23 %25 %26 %20`",
        ),
    }
}

/// Fills what the URL leaves open from the `PG*` variables, as libpq does.
fn fill(said: &mut Said, from_environment: bool) -> Result<(), Error> {
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
    let is_placed = |said: &Said| said.bytes("host").is_some() || said.bytes("hostaddr").is_some();
    if !is_placed(said) {
        take(said, "PGHOSTADDR", "hostaddr")?;
        take(said, "PGHOST", "host")?;
    }
    VARIABLES.iter().try_for_each(|(variable, name)| take(said, variable, name))?;
    let user = || user().unwrap_or_else(|| "postgres".to_owned());
    let defaults = [("host", "/var/run/postgresql".to_owned(), is_placed(said)), ("user", user(), false)];
    for (name, value, is_said) in defaults {
        if !is_said && said.bytes(name).is_none() {
            said.set(name, value.into_bytes()).map_err(|fault| unread("the user", fault))?;
        }
    }
    Ok(())
}

/// Takes what a variable says, where nothing else does.
fn take(said: &mut Said, variable_name: &str, name: &'static str) -> Result<(), Error> {
    let (None, Some(value)) = (said.bytes(name), variable(variable_name)) else { return Ok(()) };
    said.set(name, value).map_err(|fault| match fault {
        Fault::Unsupported(what) => refused(&what.replacen(name, variable_name, 1)),
        Fault::Part(_, why) => {
            Error::new(format!("the variable `{variable_name}` {why}"), "correct it, or unset it")
        }
    })
}

/// The variable that is set and stands for a part, by libpq's name for that.
pub fn variable_for(name: &str) -> Option<&'static str> {
    let all = [("PGHOST", "host"), ("PGHOSTADDR", "hostaddr")].into_iter().chain(VARIABLES.iter().copied());
    all.filter(|(_, part)| *part == name).map(|(name, _)| name).find(|name| variable(name).is_some())
}

fn variable(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).map(|value| value.as_encoded_bytes().to_vec()).filter(|value| !value.is_empty())
}

fn user() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}

/// The servers that are named, in their order.
pub fn servers(said: &Said) -> Vec<Config> {
    let (hosts, addresses, ports) = (said.list("host"), said.list("hostaddr"), said.list("port"));
    let server = |number: usize| {
        let mut config = general(said);
        if let Some(host) = hosts.get(number) {
            config.host(host);
        }
        if let Some(address) = addresses.get(number).and_then(|text| text.parse().ok()) {
            config.hostaddr(address);
        }
        if let Some(port) = ports.get(number).or(ports.first()).and_then(|port| port.trim().parse().ok()) {
            config.port(port);
        }
        config
    };
    (0..hosts.len().max(addresses.len())).map(server).collect()
}

/// What holds for each server.
fn general(said: &Said) -> Config {
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
    config.target_session_attrs(match said.text("target_session_attrs").as_deref() {
        Some("read-write") => TargetSessionAttrs::ReadWrite,
        Some("read-only") => TargetSessionAttrs::ReadOnly,
        _ => TargetSessionAttrs::Any,
    });
    if said.text("sslmode").as_deref() == Some("disable") {
        config.ssl_mode(SslMode::Disable);
    }
    limits(said, &mut config);
    config
}

/// How long a connection may be silent.
fn limits(said: &Said, config: &mut Config) {
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
