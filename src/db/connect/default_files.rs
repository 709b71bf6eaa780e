//! The files that libpq reads from default paths, such as `~/.pgpass`, and the form in which messages show paths.

use super::parameters::{Parameters, Source};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Returns the user's home folder: `HOME`, or the folder in the system's user database. `None` if neither is known.
pub fn home() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    // Cron jobs and services often run without `HOME`.
    home.or_else(|| nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.dir))
}

/// A file that a parameter or an environment variable names, or a file at its default path.
pub struct Named {
    pub path: PathBuf,
    /// The parameter or variable that names the file; empty for a file at its default path.
    name: &'static str,
    source: Source,
}

impl Named {
    /// Returns the file whose path is the value of the parameter `name`, even if the file does not exist. If the
    /// parameter is not set, returns the file `in_home` in the home folder; `None` if that file does not exist.
    pub fn of(parameters: &Parameters, name: &'static str, in_home: &str) -> Option<Self> {
        let source = parameters.source(name);
        let path = match parameters.bytes(name) {
            Some(path) => Some(PathBuf::from(OsStr::from_bytes(path))),
            // Most users have no such file, so it counts only if it exists. One that is named must exist.
            None => home().map(|home| home.join(in_home)).filter(|path| is_there(path)),
        };
        path.map(|path| Self { path, name, source })
    }

    /// Returns the file that an environment variable names; `None` if the variable is unset or empty.
    pub fn by_variable(variable: &'static str) -> Option<Self> {
        // An empty variable counts as unset, like most of the `PG*` variables.
        let path = std::env::var_os(variable).filter(|path| !path.is_empty())?;
        Some(Self { path: path.into(), name: variable, source: Source::Variable(variable) })
    }

    /// Returns a file at its default path.
    pub fn usual(path: PathBuf) -> Self {
        Self { path, name: "", source: Source::Default }
    }

    /// Opens the file. It must be a regular file, because reading from a pipe could block forever.
    pub fn open(&self) -> io::Result<File> {
        // Without this flag, opening a pipe would wait for a writer.
        let options = nix::fcntl::OFlag::O_NONBLOCK.bits();
        let file = File::options().read(true).custom_flags(options).open(&self.path)?;
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::Error::other("it is not a regular file")),
        }
    }

    /// Opens and reads the file.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        read(self.open()?)
    }

    /// Describes the file for messages. A path that does not exist is not shown, because it may be a misplaced
    /// password.
    pub fn words(&self) -> String {
        match (self.path.exists(), self.source) {
            // A default path comes from Wares and not from the user, so it is safe to show even if it does not exist.
            (true, _) | (_, Source::Default) => format!("`{}`", self.path.display()),
            (false, Source::Variable(variable)) => format!("the file that `{variable}` names"),
            (false, Source::Text | Source::Service) => format!("the file that `{}` names", self.name),
        }
    }
}

/// Whether a path exists. A path in a folder that cannot be entered counts as existing: reading it then reports the
/// reason.
fn is_there(path: &Path) -> bool {
    path.try_exists().unwrap_or(true)
}

/// Quotes a path or a name for a shell, if it needs quotes.
pub fn quoted(text: impl AsRef<OsStr>) -> String {
    let text = text.as_ref().to_string_lossy().into_owned();
    // Quotes around a plain path would only be noise.
    let is_plain = |c: char| c.is_alphanumeric() || "/_-.".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Returns the permissions of an open file, in the octal form of `chmod`, if anyone but its owner has access; `None`
/// otherwise.
///
/// With `root_may_share`, a file that root owns may be readable by its group. libpq allows this for private keys.
pub fn open_to_others(file: &File, root_may_share: bool) -> Option<String> {
    let meta = file.metadata().ok()?;
    // Of the open file and not of the path, so that nobody can swap the file after the check.
    let mode = meta.mode() & 0o777;
    let others = if root_may_share && meta.uid() == 0 { 0o037 } else { 0o077 };
    (mode & others != 0).then(|| format!("{mode:04o}"))
}

/// Reads an open file. Fails if the file exceeds a maximum size. No real password, service or certificate file is that
/// large.
pub fn read(file: File) -> io::Result<Vec<u8>> {
    const MAX_BYTES: u64 = 4 << 20;
    let mut bytes = Vec::new();
    // One byte more than allowed shows that the file is larger, without reading the rest.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_BYTES {
        true => Err(io::Error::other("it is larger than 4 MiB")),
        false => Ok(bytes),
    }
}
