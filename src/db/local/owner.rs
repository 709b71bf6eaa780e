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
    /// One that was started on them, wherever they were then.
    Own,
    /// None: they are a copy of data in another folder, on which one runs.
    Copied(PathBuf),
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
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let process = |data: &Path| line(data, 0);
        match line(&self.data, 1).map(PathBuf::from) {
            // A folder that was moved has taken its server along; one that was copied has not.
            Some(other) if whole(&other) != whole(&self.data) && process(&other) == process(&self.data) => {
                Runs::Copied(other)
            }
            _ => Runs::Own,
        }
    }

    /// The folder of the socket of the server that runs, or that of the next one.
    pub(super) fn socket_in_use(&self) -> PathBuf {
        // The file may be a copy, and then tells of the socket of another server.
        let is_ours =
            |folder: &PathBuf| *folder != self.socket && folder.is_dir() && self.runs() == Runs::Own;
        line(&self.data, 4).map(PathBuf::from).filter(is_ours).unwrap_or_else(|| self.socket.clone())
    }

    /// Refuses to go on where the data are a copy of those of a server that runs.
    pub(super) fn refuse_copy(&self) -> Result<(), Error> {
        let Runs::Copied(other) = self.runs() else { return Ok(()) };
        let (data, other) = (self.data.display(), other.display());
        Err(Error::new(
            format!("the data in {data} are a copy of those in {other}, whose server is running"),
            "run `wares db destroy`, which removes the copy alone; a new server is made when it is needed",
        ))
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
    /// Where Wares did not make them.
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
                        else is not for Wares to remove, and a file of that name that somebody else wrote has to go first";
            return Err(Error::new(message, help));
        }
        Ok(())
    }

    /// Stops the server, and removes its data and all that was made for it.
    ///
    /// # Errors
    /// Where it may not be destroyed, or something cannot be removed.
    pub fn destroy(&self) -> Result<(), Error> {
        let failed = |e: std::io::Error| self.io("be removed", &e);
        if !self.home().exists() {
            return remove_socket(&self.socket).map_err(failed);
        }
        let _lock = self.lock()?;
        self.may_be_destroyed()?;
        let socket = self.socket_in_use();
        if self.runs() == Runs::Own {
            self.stop()?;
        }
        // What an earlier removal left would be in the way.
        self.clear()?;
        // From one moment to the next there is no server any more, whatever interrupts what follows.
        gone(fs::rename(&self.data, self.data.with_extension(REMOVED))).map_err(failed)?;
        self.clear()?;
        for folder in [&socket, &self.socket] {
            remove_socket(folder).map_err(failed)?;
        }
        let owner = Some(self.home().join(OWNER)).filter(|owner| is_ours(owner));
        for file in [self.log.clone(), self.lock_file()].into_iter().chain(owner) {
            gone(fs::remove_file(file)).map_err(failed)?;
        }
        // What else somebody keeps there stays.
        let _ = fs::remove_dir(self.home());
        Ok(())
    }
}

/// A line of the file in which a running server says what it is: its process, its data, when it started, its port and the
/// folder of its socket.
fn line(data: &Path, number: usize) -> Option<String> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    file.lines().nth(number).filter(|line| !line.is_empty()).map(str::to_owned)
}

/// Removes the folder of a server's socket, unless somebody keeps something else there.
fn remove_socket(folder: &Path) -> std::io::Result<()> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_own = |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".s.PGSQL.");
    for entry in entries.filter(is_own) {
        gone(fs::remove_file(entry.path()))?;
    }
    let _ = fs::remove_dir(folder);
    Ok(())
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
