//! Decides which database to use: an option comes first, then environment variables.

use super::command_error::CommandError;
use super::pipeline::root;
use super::{Connection, Global};
use crate::db::{Location, Url};
use crate::model::{Manifest, Variable};
use crate::plan::saved::Origin;
use std::path::Path;

impl Connection {
    /// Returns the location of the database. If the manifest names a variable, no other variable is read, since another
    /// variable might name another database.
    ///
    /// # Errors
    /// If a variable is empty or not UTF-8, or if the variable that the manifest names is not set.
    pub fn location(&self, root: &Path, manifest: Option<&Manifest>) -> Result<Location, CommandError> {
        // Before any variable: who asks for the private server must never reach a production database.
        if self.local {
            return Ok(Location::Local(root.to_owned()));
        }
        let url_from = manifest.and_then(|manifest| manifest.database.url_from.as_ref());
        self.by_url(url_from.map(Variable::as_str))
    }

    /// Returns the location of the database of a saved plan. Reads the same variable as when the plan was made. Only a
    /// private server needs the catalog's folder. Plans for other databases can be applied on a machine that does not
    /// have the files.
    pub fn location_of_saved(&self, global: &Global, origin: &Origin) -> Result<Location, CommandError> {
        match self.local {
            true => Ok(Location::Local(root(global)?)),
            false => self.by_url(origin.url_from.as_deref()),
        }
    }

    /// Returns the location of a database that is not private. `--database-url` comes first, then the variables. If
    /// `url_from` names a variable, only this variable is read.
    fn by_url(&self, url_from: Option<&str>) -> Result<Location, CommandError> {
        if let Some(url) = &self.database_url {
            return Ok(Location::Url(Url::new(url, "`--database-url`")));
        }
        // `return` in any case: no other variable takes the place of the one that the manifest names.
        if let Some(name) = url_from {
            let from = format!("`{name}`, the variable that `url_from` in the manifest names,");
            return variable(name, from)?.map(Location::Url).ok_or_else(|| unset(name));
        }
        // Our own variable first: `DATABASE_URL` is set by many platforms for other programs.
        for name in ["WARES_DATABASE_URL", "DATABASE_URL"] {
            if let Some(url) = variable(name, format!("`{name}`"))? {
                return Ok(Location::Url(url));
            }
        }
        // Without any URL the `PG*` variables, the service file and .pgpass decide, as in libpq.
        Ok(Location::Environment)
    }
}

/// The URL in an environment variable, if it is set.
///
/// An empty variable is an error and not the same as one that is not set: the next variable might lead to another
/// database.
fn variable(name: &str, from: String) -> Result<Option<Url>, CommandError> {
    let Some(value) = std::env::var_os(name) else { return Ok(None) };
    let wrong = |why: &str| {
        let message = format!("the variable `{name}` {why}");
        Err(CommandError::failed(message, "set it to the database's URL, or unset it"))
    };
    match value.to_str() {
        None => wrong("is not UTF-8"),
        // Spaces alone count as empty, for the same reason as an empty text.
        Some(text) if text.trim().is_empty() => wrong("is set but empty"),
        Some(text) => Ok(Some(Url::new(text, from))),
    }
}

fn unset(variable: &str) -> CommandError {
    let message = format!("the variable `{variable}`, which `url_from` in the manifest names, is not set");
    CommandError::failed(message, "set it to the database's URL, or give --database-url")
}
