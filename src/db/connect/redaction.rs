//! Decides which settings of a connection may be shown in messages. Any setting may contain a misplaced password.

use super::endpoint::Endpoint;
use super::location::Location;
use super::parameters::{Parameters, Source};
use postgres::error::{DbError, SqlState};
use std::net::IpAddr;

/// Whether all characters of a name are common in names. Such a name is unlikely to be a password.
pub fn is_ordinary(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "_-./$".contains(c))
}

/// Describes the database for messages by name and host. If the name or the host may not be shown, the description says
/// where that setting came from.
pub fn described(server: &Endpoint, location: &Location) -> String {
    let host = host(server, location);
    match server.parameters.text("dbname") {
        Some(name) if is_ordinary(&name) => format!("`{name}` on {host}"),
        // Where it came from helps to find the mistake without showing it.
        _ => format!("the database in {} on {host}", origin(&server.parameters, location, "dbname")),
    }
}

/// Describes the host for messages. If the host may not be shown, the description says where the host came from.
fn host(server: &Endpoint, location: &Location) -> String {
    let what = if server.is_local() { "the socket's folder" } else { "the host" };
    let name = &server.host;
    // Wares itself chose the folder of the private server, so it cannot contain a password.
    match matches!(location, Location::Local(_)) || is_ordinary(name) || is_address(name) {
        true => name.clone(),
        false => format!("{what} in {}", origin(&server.parameters, location, "host")),
    }
}

/// Whether a host is an IP address, with or without a zone.
fn is_address(host: &str) -> bool {
    // A zone follows the address after `%`, and could hide a part of a password.
    let (address, zone) = host.split_once('%').unwrap_or((host, ""));
    address.parse::<IpAddr>().is_ok() && is_ordinary(zone)
}

/// Describes the origin of a parameter's value for messages.
pub fn origin(parameters: &Parameters, location: &Location, name: &str) -> String {
    match (parameters.source(name), location) {
        (Source::Text, Location::Url(named)) => named.from.clone(),
        (Source::Service, _) => "the service".to_owned(),
        (Source::Variable(variable), _) => format!("`{variable}`"),
        (Source::Text | Source::Default, _) => "this machine's settings".to_owned(),
    }
}

/// Whether the server's messages may be shown. These messages may quote the user, the database and the options.
/// Therefore the user and the database must have [ordinary](is_ordinary) names, and no options may be set.
pub fn is_quotable(server: &Endpoint) -> bool {
    // In a URL with an unescaped `/` or `@`, a part of the password may end up in any of these.
    let names = [server.parameters.text("user"), server.parameters.text("dbname")];
    names.into_iter().flatten().all(|name| is_ordinary(&name)) && server.parameters.bytes("options").is_none()
}

/// Says why a server rejected the connection. If the server's message may not be shown, names only the rejected
/// setting. With `location`, also says where this setting came from.
pub fn refusal(fault: &DbError, server: &Endpoint, location: Option<&Location>) -> String {
    let code = fault.code();
    // The messages of a server that is starting, stopping or recovering quote nothing.
    if is_quotable(server) || ["57P01", "57P02", "57P03"].contains(&code.code()) {
        return fault.message().to_owned();
    }
    let (words, from) = match part(code) {
        Some((words, name)) => {
            (words, location.map(|location| format!(" in {}", origin(&server.parameters, location, name))))
        }
        None => ("the connection", None),
    };
    format!("the server rejects {words}{} (SQLSTATE {})", from.unwrap_or_default(), code.code())
}

/// Returns the setting that an SQLSTATE is about, as the words for messages and the libpq name. `None` if the code does
/// not single out a setting.
fn part(code: &SqlState) -> Option<(&'static str, &'static str)> {
    match code.code() {
        // `invalid_password`.
        "28P01" => Some(("the password", "password")),
        // `invalid_catalog_name`: what SQL calls a catalog is a database.
        "3D000" => Some(("the database", "dbname")),
        // Several parts may be meant, so none is blamed.
        "42501" => None,
        // With this code, PgBouncer rejects options that it cannot pass on.
        "08P01" => Some(("the options", "options")),
        code if code.starts_with("28") => Some(("the user", "user")),
        code if code.starts_with("22") || code.starts_with("42") => Some(("the options", "options")),
        _ => None,
    }
}
