//! Wares' own private PostgreSQL server, one for each project.
//!
//! It is a real server of the installed version. It listens on a Unix socket alone, in a folder that only
//! its user may enter; a socket's path may have 107 bytes, so that folder is not below the project.
//! PostgreSQL refuses root, and an unprivileged user cannot enter root's home: for root the data lie under
//! `/var/lib/wares`, and the server runs as `postgres` or `nobody`.

mod data_folder;
mod owner;
mod programs;

use super::error::Error;
use data_folder::opened;
use nix::fcntl::{Flock, FlockArg};
use nix::unistd::{Gid, Uid, User};
use owner::Runs;
use programs::find_bin;
use sha2::{Digest, Sha256};
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The role and the database of the private server.
const NAME: &str = "wares";

/// A project's private server.
#[derive(Clone, Debug)]
pub struct Server {
    project: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    log: PathBuf,
    bin: PathBuf,
    user: Option<(Uid, Gid)>,
}

impl Server {
    /// The server of a project.
    pub fn of(project: &Path) -> Result<Self, Error> {
        let project = project.canonicalize().unwrap_or_else(|_| project.to_owned());
        let digest = Sha256::digest(project.as_os_str().as_encoded_bytes());
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let bin = find_bin()?;
        if Uid::effective().is_root() {
            let home = PathBuf::from("/var/lib/wares").join(hash);
            let socket = home.join("run");
            return Self::at(project, &home, socket, bin, Some(unprivileged()?));
        }
        let home = project.join(".wares");
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|dir| dir.is_dir());
        let runtime =
            runtime.unwrap_or_else(std::env::temp_dir).join(format!("wares-{}-{hash}", Uid::effective()));
        Self::at(project, &home, runtime, bin, None)
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
        server.refuse_links()?;
        Ok(server)
    }

    /// Holds that none of its files and folders is a link: what is written there would be written elsewhere.
    fn refuse_links(&self) -> Result<(), Error> {
        let below = fs::read_dir(self.home()).into_iter().flatten().flatten().map(|entry| entry.path());
        let own = [self.home().to_owned(), self.socket.clone()];
        let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
        match own.into_iter().chain(below).find(is_link) {
            None => Ok(()),
            Some(path) => Err(Error::new(
                format!("{} is a link, which the private server does not follow", path.display()),
                "remove the link, or put what it leads to in its place; then try again",
            )),
        }
    }

    /// The folder of its data, its log and its locks.
    fn home(&self) -> &Path {
        self.log.parent().unwrap_or(Path::new("."))
    }

    /// The folder of the server's programs on this machine.
    pub fn programs() -> Result<PathBuf, Error> {
        find_bin()
    }

    /// A connection string that `psql` takes.
    pub fn url(&self) -> String {
        let socket = self.socket_in_use().display().to_string();
        let escape = |byte: u8| match byte {
            b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        format!("postgresql://{NAME}@/{NAME}?host={}", socket.bytes().map(escape).collect::<String>())
    }

    /// The folder of the catalog whose server it is.
    pub fn project(&self) -> &Path {
        &self.project
    }

    /// Where its data lie.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.runs() == Runs::Own
    }

    /// Whether it has been made.
    pub fn exists(&self) -> bool {
        self.data.join("PG_VERSION").exists()
    }

    /// Starts it; makes it first if need be. Two runs at once do it one after the other.
    pub fn start(&self) -> Result<(), Error> {
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
        // Nobody but Wares makes a server whose only role has this name, so one of an older version is recognized.
        self.create_database()?;
        self.mark()
    }

    /// The file by which two runs at once wait for one another.
    fn lock_file(&self) -> PathBuf {
        self.log.with_extension("lock")
    }

    /// The lock, of the file that has the name now: another run may have removed the one that was waited for.
    fn lock(&self) -> Result<Flock<fs::File>, Error> {
        let inode = |meta: std::io::Result<fs::Metadata>| meta.map(|meta| (meta.dev(), meta.ino())).ok();
        loop {
            fs::create_dir_all(self.home()).map_err(|e| self.io("make its folder", &e))?;
            let file = match opened(&self.lock_file(), true) {
                // Another run has just removed the folder.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                file => file.map_err(|e| self.io("be locked", &e))?,
            };
            let lock = Flock::lock(file, FlockArg::LockExclusive).map_err(|(_, errno)| {
                Error::new(format!("cannot lock the private server: {errno}"), "try again")
            })?;
            if inode(lock.metadata()) == inode(fs::metadata(self.lock_file())) {
                return Ok(lock);
            }
        }
    }

    /// Stops it, if it runs.
    pub fn stop(&self) -> Result<bool, Error> {
        self.refuse_copy()?;
        if !self.is_running() {
            return Ok(false);
        }
        let arguments = [
            "stop".as_ref(),
            "-w".as_ref(),
            "-m".as_ref(),
            "fast".as_ref(),
            "-D".as_ref(),
            self.data.as_os_str(),
        ];
        self.run("stop the private server", "pg_ctl", &arguments).map(|()| true)
    }

    fn folders(&self) -> Result<(), Error> {
        self.folder(&self.socket)?;
        let mode = fs::metadata(&self.socket).map(|meta| meta.permissions().mode() & 0o777);
        if mode.map_err(|e| self.io("look at its socket's folder", &e))? != 0o700 {
            let message = format!("{} may be entered by others", self.socket.display());
            return Err(Error::new(message, "remove that folder, then try again"));
        }
        if self.user.is_some() && !self.log.exists() {
            fs::write(&self.log, "").map_err(|e| self.io("make its log", &e))?;
        }
        match self.user.filter(|_| self.log.exists()) {
            Some((uid, gid)) => lchown(&self.log, Some(uid.as_raw()), Some(gid.as_raw()))
                .map_err(|e| self.io("hand over its log", &e)),
            None => Ok(()),
        }
    }

    /// A folder that the server's user alone may enter.
    fn folder(&self, folder: &Path) -> Result<(), Error> {
        if !folder.exists() {
            fs::DirBuilder::new().mode(0o700).create(folder).map_err(|e| self.io("make its folder", &e))?;
        }
        match self.user {
            Some((uid, gid)) => lchown(folder, Some(uid.as_raw()), Some(gid.as_raw()))
                .map_err(|e| self.io("hand over its folder", &e)),
            None => Ok(()),
        }
    }

    fn launch(&self) -> Result<(), Error> {
        let settings =
            format!("-c listen_addresses='' -c unix_socket_directories='{}'", self.socket.display());
        let arguments: [&std::ffi::OsStr; 9] = [
            "start".as_ref(),
            "-w".as_ref(),
            "-D".as_ref(),
            self.data.as_os_str(),
            "-l".as_ref(),
            self.log.as_os_str(),
            "-o".as_ref(),
            settings.as_ref(),
            "-s".as_ref(),
        ];
        self.run("start the private server", "pg_ctl", &arguments)
    }

    fn create_database(&self) -> Result<(), Error> {
        use super::error::During;
        let url = self.url().replacen(&format!("/{NAME}?"), "/postgres?", 1);
        let mut client =
            postgres::Client::connect(&url, postgres::NoTls).during("connecting to the private server")?;
        let exists = client
            .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&NAME])
            .during("looking for its database")?;
        match exists {
            Some(_) => Ok(()),
            None => client.batch_execute(&format!("CREATE DATABASE {NAME}")).during("making its database"),
        }
    }

    fn run(&self, what: &str, program: &str, arguments: &[&std::ffi::OsStr]) -> Result<(), Error> {
        let output = self.pg(program, arguments)?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stderr, output.stdout]
            .map(|bytes| String::from_utf8_lossy(&bytes).trim().replace('\n', "; "));
        let said = said.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let help = format!("see {}", self.log.display());
        Err(Error::new(format!("could not {what}: {said}"), help))
    }

    fn pg(&self, program: &str, arguments: &[&std::ffi::OsStr]) -> Result<Output, Error> {
        let mut command = Command::new(self.bin.join(program));
        command.args(arguments).stdin(Stdio::null()).current_dir("/").env_remove("PGDATA");
        // The server must not hold the caller's pipes open, nor die with the caller's terminal. What makes its data must:
        // whoever interrupts the one means the other.
        if program != "initdb" {
            command.process_group(0);
        }
        if let Some((uid, gid)) = self.user {
            command.uid(uid.as_raw()).gid(gid.as_raw());
        }
        command.output().map_err(|e| self.io(&format!("run {program}"), &e))
    }

    fn io(&self, what: &str, error: &std::io::Error) -> Error {
        Error::new(
            format!("the private server could not {what}: {error}"),
            format!("look at {}", self.data.display()),
        )
    }
}

fn unprivileged() -> Result<(Uid, Gid), Error> {
    let find = |name| User::from_name(name).ok().flatten();
    let user = find("postgres").or_else(|| find("nobody")).ok_or_else(|| {
        Error::new(
            "PostgreSQL refuses root, and there is no user `postgres` or `nobody`",
            "run Wares as an ordinary user",
        )
    })?;
    Ok((user.uid, user.gid))
}
