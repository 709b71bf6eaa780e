//! How a private server's data are made: whole, or not at all.

use super::{NAME, Server};
use crate::db::error::Error;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, Flock, FlockArg, OFlag, fcntl};
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// How the names of the folders begin in which data are made.
const UNFINISHED: &str = "postgres.unfinished";

/// The file by which such a folder is in use.
const LOCK: &str = "lock";

impl Server {
    /// Makes the data in a folder of this attempt's own, out of which they get their place when they are whole: what was
    /// interrupted is not taken for a server, and an `initdb` that outlives its program is in nobody's way.
    pub(super) fn make(&self) -> Result<(), Error> {
        let private = Permissions::from_mode(0o700);
        let mut builder = tempfile::Builder::new();
        let attempt = builder.prefix(&format!("{UNFINISHED}-")).permissions(private).tempdir_in(self.home());
        let attempt = attempt.map_err(|e| self.io("make its folder", &e))?;
        self.folder(attempt.path())?;
        let _used = self.used(attempt.path())?;
        let unfinished = attempt.path().join("data");
        let options =
            ["-U", NAME, "-A", "trust", "-E", "UTF8", "--no-locale", "-D"].map(std::ffi::OsStr::new);
        let arguments: Vec<&std::ffi::OsStr> = options.into_iter().chain([unfinished.as_os_str()]).collect();
        self.run("make a private server", "initdb", &arguments)?;
        // Whose the data are is said before they are there: what interrupts the first start can be removed.
        self.mark()?;
        fs::rename(&unfinished, self.data()).map_err(|e| self.io("put its data in their place", &e))
    }

    /// Keeps an attempt's folder in use as long as this program or any that it starts meanwhile runs: `initdb` and its
    /// children inherit what is locked.
    fn used(&self, attempt: &Path) -> Result<Flock<File>, Error> {
        let failed = |errno: Errno| self.io("lock its folder", &errno.into());
        let file = opened(&attempt.join(LOCK), true).map_err(|e| self.io("lock its folder", &e))?;
        let lock = Flock::lock(file, FlockArg::LockExclusive).map_err(|(_, errno)| failed(errno))?;
        fcntl(&*lock, FcntlArg::F_SETFD(FdFlag::empty())).map_err(failed)?;
        Ok(lock)
    }

    /// Takes away what was interrupted, but for what is still being written.
    pub(super) fn clear(&self) -> Result<(), Error> {
        let failed = |e: std::io::Error| self.io("take away what was interrupted", &e);
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

/// Whether a program holds a lock. Where there is no such file, its maker ended before it started anything.
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

/// A file that is locked, and whose contents stay as they are. A link is not followed, and nothing is waited for.
pub(super) fn opened(path: &Path, create: bool) -> std::io::Result<File> {
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    OpenOptions::new().write(true).create(create).truncate(false).custom_flags(flags).open(path)
}
