//! What is named of where a database is said to be, and what is not: a slip may have put a password anywhere.

use super::connect::Location;
use super::settings::variable_for;
use super::url;
use postgres::Config;
use postgres::config::Host;
use postgres::error::{DbError, SqlState};
use std::net::IpAddr;

/// Whether a name has no signs but those that ordinary names have.
pub fn is_ordinary(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "_-./$".contains(c))
}

/// The database by name and host, or by where these came from.
pub fn described(database: Option<&str>, server: &Config, location: &Location) -> String {
    let host = host(server, location);
    match database {
        None => format!("the user's own database on {host}"),
        Some(name) if is_ordinary(name) => format!("`{name}` on {host}"),
        Some(_) => format!("the database in {} on {host}", origin(location, "dbname")),
    }
}

fn host(server: &Config, location: &Location) -> String {
    let (name, what) = match server.get_hosts().first() {
        Some(Host::Tcp(name)) => (name.clone(), "the host"),
        Some(Host::Unix(path)) => (path.display().to_string(), "the socket's folder"),
        None => return server.get_hostaddrs().first().map(ToString::to_string).unwrap_or_default(),
    };
    // Where the private server is, nobody typed.
    match matches!(location, Location::Local(_)) || is_ordinary(&name) || is_address(&name) {
        true => name,
        false => format!("{what} in {}", origin(location, "host")),
    }
}

/// Whether a host is an address, perhaps with its zone.
fn is_address(host: &str) -> bool {
    let (address, zone) = host.split_once('%').unwrap_or((host, ""));
    address.parse::<IpAddr>().is_ok() && is_ordinary(zone)
}

/// Where a part of what is said of a database came from, in words.
fn origin(location: &Location, name: &str) -> String {
    let is_said = |text: &str| url::read(text).is_ok_and(|said| said.bytes(name).is_some());
    match (location, variable_for(name)) {
        (Location::Url(named), _) if is_said(&named.text) => named.from.clone(),
        (_, Some(variable)) => format!("`{variable}`"),
        (_, None) => "this machine's settings".to_owned(),
    }
}

/// Whether what a server says of a connection may be repeated: its messages quote the user, the database and the
/// options.
pub fn is_quotable(server: &Config) -> bool {
    let names = [server.get_user(), server.get_dbname()];
    names.into_iter().flatten().all(is_ordinary) && server.get_options().is_none()
}

/// What a server says that takes no connection; where that is not repeated, which part it refuses.
pub fn refusal(fault: &DbError, is_quotable: bool, location: Option<&Location>) -> String {
    let code = fault.code();
    // The server starts, stops, or recovers: that quotes nothing.
    if is_quotable || ["57P01", "57P02", "57P03"].contains(&code.code()) {
        return fault.message().to_owned();
    }
    let (called, from) = match part(code) {
        Some((called, name)) => (called, location.map(|location| format!(" in {}", origin(location, name)))),
        None => ("the connection", None),
    };
    format!("the server refuses {called}{} (SQLSTATE {})", from.unwrap_or_default(), code.code())
}

/// The part of what is said of a database that a server refuses: how it is called, and libpq's name for it.
fn part(code: &SqlState) -> Option<(&'static str, &'static str)> {
    match code.code() {
        "28P01" => Some(("the password", "password")),
        "3D000" => Some(("the database", "dbname")),
        "42501" => None,
        code if code.starts_with("28") => Some(("the user", "user")),
        code if code.starts_with("22") || code.starts_with("42") => Some(("the options", "options")),
        _ => None,
    }
}
