//! The parameters of a connection, by their libpq names. Some are supported, some are ignored, and some are rejected.

use super::validation::wrong;
use crate::diagnostic::{list, near};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The supported parameters.
const TAKEN: &[&str] = &[
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "service",
    "options",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslcrl",
    "sslsni",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "channel_binding",
    "target_session_attrs",
];

/// The parameters that are accepted and ignored. Text is always sent as UTF-8, the application name is always `wares`,
/// and neither Kerberos nor compression is used.
const IGNORED: &[&str] = &[
    "application_name",
    "fallback_application_name",
    "client_encoding",
    "gssdelegation",
    "gsslib",
    "krbsrvname",
    "sslcompression",
];

/// The parameters that accept only certain values. These values request what Wares does anyway; every other value is
/// rejected. An empty list rejects all values.
const FIXED: &[(&str, &[&str])] = &[
    ("gssencmode", &["disable", "prefer"]),
    ("load_balance_hosts", &["disable"]),
    ("max_protocol_version", &["3.0"]),
    ("min_protocol_version", &["3.0"]),
    ("oauth_client_id", &[]),
    ("oauth_client_secret", &[]),
    ("oauth_issuer", &[]),
    ("oauth_scope", &[]),
    ("replication", &["false", "off", "no", "0"]),
    ("require_auth", &[]),
    ("requirepeer", &[]),
    ("scram_client_key", &[]),
    ("scram_server_key", &[]),
    ("servicefile", &[]),
    ("sslcertmode", &["allow"]),
    ("sslcrldir", &[]),
    ("sslkeylogfile", &[]),
    ("sslnegotiation", &["postgres"]),
    ("sslpassword", &[]),
];

/// An error in the parameters of a connection. The error never quotes what the user wrote, which may contain a
/// password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An error in one part of the connection. Holds the name of the part, and a verb phrase that describes the error.
    Part(&'static str, &'static str),
    /// A keyword that libpq does not know. Holds a suggestion, but not the keyword, which may be a password.
    Unknown(Option<&'static str>),
    /// A parameter or a value that libpq supports and Wares does not. Holds the name of the parameter.
    Unsupported(&'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A parameter's name gets backticks; a description such as "the host" does not.
            Self::Part(part, why) if known(part).is_ok() => write!(f, "`{part}` {why}"),
            Self::Part(part, why) => write!(f, "{part} {why}"),
            Self::Unknown(None) => f.write_str("unknown keyword"),
            Self::Unknown(Some(near)) => write!(f, "unknown keyword (did you mean `{near}`?)"),
            Self::Unsupported(name) => match allowed(name) {
                [] => write!(f, "`{name}` is not supported by this version of Wares"),
                values => write!(f, "`{name}` can only be {} in this version of Wares", list(values, "or")),
            },
        }
    }
}

/// The origin of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The connection string.
    Text,
    /// The service file.
    Service,
    /// The environment variable with this name.
    Variable(&'static str),
    /// The default, because the user gave no value.
    Default,
}

/// How Wares treats a libpq parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The parameter is supported. Holds its libpq name.
    Taken(&'static str),
    /// The parameter is accepted and ignored.
    Ignored,
    /// The parameter accepts only certain values, which have no effect. Holds its libpq name and these values.
    Fixed(&'static str, &'static [&'static str]),
}

/// The parameters of a connection, by their libpq names. `Debug` is not implemented, because the values may contain a
/// password.
#[derive(Clone, Default)]
pub struct Parameters(pub(super) BTreeMap<&'static str, (Vec<u8>, Source)>);

impl Parameters {
    /// Sets a parameter by any name that libpq accepts.
    ///
    /// # Errors
    /// The name is unknown, or Wares does not support the parameter or its value.
    pub fn put(&mut self, name: &str, value: Vec<u8>, source: Source) -> Result<(), Fault> {
        // libpq still accepts this old form of `sslmode=require`.
        if name == "requiressl" {
            let is_required = value.first() == Some(&b'1') && self.bytes("sslmode").is_none();
            return if is_required { self.set("sslmode", b"require".to_vec(), source) } else { Ok(()) };
        }
        match known(name)? {
            Known::Taken(name) => self.set(name, value, source),
            Known::Ignored => Ok(()),
            // An empty value is libpq's way to say that the default is wanted.
            Known::Fixed(_, values) if value.is_empty() || is_one_of(&value, values) => Ok(()),
            Known::Fixed(name, _) => Err(Fault::Unsupported(name)),
        }
    }

    /// Sets a parameter.
    ///
    /// # Errors
    /// The value is not valid.
    pub fn set(&mut self, name: &'static str, value: Vec<u8>, source: Source) -> Result<(), Fault> {
        match wrong(name, &value) {
            Some(why) => Err(Fault::Part(called(name), why)),
            None => {
                self.0.insert(name, (value, source));
                Ok(())
            }
        }
    }

    /// Adds the parameters in `others` that are unset or empty in `self`.
    pub fn fill(&mut self, others: Self) {
        for (name, value) in others.0 {
            // An empty value counts as unset, as in libpq, so a later source may fill it.
            if self.bytes(name).is_none() {
                self.0.insert(name, value);
            }
        }
    }

    /// Returns the value of a parameter; `None` if it is unset or empty.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(|(value, _)| value.as_slice()).filter(|value| !value.is_empty())
    }

    /// Returns the value of a parameter as text, with a replacement character for bytes that are not UTF-8. `None` if
    /// it is unset or empty.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.bytes(name).map(String::from_utf8_lossy)
    }

    /// Returns the elements of a comma-separated list. The result is empty if the parameter is unset or empty.
    pub fn list(&self, name: &str) -> Vec<String> {
        self.text(name).map(|text| text.split(',').map(str::to_owned).collect()).unwrap_or_default()
    }

    /// Returns the value of a parameter as a number; `None` if it is unset or not a whole number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.trim().parse().ok()
    }

    /// Returns the origin of a parameter's value. An unset or empty parameter has the origin [`Source::Default`].
    pub fn source(&self, name: &str) -> Source {
        self.0.get(name).filter(|(value, _)| !value.is_empty()).map_or(Source::Default, |(_, source)| *source)
    }
}

fn is_one_of(value: &[u8], values: &[&str]) -> bool {
    values.iter().any(|one| one.as_bytes() == value)
}

/// Returns the words that messages use for a parameter. These are everyday words if there are any, otherwise the libpq
/// name.
pub fn called(name: &'static str) -> &'static str {
    match name {
        "host" => "the host",
        "hostaddr" => "the address (hostaddr)",
        "port" => "the port",
        "dbname" => "the database name",
        "user" => "the user",
        "password" => "the password",
        name => name,
    }
}

/// Returns the values that a parameter in [`FIXED`] may have; empty for any other parameter.
fn allowed(name: &str) -> &'static [&'static str] {
    FIXED.iter().find(|(known, _)| *known == name).map_or(&[], |(_, values)| *values)
}

/// Returns how Wares treats the parameter with the given name.
///
/// # Errors
/// The name is not that of a libpq parameter.
pub fn known(name: &str) -> Result<Known, Fault> {
    // The driver's name for libpq's parameter, which its own connection strings use.
    let name = if name == "keepalives_retries" { "keepalives_count" } else { name };
    // `requiressl` has an effect after all, but `put` handles it without asking here.
    if IGNORED.contains(&name) || name == "requiressl" {
        return Ok(Known::Ignored);
    }
    if let Some((name, values)) = FIXED.iter().find(|(known, _)| *known == name) {
        return Ok(Known::Fixed(name, values));
    }
    let taken = TAKEN.iter().find(|known| **known == name);
    let unknown = || {
        // Only supported names are suggested: to suggest another one would lead to the next error.
        let near = near(name, TAKEN.iter().copied());
        Fault::Unknown(near.first().and_then(|near| TAKEN.iter().find(|known| *known == near)).copied())
    };
    taken.map(|name| Known::Taken(name)).ok_or_else(unknown)
}
