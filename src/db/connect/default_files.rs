//! The files that libpq reads from their default places, such as `~/.pgpass`, and how messages name files.

use super::parameters::{Parameters, Source};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The user's home folder: `HOME`, or the one in the system's user database.
pub fn home() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    // Cron jobs and services often run without `HOME`.
    home.or_else(|| nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.dir))
}

/// A file that a parameter or a variable names, or one in its default place.
pub struct Named {
    pub path: PathBuf,
    /// The parameter or variable that names it; empty for a file in its default place.
    name: &'static str,
    source: Source,
}

impl Named {
    /// The file that a parameter names, whether it exists or not. Without the parameter, the one in the home folder if
    /// it exists.
    pub fn of(parameters: &Parameters, name: &'static str, in_home: &str) -> Option<Self> {
        let source = parameters.source(name);
        let path = match parameters.bytes(name) {
            Some(path) => Some(PathBuf::from(OsStr::from_bytes(path))),
            // Most users have no such file, so it counts only if it exists. One that is named must exist.
            None => home().map(|home| home.join(in_home)).filter(|path| is_there(path)),
        };
        path.map(|path| Self { path, name, source })
    }

    /// The file that an environment variable names.
    pub fn by_variable(variable: &'static str) -> Option<Self> {
        // An empty variable counts as unset, like most of the `PG*` variables.
        let path = std::env::var_os(variable).filter(|path| !path.is_empty())?;
        Some(Self { path: path.into(), name: variable, source: Source::Variable(variable) })
    }

    /// A file in its default place.
    pub fn usual(path: PathBuf) -> Self {
        Self { path, name: "", source: Source::Default }
    }

    /// Opens the file, which must be a regular file: reading from a pipe could block forever.
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

    /// The file as messages name it. A path that does not exist is not shown: it may be a password that was put there
    /// by mistake.
    pub fn words(&self) -> String {
        match (self.path.exists(), self.source) {
            // A default path comes from Wares and not from the user, so it is safe to show even if it does not exist.
            (true, _) | (_, Source::Default) => format!("`{}`", self.path.display()),
            (false, Source::Variable(variable)) => format!("the file that `{variable}` names"),
            (false, Source::Text | Source::Service) => format!("the file that `{}` names", self.name),
        }
    }
}

/// Whether a path exists. A path in a folder that cannot be entered counts as existing, so that reading it reports why.
fn is_there(path: &Path) -> bool {
    path.try_exists().unwrap_or(true)
}

/// A path or a name, quoted for a shell if need be.
pub fn quoted(text: impl AsRef<OsStr>) -> String {
    let text = text.as_ref().to_string_lossy().into_owned();
    // Quotes around a plain path would only be noise.
    let is_plain = |c: char| c.is_alphanumeric() || "/_-.".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// The permissions of an open file, as `chmod` writes them, if users other than its owner have any.
///
/// With `root_may_share`, a file that root owns may be readable by its group. libpq allows this for private keys.
pub fn open_to_others(file: &File, root_may_share: bool) -> Option<String> {
    let meta = file.metadata().ok()?;
    // Of the open file and not of the path, so that nobody can swap the file after the check.
    let mode = meta.mode() & 0o777;
    let others = if root_may_share && meta.uid() == 0 { 0o037 } else { 0o077 };
    (mode & others != 0).then(|| format!("{mode:04o}"))
}

/// Reads an open file. The limit on its size is far above that of any real password, service or certificate file.
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
