//! What is said of a database, by libpq's names, and what may be said.

use super::validation::wrong;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// What has a meaning, by libpq's names.
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

/// What changes nothing for Wares: texts are always exchanged in UTF-8, the application is always called `wares`, and
/// neither Kerberos nor compression is used.
const IGNORED: &[&str] = &[
    "application_name",
    "fallback_application_name",
    "client_encoding",
    "gssdelegation",
    "gsslib",
    "krbsrvname",
    "sslcompression",
];

/// What is taken only where it says what holds anyway, and those values.
const FIXED: &[(&str, &[&str])] = &[
    ("gssencmode", &["disable", "prefer"]),
    ("load_balance_hosts", &["disable"]),
    ("replication", &["false", "off", "no", "0"]),
    ("require_auth", &[]),
    ("requirepeer", &[]),
    ("sslcertmode", &["allow"]),
    ("sslcrldir", &[]),
    ("sslnegotiation", &["postgres"]),
    ("sslpassword", &[]),
];

/// What is wrong with what is said of a database.
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

/// Where a value was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the connection string.
    Text,
    /// In the service that it names.
    Service,
    /// In an environment variable.
    Variable(&'static str),
    /// Nowhere: it holds where nothing is said.
    Default,
}

/// A name that libpq knows, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It has a meaning.
    Taken(&'static str),
    /// It changes nothing.
    Ignored,
    /// Only these values are taken, and change nothing.
    Fixed(&'static str, &'static [&'static str]),
}

/// What is said of a database, by libpq's names. It cannot be printed.
#[derive(Clone, Default)]
pub struct Parameters(pub(super) BTreeMap<&'static str, (Vec<u8>, Source)>);

impl Parameters {
    /// Takes in a value by any name that libpq knows, in the place of what was said before.
    pub fn put(&mut self, name: &str, value: Vec<u8>, source: Source) -> Result<(), Fault> {
        match known(name)? {
            Known::Taken(name) => self.set(name, value, source),
            Known::Ignored => Ok(()),
            Known::Fixed(_, values) if value.is_empty() || is_one_of(&value, values) => Ok(()),
            Known::Fixed(name, _) => Err(Fault::Unsupported(name)),
        }
    }

    /// Takes in a value. Names and numbers are looked at, since messages name them.
    pub fn set(&mut self, name: &'static str, value: Vec<u8>, source: Source) -> Result<(), Fault> {
        match wrong(name, &value) {
            Some(why) => Err(Fault::Part(called(name), why)),
            None => {
                self.0.insert(name, (value, source));
                Ok(())
            }
        }
    }

    /// Takes in what others say, where nothing is said yet.
    pub fn fill(&mut self, others: Self) {
        for (name, value) in others.0 {
            if self.bytes(name).is_none() {
                self.0.insert(name, value);
            }
        }
    }

    /// A value; an empty one says nothing.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(|(value, _)| value.as_slice()).filter(|value| !value.is_empty())
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

    /// Where a value was said.
    pub fn source(&self, name: &str) -> Source {
        self.0.get(name).filter(|(value, _)| !value.is_empty()).map_or(Source::Default, |(_, source)| *source)
    }
}

fn is_one_of(value: &[u8], values: &[&str]) -> bool {
    values.iter().any(|one| one.as_bytes() == value)
}

/// How a part is called in messages.
pub fn called(name: &'static str) -> &'static str {
    let all = [
        ("host", "the host"),
        ("hostaddr", "the address (hostaddr)"),
        ("port", "the port"),
        ("dbname", "the database's name"),
        ("user", "the user"),
        ("password", "the password"),
    ];
    all.iter().find(|(known, _)| *known == name).map_or(quoted(name), |(_, called)| called)
}

/// A name in the quotes that messages put around it.
fn quoted(name: &str) -> &'static str {
    const QUOTED: &[&str] = &[
        "`passfile`",
        "`service`",
        "`options`",
        "`connect_timeout`",
        "`tcp_user_timeout`",
        "`keepalives`",
        "`keepalives_idle`",
        "`keepalives_interval`",
        "`keepalives_count`",
        "`sslmode`",
        "`sslrootcert`",
        "`sslcert`",
        "`sslkey`",
        "`sslcrl`",
        "`sslsni`",
        "`ssl_min_protocol_version`",
        "`ssl_max_protocol_version`",
        "`channel_binding`",
        "`target_session_attrs`",
    ];
    QUOTED.iter().find(|quoted| quoted.trim_matches('`') == name).copied().unwrap_or("a value")
}

/// What becomes of a name.
///
/// # Errors
/// That libpq does not know it either.
pub fn known(name: &str) -> Result<Known, Fault> {
    let name = if name == "keepalives_retries" { "keepalives_count" } else { name };
    if IGNORED.contains(&name) {
        return Ok(Known::Ignored);
    }
    if let Some((name, values)) = FIXED.iter().find(|(known, _)| *known == name) {
        return Ok(Known::Fixed(name, values));
    }
    let taken = TAKEN.iter().find(|known| **known == name);
    taken.map(|name| Known::Taken(name)).ok_or(Fault::Part("a keyword", "is unknown"))
}

#[cfg(test)]
mod tests {
    use super::{TAKEN, called};

    #[test]
    fn every_parameter_has_a_name_in_messages() {
        for name in TAKEN {
            assert_ne!(called(name), "a value", "{name}");
        }
    }
}
