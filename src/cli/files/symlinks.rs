//! Where links lead: no further than the catalog's folder.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What to do about a link.
const HELP: &str = "put the file itself in its place";

/// A catalog's folder, and those of its folders that are known to lie in it.
#[derive(Debug)]
pub struct Links {
    root: PathBuf,
    /// The folder without links in its path; none where it does not exist.
    real: Option<PathBuf>,
    folders: Mutex<HashSet<PathBuf>>,
}

impl Links {
    /// The links below a folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), real: root.canonicalize().ok(), folders: Mutex::default() }
    }

    /// Holds that a file that exists is the catalog's: whatever links it is reached by, what they lead to lies in the
    /// folder, and is not hidden there, unless it has one of these names. What lies elsewhere or is hidden may be what only
    /// this machine or this user may see, such as a process's environment or the settings of git.
    ///
    /// # Errors
    /// Why it is not, in words that follow its name.
    pub fn check(&self, path: &Path, hidden: &[&str]) -> Result<(), String> {
        if !is_link(path) && path.parent().is_some_and(|folder| self.holds(folder)) {
            return Ok(());
        }
        let (Ok(target), Some(real)) = (path.canonicalize(), &self.real) else {
            return Err("it cannot be found".to_owned());
        };
        let Ok(inside) = target.strip_prefix(real) else {
            return Err(format!("it is a link that leads out of the catalog's folder\n{HELP}"));
        };
        let is_meant = |part: &std::ffi::OsStr| hidden.iter().any(|name| part == *name);
        let is_hidden =
            inside.iter().any(|part| part.as_encoded_bytes().starts_with(b".") && !is_meant(part));
        match is_hidden && Some(inside) != path.strip_prefix(&self.root).ok() {
            true => Err(format!("it is a link to a hidden file, which is no part of the catalog\n{HELP}")),
            false => Ok(()),
        }
    }

    /// Whether a folder is reached without a link from the catalog's. Most files are asked about with others of the same
    /// folder.
    fn holds(&self, folder: &Path) -> bool {
        let known = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(folder) {
            return true;
        }
        let plain = folder.strip_prefix(&self.root).ok().zip(self.real.as_ref());
        let plain = plain.map(|(inside, real)| real.join(inside));
        let holds = plain.is_some() && folder.canonicalize().ok() == plain;
        if holds {
            known().insert(folder.to_owned());
        }
        holds
    }
}

/// Whether a path is itself a link, wherever it leads.
pub fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_symlink())
}
