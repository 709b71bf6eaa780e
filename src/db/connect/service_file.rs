//! The service file: connections by name, as sections of an INI file.

use super::default_files::{Named, home};
use super::parameters::{Parameters, Source};
use crate::db::error::Error;
use std::path::PathBuf;

/// The folders of the system's service file, unless `PGSYSCONFDIR` names one: Debian's and Red Hat's.
const FOLDERS: [&str; 2] = ["/etc/postgresql-common", "/etc/sysconfig/pgsql"];

/// The parameters of the service that the connection string or `PGSERVICE` names; none where no service is named.
///
/// # Errors
/// No file defines the service, or the file that does has a mistake.
pub fn read(parameters: &Parameters) -> Result<Parameters, Error> {
    let from = match parameters.bytes("service") {
        Some(_) => "`service`",
        None => "`PGSERVICE`",
    };
    let named = parameters.text("service").map(|name| name.into_owned());
    let Some(name) = named.or_else(|| std::env::var("PGSERVICE").ok()) else {
        return Ok(Parameters::default());
    };
    if name.is_empty() {
        let help = "set it to a service's name, or unset it";
        return Err(Error::new("the variable `PGSERVICE` is set, and empty", help));
    }
    for file in files() {
        if let Some(parameters) = section(&file, &name)? {
            return Ok(parameters);
        }
    }
    Err(Error::new(
        format!("the service that {from} names is not defined in any service file"),
        "define it as a section `[NAME]` in `~/.pg_service.conf`, or in the file that `PGSERVICEFILE` names",
    ))
}

/// The files that may define a service, in order.
fn files() -> Vec<Named> {
    let own = || home().map(|home| home.join(".pg_service.conf")).filter(|path| path.exists());
    let first = Named::by_variable("PGSERVICEFILE").or_else(|| own().map(Named::usual));
    let folder = std::env::var_os("PGSYSCONFDIR").map(PathBuf::from);
    let folders = folder.map_or_else(|| FOLDERS.iter().map(PathBuf::from).collect(), |folder| vec![folder]);
    let shared =
        folders.into_iter().map(|folder| folder.join("pg_service.conf")).filter(|path| path.exists());
    first.into_iter().chain(shared.map(Named::usual)).collect()
}

/// The section of a name in a file, if there is one.
fn section(file: &Named, name: &str) -> Result<Option<Parameters>, Error> {
    let bytes = file.read().map_err(|error| {
        let message = format!("cannot read the service file {}: {error}", file.words());
        Error::new(message, "correct `PGSERVICEFILE`, or name the database without a service")
    })?;
    // A password may be in any encoding.
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).enumerate();
    let lines = lines.map(|(at, line)| (at + 1, line));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with(b"#"));
    let header = format!("[{name}]");
    let is_it = |line: &[u8]| line.starts_with(header.as_bytes());
    if !lines.any(|(_, line)| is_it(line)) {
        return Ok(None);
    }
    let mut parameters = Parameters::default();
    for (at, line) in lines.take_while(|(_, line)| !line.starts_with(b"[")) {
        take(line, &mut parameters).map_err(|why| {
            let message = format!("line {at} of the service file {} cannot be read: {why}", file.words());
            Error::new(message, "correct the line: it is `keyword=value`, with a keyword that libpq knows")
        })?;
    }
    Ok(Some(parameters))
}

/// Reads a line of a section. If a parameter is given twice, the first value counts.
fn take(line: &[u8], parameters: &mut Parameters) -> Result<(), String> {
    if line.starts_with(b"ldap://") {
        return Err("looking a service up in LDAP is not supported by this version of Wares".to_owned());
    }
    let at = line.iter().position(|byte| *byte == b'=').ok_or("it has no `=`")?;
    let (name, value) = (String::from_utf8_lossy(&line[..at]), &line[at + 1..]);
    if name == "service" {
        return Err("a service cannot name another one".to_owned());
    }
    let mut given = Parameters::default();
    given.put(&name, value.to_vec(), Source::Service).map_err(|fault| fault.to_string())?;
    parameters.fill(given);
    Ok(())
}
