//! Makes sure that symbolic links do not point outside the catalog's folder.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The remedy for a link that is refused.
const HELP: &str = "replace the link with the file itself";

/// The folder of a catalog, with a cache of the folders inside it whose paths contain no link.
#[derive(Debug)]
pub struct Links {
    root: PathBuf,
    /// The path of the catalog's folder with all links resolved. `None` if the folder does not exist.
    real: Option<PathBuf>,
    folders: Mutex<HashSet<PathBuf>>,
}

impl Links {
    /// Prepares the checks for the given catalog folder.
    pub fn new(root: &Path) -> Self {
        // Resolved once: every check compares with it, and resolving costs a system call per component.
        Self { root: root.to_owned(), real: root.canonicalize().ok(), folders: Mutex::default() }
    }

    /// Makes sure that an existing file belongs to the catalog. With all links resolved, its path must be in the
    /// folder. No link may point to a hidden file or folder, except for those named in `hidden`. Anything outside or
    /// hidden may be private to this machine or user, such as the environment of a process or the settings of git.
    ///
    /// # Errors
    /// The reason, as a clause that a message shows after the name of the file.
    pub fn check(&self, path: &Path, hidden: &[&str]) -> Result<(), String> {
        // The quick case: a file that is no link, in a folder without links on the way, cannot be elsewhere.
        if !is_link(path) && path.parent().is_some_and(|folder| self.holds(folder)) {
            return Ok(());
        }
        let (Ok(target), Some(real)) = (path.canonicalize(), &self.real) else {
            return Err("it cannot be found".to_owned());
        };
        let Ok(inside) = target.strip_prefix(real) else {
            return Err(format!("it is a link that points outside the catalog's folder\n{HELP}"));
        };
        let is_allowed = |part: &std::ffi::OsStr| hidden.iter().any(|name| part == *name);
        let is_hidden =
            // Bytes and not text, since a name need not be UTF-8.
            inside.iter().any(|part| part.as_encoded_bytes().starts_with(b".") && !is_allowed(part));
        // A path that is hidden itself is fine; only a link to something hidden is refused.
        match is_hidden && Some(inside) != path.strip_prefix(&self.root).ok() {
            true => Err(format!("it is a link to a hidden file, which is not part of the catalog\n{HELP}")),
            false => Ok(()),
        }
    }

    /// Whether there is no link in the path from the catalog's folder to the given folder. A positive answer is cached,
    /// since many files share a folder, and resolving a path costs system calls.
    fn holds(&self, folder: &Path) -> bool {
        let known = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(folder) {
            return true;
        }
        let plain = folder.strip_prefix(&self.root).ok().zip(self.real.as_ref());
        let plain = plain.map(|(inside, real)| real.join(inside));
        // If resolving changes nothing, no component is a link.
        let holds = plain.is_some() && folder.canonicalize().ok() == plain;
        // Only good folders are remembered: a bad one is reported and seldom asked about again.
        if holds {
            known().insert(folder.to_owned());
        }
        holds
    }
}

/// Whether a path is itself a symbolic link, broken or not.
pub fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_symlink())
}
