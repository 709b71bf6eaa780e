//! What is said of a database, by libpq's names, and what may be said.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// What the driver takes, by libpq's names.
const TAKEN: &[&str] = &[
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "options",
    "application_name",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "sslmode",
    "target_session_attrs",
];

/// What libpq knows besides, and this version does not.
const REFUSED: &[&str] = &[
    "channel_binding",
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "krbsrvname",
    "load_balance_hosts",
    "passfile",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "service",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
];

/// What is wrong with a connection string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A part of it, and what is wrong with that.
    Part(&'static str, &'static str),
    /// Something that libpq knows and this version does not.
    Unsupported(&'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(part, why) => write!(f, "{part} {why}"),
            Self::Unsupported(name) => write!(f, "`{name}` is not supported by this version of Wares"),
        }
    }
}

/// What a connection string says, by libpq's names. It cannot be printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Said(pub(super) BTreeMap<&'static str, Vec<u8>>);

impl Said {
    /// Takes a value in, in the place of what was said before. Names and numbers are looked at, since messages name
    /// them.
    pub fn set(&mut self, name: &'static str, value: Vec<u8>) -> Result<(), Fault> {
        check(name, &value)?;
        self.0.insert(name, value);
        Ok(())
    }

    /// A value; an empty one says nothing.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice).filter(|value| !value.is_empty())
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.bytes(name).map(String::from_utf8_lossy)
    }

    /// The elements of a list.
    pub fn list(&self, name: &str) -> Vec<String> {
        self.text(name).map(|text| text.split(',').map(str::to_owned).collect()).unwrap_or_default()
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.trim().parse().ok()
    }
}

/// How a part of a connection string is called in messages.
pub fn called(name: &str) -> &'static str {
    match name {
        "host" => "the host",
        "hostaddr" => "the address (hostaddr)",
        "port" => "the port",
        "dbname" => "the database's name",
        "user" => "the user",
        "password" => "the password",
        "connect_timeout" => "`connect_timeout`",
        "tcp_user_timeout" => "`tcp_user_timeout`",
        "keepalives" => "`keepalives`",
        "keepalives_idle" => "`keepalives_idle`",
        "keepalives_interval" => "`keepalives_interval`",
        "keepalives_count" => "`keepalives_count`",
        "sslmode" => "`sslmode`",
        "target_session_attrs" => "`target_session_attrs`",
        "options" => "`options`",
        _ => "`application_name`",
    }
}

/// Holds that a value is one that its part may have.
fn check(name: &'static str, value: &[u8]) -> Result<(), Fault> {
    let wrong = |why| Err(Fault::Part(called(name), why));
    if value.contains(&0) {
        return wrong("has a zero byte");
    }
    if name == "password" || value.is_empty() {
        return Ok(());
    }
    match std::str::from_utf8(value) {
        Err(_) => wrong("is not UTF-8"),
        Ok(text) if text.chars().any(char::is_control) => wrong("has a control character"),
        Ok(mode) if name == "sslmode" => ssl(mode),
        Ok(text) => fault(name, text).map_or(Ok(()), wrong),
    }
}

/// What is wrong with a value, if anything is.
fn fault(name: &str, text: &str) -> Option<&'static str> {
    let all = |holds: fn(&str) -> bool| text.split(',').all(holds);
    let (is_right, why) = match name {
        "host" => (all(is_host), "has a character that no host's name has"),
        "hostaddr" => (all(|it| it.parse::<std::net::IpAddr>().is_ok()), "is no IP address"),
        "port" => (all(|it| in_range(it, 1, 65_535)), "is no number from 1 to 65535"),
        "connect_timeout" => (in_range(text, 1, 86_400), "is no number of seconds from 1 to 86400"),
        "tcp_user_timeout" => (in_range(text, 0, 86_400_000), "is no number of milliseconds"),
        "keepalives_idle" | "keepalives_interval" | "keepalives_count" => {
            (in_range(text, 0, 86_400), "is no number from 0 to 86400")
        }
        "keepalives" => (["0", "1"].contains(&text), "is neither 0 nor 1"),
        "target_session_attrs" => {
            (["any", "read-write", "read-only"].contains(&text), "is not any, read-write or read-only")
        }
        // libpq reads such a name as a connection string of its own.
        "dbname" => (!text.contains('=') && !text.contains("://"), "is a connection string itself"),
        _ => (true, ""),
    };
    (!is_right).then_some(why)
}

fn ssl(mode: &str) -> Result<(), Fault> {
    match mode {
        "disable" | "prefer" => Ok(()),
        "allow" => Err(Fault::Unsupported("sslmode=allow")),
        "require" => Err(Fault::Unsupported("sslmode=require")),
        "verify-ca" => Err(Fault::Unsupported("sslmode=verify-ca")),
        "verify-full" => Err(Fault::Unsupported("sslmode=verify-full")),
        _ => Err(Fault::Part("`sslmode`", "is neither disable nor prefer")),
    }
}

fn in_range(text: &str, least: u64, most: u64) -> bool {
    text.trim().parse::<u64>().is_ok_and(|number| (least..=most).contains(&number))
}

/// Whether a text can be a host's name, an address, or the folder of a socket.
fn is_host(host: &str) -> bool {
    host.starts_with('/') || host.chars().all(|c| c.is_alphanumeric() || "-_.:%".contains(c))
}

/// A name that libpq knows.
pub fn known(name: &str) -> Result<&'static str, Fault> {
    if let Some(refused) = REFUSED.iter().find(|known| **known == name) {
        return Err(Fault::Unsupported(refused));
    }
    let name = if name == "keepalives_retries" { "keepalives_count" } else { name };
    let taken = TAKEN.iter().find(|known| **known == name).copied();
    taken.ok_or(Fault::Part("a keyword", "is unknown"))
}
