//! The folder of a new catalog: it gets its files together, when all are written.

use super::write_files::{Writing, unwritable};
use crate::catalog::MANIFEST;
use crate::cli::output::Trouble;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir};

/// How the folders begin in which files are written before they get to their places.
const PREFIX: &str = ".wares-import-";

/// Where a new catalog goes.
pub struct Staging {
    dir: PathBuf,
    exists: bool,
}

impl Staging {
    /// A folder that is absent or empty. What an import left there that was killed is nothing.
    pub fn of(dir: &Path) -> Result<Self, Trouble> {
        let Ok(entries) = fs::read_dir(dir) else {
            let exists = dir.symlink_metadata().is_ok();
            return if exists { Err(not_empty(dir)) } else { Ok(Self { dir: dir.to_owned(), exists }) };
        };
        let is_left = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
        match entries.flatten().all(|entry| is_left(&entry)) {
            true => Ok(Self { dir: dir.to_owned(), exists: true }),
            false => Err(not_empty(dir)),
        }
    }

    /// Lets files be written into a folder of their own, and puts them in their place: a folder that was absent by one
    /// step, what goes into one that was there entry by entry, the manifest last. So what is interrupted leaves no catalog,
    /// and what is killed nothing but that folder.
    pub fn fill(self, write: impl FnOnce(&Path) -> Result<(), Trouble>) -> Result<(), Trouble> {
        let failed = |error: std::io::Error| unwritable(&self.dir, &error);
        let mut above = Writing::default();
        let parent = self.dir.parent().unwrap_or(Path::new("."));
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        let place = if self.exists { &self.dir } else { parent };
        above.folder(place)?;
        self.clear().map_err(failed)?;
        let permissions = fs::Permissions::from_mode(0o777);
        let folder =
            Builder::new().prefix(PREFIX).permissions(permissions).tempdir_in(place).map_err(failed)?;
        write(folder.path())?;
        self.settle(folder).map_err(failed)?;
        above.finish();
        Ok(())
    }

    /// Takes away what was left.
    fn clear(&self) -> std::io::Result<()> {
        if self.exists {
            fs::read_dir(&self.dir)?.flatten().try_for_each(|entry| fs::remove_dir_all(entry.path()))?;
        }
        Ok(())
    }

    fn settle(&self, folder: TempDir) -> std::io::Result<()> {
        if !self.exists {
            fs::rename(folder.path(), &self.dir)?;
            // It is there no more, under that name.
            let _ = folder.keep();
            return Ok(());
        }
        let mut names: Vec<_> =
            fs::read_dir(folder.path())?.flatten().map(|entry| entry.file_name()).collect();
        names.sort_by_key(|name| name == MANIFEST);
        let moved =
            names.iter().try_for_each(|name| fs::rename(folder.path().join(name), self.dir.join(name)));
        if moved.is_err() {
            // What got to its place goes back, and with the folder.
            for name in &names {
                let _ = fs::rename(self.dir.join(name), folder.path().join(name));
            }
        }
        moved.and_then(|()| folder.close())
    }
}

fn not_empty(dir: &Path) -> Trouble {
    let message = format!("{} is not an empty folder", dir.display());
    Trouble::misused(message, "name another, or add to the catalog there with --into")
}
