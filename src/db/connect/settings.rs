//! Where a database is said to be: what a connection string says, then the service that it names, then the `PG*`
//! variables, as libpq has it.

use super::parameters::{Fault, Known, Parameters, Source, known};
use super::validation::wrong;
use super::{Location, service_file, url};
use crate::db::error::Error;
use crate::db::local::Server;

/// The variables that fill what a connection string leaves open, and what each stands for.
const VARIABLES: &[(&str, &str)] = &[
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGOPTIONS", "options"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLSNI", "sslsni"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGREQUIREPEER", "requirepeer"),
    ("PGGSSENCMODE", "gssencmode"),
];

/// The variables that say which database is meant. One of them must be set where nothing else names a database.
const NAMING: &[&str] = &["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT", "PGSERVICE"];

/// All that is said of the database.
pub fn parameters(location: &Location) -> Result<Parameters, Error> {
    let mut said = match location {
        Location::Local(root) => {
            let server = Server::of(root)?;
            server.start()?;
            return url::read(&server.url()).map_err(|fault| unread("the private server's folder", fault));
        }
        Location::Url(named) => url::read(&named.text)
            .map_err(|fault| unread(&format!("the database's URL in {}", named.from), fault))?,
        Location::Environment => Parameters::default(),
    };
    if matches!(location, Location::Environment) && !NAMING.iter().any(|name| variable(name).is_some()) {
        return Err(unnamed());
    }
    said.fill(service_file::read(&said)?);
    said.fill(environment()?);
    defaults(&mut said)?;
    Ok(said)
}

fn unnamed() -> Error {
    Error::new(
        "no database is named",
        "give --database-url URL, set WARES_DATABASE_URL, DATABASE_URL or the PG* variables, or use --local for a private server",
    )
}

/// Why a connection string cannot be read.
fn unread(what: &str, fault: Fault) -> Error {
    match fault {
        Fault::Unsupported(name) => unsupported(name),
        fault => Error::new(
            format!("{what} cannot be read: {fault}"),
            "write it as postgresql://user:password@host:5432/database; in a user, a password and a name the signs \
             `@ : / ? # % &` and blanks are written with a `%`: `%40 %3A %2F %3F %23 %25 %26 %20`",
        ),
    }
}

/// What the `PG*` variables say.
fn environment() -> Result<Parameters, Error> {
    let mut said = Parameters::default();
    for (name, part) in VARIABLES {
        let Some(value) = variable(name) else { continue };
        if let Ok(Known::Taken(part)) = known(part)
            && let Some(why) = wrong(part, &value)
        {
            let message = format!("the variable `{name}` {why}");
            return Err(Error::new(message, "correct it, or unset it"));
        }
        said.put(part, value, Source::Variable(name)).map_err(|_| unsupported(name))?;
    }
    let is_required = variable("PGREQUIRESSL").is_some_and(|value| value.first() == Some(&b'1'));
    if is_required && said.bytes("sslmode").is_none() {
        let mode = said.set("sslmode", b"require".to_vec(), Source::Variable("PGREQUIRESSL"));
        mode.map_err(|_| unsupported("PGREQUIRESSL"))?;
    }
    Ok(said)
}

fn variable(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).map(|value| value.as_encoded_bytes().to_vec()).filter(|value| !value.is_empty())
}

/// What holds where nothing is said: the user of this machine, and their database.
fn defaults(said: &mut Parameters) -> Result<(), Error> {
    let fault = |fault: Fault| unread("the user's name on this machine", fault);
    if said.bytes("user").is_none() {
        let user = user().unwrap_or_else(|| "postgres".to_owned());
        said.set("user", user.into_bytes(), Source::Default).map_err(fault)?;
    }
    if said.bytes("dbname").is_none() {
        let user = said.bytes("user").unwrap_or_default().to_vec();
        said.set("dbname", user, said.source("user")).map_err(fault)?;
    }
    Ok(())
}

fn user() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}

/// Why what libpq knows is not taken.
fn unsupported(what: &str) -> Error {
    Error::new(
        format!("`{what}` is not supported by this version of Wares"),
        "take it out, if the connection can do without it",
    )
}
