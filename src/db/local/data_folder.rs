//! Creates the data folder of a private server. An interrupted attempt leaves only a temporary folder.

use super::server::{NAME, Server, opened};
use crate::db::error::Error;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, Flock, FlockArg, fcntl};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The prefix of the temporary folders in which data folders are created.
const UNFINISHED: &str = "postgres.unfinished";

/// The name of the lock file in a temporary folder. The file is locked as long as the folder is in use.
const LOCK: &str = "lock";

impl Server {
    /// Creates the data folder with `initdb`.
    ///
    /// `initdb` writes to a temporary folder, and the complete result is then moved into place. Therefore an
    /// interrupted attempt is never mistaken for a server, and an `initdb` that outlives Wares does not disturb the
    /// next attempt.
    pub(super) fn make(&self) -> Result<(), Error> {
        let private = Permissions::from_mode(0o700);
        let mut builder = tempfile::Builder::new();
        let attempt = builder.prefix(&format!("{UNFINISHED}-")).permissions(private).tempdir_in(self.home());
        let attempt = attempt.map_err(|e| self.io("create the private server's folder", &e))?;
        // `initdb` runs as the server's user, which must be able to write here.
        self.folder(attempt.path())?;
        // Held until the end of this function, so that `clear` of another run leaves the folder alone.
        let _lock = self.lock_attempt(attempt.path())?;
        let unfinished = attempt.path().join("data");
        // Only the server's user can enter the folder of its socket, so connections need no password.
        let options =
            ["-U", NAME, "-A", "trust", "-E", "UTF8", "--no-locale", "-D"].map(std::ffi::OsStr::new);
        let arguments: Vec<&std::ffi::OsStr> = options.into_iter().chain([unfinished.as_os_str()]).collect();
        self.run("create the private server", "initdb", &arguments)?;
        // The owner file comes before the data, so that `destroy` can remove a server whose first start was
        // interrupted.
        self.mark()?;
        fs::rename(&unfinished, self.data())
            .map_err(|e| self.io("move the private server's data folder into place", &e))
    }

    /// Locks a temporary folder until the returned lock is dropped. If Wares is killed, the lock lasts until the
    /// programs that Wares has started have ended.
    fn lock_attempt(&self, attempt: &Path) -> Result<Flock<File>, Error> {
        let failed = |errno: Errno| self.io("lock the private server's folder", &errno.into());
        let file =
            opened(&attempt.join(LOCK), true).map_err(|e| self.io("lock the private server's folder", &e))?;
        let lock = Flock::lock(file, FlockArg::LockExclusive).map_err(|(_, errno)| failed(errno))?;
        // Without close-on-exec, `initdb` and its children inherit the lock.
        fcntl(&*lock, FcntlArg::F_SETFD(FdFlag::empty())).map_err(failed)?;
        Ok(lock)
    }

    /// Removes what is left of data folders whose creation or removal was interrupted. Skips folders that are still in
    /// use.
    pub(super) fn clear(&self) -> Result<(), Error> {
        let failed = |e: std::io::Error| {
            self.io("remove what an interrupted run of the private server left behind", &e)
        };
        for entry in fs::read_dir(self.home()).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let is_old = entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes());
            if is_old && entry.path().is_dir() && !is_used(&entry.path().join(LOCK)).map_err(failed)? {
                fs::remove_dir_all(entry.path()).map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// Whether a program holds the lock on a file. Returns `false` if the file is missing: the program that created the
/// folder then ended before starting `initdb`.
fn is_used(lock: &Path) -> std::io::Result<bool> {
    if !lock.symlink_metadata().is_ok_and(|meta| meta.is_file()) {
        return Ok(false);
    }
    match Flock::lock(opened(lock, false)?, FlockArg::LockExclusiveNonblock) {
        Ok(_) => Ok(false),
        Err((_, Errno::EWOULDBLOCK)) => Ok(true),
        Err((_, errno)) => Err(errno.into()),
    }
}
