//! Whose a private server is, and how it is removed: nothing is, unless Wares made it.

use super::Server;
use crate::db::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The file beside the data that says whose they are.
const OWNER: &str = "README";
/// How that file begins.
const FIRST: &str = "This is the private PostgreSQL server of a Wares catalog.";

/// Which server runs on some data.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Runs {
    /// None.
    Nothing,
    /// One that was started where the data are.
    Own,
    /// One that was started on data in another folder, from which these were copied or moved.
    Elsewhere(PathBuf),
}

impl Server {
    /// Which server runs on the data, by the file in which it says so itself.
    pub(super) fn runs(&self) -> Runs {
        let is_alive = || {
            let status = self.pg("pg_ctl", &["status".as_ref(), "-D".as_ref(), self.data.as_os_str()]);
            status.is_ok_and(|out| out.status.success())
        };
        if !self.exists() || !is_alive() {
            return Runs::Nothing;
        }
        let file = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let started = file.lines().nth(1).map(PathBuf::from);
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        match started {
            Some(other) if whole(&other) != whole(&self.data) => Runs::Elsewhere(other),
            _ => Runs::Own,
        }
    }

    /// Refuses to go on where another server may use the data.
    pub(super) fn refuse_others(&self) -> Result<(), Error> {
        let Runs::Elsewhere(other) = self.runs() else { return Ok(()) };
        let (data, other_name) = (self.data.display(), other.display());
        Err(match other.exists() {
            true => Error::new(
                format!("the data in {data} are a copy of those in {other_name}, whose server runs"),
                "run `wares db destroy`, which removes the copy alone; a new server is made when it is needed",
            ),
            false => Error::new(
                format!(
                    "a server still runs on the data in {data}, which were in {other_name} when it was started"
                ),
                format!("stop it with `pg_ctl stop -D {data}`, then try again"),
            ),
        })
    }

    /// Says beside the data whose they are.
    pub(super) fn mark(&self) -> Result<(), Error> {
        let project = self.project.display();
        let text = format!(
            "{FIRST}\n\nThe catalog is in {project}\n`wares db destroy`, run there, removes the server with its data.\n"
        );
        let path = self.home().join(OWNER);
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            return Ok(());
        }
        fs::write(path, text).map_err(|e| self.io("say whose it is", &e))
    }

    /// Whether anything was made for the server, if only in part.
    pub fn is_begun(&self) -> bool {
        self.exists() || self.log.exists() || self.lock_file().exists() || self.socket.exists()
    }

    /// Whether `destroy` may remove the data.
    ///
    /// # Errors
    /// Where Wares did not make them, or a server of another place runs on them.
    pub fn may_be_destroyed(&self) -> Result<(), Error> {
        if !self.exists() {
            return Ok(());
        }
        let is_own = fs::read_to_string(self.home().join(OWNER)).is_ok_and(|text| text.starts_with(FIRST));
        if !is_own {
            let message =
                format!("{} does not say that Wares made this server", self.home().join(OWNER).display());
            let help = "run `wares db start`, which recognizes a server that an older version of Wares made; any other \
                        is not for Wares to remove";
            return Err(Error::new(message, help));
        }
        match self.runs() {
            Runs::Elsewhere(other) if !other.exists() => self.refuse_others(),
            _ => Ok(()),
        }
    }

    /// Stops the server, and removes its data and all that was made for it.
    ///
    /// # Errors
    /// Where it may not be destroyed, or something cannot be removed.
    pub fn destroy(&self) -> Result<(), Error> {
        let _lock = self.lock()?;
        self.may_be_destroyed()?;
        if self.runs() == Runs::Own {
            self.stop()?;
        }
        self.clear()?;
        let failed = |e: std::io::Error| self.io("be removed", &e);
        // The data go first: as long as they are there, what says whose they are must be too.
        gone(fs::remove_dir_all(&self.data)).map_err(failed)?;
        if self.socket.exists() {
            fs::remove_dir_all(&self.socket).map_err(failed)?;
        }
        for file in [self.log.clone(), self.home().join(OWNER), self.lock_file()] {
            gone(fs::remove_file(file)).map_err(failed)?;
        }
        // What else somebody keeps there stays.
        let _ = fs::remove_dir(self.home());
        Ok(())
    }
}

/// What was not there need not be removed.
fn gone(outcome: std::io::Result<()>) -> std::io::Result<()> {
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
