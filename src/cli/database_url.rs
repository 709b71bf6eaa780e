//! Which database is meant: an option, else a variable.

use super::output::Trouble;
use super::pipeline::root;
use super::{Connection, Global};
use crate::db::{Location, Url};
use crate::model::{Manifest, Variable};
use crate::plan::saved::Origin;
use std::path::Path;

impl Connection {
    /// Where the database is said to be. A variable that the manifest names is never replaced by another: that
    /// could be another database.
    pub fn location(&self, root: &Path, manifest: Option<&Manifest>) -> Result<Location, Trouble> {
        if self.local {
            return Ok(Location::Local(root.to_owned()));
        }
        let url_from = manifest.and_then(|manifest| manifest.database.url_from.as_ref());
        self.elsewhere(url_from.map(Variable::as_str))
    }

    /// Where the database of a saved plan is said to be: as when it was made, and only a private server needs the folder
    /// of the catalog.
    pub fn location_of_saved(&self, global: &Global, origin: &Origin) -> Result<Location, Trouble> {
        match self.local {
            true => Ok(Location::Local(root(global)?)),
            false => self.elsewhere(origin.url_from.as_deref()),
        }
    }

    /// A database that an option names, or a variable.
    fn elsewhere(&self, url_from: Option<&str>) -> Result<Location, Trouble> {
        if let Some(url) = &self.database_url {
            return Ok(Location::Url(Url::new(url, "`--database-url`")));
        }
        if let Some(name) = url_from {
            let from = format!("`{name}`, the variable of the manifest's `url_from`,");
            return variable(name, from)?.map(Location::Url).ok_or_else(|| unset(name));
        }
        for name in ["WARES_DATABASE_URL", "DATABASE_URL"] {
            if let Some(url) = variable(name, format!("`{name}`"))? {
                return Ok(Location::Url(url));
            }
        }
        Ok(Location::Environment)
    }
}

/// The URL that a variable holds, if it is set. An empty one is no reason to go on to the next: that could be another
/// database.
fn variable(name: &str, from: String) -> Result<Option<Url>, Trouble> {
    let Some(value) = std::env::var_os(name) else { return Ok(None) };
    let wrong = |why: &str| {
        let message = format!("the variable `{name}` {why}");
        Err(Trouble::failed(message, "set it to the database's URL, or unset it"))
    };
    match value.to_str() {
        None => wrong("is not UTF-8"),
        Some(text) if text.trim().is_empty() => wrong("is set, and empty"),
        Some(text) => Ok(Some(Url::new(text, from))),
    }
}

fn unset(variable: &str) -> Trouble {
    let message = format!("the variable `{variable}`, which the manifest's `url_from` names, is not set");
    Trouble::failed(message, "set it to the database's URL, or give --database-url")
}
