//! Writes several files together. If a file cannot be written, the other changes are undone.

use crate::cli::Disk;
use crate::cli::atomic_write::{create, replace_unchanged};
use crate::cli::command_error::CommandError;
use crate::cli::files::is_link;
use crate::import::NewFile;
use crate::source::Files;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The folders and files that have been written so far. If this is dropped without [`Writing::finish`], everything is
/// undone: new files and folders are removed, and files that grew are cut to their old length.
#[derive(Debug, Default)]
pub struct Writing {
    /// The folders that were created, outer ones first.
    folders: Vec<PathBuf>,
    /// The files that were written, with their old lengths in bytes; `None` for a new file.
    files: Vec<(PathBuf, Option<u64>)>,
}

impl Writing {
    /// Creates a folder, and all missing folders above it.
    pub fn folder(&mut self, path: &Path) -> Result<(), CommandError> {
        let missing: Vec<&Path> = path.ancestors().take_while(|path| !is_there(path)).collect();
        // `ancestors` begins with the innermost, and folders are made from the outermost.
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|error| unwritable(folder, &error))?;
            // Recorded one by one, since a later `create_dir` may fail and the earlier ones must go.
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }

    /// Writes a new file. An existing file is not overwritten.
    ///
    /// # Errors
    /// If the file already exists, or cannot be written.
    pub fn add(&mut self, path: &Path, text: &str) -> Result<(), CommandError> {
        path.parent().map_or(Ok(()), |folder| self.folder(folder))?;
        create(path, text).map_err(|error| unwritable(path, &error))?;
        // Recorded after the file was created: one that existed before must never be removed by the undoing.
        self.files.push((path.to_owned(), None));
        Ok(())
    }

    /// Replaces the content of a file with `text`, which begins with the old content. `old` is the length of the old
    /// content in bytes. Fails if the file has changed since it was read.
    fn grow(&mut self, path: &Path, text: &str, old: usize) -> Result<(), CommandError> {
        let unchanged = replace_unchanged(path, &text[..old], text);
        if !unchanged.map_err(|error| unwritable(path, &error))? {
            let message = format!("{} has changed since it was read", path.display());
            return Err(CommandError::misused(message, "run the command again; nothing was written"));
        }
        self.files.push((path.to_owned(), Some(old as u64)));
        Ok(())
    }

    /// Writes the files of an import.
    ///
    /// # Errors
    /// If a file cannot be written. Also if a file would not belong to the catalog, since the next plan would not see
    /// it.
    pub fn import(&mut self, root: &Path, files: &[NewFile]) -> Result<(), CommandError> {
        for file in files {
            let path = root.join(&file.path);
            // For each file, since an earlier one may have created folders next to a link.
            refuse_links(root, Path::new(&file.path))?;
            match file.old {
                Some(old) => self.grow(&path, &file.text, old)?,
                // A manifest of an installation package keeps its name, by which documents refer to it.
                None if file.is_named && is_there(&path) => {
                    let message = format!("{} exists already and is a different manifest", file.path);
                    let help = "rename that file, then import again; nothing was written";
                    return Err(CommandError::misused(message, help));
                }
                None => self.add(&path, &file.text)?,
            }
        }
        // At the end: an ignore file that excludes one of the new files can only be seen by listing all of them.
        refuse_excluded(root, files)
    }

    /// Keeps everything that was written.
    pub fn finish(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Writing {
    /// Undoes what was written. Errors are ignored. If a file cannot be removed, the reason is most likely the error
    /// that stopped the writing, and that error is reported.
    fn drop(&mut self) {
        for (path, old) in self.files.iter().rev() {
            let _ = match old {
                None => fs::remove_file(path),
                Some(length) => {
                    OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(*length))
                }
            };
        }
        // Inner folders first: a folder can be removed only when it is empty.
        for path in self.folders.iter().rev() {
            let _ = fs::remove_dir(path);
        }
    }
}

/// Refuses new files that would not belong to the catalog.
fn refuse_excluded(root: &Path, files: &[NewFile]) -> Result<(), CommandError> {
    // Listed again after writing, since an ignore file or another manifest may exclude the new files.
    let disk = Disk::new(root);
    // If the folder cannot be listed, no file counts as read, and the import is refused.
    let listed = disk.list().unwrap_or_default();
    let is_read = |file: &NewFile| match file.is_named {
        // Named files are not listed when they are not YAML; that they can be read is enough.
        true => disk.read(&file.path).is_ok(),
        false => listed.contains(&file.path),
    };
    match files.iter().find(|file| !is_read(file)) {
        None => Ok(()),
        Some(file) => {
            let message = format!("{} would not be part of the catalog", file.path);
            let help = "a .gitignore, a .waresignore, a link or another catalog excludes its folder; \
                        change that and import again; nothing was written";
            Err(CommandError::misused(message, help))
        }
    }
}

/// Refuses a path that goes through a link to a folder. Such a link may point anywhere, and files that are reached
/// through it are not part of the catalog.
fn refuse_links(root: &Path, path: &Path) -> Result<(), CommandError> {
    // Without the first ancestor, which is the file; `create` does not follow a link in its place.
    let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    match folders.map(|folder| root.join(folder)).find(|folder| is_link(folder)) {
        None => Ok(()),
        Some(folder) => {
            let message =
                format!("{} is a link, so files in it are not part of the catalog", folder.display());
            Err(CommandError::misused(message, "replace it with a folder; nothing was written"))
        }
    }
}

/// Whether a path exists. The empty path counts as the current folder.
fn is_there(path: &Path) -> bool {
    path.as_os_str().is_empty() || path.exists()
}

/// The error for a file or folder that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> CommandError {
    let message = format!("{} cannot be written: {error}", path.display());
    CommandError::misused(message, "make sure that it is writable; nothing was written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_import_is_undone() {
        let root = tempfile::tempdir().expect("a folder");
        let path = |name: &str| root.path().join(name);
        fs::write(path("old.yaml"), "a: 1\n").expect("a file");
        let mut writing = Writing::default();
        writing.add(&path("a/b/c/new.yaml"), "b: 2\n").expect("a new file");
        writing.grow(&path("old.yaml"), "a: 1\n---\nc: 3\n", 5).expect("an appended document");
        assert_eq!(fs::read_to_string(path("old.yaml")).expect("a file"), "a: 1\n---\nc: 3\n");
        drop(writing);
        assert_eq!(fs::read_to_string(path("old.yaml")).expect("a file"), "a: 1\n");
        assert!(!path("a").exists(), "the new folders are removed as well");
    }

    #[test]
    fn files_changed_meanwhile_are_not_overwritten() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("a.yaml");
        fs::write(&path, "theirs: 1\n").expect("a file");
        let mut writing = Writing::default();
        assert!(
            writing.add(&path, "ours: 1\n").is_err(),
            "a file that exists must not be written as a new file"
        );
        let failure = writing.grow(&path, "before: 1\n---\nours: 1\n", 10).expect_err("the text has changed");
        assert!(failure.error.is_some_and(|error| error.message.contains("has changed since it was read")));
        drop(writing);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "theirs: 1\n");
    }
}
