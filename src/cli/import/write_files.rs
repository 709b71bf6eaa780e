//! Files that are written together or not at all.

use crate::cli::Disk;
use crate::cli::atomic_write::{create, replace_unchanged};
use crate::cli::files::is_link;
use crate::cli::output::Trouble;
use crate::import::NewFile;
use crate::source::Files;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What was written so far. Unless it is finished, it is taken back: the folders and files that were made go,
/// and the files that grew are cut to what they were.
#[derive(Debug, Default)]
pub struct Writing {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Option<u64>)>,
}

impl Writing {
    /// Makes a folder and those above it that are missing.
    pub fn folder(&mut self, path: &Path) -> Result<(), Trouble> {
        let missing: Vec<&Path> = path.ancestors().take_while(|path| !is_there(path)).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|error| unwritable(folder, &error))?;
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }

    /// Writes a new file. One that is there already is not written over.
    pub fn add(&mut self, path: &Path, text: &str) -> Result<(), Trouble> {
        path.parent().map_or(Ok(()), |folder| self.folder(folder))?;
        create(path, text).map_err(|error| unwritable(path, &error))?;
        self.files.push((path.to_owned(), None));
        Ok(())
    }

    /// Writes at the end of a file that still begins with what was read of it.
    fn grow(&mut self, path: &Path, text: &str, old: usize) -> Result<(), Trouble> {
        let unchanged = replace_unchanged(path, &text[..old], text);
        if !unchanged.map_err(|error| unwritable(path, &error))? {
            let message = format!("{} changed meanwhile", path.display());
            return Err(Trouble::misused(message, "run the command again; nothing was written"));
        }
        self.files.push((path.to_owned(), Some(old as u64)));
        Ok(())
    }

    /// Writes what an import made, all of which must belong to the catalog afterwards.
    pub fn import(&mut self, root: &Path, files: &[NewFile]) -> Result<(), Trouble> {
        for file in files {
            let path = root.join(&file.path);
            refuse_links(root, Path::new(&file.path))?;
            match file.old {
                Some(old) => self.grow(&path, &file.text, old)?,
                None if file.is_named && is_there(&path) => {
                    let message = format!("{} is there already, and is another manifest", file.path);
                    let help = "give it another name, then import again; nothing was written";
                    return Err(Trouble::misused(message, help));
                }
                None => self.add(&path, &file.text)?,
            }
        }
        let disk = Disk::new(root);
        let listed = disk.list().unwrap_or_default();
        let is_read = |file: &NewFile| match file.is_named {
            true => disk.read(&file.path).is_ok(),
            false => listed.contains(&file.path),
        };
        match files.iter().find(|file| !is_read(file)) {
            None => Ok(()),
            Some(file) => {
                let message = format!("{} would be no part of the catalog", file.path);
                let help = "a .gitignore, a .waresignore, a link or another catalog keeps its folder out: \
                            let it in; nothing was written";
                Err(Trouble::misused(message, help))
            }
        }
    }

    /// Lets everything stay.
    pub fn finish(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Writing {
    /// What cannot be taken back is where the error that stopped the writing is, too.
    fn drop(&mut self) {
        for (path, old) in self.files.iter().rev() {
            let _ = match old {
                None => fs::remove_file(path),
                Some(length) => {
                    OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(*length))
                }
            };
        }
        for path in self.folders.iter().rev() {
            let _ = fs::remove_dir(path);
        }
    }
}

/// Nothing is written behind a link to a folder, which may lead anywhere, nor is what lies there the catalog's.
fn refuse_links(root: &Path, path: &Path) -> Result<(), Trouble> {
    let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    match folders.map(|folder| root.join(folder)).find(|folder| is_link(folder)) {
        None => Ok(()),
        Some(folder) => {
            let message =
                format!("{} is a link, and what lies behind it is no part of the catalog", folder.display());
            Err(Trouble::misused(message, "put a folder in its place; nothing was written"))
        }
    }
}

/// Whether a path leads somewhere; the empty one is where the program runs.
fn is_there(path: &Path) -> bool {
    path.as_os_str().is_empty() || path.exists()
}

pub fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    let message = format!("{} cannot be written: {error}", path.display());
    Trouble::misused(message, "make sure that it can be written; nothing was")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_is_taken_back() {
        let root = tempfile::tempdir().expect("a folder");
        let path = |name: &str| root.path().join(name);
        fs::write(path("old.yaml"), "a: 1\n").expect("a file");
        let mut writing = Writing::default();
        writing.add(&path("a/b/c/new.yaml"), "b: 2\n").expect("a new file");
        writing.grow(&path("old.yaml"), "a: 1\n---\nc: 3\n", 5).expect("a file that grows");
        assert_eq!(fs::read_to_string(path("old.yaml")).expect("a file"), "a: 1\n---\nc: 3\n");
        drop(writing);
        assert_eq!(fs::read_to_string(path("old.yaml")).expect("a file"), "a: 1\n");
        assert!(!path("a").exists(), "folders go, the innermost first");
    }

    #[test]
    fn what_somebody_wrote_meanwhile_is_not_written_over() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("a.yaml");
        fs::write(&path, "theirs: 1\n").expect("a file");
        let mut writing = Writing::default();
        assert!(writing.add(&path, "ours: 1\n").is_err(), "the file was not there when it was planned");
        let trouble = writing.grow(&path, "before: 1\n---\nours: 1\n", 10).expect_err("another text");
        assert!(trouble.error.is_some_and(|error| error.message.contains("changed meanwhile")));
        drop(writing);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "theirs: 1\n");
    }
}
