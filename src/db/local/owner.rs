//! Records that Wares created a private server, and removes such a server. Wares removes nothing that it did not
//! create.

use super::server::Server;
use crate::db::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the owner file. The file is in the same folder as the data folder, and says that Wares created the
/// server.
const OWNER: &str = "postgres.README";
/// The extension of a data folder that is being removed. [`Server::clear`] recognizes such a folder, so the next
/// command finishes an interrupted removal.
const REMOVED: &str = "unfinished-removal";
/// The first line of the owner file.
const FIRST: &str = "This is the private PostgreSQL server of a Wares catalog.";

/// Which server, if any, is running on the data folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RunningServer {
    /// No server is running.
    Nothing,
    /// The catalog's server is running. The data folder may have been moved since the server was started.
    Own,
    /// The data folder is a copy of the given folder. A server is running on the given folder, but not on the copy.
    Copied(PathBuf),
}

impl Server {
    /// Whether the catalog's server is running.
    pub fn is_running(&self) -> bool {
        self.runs() == RunningServer::Own
    }

    /// Determines which server is running on the data folder. The answer comes from the file `postmaster.pid` and from
    /// `pg_ctl`.
    fn runs(&self) -> RunningServer {
        let is_alive = || {
            // `pg_ctl` knows whether the process in `postmaster.pid` still exists; the file alone outlives a crash.
            let status = self.pg("pg_ctl", &["status".as_ref(), "-D".as_ref(), self.data.as_os_str()]);
            status.is_ok_and(|out| out.status.success())
        };
        if !self.exists() || !is_alive() {
            return RunningServer::Nothing;
        }
        // The same folder can be reached by several paths, for example through a link.
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let process = |data: &Path| line(data, 0);
        match line(&self.data, 1).map(PathBuf::from) {
            // The file names the folder in which the server was started. If that folder still says the same, this one
            // is a copy of it; if it is gone, this one was moved, and its server came along.
            Some(other)
                if canonical(&other) != canonical(&self.data) && process(&other) == process(&self.data) =>
            {
                RunningServer::Copied(other)
            }
            _ => RunningServer::Own,
        }
    }

    /// Returns the folder of the socket. While the server is running, this is the folder that the server uses.
    pub(super) fn socket_in_use(&self) -> PathBuf {
        // In a copied data folder, the file names the socket of another server.
        let is_ours =
            |folder: &PathBuf| *folder != self.socket && folder.is_dir() && self.runs() == RunningServer::Own;
        line(&self.data, 4).map(PathBuf::from).filter(is_ours).unwrap_or_else(|| self.socket.clone())
    }

    /// Fails if the data folder is a copy of a folder on which a server is running.
    pub(super) fn refuse_copy(&self) -> Result<(), Error> {
        let RunningServer::Copied(other) = self.runs() else { return Ok(()) };
        let (data, other) = (self.data.display(), other.display());
        Err(Error::new(
            format!("the data folder `{data}` is a copy of `{other}`, whose server is running"),
            "run `wares db destroy`, which removes only the copy; a new server is created when it is needed",
        ))
    }

    /// Writes the owner file. Keeps a file with this name that Wares did not write.
    pub(super) fn mark(&self) -> Result<(), Error> {
        let project = self.project.display();
        let text = format!(
            "{FIRST}\n\nThe catalog is in {project}\n`wares db destroy`, run there, removes the server with its data.\n"
        );
        let path = self.home().join(OWNER);
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            return Ok(());
        }
        // A file that the user wrote is never replaced. Without a file of its own, Wares does not remove the server.
        match path.exists() && !is_ours(&path) {
            true => Ok(()),
            false => fs::write(path, text).map_err(|e| self.io("write the private server's owner file", &e)),
        }
    }

    /// Whether any file or folder has been created for the server.
    pub fn is_begun(&self) -> bool {
        self.data.exists() || self.log.exists() || self.lock_file().exists() || self.socket.exists()
    }

    /// Checks that [`Server::destroy`] may remove the data folder.
    ///
    /// # Errors
    /// The folder is not empty, and nothing shows that Wares created it.
    pub fn may_be_destroyed(&self) -> Result<(), Error> {
        let is_empty = || fs::read_dir(&self.data).is_ok_and(|mut entries| entries.next().is_none());
        // An empty folder holds nothing that could be lost.
        if !self.data.exists() || !self.exists() && is_empty() {
            return Ok(());
        }
        let owner = self.home().join(OWNER);
        if !self.exists() || !is_ours(&owner) {
            let owner = owner.display();
            let message = format!(
                "nothing shows that Wares created `{}`: `{owner}` is missing, or Wares did not write it",
                self.data.display()
            );
            let help = "if an older version of Wares created the folder, remove that file if it exists, then run \
                        `wares db start`, which writes it. Wares does not remove a folder that it did not create";
            return Err(Error::new(message, help));
        }
        Ok(())
    }

    /// Stops the server, and removes its data and everything else that Wares created for the server.
    ///
    /// # Errors
    /// Nothing shows that Wares created the server, or a file cannot be removed.
    pub fn destroy(&self) -> Result<(), Error> {
        let failed = |e: std::io::Error| self.io("remove the private server", &e);
        if !self.home().exists() {
            // The socket may be outside of this folder, and so be left over when the folder was removed by hand.
            return remove_socket(&self.socket).map_err(failed);
        }
        let _lock = self.lock()?;
        self.may_be_destroyed()?;
        // Before the server stops, because the file that names the socket goes with it.
        let socket = self.socket_in_use();
        if self.runs() == RunningServer::Own {
            self.stop()?;
        }
        // The remains of an interrupted removal would be in the way of the rename.
        self.clear()?;
        // After the rename there is no server any more, even if the rest is interrupted.
        missing_is_ok(fs::rename(&self.data, self.data.with_extension(REMOVED))).map_err(failed)?;
        self.clear()?;
        // They differ if the folder was moved while its server was running.
        for folder in [&socket, &self.socket] {
            remove_socket(folder).map_err(failed)?;
        }
        // Last, because the file is the evidence that the rest may be removed.
        let owner = Some(self.home().join(OWNER)).filter(|owner| is_ours(owner));
        for file in [self.log.clone(), self.lock_file()].into_iter().chain(owner) {
            missing_is_ok(fs::remove_file(file)).map_err(failed)?;
        }
        // Fails, as it should, if the user keeps something else in the folder.
        let _ = fs::remove_dir(self.home());
        Ok(())
    }
}

/// Returns a line of `postmaster.pid`, counted from 0; `None` if the file or the line is missing or the line is empty.
///
/// A running server keeps this file in the data folder. The lines are: process id, data folder, start time, port,
/// folder of the socket.
fn line(data: &Path, number: usize) -> Option<String> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    file.lines().nth(number).filter(|line| !line.is_empty()).map(str::to_owned)
}

/// Removes a server's socket. Also removes the socket's folder if it is then empty.
fn remove_socket(folder: &Path) -> std::io::Result<()> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_own = |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".s.PGSQL.");
    for entry in entries.filter(is_own) {
        missing_is_ok(fs::remove_file(entry.path()))?;
    }
    // Fails if anything else is in the folder, which then must stay.
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// Whether Wares wrote the given owner file.
fn is_ours(owner: &Path) -> bool {
    fs::read_to_string(owner).is_ok_and(|text| text.starts_with(FIRST))
}

/// Turns the error for a missing file into success, because the file does not have to be removed.
fn missing_is_ok(outcome: std::io::Result<()>) -> std::io::Result<()> {
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
