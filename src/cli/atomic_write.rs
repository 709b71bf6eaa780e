//! Files that are there whole or not at all, whatever interrupts their writing.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

/// What a new file may do before the user's mask takes away from it.
const MODE: u32 = 0o666;

/// Makes a file, which must not be there yet.
pub fn create(path: &Path, text: &str) -> std::io::Result<()> {
    new(path, text)?.persist_noclobber(path)?;
    Ok(())
}

/// A file beside the place that it is for.
fn new(path: &Path, text: &str) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(MODE);
    let mut file = Builder::new().permissions(permissions).tempfile_in(folder(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Makes a file, in the place of what is there by its name. A link goes; what it leads to stays as it is.
pub fn put(path: &Path, text: &str) -> std::io::Result<()> {
    new(path, text)?.persist(path)?;
    Ok(())
}

/// Makes a file, or replaces what a path names, with what is written into it step by step. A link stays a link.
pub fn stream<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = new(&path, "")?;
    if let Ok(old) = path.metadata() {
        file.as_file().set_permissions(old.permissions())?;
    }
    let mut buffered = BufWriter::new(file.as_file());
    let written = write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(written)
}

/// Puts a new file in the place of an old one that still holds a text, with its permissions and, where that is allowed, its
/// owner; whether it does.
pub fn replace_unchanged(path: &Path, old: &str, text: &str) -> std::io::Result<bool> {
    replace_if(path, text, |path| Ok(std::fs::read(path)? == old.as_bytes()))
}

/// The same where the last look at the old one, when the new one is ready, says so.
fn replace_if(
    path: &Path,
    text: &str,
    is_meant: impl FnOnce(&Path) -> std::io::Result<bool>,
) -> std::io::Result<bool> {
    // A link stays a link: what it leads to is replaced.
    let path = path.canonicalize()?;
    let old = std::fs::metadata(&path)?;
    // Whoever may write into the folder could replace a file that they must not write; opening it tells.
    std::fs::OpenOptions::new().write(true).open(&path)?;
    let mut file = NamedTempFile::new_in(folder(&path))?;
    file.write_all(text.as_bytes())?;
    keep_owner(file.path(), &old);
    file.as_file().set_permissions(old.permissions())?;
    file.as_file().sync_all()?;
    let is_meant = is_meant(&path)?;
    if is_meant {
        file.persist(&path)?;
    }
    Ok(is_meant)
}

/// Only an administrator may give a file away; for anyone else the new file is their own.
fn keep_owner(path: &Path, old: &std::fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let _ = chown(path, Some(old.uid()), Some(old.gid()));
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::replace_unchanged;

    #[test]
    fn a_file_that_was_changed_meanwhile_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, "theirs").expect("a file");
        assert!(!replace_unchanged(&path, "read", "new").expect("it can be read"));
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), "theirs");
        assert!(replace_unchanged(&path, "theirs", "new").expect("it can be written"));
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), "new");
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 1, "nothing else is left there");
    }
}
