//! The files of a catalog on a disk.

use crate::catalog::MANIFEST;
use crate::source::Files;
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// A catalog's folder on a disk. `.gitignore` and `.waresignore` are honoured; a folder with a manifest of its
/// own is another catalog.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The files below a folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl Files for Disk {
    fn list(&self) -> Result<Vec<String>, String> {
        let root = self.root.clone();
        let walk = WalkBuilder::new(&self.root)
            // Only what lies in the catalog itself may decide what belongs to it: a file that one machine leaves
            // out would be planned as a deletion there.
            .require_git(false)
            .git_global(false)
            .git_exclude(false)
            .ignore(false)
            .parents(false)
            .add_custom_ignore_filename(".waresignore")
            .filter_entry(move |entry| entry.path() == root || !entry.path().join(MANIFEST).is_file())
            .build();
        let mut paths = Vec::new();
        for entry in walk {
            let entry = entry.map_err(|error| error.to_string())?;
            let is_yaml =
                entry.path().extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
            if is_yaml && !entry.path().is_dir() {
                paths.push(relative(&self.root, entry.path())?);
            }
        }
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = self.root.join(path);
        let size = std::fs::metadata(&path).map_err(|error| error.to_string())?.len();
        // One byte more than is allowed is enough to see that it is too many.
        if size > crate::source::MAX_BYTES as u64 {
            use std::io::Read;
            let mut bytes = Vec::new();
            let file = std::fs::File::open(&path).map_err(|error| error.to_string())?;
            let limit = crate::source::MAX_BYTES as u64 + 1;
            file.take(limit).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
            return Ok(bytes);
        }
        std::fs::read(path).map_err(|error| error.to_string())
    }
}

fn relative(root: &Path, path: &Path) -> Result<String, String> {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_str().map(str::to_owned).ok_or_else(|| format!("the name of {} is not UTF-8", path.display()))
}
