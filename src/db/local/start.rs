//! Starts and stops a private server.

use super::server::{NAME, Server, opened};
use crate::db::error::{During, Error};
use nix::fcntl::{Flock, FlockArg};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};

impl Server {
    /// Starts the server if it is not running, and creates it first if necessary. Of two commands that do this at the
    /// same time, one waits for the other.
    pub fn start(&self) -> Result<(), Error> {
        // Held until the function returns.
        let _lock = self.lock()?;
        self.folders()?;
        self.refuse_copy()?;
        self.clear()?;
        if !self.exists() {
            self.make()?;
        }
        if !self.is_running() {
            self.launch()?;
        }
        // This fails unless the server has the role that only Wares creates. So a server from an older version, which
        // has no owner file, is recognized here, and `mark` adds the file.
        self.create_database()?;
        self.mark()
    }

    /// Locks the server. Of two commands that do this at the same time, one waits until the other releases the lock.
    pub(super) fn lock(&self) -> Result<Flock<fs::File>, Error> {
        let inode = |meta: std::io::Result<fs::Metadata>| meta.map(|meta| (meta.dev(), meta.ino())).ok();
        loop {
            fs::create_dir_all(self.home()).map_err(|e| self.io("create the private server's folder", &e))?;
            let file = match opened(&self.lock_file(), true) {
                // Another run has just removed the folder.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                file => file.map_err(|e| self.io("open the private server's lock file", &e))?,
            };
            let lock = Flock::lock(file, FlockArg::LockExclusive).map_err(|(_, errno)| {
                Error::new(format!("cannot lock the private server: {errno}"), "try again")
            })?;
            // A run that destroyed the server has removed the file that was locked. Then the lock is on a deleted file,
            // and the file that has the name now must be locked instead.
            if inode(lock.metadata()) == inode(fs::metadata(self.lock_file())) {
                return Ok(lock);
            }
        }
    }

    /// Stops the server. Returns whether the server was running.
    pub fn stop(&self) -> Result<bool, Error> {
        self.refuse_copy()?;
        if !self.is_running() {
            return Ok(false);
        }
        let arguments = [
            "stop".as_ref(),
            "-w".as_ref(),
            "-m".as_ref(),
            // Without waiting for sessions to end, such as a `psql` that was left open.
            "fast".as_ref(),
            "-D".as_ref(),
            self.data.as_os_str(),
        ];
        self.run("stop the private server", "pg_ctl", &arguments).map(|()| true)
    }

    /// Creates the folder of the socket. If Wares runs as root, also creates the log and gives both to the server's
    /// user. Fails if other users can access the folder.
    fn folders(&self) -> Result<(), Error> {
        self.folder(&self.socket)?;
        // In a shared temporary folder, another user may have created a folder of this name first.
        let mode = fs::metadata(&self.socket).map(|meta| meta.permissions().mode() & 0o777);
        if mode.map_err(|e| self.io("read the permissions of the private server's socket folder", &e))?
            != 0o700
        {
            let message = format!(
                "other users can access `{}`, the folder of the private server's socket",
                self.socket.display()
            );
            return Err(Error::new(message, "remove the folder, then try again"));
        }
        // The server's user cannot create files in root's folder, so root creates the log for it.
        if self.user.is_some() && !self.log.exists() {
            fs::write(&self.log, "").map_err(|e| self.io("create the private server's log", &e))?;
        }
        match self.user.filter(|_| self.log.exists()) {
            Some((uid, gid)) => lchown(&self.log, Some(uid.as_raw()), Some(gid.as_raw()))
                .map_err(|e| self.io("change the owner of the private server's log", &e)),
            None => Ok(()),
        }
    }

    /// Starts the server with `pg_ctl`, and waits until it accepts connections.
    fn launch(&self) -> Result<(), Error> {
        let settings =
            // On the command line, because it has precedence over a `postgresql.conf` that was edited.
            format!("-c listen_addresses='' -c unix_socket_directories='{}'", self.socket.display());
        let arguments: [&OsStr; 9] = [
            "start".as_ref(),
            "-w".as_ref(),
            "-D".as_ref(),
            self.data.as_os_str(),
            "-l".as_ref(),
            self.log.as_os_str(),
            "-o".as_ref(),
            settings.as_ref(),
            // Silent, because only errors are reported.
            "-s".as_ref(),
        ];
        self.run("start the private server", "pg_ctl", &arguments)
    }

    /// Creates the database `wares` in the running server if it does not exist.
    fn create_database(&self) -> Result<(), Error> {
        // The database `postgres` always exists, and the one to create does not yet.
        let url = self.url().replacen(&format!("/{NAME}?"), "/postgres?", 1);
        let mut client =
            postgres::Client::connect(&url, postgres::NoTls).during("connecting to the private server")?;
        let exists = client
            .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&NAME])
            .during("looking for its database")?;
        match exists {
            Some(_) => Ok(()),
            // `CREATE DATABASE` has no `IF NOT EXISTS`, and cannot run in a transaction.
            None => client.batch_execute(&format!("CREATE DATABASE {NAME}")).during("creating its database"),
        }
    }
}
