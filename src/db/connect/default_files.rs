//! Files that libpq finds by themselves, and how files are named in messages.

use super::parameters::{Parameters, Source};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The user's home.
pub fn home() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    home.or_else(|| nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.dir))
}

/// A file that a parameter or a variable names, or one in its usual place.
pub struct Named {
    pub path: PathBuf,
    /// The parameter by which it is named.
    name: &'static str,
    source: Source,
}

impl Named {
    /// The file that a parameter names, which must exist, or the one in the home folder, which need not.
    pub fn of(parameters: &Parameters, name: &'static str, in_home: &str) -> Option<Self> {
        let source = parameters.source(name);
        let path = match parameters.bytes(name) {
            Some(path) => Some(PathBuf::from(std::ffi::OsStr::from_bytes(path))),
            None => home().map(|home| home.join(in_home)).filter(|path| is_there(path)),
        };
        path.map(|path| Self { path, name, source })
    }

    /// The same for a variable that names a file.
    pub fn by_variable(variable: &'static str) -> Option<Self> {
        let path = std::env::var_os(variable).filter(|path| !path.is_empty())?;
        Some(Self { path: path.into(), name: variable, source: Source::Variable(variable) })
    }

    /// A file that nothing names.
    pub fn usual(path: PathBuf) -> Self {
        Self { path, name: "", source: Source::Default }
    }

    /// Opens the file, which must be a regular one: a pipe could keep the program waiting.
    pub fn open(&self) -> io::Result<File> {
        let options = nix::fcntl::OFlag::O_NONBLOCK.bits();
        let file = File::options().read(true).custom_flags(options).open(&self.path)?;
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::Error::other("it is not a regular file")),
        }
    }

    /// Reads the file.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        read(self.open()?)
    }

    /// The file as messages name it. A path that does not exist may be anything, even a password, and is not shown.
    pub fn words(&self) -> String {
        match (self.path.exists(), self.source) {
            (true, _) | (_, Source::Default) => format!("`{}`", self.path.display()),
            (false, Source::Variable(variable)) => format!("the file that `{variable}` names"),
            (false, Source::Text | Source::Service) => format!("the file that `{}` names", self.name),
        }
    }
}

/// Whether a path exists, or may exist in a folder that cannot be entered.
fn is_there(path: &Path) -> bool {
    path.try_exists().unwrap_or(true)
}

/// A path or a name as a shell reads it.
pub fn quoted(text: impl AsRef<OsStr>) -> String {
    let text = text.as_ref().to_string_lossy().into_owned();
    let is_plain = |c: char| c.is_alphanumeric() || "/_-.".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// The permissions of an open file, as `chmod` writes them, if others than its owner have any. A file of root may be readable
/// for its group, if `may_be_of_root`.
pub fn open_to_others(file: &File, may_be_of_root: bool) -> Option<String> {
    let meta = file.metadata().ok()?;
    let mode = meta.mode() & 0o777;
    let others = if may_be_of_root && meta.uid() == 0 { 0o037 } else { 0o077 };
    (mode & others != 0).then(|| format!("{mode:04o}"))
}

/// Reads an open file, up to a size that none of these files has.
pub fn read(file: File) -> io::Result<Vec<u8>> {
    const MOST: u64 = 4 << 20;
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MOST {
        true => Err(io::Error::other("it has more than 4 MiB")),
        false => Ok(bytes),
    }
}
