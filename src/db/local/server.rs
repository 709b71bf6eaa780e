//! The files, folders and programs of a private server.

use super::programs::find_bin;
use crate::db::error::Error;
use nix::fcntl::OFlag;
use nix::unistd::{Gid, Uid, User};
use sha2::{Digest, Sha256};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The name of the private server's role and of the private server's database.
pub(super) const NAME: &str = "wares";

/// The private server of a catalog, which may not have been created yet.
#[derive(Clone, Debug)]
pub struct Server {
    pub(super) project: PathBuf,
    pub(super) data: PathBuf,
    /// The folder of the socket.
    pub(super) socket: PathBuf,
    pub(super) log: PathBuf,
    /// The folder that contains PostgreSQL's programs.
    bin: PathBuf,
    /// The user that runs the server if Wares runs as root; `None` if Wares does not run as root.
    pub(super) user: Option<(Uid, Gid)>,
}

impl Server {
    /// Returns the server for the catalog in the folder `project`. The server may not exist yet.
    ///
    /// # Errors
    /// PostgreSQL is not installed, or one of the server's files is a link.
    pub fn of(project: &Path) -> Result<Self, Error> {
        // The hash below must be the same whatever path leads to the catalog.
        let project = project.canonicalize().unwrap_or_else(|_| project.to_owned());
        // The path itself could be too long for the path of a socket.
        let digest = Sha256::digest(project.as_os_str().as_encoded_bytes());
        // Eight bytes tell the catalogs of a machine apart and keep the socket's path short.
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let bin = find_bin()?;
        if Uid::effective().is_root() {
            let home = PathBuf::from("/var/lib/wares").join(hash);
            let socket = home.join("run");
            return Self::at(project, &home, socket, bin, Some(unprivileged()?));
        }
        let home = project.join(".wares");
        // This folder is the user's own, but it may be missing, as in containers.
        let base = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|dir| dir.is_dir());
        let socket =
            base.unwrap_or_else(std::env::temp_dir).join(format!("wares-{}-{hash}", Uid::effective()));
        Self::at(project, &home, socket, bin, None)
    }

    fn at(
        project: PathBuf,
        home: &Path,
        socket: PathBuf,
        bin: PathBuf,
        user: Option<(Uid, Gid)>,
    ) -> Result<Self, Error> {
        let (data, log) = (home.join("postgres"), home.join("postgres.log"));
        let server = Self { project, data, socket, log, bin, user };
        // Here, so that no operation on a server can forget it.
        server.refuse_links()?;
        Ok(server)
    }

    /// Checks that none of the server's files and folders is a link, because a link could make Wares write to a
    /// different folder.
    fn refuse_links(&self) -> Result<(), Error> {
        let below = fs::read_dir(self.home()).into_iter().flatten().flatten().map(|entry| entry.path());
        let known = [self.home().to_owned(), self.socket.clone()];
        let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
        match known.into_iter().chain(below).find(is_link) {
            None => Ok(()),
            Some(path) => Err(Error::new(
                format!("`{}` is a link, which the private server does not follow", path.display()),
                "remove the link, or replace it with what it points to; then try again",
            )),
        }
    }

    /// Returns the folder that contains the server's data, log and locks.
    pub(super) fn home(&self) -> &Path {
        self.log.parent().unwrap_or(Path::new("."))
    }

    /// Returns the folder that contains PostgreSQL's server programs on this machine.
    pub fn programs() -> Result<PathBuf, Error> {
        find_bin()
    }

    /// Returns a connection string for the server. `psql` accepts this string too.
    pub fn url(&self) -> String {
        let socket = self.socket_in_use().display().to_string();
        // The path of a home folder may contain any bytes, and `psql` decodes them as in a URL.
        let escape = |byte: u8| match byte {
            b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        format!("postgresql://{NAME}@/{NAME}?host={}", socket.bytes().map(escape).collect::<String>())
    }

    /// Returns the folder of the catalog.
    pub fn project(&self) -> &Path {
        &self.project
    }

    /// Returns the data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Whether the server has been created.
    pub fn exists(&self) -> bool {
        self.data.join("PG_VERSION").exists()
    }

    /// Returns the lock file. Of two commands that run at the same time, one waits until the other releases the lock.
    pub(super) fn lock_file(&self) -> PathBuf {
        self.log.with_extension("lock")
    }

    /// Creates a folder that only the server's user may enter, unless the folder exists. If Wares runs as root, gives
    /// the folder to this user.
    pub(super) fn folder(&self, folder: &Path) -> Result<(), Error> {
        if !folder.exists() {
            fs::DirBuilder::new()
                .mode(0o700)
                .create(folder)
                .map_err(|e| self.io("create the private server's folder", &e))?;
        }
        match self.user {
            // Unlike `chown`, this does not follow a link.
            Some((uid, gid)) => lchown(folder, Some(uid.as_raw()), Some(gid.as_raw()))
                .map_err(|e| self.io("change the owner of the private server's folder", &e)),
            None => Ok(()),
        }
    }

    /// Runs one of PostgreSQL's programs. `what` is the operation, for messages.
    ///
    /// # Errors
    /// The program cannot be started or fails. If the program fails, the message includes its output.
    pub(super) fn run(&self, what: &str, program: &str, arguments: &[&OsStr]) -> Result<(), Error> {
        let output = self.pg(program, arguments)?;
        if output.status.success() {
            return Ok(());
        }
        // `pg_ctl` writes some of its errors to stdout.
        let texts = [output.stderr, output.stdout]
            .map(|bytes| String::from_utf8_lossy(&bytes).trim().replace('\n', "; "));
        let text = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let help = format!("see the server's log in `{}`", self.log.display());
        Err(Error::new(format!("could not {what}: {text}"), help))
    }

    /// Runs one of PostgreSQL's programs as the server's user, and returns its output.
    pub(super) fn pg(&self, program: &str, arguments: &[&OsStr]) -> Result<Output, Error> {
        let mut command = Command::new(self.bin.join(program));
        // The server's user may not be able to enter the current folder, and `PGDATA` may name another server.
        command.args(arguments).stdin(Stdio::null()).current_dir("/").env_remove("PGDATA");
        // In a process group of its own, the server does not end when the user presses Ctrl-C. `initdb` should end
        // then, so it stays in the group of Wares.
        if program != "initdb" {
            command.process_group(0);
        }
        if let Some((uid, gid)) = self.user {
            command.uid(uid.as_raw()).gid(gid.as_raw());
        }
        command.output().map_err(|e| self.io(&format!("run {program}"), &e))
    }

    /// Returns the error for a file operation that failed. `what` completes the phrase "cannot …".
    pub(super) fn io(&self, what: &str, error: &std::io::Error) -> Error {
        Error::new(
            format!("cannot {what}: {error}"),
            format!("check `{}`, and try again", self.data.display()),
        )
    }
}

/// Finds the user that runs the server if Wares runs as root.
fn unprivileged() -> Result<(Uid, Gid), Error> {
    let find = |name| User::from_name(name).ok().flatten();
    // `postgres` exists where PostgreSQL was installed from a package; `nobody` exists almost everywhere.
    let user = find("postgres").or_else(|| find("nobody")).ok_or_else(|| {
        Error::new(
            "PostgreSQL does not run as root, and this machine has no user `postgres` or `nobody`",
            "run Wares as a user other than root",
        )
    })?;
    Ok((user.uid, user.gid))
}

/// Opens a file in order to lock it. Keeps the content of the file, does not follow a link, and does not block on a
/// pipe.
pub(super) fn opened(path: &Path, create: bool) -> std::io::Result<File> {
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    OpenOptions::new().write(true).create(create).truncate(false).custom_flags(flags).open(path)
}
