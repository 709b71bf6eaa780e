//! Reads libpq's service file, an INI file in which each section defines a named connection.

use super::default_files::{Named, home};
use super::parameters::{Parameters, Source};
use crate::db::error::Error;
use std::path::PathBuf;

/// The folders with the system-wide service file on Debian and Red Hat. `PGSYSCONFDIR` replaces them.
const FOLDERS: [&str; 2] = ["/etc/postgresql-common", "/etc/sysconfig/pgsql"];

/// Reads the parameters of the service that the connection string or `PGSERVICE` names. The result is empty if neither
/// names a service.
///
/// # Errors
/// No file defines the service, `PGSERVICE` is empty, or a file cannot be read or contains an error.
pub fn read(parameters: &Parameters) -> Result<Parameters, Error> {
    let from = match parameters.bytes("service") {
        Some(_) => "`service`",
        None => "`PGSERVICE`",
    };
    let named = parameters.text("service").map(|name| name.into_owned());
    let Some(name) = named.or_else(|| std::env::var("PGSERVICE").ok()) else {
        return Ok(Parameters::default());
    };
    // Probably a CI variable that was not set. The default could be another database.
    if name.is_empty() {
        let help = "set it to the name of a service, or unset it";
        return Err(Error::new("the variable `PGSERVICE` is set but empty", help));
    }
    for file in files() {
        // As in libpq, the user's own file comes first, and the first section of that name counts.
        if let Some(parameters) = section(&file, &name)? {
            return Ok(parameters);
        }
    }
    Err(Error::new(
        format!("the service that {from} names is not defined in any service file"),
        "define it as a section `[NAME]` in `~/.pg_service.conf`, or in the file that `PGSERVICEFILE` names",
    ))
}

/// Returns the files that may define a service, in the order in which they are searched.
fn files() -> Vec<Named> {
    let in_home = || home().map(|home| home.join(".pg_service.conf")).filter(|path| path.exists());
    // The variable replaces the file in the home folder, as in libpq; the system-wide file stays the last.
    let first = Named::by_variable("PGSERVICEFILE").or_else(|| in_home().map(Named::usual));
    let folder = std::env::var_os("PGSYSCONFDIR").map(PathBuf::from);
    // libpq has the folder compiled in, and the distributions chose different ones.
    let folders = folder.map_or_else(|| FOLDERS.iter().map(PathBuf::from).collect(), |folder| vec![folder]);
    let shared =
        folders.into_iter().map(|folder| folder.join("pg_service.conf")).filter(|path| path.exists());
    first.into_iter().chain(shared.map(Named::usual)).collect()
}

/// Reads the parameters in the section `[name]` of a file; `None` if the file has no such section.
fn section(file: &Named, name: &str) -> Result<Option<Parameters>, Error> {
    let bytes = file.read().map_err(|error| {
        let message = format!("cannot read the service file {}: {error}", file.words());
        Error::new(message, "correct `PGSERVICEFILE`, or connect without a service")
    })?;
    // The lines are bytes because a password may be in any encoding.
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).enumerate();
    let lines = lines.map(|(index, line)| (index + 1, line));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with(b"#"));
    // Case matters, as in libpq.
    let header = format!("[{name}]");
    // Only the beginning of the line is compared, as in libpq, so text after the `]` is allowed.
    if !lines.any(|(_, line)| line.starts_with(header.as_bytes())) {
        return Ok(None);
    }
    let mut parameters = Parameters::default();
    for (number, line) in lines.take_while(|(_, line)| !line.starts_with(b"[")) {
        take(line, &mut parameters).map_err(|why| {
            let message = format!("cannot read line {number} of the service file {}: {why}", file.words());
            Error::new(message, "write the line as `keyword=value`, with a keyword that libpq knows")
        })?;
    }
    Ok(Some(parameters))
}

/// Reads a line of a section into `parameters`. If a parameter appears twice, the first value counts.
fn take(line: &[u8], parameters: &mut Parameters) -> Result<(), String> {
    // libpq would ask the LDAP server here. Skipping the line would connect with only some of the settings.
    if line.starts_with(b"ldap://") {
        return Err("looking up a service in LDAP is not supported by this version of Wares".to_owned());
    }
    let equals = line.iter().position(|byte| *byte == b'=').ok_or("it has no `=`")?;
    let (name, value) = (String::from_utf8_lossy(&line[..equals]), &line[equals + 1..]);
    // As in libpq, which rules out cycles in this way.
    if name == "service" {
        return Err("a service cannot refer to another service".to_owned());
    }
    let mut given = Parameters::default();
    given.put(&name, value.to_vec(), Source::Service).map_err(|fault| fault.to_string())?;
    parameters.fill(given);
    Ok(())
}
