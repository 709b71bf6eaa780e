//! The service file: connections by name, as sections of an INI file.

use super::files::{Named, home};
use super::parameters::{Parameters, Source};
use crate::db::error::Error;
use std::path::PathBuf;

/// Where the file of all users is, unless `PGSYSCONFDIR` says it: Debian's libpq looks in the first of these, Red Hat's
/// in the second.
const FOLDERS: [&str; 2] = ["/etc/postgresql-common", "/etc/sysconfig/pgsql"];

/// What the service says that is named, by the connection string or by `PGSERVICE`; nothing where none is named.
///
/// # Errors
/// That no file defines it, or what is wrong with the file that does.
pub fn read(said: &Parameters) -> Result<Parameters, Error> {
    let from = match said.bytes("service") {
        Some(_) => "`service`",
        None => "`PGSERVICE`",
    };
    let named =
        said.text("service").map(|name| name.into_owned()).or_else(|| std::env::var("PGSERVICE").ok());
    let Some(name) = named.filter(|name| !name.is_empty()) else { return Ok(Parameters::default()) };
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

/// The files that may define a service, in their order.
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
    let bytes = std::fs::read(&file.path).map_err(|error| {
        let message = format!("the service file, {}, cannot be read: {error}", file.words());
        Error::new(message, "correct `PGSERVICEFILE`, or name the database without a service")
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let is_it = |line: &str| {
        line.strip_prefix('[').and_then(|it| it.strip_prefix(name)).is_some_and(|it| it.starts_with(']'))
    };
    if !lines.any(|(_, line)| is_it(line)) {
        return Ok(None);
    }
    let mut parameters = Parameters::default();
    for (at, line) in lines.take_while(|(_, line)| !line.starts_with('[')) {
        take(line, &mut parameters).map_err(|why| {
            let message = format!("line {at} of the service file, {}, cannot be read: {why}", file.words());
            Error::new(message, "correct the line: it is `keyword=value`, with a keyword that libpq knows")
        })?;
    }
    Ok(Some(parameters))
}

/// Takes in a line of a section. What a line says again is not heard.
fn take(line: &str, parameters: &mut Parameters) -> Result<(), String> {
    if line.starts_with("ldap://") {
        return Err("looking a service up in LDAP is not supported by this version of Wares".to_owned());
    }
    let (name, value) = line.split_once('=').ok_or("it has no `=`")?;
    if name == "service" {
        return Err("a service cannot name another one".to_owned());
    }
    let mut said = Parameters::default();
    said.put(name, value.as_bytes().to_vec(), Source::Service).map_err(|fault| fault.to_string())?;
    parameters.fill(said);
    Ok(())
}
