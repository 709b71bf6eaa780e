//! Collects the parameters of a connection in libpq's order of precedence: first the connection string, then the
//! service file, the `PG*` variables and the defaults.

use super::location::Location;
use super::parameters::{Fault, Known, Parameters, Source, known};
use super::validation::wrong;
use super::{service_file, url};
use crate::db::error::Error;
use crate::db::local::Server;

/// Each environment variable with the parameter that it sets. A variable counts only if neither the connection string
/// nor the service sets the parameter.
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

/// The variables that can name a database. Without a connection string, at least one of them must be set.
const NAMING: &[&str] = &["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT", "PGSERVICE"];

/// Collects the parameters for connecting to the database in `location`. Starts the private server if `location` names
/// it.
///
/// # Errors
/// No database is named, a setting is invalid or not supported, or the private server cannot be started.
pub fn parameters(location: &Location) -> Result<Parameters, Error> {
    let mut parameters = match location {
        Location::Local(root) => {
            let server = Server::of(root)?;
            server.start()?;
            // Without the service file and the variables: they are for another server.
            return url::read(&server.url())
                .map_err(|fault| unread("the folder of the private server", fault));
        }
        Location::Url(named) => url::read(&named.text)
            .map_err(|fault| unread(&format!("the database URL in {}", named.from), fault))?,
        Location::Environment => Parameters::default(),
    };
    // libpq would connect to a database named after the user. A plan for an accidental database is worse than an
    // error.
    if matches!(location, Location::Environment) && !NAMING.iter().any(|name| variable(name).is_some()) {
        return Err(unnamed());
    }
    // `fill` keeps what is set already, so the order of these lines is the order of precedence.
    parameters.fill(service_file::read(&parameters)?);
    parameters.fill(environment()?);
    defaults(&mut parameters)?;
    Ok(parameters)
}

fn unnamed() -> Error {
    Error::new(
        "no database is specified",
        "pass `--database-url URL`, set `WARES_DATABASE_URL`, `DATABASE_URL` or the `PG*` variables, or use `--local` for a \
         private database",
    )
}

/// A help that shows the two forms of a connection string.
const FORMS: &str = "write it as `postgresql://user:password@host:5432/database`, and percent-encode `@ : / ? # % &` and \
                     spaces in the user, the password and the database name, as `%40 %3A %2F %3F %23 %25 %26 %20`; or \
                     write it as `host=… port=… dbname=… user=…`";

/// Returns the error for a connection string or a default that is not valid. `what` says where the string or default
/// came from.
fn unread(what: &str, fault: Fault) -> Error {
    match fault {
        fault @ Fault::Unsupported(_) => unsupported(&fault.to_string()),
        fault => Error::new(format!("{what} is not valid: {fault}"), help(fault)),
    }
}

/// Says what to do about a fault in a connection string. Shows the forms of a connection string only if the string
/// itself is malformed.
fn help(fault: Fault) -> &'static str {
    match fault {
        Fault::Unknown(_) => {
            "correct or remove the keyword; Wares accepts the keywords of libpq connection strings"
        }
        Fault::Part(part, _) if known(part).is_ok() => "correct its value, or remove it",
        _ => FORMS,
    }
}

/// Reads the parameters from the `PG*` variables.
fn environment() -> Result<Parameters, Error> {
    let mut parameters = Parameters::default();
    for (name, part) in VARIABLES {
        let Some(value) = std::env::var_os(name) else { continue };
        // As bytes, because a password need not be UTF-8.
        let value = value.as_encoded_bytes().to_vec();
        // Checked here rather than in `put`, so that the message names the variable and not the parameter.
        if let Ok(Known::Taken(part)) = known(part)
            && let Some(why) = wrong(part, &value)
        {
            let message = format!("the variable `{name}` {why}");
            return Err(Error::new(message, "correct it, or unset it"));
        }
        // An empty variable counts as unset, as in libpq. `wrong` has refused the three that must not be empty.
        if !value.is_empty() {
            let fault = |fault: Fault| unsupported(&fault.to_string().replacen(part, name, 1));
            parameters.put(part, value, Source::Variable(name)).map_err(fault)?;
        }
    }
    // libpq still accepts this old form of `PGSSLMODE=require`.
    let is_required = variable("PGREQUIRESSL").is_some_and(|value| value.first() == Some(&b'1'));
    if is_required && parameters.bytes("sslmode").is_none() {
        let mode = parameters.set("sslmode", b"require".to_vec(), Source::Variable("PGREQUIRESSL"));
        mode.map_err(|fault| unsupported(&fault.to_string()))?;
    }
    Ok(parameters)
}

/// Returns the value of an environment variable; `None` if it is unset or empty.
fn variable(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).map(|value| value.as_encoded_bytes().to_vec()).filter(|value| !value.is_empty())
}

/// Fills in the defaults. The user is the one who runs Wares, and the database has the same name as the user.
fn defaults(parameters: &mut Parameters) -> Result<(), Error> {
    // The name of the system's user can contain characters that no connection string could.
    let fault = |fault: Fault| unread("the user's name on this machine", fault);
    if parameters.bytes("user").is_none() {
        let user = user()?;
        parameters.set("user", user.into_bytes(), Source::Default).map_err(fault)?;
    }
    if parameters.bytes("dbname").is_none() {
        let user = parameters.bytes("user").unwrap_or_default().to_vec();
        // With the user's origin, so that messages say where the name came from.
        parameters.set("dbname", user, parameters.source("user")).map_err(fault)?;
    }
    Ok(())
}

/// Returns the name of the user who runs Wares.
fn user() -> Result<String, Error> {
    let id = nix::unistd::geteuid();
    let user = nix::unistd::User::from_uid(id).ok().flatten();
    user.map(|user| user.name).ok_or_else(|| {
        let message = format!("no database user is specified, and this machine has no user with the id {id}");
        Error::new(message, "name the user in the URL or in `PGUSER`")
    })
}

/// Returns the error for a parameter that libpq supports and Wares does not.
fn unsupported(message: &str) -> Error {
    Error::new(message, "remove it if the connection works without it")
}
