//! Whose a private server is, and how it is removed: nothing is, unless Wares made it.

use super::Server;
use crate::db::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The file beside the data that says whose they are.
const OWNER: &str = "postgres.README";
/// How the folder ends in which data are that are being removed: the next run would remove what is left of it.
const REMOVED: &str = "unfinished-removal";
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
                format!("the data in {data} are a copy of those in {other_name}, whose server is running"),
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
        // What somebody else wrote there is not written over.
        match path.exists() && !is_ours(&path) {
            true => Ok(()),
            false => fs::write(path, text).map_err(|e| self.io("say whose it is", &e)),
        }
    }

    /// Whether anything was made for the server, if only in part.
    pub fn is_begun(&self) -> bool {
        self.data.exists() || self.log.exists() || self.lock_file().exists() || self.socket.exists()
    }

    /// Whether `destroy` may remove the data.
    ///
    /// # Errors
    /// Where Wares did not make them, or a server of another place runs on them.
    pub fn may_be_destroyed(&self) -> Result<(), Error> {
        let is_empty = || fs::read_dir(&self.data).is_ok_and(|mut entries| entries.next().is_none());
        if !self.data.exists() || !self.exists() && is_empty() {
            return Ok(());
        }
        let owner = self.home().join(OWNER);
        if !self.exists() || !is_ours(&owner) {
            let owner = owner.display();
            let message = format!(
                "nothing says that Wares made {}: there is no {owner} of its own",
                self.data.display()
            );
            let help = "run `wares db start`, which recognizes a server that an older version of Wares made; anything \
                        else is not for Wares to remove";
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
        let failed = |e: std::io::Error| self.io("be removed", &e);
        if !self.home().exists() {
            return self.remove_socket().map_err(failed);
        }
        let _lock = self.lock()?;
        self.may_be_destroyed()?;
        if self.runs() == Runs::Own {
            self.stop()?;
        }
        // From one moment to the next there is no server any more, whatever interrupts what follows.
        gone(fs::rename(&self.data, self.data.with_extension(REMOVED))).map_err(failed)?;
        self.clear()?;
        self.remove_socket().map_err(failed)?;
        for file in [self.log.clone(), self.home().join(OWNER), self.lock_file()] {
            gone(fs::remove_file(file)).map_err(failed)?;
        }
        // What else somebody keeps there stays.
        let _ = fs::remove_dir(self.home());
        Ok(())
    }

    /// Removes the folder of the server's socket, unless somebody keeps something else there.
    fn remove_socket(&self) -> std::io::Result<()> {
        let entries = fs::read_dir(&self.socket).into_iter().flatten().flatten();
        let is_own = |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".s.PGSQL.");
        for entry in entries.filter(is_own) {
            gone(fs::remove_file(entry.path()))?;
        }
        let _ = fs::remove_dir(&self.socket);
        Ok(())
    }
}

/// Whether a file is one by which Wares says that it made the server beside it.
fn is_ours(owner: &Path) -> bool {
    fs::read_to_string(owner).is_ok_and(|text| text.starts_with(FIRST))
}

/// What was not there need not be removed.
fn gone(outcome: std::io::Result<()>) -> std::io::Result<()> {
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
