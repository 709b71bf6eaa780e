//! Writes a new catalog into a temporary folder, and moves it into place when all files are written.

use super::write_files::{Writing, unwritable};
use crate::catalog::MANIFEST;
use crate::cli::command_error::CommandError;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir};

/// The prefix of the names of the temporary folders.
const PREFIX: &str = ".wares-import-";

/// A folder in which a new catalog is created.
pub struct StagingFolder {
    dir: PathBuf,
    exists: bool,
}

impl StagingFolder {
    /// Accepts a folder that does not exist or is empty. Temporary folders of imports that were killed are ignored.
    ///
    /// # Errors
    /// If the folder has any other contents, or is not a folder.
    pub fn of(dir: &Path) -> Result<Self, CommandError> {
        let Ok(entries) = fs::read_dir(dir) else {
            // `symlink_metadata`, so that a broken link counts as something that is there.
            let exists = dir.symlink_metadata().is_ok();
            return if exists { Err(not_empty(dir)) } else { Ok(Self { dir: dir.to_owned(), exists }) };
        };
        let is_temporary = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
        match entries.flatten().all(|entry| is_temporary(&entry)) {
            true => Ok(Self { dir: dir.to_owned(), exists: true }),
            false => Err(not_empty(dir)),
        }
    }

    /// Calls `write` with a temporary folder, and moves what it wrote into place. If the target folder does not exist,
    /// the temporary folder is renamed in one step. Otherwise the entries of the temporary folder are moved one by one,
    /// the manifest last.
    ///
    /// An import that fails leaves nothing behind. An import that is killed leaves no catalog, since the manifest is
    /// missing. It may leave the temporary folder and the entries that were already moved.
    pub fn fill(self, write: impl FnOnce(&Path) -> Result<(), CommandError>) -> Result<(), CommandError> {
        let failed = |error: std::io::Error| unwritable(&self.dir, &error);
        let mut above = Writing::default();
        let parent = self.dir.parent().unwrap_or(Path::new("."));
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        // On the same file system as the target, since a rename cannot cross file systems.
        let place = if self.exists { &self.dir } else { parent };
        above.folder(place)?;
        // After the parent exists and before the new temporary folder, which has the same prefix.
        self.clear().map_err(failed)?;
        // A temporary folder is private to its user; this one becomes the catalog's and gets the usual permissions.
        let permissions = fs::Permissions::from_mode(0o777);
        let folder =
            Builder::new().prefix(PREFIX).permissions(permissions).tempdir_in(place).map_err(failed)?;
        write(folder.path())?;
        self.move_into_place(folder).map_err(failed)?;
        // Only now: if `write` or `move_into_place` fails, the parent folders that were created are removed again.
        above.finish();
        Ok(())
    }

    /// Removes the temporary folders of imports that were killed.
    fn clear(&self) -> std::io::Result<()> {
        if self.exists {
            // `of` has made sure that every entry is a temporary folder of ours.
            fs::read_dir(&self.dir)?.flatten().try_for_each(|entry| fs::remove_dir_all(entry.path()))?;
        }
        Ok(())
    }

    /// Moves the files from the temporary folder into place.
    fn move_into_place(&self, folder: TempDir) -> std::io::Result<()> {
        if !self.exists {
            fs::rename(folder.path(), &self.dir)?;
            // It no longer exists under its temporary name, so there is nothing to delete.
            let _ = folder.keep();
            return Ok(());
        }
        let mut names: Vec<_> =
            fs::read_dir(folder.path())?.flatten().map(|entry| entry.file_name()).collect();
        // `false` sorts before `true`: without its manifest the folder is no catalog for any command.
        names.sort_by_key(|name| name == MANIFEST);
        let moved =
            names.iter().try_for_each(|name| fs::rename(folder.path().join(name), self.dir.join(name)));
        if moved.is_err() {
            // The entries that were moved go back, and are deleted with the temporary folder.
            for name in &names {
                // Names that were not moved yet fail here, which is what is wanted.
                let _ = fs::rename(self.dir.join(name), folder.path().join(name));
            }
        }
        moved.and_then(|()| folder.close())
    }
}

/// The error for a path that is not an empty folder.
fn not_empty(dir: &Path) -> CommandError {
    let message = format!("{} is not an empty folder", dir.display());
    CommandError::misused(message, "name another folder, or use --into to add to the catalog in this one")
}
